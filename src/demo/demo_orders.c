#include "demo/demo_orders.h"

#include "base/decimal.h"
#include "limit/limit_order.h"

struct doing {
    struct command command;
    struct limit_act act;
};

static bool ask(struct command *command, struct tx *tx)
{
    limit_act_ask(&((struct doing *)(void *)command)->act, tx);
    return true;
}

static bool apply(struct command *command, struct tx *tx, struct error *error)
{
    return limit_act_apply(&((struct doing *)(void *)command)->act, tx, error);
}

/* A step tighter than what was ordered after the trial. */
static void tighten(struct limit *limits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (limits[i].parameter == PARAMETER_SPO2)
            limits[i].value += MICRO;
}

static bool order(struct demo *demo, const struct demo_patient *patient, bool by_second, int64_t at,
                  struct error *error)
{
    const struct demo_place *place = &demo->world.places[patient->place];
    struct demo_ordered ordered;
    demo_patient_ordered(patient, &demo->plan, DEMO_COPD, &ordered);
    tighten(ordered.limits, ordered.limit_count);
    struct doing doing = {
        .command = {.key = patient->id, .ask = ask, .apply = apply},
        .act =
            {
                .kind = LIMIT_ENTER,
                .patient = patient->id,
                .enrolment = patient->enrolments[DEMO_COPD],
                .programmes = demo->app->programmes,
                .by =
                    {
                        .account = by_second ? place->checker : place->nurse,
                        .role = role_word(ROLE_NURSE),
                        .organisation = place->service,
                        .ground = ground_word(GROUND_SERVICE),
                        .action = "limit.enter",
                    },
                .order =
                    {
                        .ordered_by = str_of(place->gp),
                        .ordered_at = at - DAY,
                        .reason = STR("Strammere grenser etter siste kontroll hos fastlegen"),
                        .evidence = STR("Dialogmelding fra fastlegen (demo)"),
                        .limits = ordered.limits,
                        .limit_count = ordered.limit_count,
                        .levels = ordered.levels,
                    },
            },
    };
    demo->app->clock.fixed = at;
    return writer_run(demo->app->writer, &doing.command, error);
}

/* Followed by the service for COPD, with limits of its own; not one by whose name one logs in. */
static const struct demo_patient *next_active(const struct demo *demo, int64_t *number)
{
    while (++*number < demo->plan.patients) {
        const struct demo_patient *patient = &demo->patients[*number];
        if (patient->in[DEMO_COPD] && !patient->trial && patient->place != PLACE_UTLAND &&
            patient->starts_at < demo->plan.until - DAY)
            return patient;
    }
    return NULL;
}

bool demo_orders(struct demo *demo, struct error *error)
{
    int64_t number = 4;
    for (int i = 0; i < 2; i++) {
        const struct demo_patient *patient = next_active(demo, &number);
        int64_t at = demo->plan.until - (80 - 30 * i) * MINUTE;
        if (patient && !order(demo, patient, i == 1, at, error))
            return false;
    }
    return true;
}
