/* What a programme file follows: each parameter with what is asked, its limits, changes and floors.
 */
#include "clinical/baseline.h"
#include "programme/programme_parse.h"

static const char *const sides[] = {"low", "high", NULL};
static const char *const zones[] = {"yellow", "red", NULL};

enum { FLOORS_MOST = 2 * PARAMETER_COUNT, DAYS_MOST = 366 };

/* ---- one limit ---- */

static bool read_side(const struct programme_reader *reader, struct json_object *object,
                      const struct place *place, enum limit_side *side_r,
                      enum limit_operator *operator_r)
{
    int side;
    if (!file_choice(reader, object, "side", sides, place, &side) ||
        !file_operator(reader, object, place, operator_r))
        return false;
    *side_r = side ? SIDE_HIGH : SIDE_LOW;
    return (*operator_r >= OPERATOR_GT) == (*side_r == SIDE_HIGH) ||
           file_error(reader, &PLACE_IN(place, "operator"),
                      "a low limit has < or <=, a high one > or >=");
}

static bool check_bounds(const struct programme_reader *reader, enum parameter parameter,
                         int64_t value, const struct place *place)
{
    const struct parameter_info *info = parameter_info(parameter);
    return !info->has_hard || (value >= info->hard_low && value <= info->hard_high) ||
           file_error(reader, &PLACE_IN(place, "value"),
                      "lies outside what can be measured of %s, %lld to %lld", info->word,
                      (long long)(info->hard_low / 1000000),
                      (long long)(info->hard_high / 1000000));
}

static bool check_change(const struct programme_reader *reader, const struct limit *limit,
                         const struct place *place)
{
    const struct parameter_info *info = parameter_info(limit->parameter);
    struct place here = PLACE_IN(place, "value");
    int64_t span = limit->value < 0 ? -limit->value : limit->value;
    if ((limit->value > 0) != (limit->side == SIDE_HIGH) || limit->value == 0)
        return file_error(reader, &here, "a gain (high) is above 0, a loss (low) below");
    return !info->has_hard || span <= info->hard_high - info->hard_low ||
           file_error(reader, &here, "is more than %s can change", info->word);
}

static bool read_condition(const struct programme_reader *reader, struct str word,
                           const struct place *place, uint32_t *condition_r)
{
    *condition_r = word.len ? condition_of_word(word.at, word.len) : 0;
    return *condition_r != 0 || file_error(reader, place, "must be one of: rest, activity, oxygen");
}

/* Red never waits for another day; only red waits for a repeat, and only that of a pressure. */
static bool read_basis(const struct programme_reader *reader, struct json_object *object,
                       const struct place *place, struct limit *limit)
{
    static const char *const bases[] = {[BASIS_ABSOLUTE] = "absolute",
                                        [BASIS_HABITUAL] = "habitual",
                                        [BASIS_REPEATED] = "repeated",
                                        [BASIS_CONFIRMED] = "confirmed",
                                        NULL};
    int basis = BASIS_ABSOLUTE;
    if (json_in_get(object, "basis") && !file_choice(reader, object, "basis", bases, place, &basis))
        return false;
    limit->basis = (enum limit_basis)basis;
    return true;
}

static bool check_basis(const struct programme_reader *reader, const struct limit *limit,
                        const struct place *place)
{
    struct place here = PLACE_IN(place, "basis");
    if (limit->basis == BASIS_REPEATED && limit->zone != ZONE_YELLOW)
        return file_error(reader, &here,
                          "repeated is of a yellow limit: red never waits for a day");
    if (limit->basis != BASIS_CONFIRMED)
        return true;
    if (limit->zone != ZONE_RED)
        return file_error(reader, &here, "confirmed is of a red limit");
    return parameter_is_pressure(limit->parameter) ||
           file_error(reader, &here, "confirmed is of a blood pressure: no other red waits");
}

static bool read_value_limit(const struct programme_reader *reader, struct json_object *object,
                             const struct place *place, struct limit *limit)
{
    static const char *const names[] = {"side",  "zone",   "operator", "value", "condition",
                                        "basis", "status", "source",   NULL};
    struct json_object *condition = json_in_get(object, "condition");
    return file_members(reader, object, names, place) &&
           (!condition || read_condition(reader, json_in_str(condition),
                                         &PLACE_IN(place, "condition"), &limit->condition)) &&
           read_basis(reader, object, place, limit);
}

