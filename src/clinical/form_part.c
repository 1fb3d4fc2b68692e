/* Single values: what fits a question, and how an answer compares with what a condition asks. */
#include "clinical/form_part.h"

#include <string.h>

#define MICRO INT64_C(1000000)

bool form_is_question(enum form_type type)
{
    return type != FORM_GROUP && type != FORM_DISPLAY;
}

bool form_is_number(enum form_type type)
{
    return type == FORM_INTEGER || type == FORM_DECIMAL || type == FORM_QUANTITY;
}

bool form_is_ordered(enum form_type type)
{
    return form_is_number(type) || type == FORM_DATE || type == FORM_DATE_TIME || type == FORM_TIME;
}

bool form_is_words(enum form_type type)
{
    return type == FORM_STRING || type == FORM_TEXT || type == FORM_URL;
}

static enum form_type plain(enum form_type type)
{
    return form_is_words(type) ? FORM_STRING : type;
}

/* ---- what fits ---- */

static bool has_words(const struct form_value *value)
{
    return value->text && value->len > 0;
}

static bool is_in(struct form_run run, size_t index)
{
    return index >= run.first && index - run.first < run.count;
}

static bool choice_fits(const struct form_item *item, const struct form_value *value)
{
    if (plain(value->type) == FORM_STRING)
        return item->wordy && has_words(value);
    if (value->type != FORM_CHOICE)
        return false;
    if (value->coding)
        return item->open && value->option == FORM_NONE;
    return value->option >= 0 && is_in(item->options, (size_t)value->option);
}

static bool unit_offered(const struct form *form, const struct form_item *item, int unit)
{
    for (size_t i = 0; i < item->units.count; i++)
        if (form->units[item->units.first + i] == unit)
            return true;
    return item->units.count == 0;
}

bool form_value_fits(const struct form *form, const struct form_item *item,
                     const struct form_value *value)
{
    if (item->type == FORM_CHOICE)
        return choice_fits(item, value);
    if (!form_is_question(item->type) || plain(item->type) != plain(value->type))
        return false;
    switch (plain(item->type)) {
    case FORM_BOOLEAN:
        return value->number == 0 || value->number == 1;
    case FORM_INTEGER:
        return value->number % MICRO == 0;
    case FORM_STRING:
        return has_words(value);
    case FORM_DATE:
    case FORM_DATE_TIME:
        return value->until > value->number;
    case FORM_QUANTITY:
        return unit_offered(form, item, value->unit);
    default:
        return true;
    }
}

/* ---- what compares ---- */

/* The code of a choice; NULL: it is text. */
static const struct form_code *code_of(const struct form *form, const struct form_value *choice)
{
    if (choice->type != FORM_CHOICE)
        return NULL;
    return choice->coding ? &choice->coding->code : &form->options[choice->option].code;
}

static bool any_number(const struct form *form, const struct form_item *item)
{
    for (size_t i = 0; i < item->options.count; i++)
        if (form->options[item->options.first + i].code.has_number)
            return true;
    return item->open;
}

static bool any_code(const struct form *form, const struct form_item *item,
                     const struct form_value *words)
{
    for (size_t i = 0; i < item->options.count; i++) {
        const struct form_code *code = &form->options[item->options.first + i].code;
        if (code->text && code->len == words->len &&
            memcmp(code->text, words->text, words->len) == 0)
            return true;
    }
    return item->open || item->wordy;
}

bool form_value_compares(const struct form *form, const struct form_item *item,
                         const struct form_value *asked)
{
    if (item->type == FORM_CHOICE && plain(asked->type) == FORM_STRING)
        return has_words(asked) && any_code(form, item, asked);
    if (item->type == FORM_CHOICE && (asked->type == FORM_INTEGER || asked->type == FORM_DECIMAL))
        return any_number(form, item);
    if (item->type == FORM_INTEGER || item->type == FORM_DECIMAL)
        return asked->type == FORM_INTEGER || asked->type == FORM_DECIMAL;
    return form_value_fits(form, item, asked);
}

static bool text_equal(const char *a, size_t a_len, const char *b, size_t b_len)
{
    return a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0);
}

static bool coding_equal(const struct form_coding *a, const struct form_coding *b)
{
    return text_equal(a->system, a->system_len, b->system, b->system_len) &&
           text_equal(a->code.text, a->code.len, b->code.text, b->code.len);
}

static bool choice_equal(const struct form *form, const struct form_value *answer,
                         const struct form_value *asked)
{
    const struct form_code *code = code_of(form, answer);
    if (asked->type == FORM_CHOICE) {
        if (!code || answer->option != asked->option)
            return false;
        return !answer->coding || !asked->coding || coding_equal(answer->coding, asked->coding);
    }
    if (plain(asked->type) == FORM_STRING)
        return code ? text_equal(code->text, code->len, asked->text, asked->len)
                    : text_equal(answer->text, answer->len, asked->text, asked->len);
    return code && code->has_number && code->number == asked->number;
}

bool form_value_equal(const struct form *form, const struct form_value *answer,
                      const struct form_value *asked)
{
    if (answer->type == FORM_CHOICE || asked->type == FORM_CHOICE)
        return choice_equal(form, answer, asked);
    switch (plain(answer->type)) {
    case FORM_STRING:
        return plain(asked->type) == FORM_STRING &&
               text_equal(answer->text, answer->len, asked->text, asked->len);
    case FORM_DATE:
    case FORM_DATE_TIME:
        return answer->number == asked->number && answer->until == asked->until;
    case FORM_QUANTITY:
        return answer->unit != FORM_NONE && answer->unit == asked->unit &&
               answer->number == asked->number;
    default:
        return answer->number == asked->number;
    }
}

/* Of dates only what is so for every moment that a year or a month may mean. */
static bool range_beyond(enum form_operator operator, const struct form_value * a,
                         const struct form_value *b)
{
    switch (operator) {
    case FORM_GREATER:
        return a->number >= b->until;
    case FORM_GREATER_EQUAL:
        return a->number >= b->number;
    case FORM_LESS:
        return a->until <= b->number;
    default:
        return a->until <= b->until;
    }
}

static bool number_beyond(enum form_operator operator, int64_t a, int64_t b)
{
    switch (operator) {
    case FORM_GREATER:
        return a > b;
    case FORM_GREATER_EQUAL:
        return a >= b;
    case FORM_LESS:
        return a < b;
    default:
        return a <= b;
    }
}

bool form_value_beyond(const struct form *form, enum form_operator operator,
                       const struct form_value * answer, const struct form_value *asked)
{
    if (operator<FORM_GREATER)
        return false;
    if (answer->type == FORM_DATE || answer->type == FORM_DATE_TIME)
        return range_beyond(operator, answer, asked);
    if (answer->type == FORM_CHOICE) {
        const struct form_code *code = code_of(form, answer);
        return code->has_number && number_beyond(operator, code->number, asked->number);
    }
    if (form_is_words(answer->type) || (answer->type == FORM_QUANTITY &&
                                        (answer->unit == FORM_NONE || answer->unit != asked->unit)))
        return false;
    return number_beyond(operator, answer->number, asked->number);
}
