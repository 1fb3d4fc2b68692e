#include "demo/demo.h"

#include "alarm/alarm_load.h"
#include "auth/access_seal.h"
#include "demo/demo_days.h"
#include "demo/demo_form.h"

#include <stdlib.h>

/* The last morning's reports are in by then: what came that day waits for the nurses. */
#define MORNING_IS_OVER (10 * HOUR + 30 * MINUTE)
#define BEFORE_THE_FIRST_DAY (500 * DAY)

static const struct sql ANY_ORGANISATION = {"SELECT id FROM organisation LIMIT 1"};
static const struct sql DOCUMENTS = {
    "SELECT document FROM programme WHERE id = ?1 AND version = 1"};
static const struct sql ZONES = {"SELECT zone, count(*) FROM overview GROUP BY zone ORDER BY zone"};

static const char *const programme_ids[DEMO_PROGRAMMES] = {"copd", "heart-failure"};

struct fill {
    struct command command;
    struct demo *demo;
    const struct demo_options *options;
};

static bool check_options(const struct demo_options *options, struct error *error)
{
    if (options->patients < 1 || options->patients > DEMO_PATIENTS_MOST)
        return error_at(error, ERROR_INVALID, "patients", "must be from 1 to %d",
                        DEMO_PATIENTS_MOST);
    if (options->days < 1 || options->days > DEMO_DAYS_MOST)
        return error_at(error, ERROR_INVALID, "days", "must be from 1 to %d", DEMO_DAYS_MOST);
    if (options->until < caltime_day(2010, 1, 1) * DAY ||
        options->until > caltime_day(2100, 1, 1) * DAY)
        return error_at(error, ERROR_INVALID, "until", "must be in the years 2010 to 2099");
    return true;
}

static int programme_index(const char *id)
{
    for (int i = 0; i < DEMO_PROGRAMMES; i++)
        if (strcmp(programme_ids[i], id) == 0)
            return i;
    return -1;
}

static bool store_programmes(struct demo_plan *plan, const struct demo_options *options,
                             struct tx *tx, struct error *error)
{
    for (size_t i = 0; i < options->programme_count; i++) {
        struct programme programme;
        if (!programme_parse(&plan->arena, options->programmes[i], &programme, error))
            return false;
        int index = programme_index(programme.id);
        if (index < 0)
            continue;
        plan->programmes[index] = programme;
        programme_store(tx, &programme, options->programmes[i], "Sunniva Demo", "demo only");
    }
    return true;
}

static bool load_programmes(struct demo_plan *plan, struct tx *tx, struct error *error)
{
    for (int i = 0; i < DEMO_PROGRAMMES; i++) {
        struct rows *rows;
        if (plan->programmes[i].version)
            continue;
        if (!db_run(tx->db, tx->arena, &DOCUMENTS, ARGS(v_text(programme_ids[i])), &rows, error))
            return false;
        if (!rows_count(rows))
            return error_set(error, ERROR_INVALID, "the demo world needs the programme %s",
                             programme_ids[i]);
        if (!programme_parse(&plan->arena, row_str(rows, 0, 0), &plan->programmes[i], error))
            return false;
    }
    return true;
}

static bool refuse_filled(struct tx *tx, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &ANY_ORGANISATION, NO_ARGS, &rows, error))
        return false;
    if (rows_count(rows))
        return error_set(error, ERROR_CONFLICT,
                         "this database has organisations already; the demo world is only made in "
                         "an empty one");
    return true;
}

static bool apply_fill(struct command *command, struct tx *tx, struct error *error)
{
    struct fill *fill = (struct fill *)(void *)command;
    if (!refuse_filled(tx, error) ||
        !store_programmes(&fill->demo->plan, fill->options, tx, error) ||
        !load_programmes(&fill->demo->plan, tx, error))
        return false;
    demo_world_fill(&fill->demo->world, tx);
    return demo_forms_read(fill->demo->forms, &fill->demo->plan, tx, error);
}

static void plan_days(struct demo_plan *plan, const struct demo_options *options)
{
    *plan = (struct demo_plan){
        .seed = options->seed,
        .patients = options->patients,
        .until = options->until,
        .last_day = caltime_oslo_day(options->until - MORNING_IS_OVER),
    };
    plan->first_day = plan->last_day - options->days + 1;
}

static bool plan_patients(struct demo *demo)
{
    int64_t count = demo->plan.patients;
    demo->patients = calloc((size_t)count, sizeof *demo->patients);
    if (!demo->patients)
        abort();
    for (int64_t i = 0; i < count; i++)
        demo_patient_plan(&demo->patients[i], &demo->plan, i + 1);
    return true;
}

struct count_zones {
    struct command command;
    struct demo_result *result;
};

static bool apply_count(struct command *command, struct tx *tx, struct error *error)
{
    struct demo_result *result = ((struct count_zones *)(void *)command)->result;
    int64_t *const counts[] = {&result->none, &result->green, &result->yellow, &result->red};
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &ZONES, NO_ARGS, &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        *counts[row_int(rows, i, 0) & 3] = row_int(rows, i, 1);
    return true;
}

static bool seal_some(void *sealed, struct tx *tx, struct error *error)
{
    return access_seal_days(tx, sealed, error);
}

/* As a running service would have done day by day. */
static bool seal_days(struct demo *demo, struct error *error)
{
    const struct job_hand hand = demo_hand(demo);
    int64_t sealed;
    do {
        if (!hand.write(hand.context, seal_some, &sealed, error))
            return false;
    } while (sealed);
    return true;
}

/* As its job would have. */
static bool load_alarms(struct demo *demo, struct error *error)
{
    const struct job_hand hand = demo_hand(demo);
    return alarm_load_bring(demo->app->readers, demo->app->programmes, demo->app->clock.fixed,
                            &hand, error);
}

static bool tell_result(struct demo *demo, struct demo_result *result_r, struct error *error)
{
    struct count_zones counting = {.command.apply = apply_count, .result = result_r};
    *result_r = (struct demo_result){.patients = demo->plan.patients, .reports = demo->reports};
    for (int64_t i = 0; i < demo->plan.patients; i++)
        result_r->enrolments += demo->patients[i].in[DEMO_COPD] + demo->patients[i].in[DEMO_HEART];
    return writer_run(demo->app->writer, &counting.command, error);
}

bool demo_fill(struct app *app, const struct demo_options *options, struct demo_result *result_r,
               struct error *error)
{
    struct demo demo = {.app = app};
    struct fill fill = {.command.apply = apply_fill, .demo = &demo, .options = options};
    bool ok = false;
    if (!check_options(options, error))
        return false;
    plan_days(&demo.plan, options);
    arena_init(&demo.plan.arena);
    demo.numbers = demo_numbers_create();
    demo.forms = demo_forms_create(app->programmes);
    app->clock.fixed = demo.plan.first_day * DAY - BEFORE_THE_FIRST_DAY;
    if (!writer_run(app->writer, &fill.command, error))
        goto done;
    plan_patients(&demo);
    if (!demo_days(&demo, error))
        goto done;
    app->clock.fixed = options->until;
    ok =
        seal_days(&demo, error) && load_alarms(&demo, error) && tell_result(&demo, result_r, error);
done:
    free(demo.actions);
    free(demo.patients);
    demo_forms_destroy(demo.forms);
    demo_numbers_destroy(demo.numbers);
    arena_finish(&demo.plan.arena);
    return ok;
}
