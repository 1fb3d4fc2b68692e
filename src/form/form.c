/* Words of a form, and finding its parts by name. */
#include "form/form.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Language tags do not differ by case. */
static bool tag_equal(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

static const struct form_translation *translation(const struct form_words *words, struct str tag)
{
    for (size_t i = 0; i < words->count; i++)
        if (tag_equal(words->translations[i].language, tag))
            return &words->translations[i];
    return NULL;
}

struct str form_text(const struct form_words *words, struct str language)
{
    struct str primary, rest;
    const struct form_translation *found = translation(words, language);
    if (!found && str_cut(language, '-', &primary, &rest))
        found = translation(words, primary);
    return found ? found->text : words->text;
}

int questionnaire_item_find(const struct questionnaire *questionnaire, struct str link_id)
{
    for (size_t i = 0; i < questionnaire->form.item_count; i++)
        if (str_equal(questionnaire->items[i].link_id, link_id))
            return (int)i;
    return FORM_NONE;
}

int questionnaire_option_find(const struct questionnaire *questionnaire,
                              const struct form_item *item, enum option_kind kind,
                              struct str system, struct str code)
{
    for (size_t i = item->options.first; i < item->options.first + item->options.count; i++) {
        const struct questionnaire_option *option = &questionnaire->options[i];
        if (option->kind == kind && str_equal(option->system, system) &&
            str_equal(option->code, code))
            return (int)i;
    }
    return FORM_NONE;
}

int questionnaire_unit_find(const struct questionnaire *questionnaire, struct str system,
                            struct str code)
{
    for (size_t i = 0; i < questionnaire->unit_count; i++)
        if (str_equal(questionnaire->units[i].system, system) &&
            str_equal(questionnaire->units[i].code, code))
            return (int)i;
    return FORM_NONE;
}
