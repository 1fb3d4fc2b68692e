/* The file of individual limits that a replay may be given. */
#include "base/decimal.h"
#include "base/json_in.h"
#include "replay/replay.h"

#include <stdio.h>
#include <string.h>

struct member {
    struct json_object *object;
    size_t index;
};

static bool wrong(const struct member *limit, const char *key, const char *why, struct error *error)
{
    char place[80];
    snprintf(place, sizeof place, "/%zu/%s", limit->index, key);
    return error_at(error, ERROR_INVALID, place, "%s", why);
}

/* One of the words; words ends with NULL. missing: what a missing member means; -1: it may not be.
 */
static bool choose(const struct member *limit, const char *key, const char *const *words,
                   int missing, int *choice_r, struct error *error)
{
    struct json_object *value = json_in_get(limit->object, key);
    char why[96] = "must be one of:";
    *choice_r = missing;
    if (!value && missing >= 0)
        return true;
    for (int i = 0; words[i]; i++) {
        if (str_is(json_in_str(value), words[i])) {
            *choice_r = i;
            return true;
        }
        size_t used = strlen(why);
        snprintf(why + used, sizeof why - used, " %s", words[i]);
    }
    return wrong(limit, key, why, error);
}

/* A member that nobody knows may be a limit lost by a slip of the pen. */
static bool knows_all(const struct member *limit, struct error *error)
{
    static const char *const known[] = {"parameter", "side",      "zone",  "operator",
                                        "value",     "condition", "basis", "days",
                                        "status",    "source",    "note",  NULL};
    struct arena arena;
    struct buf rest;
    arena_init(&arena);
    buf_init(&rest, &arena, 64);
    json_in_members(limit->object, known, &rest);
    bool ok = rest.len == 0;
    if (!ok)
        error_at(error, ERROR_INVALID, "", "limit %zu has a member that no limit has: %.80s",
                 limit->index, buf_cstr(&rest));
    arena_finish(&arena);
    return ok;
}

static bool read_words(const struct member *limit, struct limit *limit_r, struct error *error)
{
    static const char *const sides[] = {"low", "high", NULL};
    static const char *const zones[] = {"yellow", "red", NULL};
    static const char *const operators[] = {"<", "<=", ">", ">=", NULL};
    static const char *const conditions[] = {"rest", "activity", "oxygen", NULL};
    static const char *const bases[] = {"absolute", "habitual", "repeated", "confirmed", NULL};
    int side, zone, operator, condition, basis;
    if (!choose(limit, "side", sides, -1, &side, error) ||
        !choose(limit, "zone", zones, -1, &zone, error) ||
        !choose(limit, "operator", operators, -1, &operator, error) ||
        !choose(limit, "basis", bases, BASIS_ABSOLUTE, &basis, error))
        return false;
    bool conditional = json_in_get(limit->object, "condition") != NULL;
    if (conditional && !choose(limit, "condition", conditions, 0, &condition, error))
        return false;
    limit_r->side = (enum limit_side)side;
    limit_r->zone = zone ? ZONE_RED : ZONE_YELLOW;
    limit_r->operator=(enum limit_operator) operator;
    limit_r->basis = (enum limit_basis)basis;
    limit_r->condition = conditional ? UINT32_C(1) << condition : 0;
    return true;
}

/* With "days" it is a gain (high) or a loss (low). */
static bool read_numbers(const struct member *limit, struct limit *limit_r, struct error *error)
{
    struct decimal number;
    int64_t days;
    if (!decimal_parse(json_in_number(json_in_get(limit->object, "value")), &number) ||
        !decimal_micro(&number, &limit_r->value))
        return wrong(limit, "value", "must be a number in the parameter's own unit", error);
    if (!json_in_get(limit->object, "days"))
        return true;
    if (!str_int(json_in_number(json_in_get(limit->object, "days")), &days) || days < 1 ||
        days > 366)
        return wrong(limit, "days", "must be a whole number from 1 to 366", error);
    limit_r->kind = LIMIT_GAIN;
    limit_r->days = (int)days;
    return true;
}

static bool read_limit(const struct member *limit, struct limit *limit_r, struct error *error)
{
    struct str word = json_in_str(json_in_get(limit->object, "parameter"));
    *limit_r = (struct limit){.kind = LIMIT_VALUE};
    limit_r->parameter = parameter_of_word(word.at ? word.at : "", word.len);
    if (limit_r->parameter == PARAMETER_NONE || limit_r->parameter == PARAMETER_BP)
        return wrong(limit, "parameter", "must be a parameter, such as spo2 or weight", error);
    return knows_all(limit, error) && read_words(limit, limit_r, error) &&
           read_numbers(limit, limit_r, error);
}

static bool check_order(const struct limit *limits, size_t count, struct error *error)
{
    for (int i = 1; i < PARAMETER_COUNT; i++)
        if (!limits_ordered(limits, count, (enum parameter)i))
            return error_at(error, ERROR_INVALID, "",
                            "the limits of %s are out of order: red low, yellow low, yellow high, "
                            "red high; low ones with < or <=, high ones with > or >=",
                            parameter_info((enum parameter)i)->word);
    return true;
}

bool replay_limits(struct arena *arena, struct str text, struct limit **limits_r, size_t *count_r,
                   struct error *error)
{
    struct json_object *tree = json_in_parse(text, error);
    bool ok = false;
    *count_r = 0;
    if (!tree)
        return false;
    size_t count = json_in_length(tree);
    if (!json_in_is_array(tree) || count > PROGRAMME_LIMITS) {
        error_at(error, ERROR_INVALID, "", "must be a list of at most %d limits", PROGRAMME_LIMITS);
        goto done;
    }
    *limits_r = arena_array(arena, struct limit, count);
    for (; *count_r < count; ++*count_r) {
        const struct member limit = {json_in_at(tree, *count_r), *count_r};
        if (!read_limit(&limit, &(*limits_r)[*count_r], error))
            goto done;
    }
    ok = check_order(*limits_r, count, error);
done:
    json_in_destroy(tree);
    return ok;
}

/* ---- red limits that stay ---- */

static bool is_replaced(const struct limit *standard, const struct limit *own, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (own[i].parameter == standard->parameter && own[i].kind == standard->kind &&
            own[i].condition == standard->condition)
            return true;
    return false;
}

static bool has_red(const struct limit *standard, const struct limit *own, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (own[i].zone == ZONE_RED && own[i].side == standard->side &&
            is_replaced(standard, &own[i], 1))
            return true;
    return false;
}

bool replay_keep_red(struct arena *arena, const struct programme *programme,
                     struct limit **limits_r, size_t *count_r, struct error *error)
{
    size_t count = *count_r;
    struct limit *all = arena_array(arena, struct limit, count + programme->limit_count);
    if (count)
        memcpy(all, *limits_r, count * sizeof *all);
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *standard = &programme->limits[i];
        if (standard->zone == ZONE_RED && is_replaced(standard, *limits_r, *count_r) &&
            !has_red(standard, *limits_r, *count_r))
            all[count++] = *standard;
    }
    if (count > PROGRAMME_LIMITS)
        return error_at(error, ERROR_INVALID, "", "more than %d limits", PROGRAMME_LIMITS);
    *limits_r = all;
    *count_r = count;
    return true;
}
