/* The days of the demo world: patients enrol and report, nurses come to work. */
#ifndef VARDE_DEMO_DAYS_H
#define VARDE_DEMO_DAYS_H

#include "app.h"
#include "demo/demo_patient.h"
#include "jobs/job.h"

enum demo_action_kind {
    DO_ENROL,
    DO_ARRANGE, /* a schedule by hand */
    DO_PAUSE,
    DO_LOOK, /* what time has brought, as the service's job does it */
    DO_REPORT,
    DO_REPORT_AGAIN,
    DO_REPORT_EVENING, /* the second of the day */
    DO_ACKNOWLEDGE,
    DO_TAKE,
    DO_CONTACT,
    DO_TASKS, /* what is due is done */
    DO_MAKE_TASK,
    DO_CHANGE_TASK,
    DO_REVIEW_SILENT,
};

struct demo_action {
    int64_t at;
    int64_t patient; /* its place in the list */
    enum demo_action_kind kind;
};

struct demo {
    struct app *app;
    struct demo_plan plan;
    struct demo_world world;
    struct demo_numbers *numbers;
    struct demo_forms *forms;
    struct demo_patient *patients;
    struct demo_action *actions; /* of the part of a day that is simulated */
    size_t count, size;
    uint64_t round;
    int64_t reports;
    int64_t shown; /* when progress was last shown */
};

/* All that happens from before the first day until the end. */
bool demo_days(struct demo *demo, struct error *error);
/* Applies the actions in the order of time, and forgets them. */
bool demo_act(struct demo *demo, struct error *error);
/* Does at once what a job of the service would do in its time. */
struct job_hand demo_hand(const struct demo *demo);
void demo_plan_action(struct demo *demo, int64_t at, int64_t patient, enum demo_action_kind kind);

#endif
