#include "response/self_harm.h"

#include "base/str.h"

#define LOINC_NOT_AT_ALL "LA6568-5"

static bool code_tells(const struct form_code *code)
{
    if (code->has_number)
        return code->number > 0;
    return !str_is((struct str){code->text, code->len}, LOINC_NOT_AT_ALL);
}

static bool choice_tells(const struct questionnaire *questionnaire, const struct form_value *value)
{
    if (value->option == FORM_NONE)
        return !value->coding || code_tells(&value->coding->code);
    const struct form_option *option = &questionnaire->form.options[value->option];
    return option->has_score ? option->score > 0 : code_tells(&option->code);
}

bool self_harm_is_told(const struct questionnaire *questionnaire, const struct form_answer *answer)
{
    const struct form_value *value = &answer->value;
    switch (value->type) {
    case FORM_CHOICE:
        return choice_tells(questionnaire, value);
    case FORM_BOOLEAN:
    case FORM_INTEGER:
    case FORM_DECIMAL:
    case FORM_QUANTITY:
        return value->number > 0;
    case FORM_STRING:
    case FORM_TEXT:
        return value->len && !str_is((struct str){value->text, value->len}, "0");
    default:
        return false;
    }
}