static bool read_change_limit(const struct programme_reader *reader, struct json_object *object,
                              const struct place *place, struct limit *limit)
{
    static const char *const names[] = {"days",  "side",   "zone",   "operator",
                                        "value", "status", "source", NULL};
    return file_members(reader, object, names, place) &&
           file_count(reader, object, "days", 1, DAYS_MOST, place, &limit->days);
}

static bool read_limit(const struct programme_reader *reader, struct json_object *object,
                       const struct place *place, struct limit *limit)
{
    bool is_change = limit->kind == LIMIT_GAIN;
    int zone;
    if (!(is_change ? read_change_limit : read_value_limit)(reader, object, place, limit) ||
        !read_side(reader, object, place, &limit->side, &limit->operator) ||
        !file_choice(reader, object, "zone", zones, place, &zone) ||
        !file_number(reader, object, "value", place, &limit->value) ||
        !file_status(reader, object, place))
        return false;
    limit->zone = zone ? ZONE_RED : ZONE_YELLOW;
    return is_change ? check_change(reader, limit, place)
                     : check_bounds(reader, limit->parameter, limit->value, place) &&
                           check_basis(reader, limit, place);
}

/* One that waits for a second day may stand beside one that does not. */
static bool is_same_place(const struct limit *a, const struct limit *b)
{
    return a->parameter == b->parameter && a->kind == b->kind && a->side == b->side &&
           a->zone == b->zone && a->condition == b->condition && a->days == b->days &&
           (a->basis == BASIS_REPEATED) == (b->basis == BASIS_REPEATED);
}

static bool read_limits(struct programme_reader *reader, struct json_object *object,
                        const char *name, enum limit_kind kind, enum parameter parameter,
                        const struct place *place)
{
    struct programme *programme = reader->programme;
    struct json_object *list;
    if (!file_list(reader, object, name, false, PROGRAMME_LIMITS, place, &list))
        return false;
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct place here = PLACE_AT(place, name, i);
        struct limit limit = {.parameter = parameter, .kind = kind};
        if (programme->limit_count == PROGRAMME_LIMITS)
            return file_error(reader, &here, "there are more than %d limits", PROGRAMME_LIMITS);
        if (!read_limit(reader, json_in_at(list, i), &here, &limit))
            return false;
        for (size_t j = 0; j < programme->limit_count; j++)
            if (is_same_place(&programme->limits[j], &limit))
                return file_error(reader, &here, "stands twice");
        programme->limits[programme->limit_count++] = limit;
    }
    return true;
}

/* ---- their order ---- */

/* On its side, does a condition have limits of its own? */
static bool has_own(const struct programme *programme, const struct limit *as, uint32_t condition)
{
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == as->parameter && limit->kind == as->kind &&
            limit->side == as->side && limit->condition == condition)
            return true;
    }
    return false;
}

/* Those that hold together: for one span of a change, or for what is measured under a condition. */
static bool is_ordered(const struct programme *programme, enum parameter parameter,
                       enum limit_kind kind, uint32_t condition, int days)
{
    struct limit together[PROGRAMME_LIMITS];
    size_t count = 0;
    for (size_t i = 0; i < programme->limit_count; i++) {
        struct limit limit = programme->limits[i];
        if (limit.parameter != parameter || limit.kind != kind || limit.days != days ||
            (limit.condition != condition &&
             (limit.condition || has_own(programme, &limit, condition))))
            continue;
        limit.condition = 0;
        together[count++] = limit;
    }
    return limits_ordered(together, count, parameter);
}

static bool check_order(const struct programme_reader *reader, enum parameter parameter,
                        const struct place *place)
{
    const struct programme *programme = reader->programme;
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter != parameter ||
            is_ordered(programme, parameter, limit->kind, limit->condition, limit->days))
            continue;
        return file_error(reader,
                          &PLACE_IN(place, limit->kind == LIMIT_GAIN ? "changes" : "limits"),
                          "out of order: red low, yellow low, yellow high, red high");
    }
    return true;
}

