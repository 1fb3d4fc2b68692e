/* A whole stretch gives what its days one by one give, however often somebody measures, whatever
 * was corrected since, whatever is left out, and whatever part of it was asked ahead. */
#include "../store/lib.h"

#include "base/caltime.h"
#include "observation/observation_stretch.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 50, MOST = 4000, LEFT_OUT = 3 };

static const enum parameter measured[] = {PARAMETER_SPO2, PARAMETER_PULSE, PARAMETER_WEIGHT};
enum { MEASURED = sizeof measured / sizeof measured[0] };

static int32_t first_day(void)
{
    return (int32_t)caltime_day(2026, 9, 20); /* summer time ends within */
}

/* Numbers that are the same on each database. */
static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static void put(struct db *db, unsigned key, int version, enum parameter parameter, int64_t at,
                int64_t value, const char *status)
{
    uint8_t bytes[16] = {0};
    struct uuid patient = id_of(1);
    memcpy(bytes, &key, sizeof key);
    must(db,
         SQL("INSERT INTO observation (patient_id, parameter, effective, key, version, panel,"
             " report_id, status, value, marks, effective_precision, effective_offset, received_at,"
             " account_id, content, conditions)"
             " VALUES (?1, ?2, ?3, ?4, ?5, 0, ?1, ?6, ?7, 0, 4, 0, ?3, ?1, ?4, 0)"),
         v_uuid(&patient), v_int(parameter), v_int(at), v_bytes(bytes, sizeof bytes),
         v_int(version), v_text(status), v_int(value * 1000000));
}

/* On most days a few, on some of them dozens, many at one and the same minute; one of eight is
 * corrected, at times to another time or to nothing. */
static void measure(struct db *db)
{
    uint32_t random = 4711;
    unsigned key = 0;
    for (size_t p = 0; p < MEASURED; p++) {
        for (int32_t day = first_day(); day < first_day() + DAYS; day++) {
            uint32_t times = next(&random) % 4;
            if (measured[p] == PARAMETER_PULSE || next(&random) % 10 == 0)
                times += 40;
            for (uint32_t i = 0; i < times; i++) {
                int64_t at = caltime_oslo_moment(day, (int)(next(&random) % 48) * 30);
                put(db, ++key, 1, measured[p], at, 60 + next(&random) % 5, "final");
                if (next(&random) % 8 == 0)
                    put(db, key, 2, measured[p], at + (int64_t)(next(&random) % 2) * 1800000, 90,
                        next(&random) % 2 ? "corrected" : "entered-in-error");
            }
        }
    }
}

static int compare(const void *left, const void *right)
{
    const struct day_reading *a = left, *b = right;
    int64_t differences[] = {(int64_t)a->measurement.parameter - (int64_t)b->measurement.parameter,
                             a->at - b->at, a->measurement.value - b->measurement.value};
    for (size_t i = 0; i < 3; i++)
        if (differences[i])
            return differences[i] < 0 ? -1 : 1;
    return 0;
}

static size_t by_days(struct tx *tx, const struct stretch_question *question,
                      struct day_reading *all)
{
    size_t count = 0, got;
    struct error error = {0};
    struct day_reading *readings;
    for (size_t i = 0; i < question->count; i++)
        for (int32_t day = question->stretches[i].first; day <= question->stretches[i].last;
             day++) {
            const struct day_span span = {question->stretches[i].parameter, day};
            const struct day_question one = {.patient = question->patient,
                                             .spans = &span,
                                             .count = 1,
                                             .without = question->without,
                                             .without_count = question->without_count};
            assert_true(observation_days(tx, &one, &readings, &got, &error));
            assert_true(count + got <= MOST);
            memcpy(all + count, readings, got * sizeof *readings);
            count += got;
        }
    qsort(all, count, sizeof *all, compare);
    return count;
}

