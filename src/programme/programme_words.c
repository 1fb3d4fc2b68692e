/* What a programme says: its texts by key, and how an answer is named in reasons. */
#include "programme/programme.h"

#include "base/arena.h"

/* ---- texts ---- */

static const char *own_text(const struct programme *programme, const char *key, const char *tag)
{
    for (size_t i = 0; i < programme->text_count; i++) {
        const struct programme_text *text = &programme->texts[i];
        if (strcmp(text->key, key) == 0 && strcmp(text->language, tag) == 0)
            return text->text;
    }
    return NULL;
}

static const char *tag_of(const struct language *language)
{
    return language ? language_tag(language) : "nb";
}

const char *programme_words(const struct programme *programme, const struct language *language,
                            programme_key key)
{
    if (!key)
        return "";
    const char *text = own_text(programme, key, tag_of(language));
    if (!text)
        text = own_text(programme, key, "nb");
    return text ? text : text_of(language, key);
}

/* ---- names of answers ---- */

struct str programme_about(struct arena *arena, const struct programme *programme, size_t form,
                           int item, int option)
{
    return str_of(arena_printf(arena, "%s:%lld:%zu:%d:%d", programme->id,
                               (long long)programme->version, form, item, option));
}

static bool next_number(struct str *rest, int64_t *number_r)
{
    struct str one;
    str_cut(*rest, ':', &one, rest);
    return str_int(one, number_r);
}

static bool cut_programme(struct str about, char id_r[PROGRAMME_ID], int64_t *version_r,
                          struct str *rest_r)
{
    struct str id;
    if (!str_cut(about, ':', &id, rest_r) || !id.len || id.len >= PROGRAMME_ID ||
        !next_number(rest_r, version_r) || *version_r < 1)
        return false;
    memcpy(id_r, id.at, id.len);
    id_r[id.len] = 0;
    return true;
}

bool programme_of_about(struct str about, char id_r[PROGRAMME_ID], int64_t *version_r)
{
    struct str rest;
    return cut_programme(about, id_r, version_r, &rest);
}

static struct str option_text(const struct questionnaire *questionnaire, int64_t option,
                              struct str tag)
{
    const struct questionnaire_option *one = &questionnaire->options[option];
    struct str text = form_text(&one->display, tag);
    return text.len ? text : one->code;
}

bool programme_said(const struct programme *programme, const struct language *language,
                    struct str about, struct programme_said *said_r)
{
    char id[PROGRAMME_ID];
    int64_t version, form, item, option;
    struct str rest, tag = str_of(tag_of(language));
    *said_r = (struct programme_said){.question = STR_NONE};
    if (!cut_programme(about, id, &version, &rest) || strcmp(id, programme->id) != 0 ||
        version != programme->version || !next_number(&rest, &form) || !next_number(&rest, &item) ||
        !next_number(&rest, &option) || form < 0 || form >= (int64_t)programme->form_count)
        return false;
    const struct programme_form *of = &programme->forms[form];
    const struct questionnaire *questionnaire = &of->questionnaire;
    if (item >= (int64_t)questionnaire->form.item_count || item < FORM_NONE ||
        option >= (int64_t)questionnaire->form.option_count || option < FORM_NONE)
        return false;
    said_r->link_id = item < 0 ? str_of(of->id) : questionnaire->items[item].link_id;
    said_r->question = item < 0 ? form_text(&questionnaire->title, tag)
                                : form_text(&questionnaire->items[item].text, tag);
    if (option >= 0)
        said_r->answer = option_text(questionnaire, option, tag);
    return true;
}