/* ---- floors ---- */

/* Would a value be red by the floor and not by the limit? */
static bool is_looser(const struct limit *limit, const struct programme_floor *floor)
{
    bool floor_takes_it = floor->operator== OPERATOR_LE || floor->operator== OPERATOR_GE;
    bool limit_takes_it = limit->operator== OPERATOR_LE || limit->operator== OPERATOR_GE;
    if (limit->value == floor->value)
        return floor_takes_it && !limit_takes_it;
    return (limit->value < floor->value) == (floor->side == SIDE_LOW);
}

/* Each condition that has limits of its own on that side needs its red one. */
static bool check_floor(const struct programme_reader *reader, const struct programme_floor *floor,
                        uint32_t condition, const struct place *place)
{
    const struct programme *programme = reader->programme;
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter != floor->parameter || limit->side != floor->side ||
            limit->kind != LIMIT_VALUE || limit->condition != condition || limit->zone != ZONE_RED)
            continue;
        return !is_looser(limit, floor) ||
               file_error(reader, place, "the red limit on this side is looser than this floor");
    }
    return file_error(reader, place, "there is no red limit on this side%s%s",
                      condition ? " with the condition " : "",
                      condition ? condition_word((unsigned)__builtin_ctz(condition)) : "");
}

static bool check_floors(const struct programme_reader *reader, const struct programme_floor *floor,
                         const struct place *place)
{
    struct limit as = {.parameter = floor->parameter, .kind = LIMIT_VALUE, .side = floor->side};
    if (!check_floor(reader, floor, 0, place))
        return false;
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++)
        if (has_own(reader->programme, &as, 1U << bit) &&
            !check_floor(reader, floor, 1U << bit, place))
            return false;
    return true;
}

static bool read_floor(const struct programme_reader *reader, struct json_object *object,
                       const struct place *place, struct programme_floor *floor)
{
    static const char *const names[] = {"side", "operator", "value", "status", "source", NULL};
    return file_members(reader, object, names, place) &&
           read_side(reader, object, place, &floor->side, &floor->operator) &&
           file_number(reader, object, "value", place, &floor->value) &&
           check_bounds(reader, floor->parameter, floor->value, place) &&
           file_status(reader, object, place) && check_floors(reader, floor, place);
}

static bool read_floors(struct programme_reader *reader, struct json_object *object,
                        enum parameter parameter, const struct place *place,
                        struct programme_floor *floors)
{
    struct programme *programme = reader->programme;
    struct json_object *list;
    size_t first = programme->floor_count;
    if (!file_list(reader, object, "floors", false, 2, place, &list))
        return false;
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct place here = PLACE_AT(place, "floors", i);
        struct programme_floor *floor = &floors[programme->floor_count];
        floor->parameter = parameter;
        if (!read_floor(reader, json_in_at(list, i), &here, floor))
            return false;
        if (programme->floor_count > first && floors[first].side == floor->side)
            return file_error(reader, &here, "stands twice");
        programme->floor_count++;
    }
    return true;
}

/* ---- one parameter ---- */

static bool read_conditions(const struct programme_reader *reader, struct json_object *object,
                            const struct place *place, uint32_t *conditions_r)
{
    struct json_object *list;
    *conditions_r = 0;
    if (!file_list(reader, object, "conditions", false, CONDITION_COUNT, place, &list))
        return false;
    for (size_t i = 0; i < json_in_length(list); i++) {
        uint32_t condition;
        if (!read_condition(reader, json_in_str(json_in_at(list, i)),
                            &PLACE_AT(place, "conditions", i), &condition))
            return false;
        *conditions_r |= condition;
    }
    return true;
}

static bool read_measure(const struct programme_reader *reader, struct json_object *object,
                         const struct place *place, bool *ask_r, struct programme_measure *measure)
{
    *ask_r = true;
    return file_flag(reader, object, "ask", place, ask_r) &&
           file_flag(reader, object, "required", place, &measure->required) &&
           read_conditions(reader, object, place, &measure->conditions) &&
           file_key(reader, object, "instruction", false, place, &measure->instruction);
}