static void same(struct tx *tx, const struct stretch_question *question)
{
    static struct day_reading days[MOST];
    struct day_reading *stretch;
    struct error error = {0};
    size_t count, expected = by_days(tx, question, days);
    assert_true(expected > 0);
    assert_true(observation_stretch(tx, question, &stretch, &count, &error));
    assert_int_equal(count, expected);
    qsort(stretch, count, sizeof *stretch, compare);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(compare(&stretch[i], &days[i]), 0);
        assert_int_equal(stretch[i].measurement.day, days[i].measurement.day);
    }
}

static void test_a_stretch_gives_what_its_days_give(struct place *place)
{
    struct db *db = place_open(place, DB_CREATE);
    struct error error = {0};
    struct arena arena;
    struct uuid patient = id_of(1);
    uint8_t without[LEFT_OUT][16] = {{3}, {40}, {90}};
    int applied;
    arena_init(&arena);
    struct tx tx = {.db = db, .arena = &arena, .now = caltime_oslo_moment(first_day() + DAYS, 0)};
    assert_true(migrate_run(db, 1, &applied, &error));
    assert_true(db_begin(db, &error));
    measure(db);
    for (int32_t back = 0; back < DAYS; back += 7) {
        struct day_stretch stretches[MEASURED];
        for (size_t p = 0; p < MEASURED; p++)
            stretches[p] = (struct day_stretch){measured[p], first_day() + back / 2,
                                                first_day() + DAYS - 1 - back / 3};
        same(&tx, &(struct stretch_question){&patient, stretches, MEASURED, NULL, 0});
        same(&tx, &(struct stretch_question){&patient, stretches, MEASURED,
                                             (const uint8_t(*)[16])without, LEFT_OUT});
    }
    /* One day alone. */
    same(&tx,
         &(struct stretch_question){
             &patient, &(struct day_stretch){PARAMETER_PULSE, first_day() + 9, first_day() + 9}, 1,
             NULL, 0});
    assert_true(db_commit(db, &error));
    arena_finish(&arena);
    db_close(db);
}

/* Ahead more days are asked than wanted, fewer, others at one end, and not of all parameters. */
static void test_what_was_asked_ahead_changes_nothing(struct place *place)
{
    static const struct {
        int first, last;
    } ahead[] = {{0, 0}, {-5, 0}, {6, 0}, {-3, 4}, {5, 3}, {0, -1}, {30, 9}};
    struct db *db = place_open(place, DB_CREATE);
    struct error error = {0};
    struct arena arena;
    struct uuid patient = id_of(1);
    uint8_t without[LEFT_OUT][16] = {{3}, {40}, {90}};
    int applied;
    arena_init(&arena);
    struct tx tx = {.db = db, .arena = &arena, .now = caltime_oslo_moment(first_day() + DAYS, 0)};
    assert_true(migrate_run(db, 1, &applied, &error));
    assert_true(db_begin(db, &error));
    measure(db);
    for (size_t i = 0; i < sizeof ahead / sizeof ahead[0]; i++) {
        struct day_stretch stretches[MEASURED];
        struct stretch_ahead asked[MEASURED];
        for (size_t p = 0; p < MEASURED; p++) {
            stretches[p] = (struct day_stretch){measured[p], first_day() + 6, first_day() + 40};
            asked[p].stretch =
                (struct day_stretch){measured[p], stretches[p].first + ahead[i].first,
                                     stretches[p].last + ahead[i].last};
            observation_stretch_ask(&tx, &patient, &asked[p]);
        }
        assert_true(db_settle(db, &error));
        struct stretch_question question = {&patient, stretches, MEASURED, NULL,
                                            0,        asked,     MEASURED};
        same(&tx, &question);
        question.ahead_count = 1;
        same(&tx, &question);
        question.without = (const uint8_t(*)[16])without;
        question.without_count = LEFT_OUT;
        same(&tx, &question);
    }
    assert_true(db_commit(db, &error));
    arena_finish(&arena);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {ON_BOTH(test_a_stretch_gives_what_its_days_give),
                                       ON_BOTH(test_what_was_asked_ahead_changes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
