#include "limit/limit_row.h"

#include "store/writer.h"

#include <stdlib.h>

static const struct sql INSERT = {
    "INSERT INTO patient_limit (patient_id, enrolment_id, version, parameter, side, zone, kind,"
    " condition, days, operator, value, basis)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
};

static const struct sql INSERT_HABIT = {
    "INSERT INTO patient_habit (patient_id, enrolment_id, version, parameter, level, sigma, low,"
    " high, approved_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)",
};

static const char *const bases[] = {
    [BASIS_ABSOLUTE] = "absolute",
    [BASIS_HABITUAL] = "habitual",
    [BASIS_REPEATED] = "repeated",
    [BASIS_CONFIRMED] = "confirmed",
};

const char *limit_basis_word(enum limit_basis basis)
{
    return bases[basis];
}

bool limit_basis_of_word(struct str word, enum limit_basis *basis_r)
{
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (str_is(word, bases[i])) {
            *basis_r = (enum limit_basis)i;
            return true;
        }
    }
    return false;
}

bool limit_of_row(const struct rows *rows, size_t row, unsigned column, struct limit *limit_r)
{
    struct str kind = row_str(rows, row, column + 5), condition = row_str(rows, row, column + 6);
    struct str basis = row_str(rows, row, column + 8);
    *limit_r = (struct limit){
        .parameter = (enum parameter)row_int(rows, row, column),
        .side = (enum limit_side)row_int(rows, row, column + 1),
        .zone = (enum zone)row_int(rows, row, column + 2),
        .operator=(enum limit_operator) row_int(rows, row, column + 3),
        .value = row_int(rows, row, column + 4),
        .kind = str_is(kind, "change") ? LIMIT_GAIN : LIMIT_VALUE,
        .condition = condition.len ? condition_of_word(condition.at, condition.len) : 0,
        .days = (int)row_int(rows, row, column + 7),
    };
    return (str_is(kind, "change") || str_is(kind, "limit")) &&
           (!condition.len || limit_r->condition) && limit_basis_of_word(basis, &limit_r->basis);
}

struct str limit_condition(const struct limit *limit)
{
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++)
        if (limit->condition & UINT32_C(1) << bit)
            return str_of(condition_word(bit));
    return STR_NONE;
}

void limits_send(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                 int64_t version, const struct limit *limits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct limit *limit = &limits[i];
        struct str condition = limit_condition(limit);
        db_send(tx->db, &INSERT,
                ARGS(v_uuid(patient), v_uuid(enrolment), v_int(version), v_int(limit->parameter),
                     v_int(limit->side), v_int(limit->zone),
                     v_text(limit->kind == LIMIT_GAIN ? "change" : "limit"),
                     v_str(condition.at ? condition : STR("")), v_int(limit->days),
                     v_int(limit->operator), v_int(limit->value),
                     v_text(limit_basis_word(limit->basis))));
    }
}

bool habit_of_row(const struct rows *rows, size_t row, unsigned column, struct habit *habit_r)
{
    *habit_r = (struct habit){
        .parameter = (enum parameter)row_int(rows, row, column),
        .level = row_int(rows, row, column + 1),
        .sigma = row_int(rows, row, column + 2),
        .low = row_int(rows, row, column + 3) != 0,
        .high = row_int(rows, row, column + 4) != 0,
        .approved_on = (int32_t)row_int(rows, row, column + 5),
    };
    return parameter_info(habit_r->parameter) && habit_r->sigma > 0;
}

void habits_send(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                 int64_t version, const struct habit *habits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct habit *habit = &habits[i];
        db_send(tx->db, &INSERT_HABIT,
                ARGS(v_uuid(patient), v_uuid(enrolment), v_int(version), v_int(habit->parameter),
                     v_int(habit->level), v_int(habit->sigma), v_int(habit->low),
                     v_int(habit->high)));
    }
}

static int64_t place_of(const struct limit *limit)
{
    bool red = limit->zone == ZONE_RED;
    return limit->side == SIDE_LOW ? !red : 2 + red;
}

static int by_place(const void *a, const void *b)
{
    const struct limit *one = a, *other = b;
    const int64_t pairs[][2] = {
        {one->parameter, other->parameter}, {one->kind, other->kind},
        {one->condition, other->condition}, {one->days, other->days},
        {place_of(one), place_of(other)},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i][0] != pairs[i][1])
            return pairs[i][0] < pairs[i][1] ? -1 : 1;
    return 0;
}

void limits_sort(struct limit *limits, size_t count)
{
    if (count)
        qsort(limits, count, sizeof *limits, by_place);
}
