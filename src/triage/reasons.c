#include "triage/reasons.h"

#include "clinical/realert.h"

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
        buf_printf(&out, ",%d", reason->operator);
        if (reason->days || reason->condition || reason->about_len)
            buf_printf(&out, ",%d,%u,\"%.*s\"", reason->days, reason->condition,
                       (int)reason->about_len, reason->about_len ? reason->about : "");
        buf_char(&out, ']');
    }
    buf_char(&out, ']');
    return buf_slice(&out);
}

/* ---- reading our own text ---- */

enum { FIELDS_LEAST = 6, FIELDS_NUMBERS = 8 };

/* The text from after '[' to before ']' of the next reason; an `about` holds no bracket. */
static bool next_fields(struct str *text, struct str *fields_r)
{
    size_t from = 0, end;
    while (from < text->len &&
           (text->at[from] == '[' || text->at[from] == ',' || text->at[from] == ' '))
        from++;
    for (end = from; end < text->len && text->at[end] != ']';)
        end++;
    if (end == text->len || end == from)
        return false;
    *fields_r = (struct str){text->at + from, end - from};
    *text = (struct str){text->at + end + 1, text->len - end - 1};
    return true;
}

static bool is_within(int64_t value, int64_t least, int64_t most)
{
    return value >= least && value <= most;
}

static bool reason_of_fields(const int64_t field[FIELDS_NUMBERS], bool limited, struct str about,
                             struct reason *reason_r)
{
    *reason_r = (struct reason){
        .rule = (enum rule)field[0],
        .parameter = (enum parameter)field[1],
        .zone = (enum zone)field[2],
        .value = field[3],
        .has_limit = limited,
        .limit = field[4],
        .operator=(enum limit_operator) field[5],
        .days = (int)field[6],
        .condition = (uint32_t)field[7],
        .about = about.at,
        .about_len = about.len,
    };
    return is_within(field[0], 1, 1000) && rule_word(reason_r->rule)[0] &&
           is_within(field[1], PARAMETER_NONE, PARAMETER_COUNT - 1) &&
           is_within(field[2], ZONE_NONE, ZONE_RED) &&
           is_within(field[5], OPERATOR_LT, OPERATOR_GE) && is_within(field[6], 0, 366) &&
           is_within(field[7], 0, (1 << CONDITION_COUNT) - 1);
}

static bool read_reason(struct str fields, struct reason *reason_r)
{
    int64_t field[FIELDS_NUMBERS] = {0};
    struct str one, about = STR_NONE;
    bool limited = false, more = true;
    size_t count = 0;
    for (; more && count < FIELDS_NUMBERS; count++) {
        more = str_cut(fields, ',', &one, &fields);
        bool null = count == 4 && str_is(one, "null");
        limited = limited || (count == 4 && !null);
        if (!null && !str_int(one, &field[count]))
            return false;
    }
    if (more) {
        if (fields.len < 2 || fields.at[0] != '"' || fields.at[fields.len - 1] != '"')
            return false;
        about = (struct str){fields.at + 1, fields.len - 2};
    }
    return (count == FIELDS_LEAST || (count == FIELDS_NUMBERS && more)) &&
           reason_of_fields(field, limited, about, reason_r);
}

void reasons_parse(struct str text, struct reasons *reasons_r)
{
    struct str fields;
    reasons_r->count = 0;
    while (reasons_r->count < TRIAGE_REASONS && next_fields(&text, &fields))
        if (read_reason(fields, &reasons_r->list[reasons_r->count]))
            reasons_r->count++;
}

/* ---- merging ---- */

static void place(struct reasons *reasons, const struct reason *reason)
{
    size_t at = reasons->count;
    while (at > 0 && reason_is_before(reason, &reasons->list[at - 1]))
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

static void take_away(struct reasons *reasons, size_t at)
{
    memmove(&reasons->list[at], &reasons->list[at + 1],
            (reasons->count - at - 1) * sizeof reasons->list[0]);
    reasons->count--;
}

static void merge_one(struct reasons *reasons, const struct reason *newer)
{
    for (size_t i = 0; i < reasons->count;) {
        if (!reason_is_same_matter(&reasons->list[i], newer)) {
            i++;
            continue;
        }
        if (reasons->list[i].zone > newer->zone)
            return;
        if (reasons->list[i].zone == newer->zone && reasons->list[i].rule != newer->rule &&
            newer->zone >= ZONE_YELLOW)
            i++; /* too low and too high stand beside each other, whichever came first */
        else
            take_away(reasons, i);
    }
    place(reasons, newer);
}

void reasons_merge(struct reasons *reasons, const struct reason *newer, size_t count,
                   enum zone least)
{
    for (size_t i = 0; i < count; i++)
        if (newer[i].zone >= least)
            merge_one(reasons, &newer[i]);
}
