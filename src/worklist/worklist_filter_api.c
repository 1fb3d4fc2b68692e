#include "worklist/worklist_filter_api.h"

#include "enrolment/enrolment.h"

#include <stdio.h>

enum { PAGE_USUAL = 50, PAGE_MOST = 500 };

static bool filter_limit(struct worklist_filter *filter, struct str text, struct error *error)
{
    if (!str_int(text, &filter->limit) || filter->limit < 1 || filter->limit > PAGE_MOST)
        return error_at(error, ERROR_MALFORMED, "limit", "must be a whole number from 1 to %d",
                        PAGE_MOST);
    return true;
}

static bool filter_zone(struct worklist_filter *filter, struct str text, struct error *error)
{
    enum zone zone;
    char word[16];
    if (str_is(text, "attention")) {
        filter->tier_from = filter->tier_to = TIER_ATTENTION;
        return true;
    }
    snprintf(word, sizeof word, "%.*s", STR_ARG(text));
    if (!zone_of_word(word, &zone) || strlen(word) != text.len)
        return error_at(error, ERROR_MALFORMED, "zone",
                        "must be red, yellow, attention, green or none");
    filter->zone = (int)zone;
    filter->tier_to = TIER_NOTHING;
    return true;
}

static bool filter_with(struct worklist_filter *filter, struct str text, struct error *error)
{
    static const struct {
        const char *word;
        enum worklist_with with;
    } words[] = {
        {"unread", WITH_UNREAD},
        {"tasks", WITH_TASKS},
        {"missing", WITH_MISSING},
        {"unconfirmed", WITH_UNCONFIRMED},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(text, words[i].word))
            filter->with = words[i].with;
    return filter->with != 0 || error_at(error, ERROR_MALFORMED, "with",
                                         "must be unread, tasks, missing or unconfirmed");
}

static bool filter_mine(struct worklist_filter *filter, struct str text, struct error *error)
{
    filter->mine = str_is(text, "true");
    return filter->mine || str_is(text, "false") ||
           error_at(error, ERROR_MALFORMED, "mine", "must be true or false");
}

static bool filter_municipality(struct worklist_filter *filter, struct str text,
                                struct error *error)
{
    return uuid_parse(text, &filter->municipality) ||
           error_at(error, ERROR_MALFORMED, "municipality", "must be the id of a municipality");
}

static bool filter_state(struct worklist_filter *filter, struct str text, struct error *error)
{
    enum enrolment_state state;
    filter->state = text;
    return enrolment_state_of_word(text, &state) ||
           error_at(error, ERROR_MALFORMED, "state", "is no state of an enrolment");
}

static bool filter_cursor(struct worklist_filter *filter, struct str text, struct error *error)
{
    struct str tier, since, patient, service, rest;
    str_cut(text, '-', &tier, &rest);
    str_cut(rest, '-', &since, &rest);
    str_cut(rest, '-', &patient, &service);
    if (!str_int(tier, &filter->after_tier) || !str_int(since, &filter->after_since) ||
        !uuid_parse(patient, &filter->after_patient) ||
        !uuid_parse(service, &filter->after_service))
        return error_at(error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
    return true;
}

static const struct {
    const char *name;
    bool (*read)(struct worklist_filter *filter, struct str text, struct error *error);
} pages[] = {{"limit", filter_limit}, {"cursor", filter_cursor}},
  choices[] = {
      {"zone", filter_zone},   {"with", filter_with},
      {"mine", filter_mine},   {"municipality", filter_municipality},
      {"state", filter_state},
};
/* Read by hand. */
static const char *const others[] = {"programme", "q"};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

bool worklist_filter_read(struct request *request, struct str query,
                          struct worklist_filter *filter_r, struct error *error)
{
    struct worklist_filter filter = {.tier_from = TIER_RED,
                                     .tier_to = TIER_GREEN,
                                     .zone = -1,
                                     .limit = PAGE_USUAL,
                                     .after_tier = -1};
    struct str value;
    for (size_t i = 0; i < COUNT(pages); i++)
        if ((value = query_parameter(request, query, pages[i].name)).at &&
            !pages[i].read(&filter, value, error))
            return false;
    for (size_t i = 0; i < COUNT(choices); i++)
        if ((value = query_parameter(request, query, choices[i].name)).at &&
            !choices[i].read(&filter, value, error))
            return false;
    filter.programme = query_parameter(request, query, "programme");
    value = query_parameter(request, query, "q");
    if (value.at && !name_words_read(&request->arena, value, "q", &filter.name, error))
        return false;
    *filter_r = filter;
    return true;
}

static bool is_choice(struct str name)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        if (str_is(name, choices[i].name))
            return true;
    for (size_t i = 0; i < COUNT(others); i++)
        if (str_is(name, others[i]))
            return true;
    return false;
}

bool worklist_filter_is_choice(struct request *request, struct str query, struct error *error)
{
    struct worklist_filter filter;
    struct str name, value;
    size_t at = 0;
    bool bad;
    while (query_next(request, query, &at, &name, &value, &bad))
        if (!is_choice(name))
            return error_set(error, ERROR_INVALID, "%.*s is no filter of the list.", STR_ARG(name));
    if (bad)
        return error_set(error, ERROR_INVALID, "has an escape that is none, or is no UTF-8");
    return worklist_filter_read(request, query, &filter, error);
}
