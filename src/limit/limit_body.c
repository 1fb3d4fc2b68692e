#include "limit/limit_body.h"

#include "base/decimal.h"
#include "base/json_in.h"
#include "clinical/baseline.h"
#include "limit/limit_row.h"

#include <stdio.h>

struct choice {
    const char *word;
    int value;
};

static bool read_choice(struct json_object *limit, const char *name, const struct choice *choices,
                        int *value_r)
{
    struct str word = json_in_str(json_in_get(limit, name));
    for (; choices->word; choices++) {
        if (str_is(word, choices->word)) {
            *value_r = choices->value;
            return true;
        }
    }
    return false;
}

static bool read_parameter(struct json_object *limit, struct limit *to)
{
    struct str word = json_in_str(json_in_get(limit, "parameter"));
    to->parameter = word.at ? parameter_of_word(word.at, word.len) : PARAMETER_NONE;
    return to->parameter != PARAMETER_NONE;
}

static bool read_micro(struct json_object *object, const char *name, int64_t *value_r)
{
    struct decimal number;
    return decimal_parse(json_in_number(json_in_get(object, name)), &number) &&
           number.places <= 6 && decimal_micro(&number, value_r);
}

/* Of who does not say it, a limit acts at once. */
static bool read_basis(struct json_object *limit, struct limit *to)
{
    struct json_object *basis = json_in_get(limit, "basis");
    to->basis = BASIS_ABSOLUTE;
    return !basis || limit_basis_of_word(json_in_str(basis), &to->basis);
}

static bool read_days(struct json_object *limit, struct limit *to)
{
    struct json_object *days = json_in_get(limit, "days");
    int64_t number = 0;
    if (days && (!str_int(json_in_number(days), &number) || number < 1 || number > 366))
        return false;
    to->days = (int)number;
    return true;
}

static bool read_condition(struct json_object *limit, struct limit *to)
{
    struct json_object *condition = json_in_get(limit, "condition");
    struct str word = json_in_str(condition);
    to->condition = word.at ? condition_of_word(word.at, word.len) : 0;
    return !condition || to->condition;
}

static bool read_limit(struct json_object *limit, struct limit *to, const char **wrong_r)
{
    static const struct choice kinds[] = {{"value", LIMIT_VALUE}, {"change", LIMIT_GAIN}, {0}};
    static const struct choice sides[] = {{"low", SIDE_LOW}, {"high", SIDE_HIGH}, {0}};
    static const struct choice zones[] = {{"yellow", ZONE_YELLOW}, {"red", ZONE_RED}, {0}};
    static const struct choice operators[] = {{"<", OPERATOR_LT},
                                              {"<=", OPERATOR_LE},
                                              {"≤", OPERATOR_LE},
                                              {">", OPERATOR_GT},
                                              {">=", OPERATOR_GE},
                                              {"≥", OPERATOR_GE},
                                              {0}};
    int kind = 0, side = 0, zone = 0, operator= 0;
    *to = (struct limit){0};
    *wrong_r = !read_parameter(limit, to)                              ? "parameter"
               : !read_choice(limit, "kind", kinds, &kind)             ? "kind"
               : !read_choice(limit, "side", sides, &side)             ? "side"
               : !read_choice(limit, "zone", zones, &zone)             ? "zone"
               : !read_choice(limit, "operator", operators, &operator) ? "operator"
               : !read_micro(limit, "value", &to->value)               ? "value"
               : !read_days(limit, to)                                 ? "days"
               : !read_condition(limit, to)                            ? "condition"
               : !read_basis(limit, to)                                ? "basis"
                                                                       : NULL;
    to->kind = (enum limit_kind)kind;
    to->side = (enum limit_side)side;
    to->zone = (enum zone)zone;
    to->operator=(enum limit_operator) operator;
    return *wrong_r == NULL;
}

static bool read_limits(struct json_object *body, struct arena *arena, struct limit_order *order_r,
                        struct error *error)
{
    struct json_object *list = json_in_get(body, "limits");
    size_t count = json_in_length(list);
    const char *wrong;
    if (!json_in_is_array(list) || count > LIMIT_ORDER_MOST)
        return error_at(error, ERROR_INVALID, "/limits",
                        "must be the whole set, of at most %d limits; empty: the programme's own",
                        LIMIT_ORDER_MOST);
    order_r->limits = arena_array(arena, struct limit, count);
    order_r->limit_count = count;
    for (size_t i = 0; i < count; i++) {
        char place[64];
        if (read_limit(json_in_at(list, i), &order_r->limits[i], &wrong))
            continue;
        snprintf(place, sizeof place, "/limits/%zu/%s", i, wrong);
        return error_at(error, ERROR_INVALID, place, "is missing or none that is known here");
    }
    return true;
}

static bool read_habit(struct json_object *object, struct habit *to, const char **wrong_r)
{
    struct str word = json_in_str(json_in_get(object, "parameter"));
    *to = (struct habit){.parameter =
                             word.at ? parameter_of_word(word.at, word.len) : PARAMETER_NONE};
    const struct baseline_prior *prior = baseline_prior(to->parameter);
    to->low = prior && prior->low;
    to->high = prior && prior->high;
    *wrong_r = to->parameter == PARAMETER_NONE            ? "parameter"
               : !read_micro(object, "level", &to->level) ? "level"
               : !read_micro(object, "sigma", &to->sigma) ? "sigma"
                                                          : NULL;
    return *wrong_r == NULL;
}

static bool read_habits(struct json_object *body, struct levels *levels, struct error *error)
{
    struct json_object *list = json_in_get(body, "habits");
    size_t count = json_in_length(list);
    const char *wrong;
    if (!list)
        return true;
    if (!json_in_is_array(list) || count > PARAMETER_COUNT)
        return error_at(error, ERROR_INVALID, "/habits", "must be a list, of at most %d levels",
                        PARAMETER_COUNT);
    levels->habit_count = count;
    for (size_t i = 0; i < count; i++) {
        char place[64];
        if (read_habit(json_in_at(list, i), &levels->habits[i], &wrong))
            continue;
        snprintf(place, sizeof place, "/habits/%zu/%s", i, wrong);
        return error_at(error, ERROR_INVALID, place, "is missing or none that is known here");
    }
    return true;
}

static bool read_scale(struct json_object *body, struct levels *levels, struct error *error)
{
    struct json_object *scale = json_in_get(body, "news2Scale");
    int64_t number = 0;
    if (scale && (!str_int(json_in_number(scale), &number) ||
                  (number != NEWS2_SCALE_1 && number != NEWS2_SCALE_2)))
        return error_at(error, ERROR_INVALID, "/news2Scale", "must be 1 or 2, or left out");
    levels->news2 = (enum news2_scale)number;
    return true;
}

bool limit_body_read(struct json_object *body, struct arena *arena, struct limit_order *order_r,
                     struct error *error)
{
    return read_limits(body, arena, order_r, error) && read_habits(body, &order_r->levels, error) &&
           read_scale(body, &order_r->levels, error);
}
