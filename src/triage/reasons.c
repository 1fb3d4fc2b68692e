#include "triage/reasons.h"

#include "base/decimal.h"

#include <stdio.h>
#include <stdlib.h>

struct str reasons_print(struct arena *arena, const struct reasons *reasons)
{
    struct buf out;
    buf_init(&out, arena, 64 + reasons->count * 40);
    buf_char(&out, '[');
    for (size_t i = 0; i < reasons->count; i++) {
        const struct reason *reason = &reasons->list[i];
        buf_printf(&out, "%s[%d,%d,%d,%lld,", i ? "," : "", reason->rule, reason->parameter,
                   reason->zone, (long long)reason->value);
        if (reason->has_limit)
            buf_int(&out, reason->limit);
        else
            buf_text(&out, "null");
        buf_printf(&out, ",%d]", reason->operator);
    }
    buf_char(&out, ']');
    return buf_slice(&out);
}

/* Our own text: numbers between brackets and commas. */
static bool next_number(struct str *text, int64_t *value_r, bool *null_r)
{
    size_t i = 0, end;
    while (i < text->len && text->at[i] != '-' && text->at[i] != 'n' &&
           (text->at[i] < '0' || text->at[i] > '9'))
        i++;
    *null_r = i < text->len && text->at[i] == 'n';
    for (end = i; end < text->len && text->at[end] != ',' && text->at[end] != ']';)
        end++;
    struct str number = {text->at + i, end - i};
    *text = (struct str){text->at + end, text->len - end};
    *value_r = 0;
    return *null_r || str_int(number, value_r);
}

static bool next_reason(struct str *text, struct reason *reason_r)
{
    int64_t field[6];
    bool null, limited = false;
    for (int i = 0; i < 6; i++) {
        if (!next_number(text, &field[i], &null))
            return false;
        if (i == 4)
            limited = !null;
    }
    *reason_r = (struct reason){
        .rule = (enum rule)field[0],
        .parameter = (enum parameter)field[1],
        .zone = (enum zone)field[2],
        .value = field[3],
        .has_limit = limited,
        .limit = field[4],
        .operator=(enum limit_operator) field[5],
    };
    return parameter_info(reason_r->parameter) != NULL && field[2] >= ZONE_NONE &&
           field[2] <= ZONE_RED && field[5] >= OPERATOR_LT && field[5] <= OPERATOR_GE;
}

void reasons_parse(struct str text, struct reasons *reasons_r)
{
    reasons_r->count = 0;
    while (text.len > 2 && reasons_r->count < TRIAGE_REASONS &&
           next_reason(&text, &reasons_r->list[reasons_r->count]))
        reasons_r->count++;
}

static void place(struct reasons *reasons, const struct reason *reason)
{
    size_t at = reasons->count;
    while (at > 0 && reasons->list[at - 1].zone < reason->zone)
        at--;
    if (reasons->count == TRIAGE_REASONS) {
        if (at == TRIAGE_REASONS)
            return;
        reasons->count--;
    }
    memmove(&reasons->list[at + 1], &reasons->list[at],
            (reasons->count - at) * sizeof reasons->list[0]);
    reasons->list[at] = *reason;
    reasons->count++;
}

void reasons_merge(struct reasons *reasons, const struct reason *newer, size_t count,
                   enum zone least)
{
    for (size_t i = 0; i < count; i++) {
        bool worse_stands = newer[i].zone < least;
        for (size_t k = 0; k < reasons->count && !worse_stands; k++) {
            if (reasons->list[k].parameter != newer[i].parameter)
                continue;
            worse_stands = reasons->list[k].zone > newer[i].zone;
            if (worse_stands)
                break;
            memmove(&reasons->list[k], &reasons->list[k + 1],
                    (reasons->count - k - 1) * sizeof reasons->list[0]);
            reasons->count--;
            k--;
        }
        if (!worse_stands)
            place(reasons, &newer[i]);
    }
}

void value_text(enum parameter parameter, int64_t value, char text_r[32])
{
    const struct parameter_info *info = parameter_info(parameter);
    decimal_text(value, info ? info->places : 0, text_r);
}

const char *operator_sign(enum limit_operator operator)
{
    static const char *const signs[] = {"<", "≤", ">", "≥"};
    return signs[operator];
}

static struct str number_text(struct arena *arena, const struct language *language,
                              enum parameter parameter, int64_t value)
{
    char text[32];
    struct buf out;
    value_text(parameter, value, text);
    buf_init(&out, arena, sizeof text);
    text_number(language, text, &out);
    return buf_slice(&out);
}

void reason_text(struct buf *out, const struct reason *reason, const struct language *language)
{
    char rule[64], parameter[64], unit[64], zone[32];
    const struct parameter_info *info = parameter_info(reason->parameter);
    snprintf(rule, sizeof rule, "reason.%s", rule_word(reason->rule));
    snprintf(parameter, sizeof parameter, "parameter.%s", info->word);
    snprintf(unit, sizeof unit, "unit.%s", info->word);
    snprintf(zone, sizeof zone, "zone.%s", zone_word(reason->zone));
    struct text_arg args[] = {
        {"parameter", str_of(text_of(language, parameter))},
        {"unit", str_of(text_of(language, unit))},
        {"zone", str_of(text_of(language, zone))},
        {"value", number_text(out->arena, language, reason->parameter, reason->value)},
        {"operator", str_of(operator_sign(reason->operator))},
        {"limit", number_text(out->arena, language, reason->parameter, reason->limit)},
    };
    text_fill(out, text_of(language, rule), args, sizeof args / sizeof args[0]);
}

static void reason_json(struct json_out *out, struct arena *arena, const struct reason *reason,
                        const struct language *language)
{
    char number[32];
    struct buf text;
    json_object_open(out);
    json_put_text(out, "rule", rule_word(reason->rule));
    json_put_text(out, "parameter", parameter_info(reason->parameter)->word);
    json_put_text(out, "zone", zone_word(reason->zone));
    value_text(reason->parameter, reason->value, number);
    json_key(out, "value");
    json_raw(out, str_of(number));
    json_key(out, "limit");
    value_text(reason->parameter, reason->limit, number);
    json_raw(out, reason->has_limit ? str_of(number) : STR("null"));
    buf_init(&text, arena, 64);
    reason_text(&text, reason, language);
    json_put_str(out, "text", buf_slice(&text));
    json_object_close(out);
}

void reasons_json(struct json_out *out, struct arena *arena, const struct reasons *reasons,
                  const struct language *language)
{
    json_array_open(out);
    for (size_t i = 0; i < reasons->count; i++)
        reason_json(out, arena, &reasons->list[i], language);
    json_array_close(out);
}
