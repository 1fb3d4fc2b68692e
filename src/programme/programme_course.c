/* The course of a programme file: who may come in, its states and schedule, what it says and
 * advises, and why it is closed. */
#include "enrolment/enrolment.h"
#include "programme/programme_parse.h"
#include "schedule/phases.h"

#include <stdio.h>

enum { CRITERIA_MOST = 64, ADVICE_MOST = 256, CLOSING_MOST = 32, DAYS_MOST = 366 };

/* ---- criteria ---- */

static bool read_criterion(const struct programme_reader *reader, struct json_object *object,
                           const struct place *place, struct programme_criterion *criterion)
{
    static const char *const names[] = {"id", "need", "text", NULL};
    static const char *const needs[] = {
        [NEED_REQUIRED] = "required", [NEED_ONE_OF] = "one_of", [NEED_OUGHT] = "ought", NULL};
    int need;
    if (!file_members(reader, object, names, place) ||
        !file_id(reader, object, "id", true, place, &criterion->id) ||
        !file_choice(reader, object, "need", needs, place, &need) ||
        !file_key(reader, object, "text", true, place, &criterion->text))
        return false;
    criterion->need = (enum criterion_need)need;
    return true;
}

static bool read_criteria(struct programme_reader *reader, struct json_object *file,
                          const struct place *top)
{
    struct json_object *list;
    if (!file_list(reader, file, "criteria", false, CRITERIA_MOST, top, &list))
        return false;
    size_t count = json_in_length(list);
    struct programme_criterion *criteria =
        arena_array(reader->arena, struct programme_criterion, count);
    for (size_t i = 0; i < count; i++) {
        struct place here = PLACE_AT(top, "criteria", i);
        if (!read_criterion(reader, json_in_at(list, i), &here, &criteria[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(criteria[j].id, criteria[i].id) == 0)
                return file_error(reader, &PLACE_IN(&here, "id"), "stands twice");
    }
    reader->programme->criteria = criteria;
    reader->programme->criterion_count = count;
    return true;
}

/* ---- states ---- */

static bool read_states(const struct programme_reader *reader, struct json_object *file,
                        const char *name, const struct place *top, unsigned *states_r)
{
    struct json_object *list;
    char text[CLIP_TEXT];
    *states_r = 0;
    if (!file_list(reader, file, name, true, STATE_COUNT, top, &list))
        return false;
    if (!json_in_length(list))
        return file_error(reader, &PLACE_IN(top, name), "must not be empty");
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct place here = PLACE_AT(top, name, i);
        struct str word;
        enum enrolment_state state;
        if (!file_word(reader, json_in_at(list, i), &here, &word))
            return false;
        if (!enrolment_state_of_word(word, &state))
            return file_error(reader, &here, "%s is no state of an enrolment", clip(word, text));
        if (*states_r & 1U << state)
            return file_error(reader, &here, "stands twice");
        *states_r |= 1U << state;
    }
    return true;
}

static bool read_ways(struct programme_reader *reader, struct json_object *file,
                      const struct place *top)
{
    struct programme *programme = reader->programme;
    if (!read_states(reader, file, "states", top, &programme->states))
        return false;
    programme->entries = 1U << STATE_REFERRED;
    if (json_in_get(file, "entries") &&
        !read_states(reader, file, "entries", top, &programme->entries))
        return false;
    return !(programme->entries & ~programme->states) ||
           file_error(reader, &PLACE_IN(top, "entries"), "is not among the states");
}

/* ---- days ---- */

static bool read_trial(struct programme_reader *reader, struct json_object *file,
                       const struct place *top)
{
    static const char *const names[] = {"days", "longest", NULL};
    struct programme *programme = reader->programme;
    struct place place = PLACE_IN(top, "trial");
    struct json_object *trial = json_in_get(file, "trial");
    if (!trial)
        return !(programme->states & 1U << STATE_TRIAL) ||
               file_error(reader, &place, "is missing: trial is among the states");
    return file_members(reader, trial, names, &place) &&
           file_count(reader, trial, "days", 1, DAYS_MOST, &place, &programme->trial_days) &&
           file_count(reader, trial, "longest", programme->trial_days, DAYS_MOST, &place,
                      &programme->trial_longest);
}

static bool read_phase(const struct programme_reader *reader, struct json_object *schedule,
                       const char *name, struct schedule_phase *phase_r)
{
    char place[64];
    struct json_object *object = json_in_get(schedule, name);
    snprintf(place, sizeof place, "/schedule/%s", name);
    return !object || phase_read_standard(object, place, phase_r, reader->error);
}

static bool read_unwell(const struct programme_reader *reader, struct json_object *schedule,
                        const struct place *place)
{
    static const char *const names[] = {"every", NULL};
    struct place here = PLACE_IN(place, "unwell");
    struct json_object *object = json_in_get(schedule, "unwell");
    int every = 0;
    if (object && (!file_members(reader, object, names, &here) ||
                   !file_count(reader, object, "every", 0, 1, &here, &every)))
        return false;
    reader->programme->schedule.unwell = every == 1;
    return true;
}

static bool read_schedule(struct programme_reader *reader, struct json_object *file,
                          const struct place *top)
{
    static const char *const names[] = {"trial", "active", "unwell", NULL};
    struct programme_schedule *to = &reader->programme->schedule;
    struct place place = PLACE_IN(top, "schedule");
    struct json_object *schedule = json_in_get(file, "schedule");
    return !schedule || (file_members(reader, schedule, names, &place) &&
                         read_phase(reader, schedule, "trial", &to->trial) &&
                         read_phase(reader, schedule, "active", &to->active) &&
                         read_unwell(reader, schedule, &place));
}

/* ---- follow-up ---- */

enum { WEEKS_MOST = 52, REPORTS_MOST = 100 };

static bool read_follow_up(struct programme_reader *reader, struct json_object *file,
                           const struct place *top)
{
    static const char *const names[] = {"weeklyContacts", "contactDays", "yellowDays",
                                        "yellowReports",  "effectDays",  NULL};
    struct programme_follow_up *to = &reader->programme->follow_up;
    const struct {
        int least, most, *to;
    } members[] = {
        {0, WEEKS_MOST, &to->weekly_contacts}, {1, DAYS_MOST, &to->contact_days},
        {1, DAYS_MOST, &to->yellow_days},      {1, REPORTS_MOST, &to->yellow_reports},
        {1, DAYS_MOST, &to->effect_days},
    };
    struct place place = PLACE_IN(top, "followUp");
    struct json_object *object = json_in_get(file, "followUp");
    *to = (struct programme_follow_up)PROGRAMME_FOLLOW_UP;
    if (!object)
        return true;
    if (!file_members(reader, object, names, &place))
        return false;
    for (int i = 0; names[i]; i++)
        if (json_in_get(object, names[i]) && !file_count(reader, object, names[i], members[i].least,
                                                         members[i].most, &place, members[i].to))
            return false;
    return true;
}

/* ---- what it says ---- */

static bool read_zone(const struct programme_reader *reader, struct json_object *object,
                      const struct place *place, struct programme_zone *zone)
{
    static const char *const names[] = {"title", "text", "do", NULL};
    return file_members(reader, object, names, place) &&
           file_key(reader, object, "title", false, place, &zone->title) &&
           file_key(reader, object, "text", false, place, &zone->text) &&
           file_keys(reader, object, "do", place, &zone->dos, &zone->do_count);
}

static bool read_zones(struct programme_reader *reader, struct json_object *file,
                       const struct place *top)
{
    static const char *const names[] = {"green", "yellow", "red", NULL};
    struct place place = PLACE_IN(top, "zones");
    struct json_object *zones = json_in_get(file, "zones");
    if (!zones)
        return true;
    if (!file_members(reader, zones, names, &place))
        return false;
    for (int i = 0; names[i]; i++) {
        struct json_object *zone = json_in_get(zones, names[i]);
        if (zone && !read_zone(reader, zone, &PLACE_IN(&place, names[i]),
                               &reader->programme->zones[ZONE_GREEN + i]))
            return false;
    }
    return true;
}

/* ---- advice ---- */

static bool read_rule(const struct programme_reader *reader, struct json_object *object,
                      const struct place *place, enum rule *rule_r)
{
    struct json_object *value = json_in_get(object, "rule");
    struct str word = json_in_str(value);
    char text[CLIP_TEXT];
    *rule_r = (enum rule)0;
    if (!value)
        return true;
    for (int rule = 1; rule_word((enum rule)rule)[0]; rule++) {
        if (str_is(word, rule_word((enum rule)rule))) {
            *rule_r = (enum rule)rule;
            return true;
        }
    }
    return file_error(reader, &PLACE_IN(place, "rule"), "there is no rule \"%s\"",
                      clip(word, text));
}

static bool is_item(const struct programme *programme, const char *link_id)
{
    for (size_t i = 0; i < programme->form_count; i++)
        if (questionnaire_item_find(&programme->forms[i].questionnaire, str_of(link_id)) !=
            FORM_NONE)
            return true;
    return false;
}

static bool read_cause(const struct programme_reader *reader, struct json_object *object,
                       const struct place *place, struct programme_advice *advice)
{
    if (!read_rule(reader, object, place, &advice->rule) ||
        !file_parameter(reader, object, false, place, &advice->parameter) ||
        !file_text(reader, object, "item", false, place, &advice->item))
        return false;
    if (advice->parameter && !reader->programme->followed[advice->parameter])
        return file_error(reader, &PLACE_IN(place, "parameter"), "is not followed here");
    if (advice->item && !is_item(reader->programme, advice->item))
        return file_error(reader, &PLACE_IN(place, "item"), "is no linkId of a form here");
    return true;
}

static bool read_advice(struct programme_reader *reader, struct json_object *file,
                        const struct place *top)
{
    static const char *const names[] = {"rule", "parameter", "item", "text", "questions", NULL};
    struct json_object *list;
    if (!file_list(reader, file, "advice", false, ADVICE_MOST, top, &list))
        return false;
    size_t count = json_in_length(list);
    struct programme_advice *advice = arena_array(reader->arena, struct programme_advice, count);
    for (size_t i = 0; i < count; i++) {
        struct json_object *object = json_in_at(list, i);
        struct place here = PLACE_AT(top, "advice", i);
        if (!file_members(reader, object, names, &here) ||
            !read_cause(reader, object, &here, &advice[i]) ||
            !file_key(reader, object, "text", true, &here, &advice[i].text) ||
            !file_keys(reader, object, "questions", &here, &advice[i].questions,
                       &advice[i].question_count))
            return false;
    }
    reader->programme->advice = advice;
    reader->programme->advice_count = count;
    return true;
}

/* ---- closing ---- */

static bool read_closings(struct programme_reader *reader, struct json_object *file,
                          const struct place *top)
{
    static const char *const names[] = {"id", "text", NULL};
    struct json_object *list;
    if (!file_list(reader, file, "closing_reasons", false, CLOSING_MOST, top, &list))
        return false;
    size_t count = json_in_length(list);
    struct programme_closing *closings =
        arena_array(reader->arena, struct programme_closing, count);
    for (size_t i = 0; i < count; i++) {
        struct json_object *object = json_in_at(list, i);
        struct place here = PLACE_AT(top, "closing_reasons", i);
        if (!file_members(reader, object, names, &here) ||
            !file_id(reader, object, "id", true, &here, &closings[i].id) ||
            !file_key(reader, object, "text", true, &here, &closings[i].text))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(closings[j].id, closings[i].id) == 0)
                return file_error(reader, &PLACE_IN(&here, "id"), "stands twice");
    }
    reader->programme->closings = closings;
    reader->programme->closing_count = count;
    return true;
}

bool programme_course_read(struct programme_reader *reader, struct json_object *file)
{
    struct place top = PLACE_TOP("");
    return read_criteria(reader, file, &top) && read_ways(reader, file, &top) &&
           read_trial(reader, file, &top) && read_schedule(reader, file, &top) &&
           read_follow_up(reader, file, &top) && read_zones(reader, file, &top) &&
           read_advice(reader, file, &top) && read_closings(reader, file, &top);
}
