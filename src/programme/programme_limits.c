/* The individual limits in force, as text beside the enrolment, and what holds together with the
 * programme's own. */
#include "base/arena.h"
#include "programme/programme.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
    const struct limit *one = a, *other = b;
    if (one->parameter != other->parameter)
        return one->parameter < other->parameter ? -1 : 1;
    if (one->side != other->side)
        return one->side < other->side ? -1 : 1;
    if (one->zone != other->zone)
        return one->zone < other->zone ? -1 : 1;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    if (one->days != other->days)
        return one->days < other->days ? -1 : 1;
    return one->condition < other->condition ? -1 : one->condition > other->condition;
}

struct str limits_print(struct arena *arena, const struct limit *limits, size_t count)
{
    struct buf out;
    struct limit *sorted = arena_array(arena, struct limit, count);
    if (count)
        memcpy(sorted, limits, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_place);
    buf_init(&out, arena, 8 + count * 32);
    buf_char(&out, '[');
    for (size_t i = 0; i < count; i++) {
        const struct limit *limit = &sorted[i];
        buf_printf(&out, "%s[%d,%d,%d,%d,%lld", i ? "," : "", limit->parameter, limit->side,
                   limit->zone, limit->operator,(long long) limit->value);
        if (limit->kind || limit->condition || limit->days || limit->basis)
            buf_printf(&out, ",%d,%u,%d,%d", limit->kind, limit->condition, limit->days,
                       limit->basis);
        buf_char(&out, ']');
    }
    buf_char(&out, ']');
    return buf_slice(&out);
}

enum { LIMIT_FIELDS_LEAST = 5, LIMIT_FIELDS = 9 };

static bool limit_of_fields(const int64_t field[LIMIT_FIELDS], struct limit *limit_r)
{
    *limit_r = (struct limit){
        .parameter = (enum parameter)field[0],
        .side = (enum limit_side)field[1],
        .zone = (enum zone)field[2],
        .operator=(enum limit_operator) field[3],
        .value = field[4],
        .kind = (enum limit_kind)field[5],
        .condition = (uint32_t)field[6],
        .days = (int)field[7],
        .basis = (enum limit_basis)field[8],
    };
    return parameter_info(limit_r->parameter) && (field[1] == SIDE_LOW || field[1] == SIDE_HIGH) &&
           (field[2] == ZONE_YELLOW || field[2] == ZONE_RED) && field[3] >= OPERATOR_LT &&
           field[3] <= OPERATOR_GE && (field[5] == LIMIT_VALUE || field[5] == LIMIT_GAIN) &&
           field[6] >= 0 && field[6] < 1 << CONDITION_COUNT && field[7] >= 0 && field[7] <= 366 &&
           field[8] >= BASIS_ABSOLUTE && field[8] <= BASIS_CONFIRMED;
}

/* "[a,b,c,d,e]" or with all nine, up to and with the bracket. */
static bool next_limit(struct str *text, struct limit *limit_r)
{
    int64_t field[LIMIT_FIELDS] = {0};
    struct str one, number;
    size_t count = 0;
    bool more = true;
    if (!text->len || text->at[0] != '[' ||
        !str_cut((struct str){text->at + 1, text->len - 1}, ']', &one, text))
        return false;
    while (more) {
        more = str_cut(one, ',', &number, &one);
        if (count == LIMIT_FIELDS || !str_int(number, &field[count++]))
            return false;
    }
    return (count == LIMIT_FIELDS_LEAST || count == LIMIT_FIELDS) &&
           limit_of_fields(field, limit_r);
}

static bool limits_parse(struct str text, struct limit limits_r[PROGRAMME_LIMITS], size_t *count_r)
{
    *count_r = 0;
    if (!text.len || str_is(text, "[]"))
        return true;
    if (text.at[0] != '[')
        return false;
    do {
        text = (struct str){text.at + 1, text.len - 1};
        if (*count_r == PROGRAMME_LIMITS || !next_limit(&text, &limits_r[(*count_r)++]))
            return false;
    } while (text.len && text.at[0] == ',');
    return str_is(text, "]");
}

static bool same_place(const struct limit *a, const struct limit *b)
{
    return a->parameter == b->parameter && a->kind == b->kind && a->condition == b->condition;
}

static bool is_replaced(const struct limit *standard, const struct limit *own, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_place(standard, &own[i]))
            return true;
    return false;
}

static bool is_on_side(const struct limit *a, const struct limit *b)
{
    return a->parameter == b->parameter && a->kind == b->kind && a->side == b->side;
}

/* The habitual level is that of rest: in activity a limit that leans on it does not hold. Where the
 * individual ones of its side are all such, a standard red limit that they replace stays for
 * activity, unless there are others for that. */
static bool stays_in_activity(const struct programme *programme, const struct limit *standard,
                              const struct limit *own, size_t count)
{
    bool any = false;
    if (standard->kind != LIMIT_VALUE || standard->zone != ZONE_RED || standard->condition)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_on_side(&own[i], standard))
            continue;
        if (own[i].condition & CONDITION_ACTIVITY ||
            (!own[i].condition && own[i].zone == ZONE_RED && own[i].basis != BASIS_HABITUAL))
            return false;
        any = any || !own[i].condition;
    }
    for (size_t i = 0; i < programme->limit_count; i++)
        if (is_on_side(&programme->limits[i], standard) &&
            programme->limits[i].condition & CONDITION_ACTIVITY)
            return false;
    return any;
}

bool programme_limits(const struct programme *programme, struct str individual,
                      struct limit limits_r[PROGRAMME_LIMITS], size_t *count_r, size_t *own_r,
                      struct error *error)
{
    if (!limits_parse(individual, limits_r, own_r))
        return error_log(error, ERROR_INTERNAL, "an enrolment's limits cannot be read");
    size_t used = *own_r;
    for (size_t i = 0; i < programme->limit_count; i++) {
        bool replaced = is_replaced(&programme->limits[i], limits_r, *own_r);
        if (replaced && !stays_in_activity(programme, &programme->limits[i], limits_r, *own_r))
            continue;
        if (used == PROGRAMME_LIMITS)
            return error_log(error, ERROR_INTERNAL, "an enrolment has too many limits");
        limits_r[used] = programme->limits[i];
        if (replaced)
            limits_r[used].condition = CONDITION_ACTIVITY;
        used++;
    }
    *count_r = used;
    return true;
}
