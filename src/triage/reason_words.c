/* Reasons in words. */
#include "base/decimal.h"
#include "clinical/consciousness.h"
#include "triage/reasons.h"

#include <stdio.h>

/* In millionths: what devices write is a whole multiple of it. */
#define DEVICE_STEP 1000

void value_text(enum parameter parameter, int64_t value, char text_r[32])
{
    const struct parameter_info *info = parameter_info(parameter);
    decimal_text(value, info ? info->places : 0, text_r);
}

/* -1, 0, 1 */
static int side_of(int64_t value, int64_t against)
{
    return (value > against) - (value < against);
}

int64_t value_told(enum parameter parameter, int64_t value, const int64_t *against)
{
    if (!parameter_info(parameter) || value % DEVICE_STEP == 0)
        return value;
    int64_t step = parameter_step(parameter), told = decimal_rounded(value, step);
    while (against && side_of(told, *against) != side_of(value, *against)) {
        step /= 10;
        told = decimal_rounded(value, step);
    }
    return told;
}

const char *operator_sign(enum limit_operator operator)
{
    static const char *const signs[] = {"<", "≤", ">", "≥"};
    return signs[operator];
}

/* The catalogue's word "<kind>.<word>". */
static struct str word_of(const struct teller *teller, const char *kind, const char *word)
{
    char key[80];
    snprintf(key, sizeof key, "%s.%s", kind, word);
    return str_of(text_of(teller->language, key));
}

/* A number; of consciousness its word. */
static struct str number_text(const struct teller *teller, enum parameter parameter, int64_t value)
{
    char text[32];
    struct buf out;
    const struct consciousness *level = consciousness_of(value);
    if (parameter == PARAMETER_ACVPU && level)
        return word_of(teller, "consciousness", (char[]){level->letter, 0});
    value_text(parameter, value, text);
    buf_init(&out, teller->arena, sizeof text);
    text_number(teller->language, text, &out);
    return buf_slice(&out);
}

/* Beside a word of consciousness its letter. */
static struct str unit_text(const struct teller *teller, enum parameter parameter, int64_t value)
{
    const struct consciousness *level = consciousness_of(value);
    if (parameter == PARAMETER_ACVPU && level)
        return str_of(arena_printf(teller->arena, "(%c)", level->letter));
    return word_of(teller, "unit", parameter_info(parameter)->word);
}

/* " with oxygen"; empty when the limit holds always. */
static struct str condition_text(const struct teller *teller, uint32_t condition)
{
    struct buf out;
    buf_init(&out, teller->arena, 32);
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++) {
        if (!(condition & UINT32_C(1) << bit))
            continue;
        buf_char(&out, ' ');
        buf_str(&out, word_of(teller, "condition", condition_word(bit)));
    }
    return buf_slice(&out);
}

static void said_of(const struct teller *teller, const struct reason *reason,
                    struct programme_said *said_r)
{
    char id[PROGRAMME_ID];
    int64_t version;
    const struct programme *programme = NULL;
    struct str about = {reason->about, reason->about_len};
    *said_r = (struct programme_said){.link_id = STR("form")};
    if (teller->programme)
        programme = teller->programme;
    else if (about.len && programme_of_about(about, id, &version))
        programme = programmes_get(teller->programmes, teller->db, id, version, NULL);
    if (!programme || !programme_said(programme, teller->language, about, said_r))
        said_r->question = word_of(teller, "reason", "form");
}

/* Of whom the value is: points are counted alike, whatever was measured beside them. */
static enum parameter measured(const struct reason *reason)
{
    return reason->rule == RULE_SYMPTOMS ? PARAMETER_NONE : reason->parameter;
}

static void fill_words(struct buf *out, const struct teller *teller, const struct reason *reason,
                       const struct programme_said *said)
{
    char rule[64];
    const struct parameter_info *info = parameter_info(reason->parameter);
    const char *word = info ? info->word : "none";
    snprintf(rule, sizeof rule, "reason.%s", rule_word(reason->rule));
    int64_t limit = value_told(reason->parameter, reason->limit, &reason->value);
    int64_t value = value_told(reason->parameter, reason->value, reason->has_limit ? &limit : NULL);
    struct text_arg args[] = {
        {"parameter", info ? word_of(teller, "parameter", word) : STR("")},
        {"unit", info ? unit_text(teller, reason->parameter, reason->value) : STR("")},
        {"zone", word_of(teller, "zone", zone_word(reason->zone))},
        {"value", number_text(teller, measured(reason), value)},
        {"operator", str_of(operator_sign(reason->operator))},
        {"limit", number_text(teller, measured(reason), limit)},
        {"change", number_text(teller, reason->parameter, value < 0 ? -value : value)},
        {"bound", number_text(teller, reason->parameter, limit < 0 ? -limit : limit)},
        {"days", str_of(arena_printf(teller->arena, "%d", reason->days))},
        {"condition", condition_text(teller, reason->condition)},
        {"question", said->question},
        {"answer", said->answer},
    };
    const char *text = reason->days ? text_plural(teller->language, rule, reason->days)
                                    : text_of(teller->language, rule);
    text_fill(out, text, args, sizeof args / sizeof args[0]);
}

static void reason_json(struct json_out *out, const struct teller *teller,
                        const struct reason *reason)
{
    char number[32];
    struct buf text;
    const struct parameter_info *info = parameter_info(reason->parameter);
    struct programme_said said = {0};
    if (reason->about_len || !info)
        said_of(teller, reason, &said);
    json_object_open(out);
    json_put_text(out, "rule", rule_word(reason->rule));
    json_put_str(out, "parameter", info ? str_of(info->word) : said.link_id);
    json_put_text(out, "zone", zone_word(reason->zone));
    value_text(reason->parameter, reason->value, number);
    json_key(out, "value");
    bool valued = info || reason->has_limit;
    json_raw(out, valued ? str_of(number) : STR("null"));
    json_key(out, "limit");
    value_text(reason->parameter, reason->limit, number);
    json_raw(out, reason->has_limit ? str_of(number) : STR("null"));
    buf_init(&text, teller->arena, 64);
    fill_words(&text, teller, reason, &said);
    json_put_str(out, "text", buf_slice(&text));
    json_object_close(out);
}

void reasons_json(struct json_out *out, const struct teller *teller, const struct reasons *reasons)
{
    json_array_open(out);
    for (size_t i = 0; i < reasons->count; i++)
        reason_json(out, teller, &reasons->list[i]);
    json_array_close(out);
}