struct lists {
    struct programme_measure measures[PARAMETER_COUNT];
    struct programme_floor floors[FLOORS_MOST];
    bool stands[PARAMETER_COUNT];
};

/* The panel is only asked: its limits stand at the pressures. */
static bool read_panel(const struct programme_reader *reader, struct json_object *object,
                       const struct place *place)
{
    static const char *const names[] = {"parameter",  "ask",         "required",
                                        "conditions", "instruction", NULL};
    return file_members(reader, object, names, place);
}

static bool read_followed(struct programme_reader *reader, struct json_object *object,
                          enum parameter parameter, const struct place *place, struct lists *lists)
{
    static const char *const names[] = {"parameter",   "ask",    "required", "conditions",
                                        "instruction", "limits", "changes",  "floors",
                                        "leads",       NULL};
    bool *leads = &reader->programme->leads[parameter];
    reader->programme->followed[parameter] = true;
    return file_members(reader, object, names, place) &&
           file_flag(reader, object, "leads", place, leads) &&
           (!*leads || baseline_prior(parameter) ||
            file_error(reader, &PLACE_IN(place, "leads"), "has no habitual level")) &&
           read_limits(reader, object, "limits", LIMIT_VALUE, parameter, place) &&
           read_limits(reader, object, "changes", LIMIT_GAIN, parameter, place) &&
           check_order(reader, parameter, place) &&
           read_floors(reader, object, parameter, place, lists->floors);
}

static bool read_parameter(struct programme_reader *reader, struct json_object *object,
                           const struct place *place, struct lists *lists)
{
    enum parameter parameter;
    bool ask;
    struct programme *programme = reader->programme;
    struct programme_measure *measure = &lists->measures[programme->measure_count];
    if (!json_in_is_object(object))
        return file_error(reader, place, "must be an object");
    if (!file_parameter(reader, object, true, place, &parameter))
        return false;
    if (lists->stands[parameter])
        return file_error(reader, &PLACE_IN(place, "parameter"), "%s stands twice",
                          parameter_info(parameter)->word);
    lists->stands[parameter] = true;
    if (parameter == PARAMETER_BP ? !read_panel(reader, object, place)
                                  : !read_followed(reader, object, parameter, place, lists))
        return false;
    *measure = (struct programme_measure){.parameter = parameter};
    if (!read_measure(reader, object, place, &ask, measure))
        return false;
    if (ask)
        programme->measure_count++;
    return true;
}

static bool is_asked(const struct programme *programme, enum parameter parameter)
{
    for (size_t i = 0; i < programme->measure_count; i++)
        if (programme->measures[i].parameter == parameter)
            return true;
    return false;
}

/* Together or one by one, but not twice. */
static bool check_pressures(const struct programme_reader *reader, const struct place *place)
{
    const struct programme *programme = reader->programme;
    if (!is_asked(programme, PARAMETER_BP))
        return true;
    if (!programme->followed[PARAMETER_SBP] || !programme->followed[PARAMETER_DBP])
        return file_error(reader, place, "bp is asked: sbp and dbp must stand here too");
    return (!is_asked(programme, PARAMETER_SBP) && !is_asked(programme, PARAMETER_DBP)) ||
           file_error(reader, place, "bp is asked: sbp and dbp must have \"ask\": false");
}

bool programme_parameters_read(struct programme_reader *reader, struct json_object *file)
{
    struct place top = PLACE_TOP(""), place = PLACE_IN(&top, "parameters");
    struct programme *programme = reader->programme;
    struct lists *lists = arena_new(reader->arena, struct lists);
    struct json_object *list;
    if (!file_list(reader, file, "parameters", true, PARAMETER_COUNT, &top, &list))
        return false;
    programme->measures = lists->measures;
    programme->floors = lists->floors;
    for (size_t i = 0; i < json_in_length(list); i++)
        if (!read_parameter(reader, json_in_at(list, i), &PLACE_AT(&top, "parameters", i), lists))
            return false;
    return check_pressures(reader, &place);
}
