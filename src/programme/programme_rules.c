/* The rules of a programme file that hold beside limits, changes and combinations. */
#include "programme/programme_parse.h"

/* What a rule is about must be followed: it would never be told otherwise. */
static bool check_followed(const struct programme_reader *reader, enum parameter one,
                           enum parameter other, const struct place *place)
{
    const bool *followed = reader->programme->followed;
    return (followed[one] && followed[other]) ||
           file_error(reader, place, "%s and %s must be followed", parameter_info(one)->word,
                      parameter_info(other)->word);
}

/* Scale 2 is for those alone who have a prescribed target of 88-92 %: no programme gives it to all
 * of its patients. */
static bool read_scale(const struct programme_reader *reader, struct json_object *rules,
                       const struct place *place, enum news2_scale *scale_r)
{
    int scale;
    if (!json_in_get(rules, "news2"))
        return true;
    if (!file_count(reader, rules, "news2", NEWS2_SCALE_1, NEWS2_SCALE_2, place, &scale))
        return false;
    *scale_r = (enum news2_scale)scale;
    return scale == NEWS2_SCALE_1 || file_error(reader, &PLACE_IN(place, "news2"),
                                                "must be 1: scale 2 is ordered patient by patient");
}

static bool read_bound(const struct programme_reader *reader, struct json_object *mean,
                       enum parameter parameter, const struct place *place, int64_t *bound_r)
{
    const struct parameter_info *info = parameter_info(parameter);
    return file_number(reader, mean, info->word, place, bound_r) &&
           ((*bound_r >= info->hard_low && *bound_r <= info->hard_high) ||
            file_error(reader, &PLACE_IN(place, info->word), "lies outside what can be measured"));
}

static bool read_pressure_mean(const struct programme_reader *reader, struct json_object *rules,
                               const struct place *place, struct pressure_mean *mean)
{
    static const char *const names[] = {"sbp", "dbp", NULL};
    struct json_object *object = json_in_get(rules, "pressureMean");
    struct place here = PLACE_IN(place, "pressureMean");
    return !object || (file_members(reader, object, names, &here) &&
                       read_bound(reader, object, PARAMETER_SBP, &here, &mean->sbp) &&
                       read_bound(reader, object, PARAMETER_DBP, &here, &mean->dbp) &&
                       check_followed(reader, PARAMETER_SBP, PARAMETER_DBP, &here));
}

bool programme_rules_read(struct programme_reader *reader, struct json_object *file)
{
    static const char *const names[] = {"news2", "oximetry", "anthonisen", "pressureMean", NULL};
    struct place top = PLACE_TOP(""), place = PLACE_IN(&top, "rules");
    struct programme_rules *to = &reader->programme->rules;
    struct json_object *rules = json_in_get(file, "rules");
    if (!rules)
        return true;
    return file_members(reader, rules, names, &place) &&
           read_scale(reader, rules, &place, &to->news2) &&
           file_flag(reader, rules, "oximetry", &place, &to->oximetry) &&
           file_flag(reader, rules, "anthonisen", &place, &to->anthonisen) &&
           (!to->oximetry || check_followed(reader, PARAMETER_SPO2, PARAMETER_PULSE,
                                            &PLACE_IN(&place, "oximetry"))) &&
           read_pressure_mean(reader, rules, &place, &to->pressure_mean);
}
