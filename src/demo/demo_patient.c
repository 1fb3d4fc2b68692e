#include "demo/demo_patient.h"

enum { FIXED = 4 /* the first patients, whom scripts rely on */, OUTSIDERS = 4 };
enum { LONG_FROM = 24 };
enum { YOUNGEST = 55, OLDEST = 92, LONGEST_TRIAL = 13 };

/* Of so many days that one sees who has stopped reporting, and fewer report weekly: the usual
 * world, of a service in its stride. */
static bool is_long(const struct demo_plan *plan)
{
    return plan->last_day - plan->first_day + 1 > LONG_FROM;
}

static int64_t outsiders(const struct demo_plan *plan)
{
    return plan->patients >= 10 * OUTSIDERS ? OUTSIDERS : plan->patients / 10;
}

/* By number and not by chance, so that also few patients are of all kinds. */
static void plan_kind(struct demo_patient *patient, const struct demo_plan *plan)
{
    static const bool heart_first[FIXED] = {false, true, false, false};
    static const int places[FIXED] = {PLACE_NESVIK, PLACE_NESVIK, PLACE_FJELLDAL, PLACE_NESVIK};
    int64_t number = patient->number;
    bool fixed = number <= FIXED;
    bool both = !fixed && number % 8 == 0;
    bool heart = fixed ? heart_first[number - 1] : number * 7 % 10 >= 6;
    patient->in[DEMO_COPD] = both || !heart;
    patient->in[DEMO_HEART] = both || heart;
    patient->trial = number % 5 == 4;
    patient->daily = fixed || number % (is_long(plan) ? 8 : 4) != 3;
    patient->department = fixed || number % 4 != 1;
    patient->place = number * 11 % 5 < 3 ? PLACE_NESVIK : PLACE_FJELLDAL;
    if (fixed)
        patient->place = places[number - 1];
    /* Only one nurse is there, and limits take two: so all are in their trial. */
    if (number > plan->patients - outsiders(plan)) {
        patient->place = PLACE_UTLAND;
        patient->trial = true;
        patient->department = false;
    }
    patient->daily = patient->daily || patient->trial;
}

static void plan_habit(struct demo_patient *patient, enum parameter parameter, double low,
                       double high, double sigma)
{
    patient->habits[parameter] = (struct demo_habit){
        .level = demo_random_between(&patient->random, low, high),
        .sigma = sigma,
        .drift = demo_random_normal(&patient->random),
    };
}

static void plan_habits(struct demo_patient *patient)
{
    bool copd = patient->in[DEMO_COPD], heart = patient->in[DEMO_HEART];
    if (copd && heart)
        plan_habit(patient, PARAMETER_SPO2, 96, 97, 0.65);
    else if (copd)
        plan_habit(patient, PARAMETER_SPO2, 91.2, 94.5, 0.85);
    else
        plan_habit(patient, PARAMETER_SPO2, 96.6, 97.6, 0.55);
    plan_habit(patient, PARAMETER_PULSE, heart ? 64 : 70, heart ? 80 : 86, 3.3);
    plan_habit(patient, PARAMETER_SBP, 119, 138, 5);
    plan_habit(patient, PARAMETER_DBP, 66, 80, 3.5);
    plan_habit(patient, PARAMETER_TEMP, 36.6, 37, 0.15);
    plan_habit(patient, PARAMETER_WEIGHT, patient->female ? 54 : 64, patient->female ? 88 : 108,
               0.3);
    plan_habit(patient, PARAMETER_RESP_RATE, 15, 17, 1);
}

static void plan_course(struct demo_patient *patient, const struct demo_plan *plan)
{
    int64_t share = patient->number * 37 % 100, room = plan->last_day - plan->first_day;
    if (patient->number <= FIXED)
        patient->course = COURSE_STABLE;
    else if (share < 3)
        patient->course = COURSE_RED;
    else if (share < 8)
        patient->course = COURSE_YELLOW;
    else if (share < 16 && room > 25 && !patient->trial)
        patient->course = COURSE_EARLIER;
    patient->height = plan->last_day;
    if (patient->course == COURSE_EARLIER)
        patient->height = plan->first_day + 8 + demo_random_below(&patient->random, room - 22);
}

/* The parameter in which an episode shows, and how far it goes: to the limit that is to be met. */
static void plan_target(struct demo_patient *patient, const struct demo_plan *plan)
{
    bool heart = patient->in[DEMO_HEART], red = patient->course != COURSE_YELLOW;
    int programme = heart && (patient->trial || !patient->in[DEMO_COPD]) ? DEMO_HEART : DEMO_COPD;
    struct demo_ordered ordered;
    demo_patient_ordered(patient, plan, programme, &ordered);
    size_t count = ordered.limit_count;
    const struct programme *standard = &plan->programmes[programme];
    patient->target = programme == DEMO_HEART && count ? PARAMETER_WEIGHT : PARAMETER_SPO2;
    const struct limit *all = count ? ordered.limits : standard->limits;
    count = count ? count : standard->limit_count;
    struct demo_habit *habit = &patient->habits[patient->target];
    enum limit_side side = patient->target == PARAMETER_WEIGHT ? SIDE_HIGH : SIDE_LOW;
    for (size_t i = 0; i < count; i++)
        if (all[i].parameter == patient->target && all[i].side == side &&
            all[i].zone == (red ? ZONE_RED : ZONE_YELLOW))
            habit->worst = (double)all[i].value / 1e6 - habit->level;
}

/* The rest of the body goes along. */
static void plan_company(struct demo_patient *patient)
{
    bool red = patient->course != COURSE_YELLOW;
    struct demo_habit *habits = patient->habits;
    habits[PARAMETER_PULSE].worst = red ? 9 : 2.5;
    habits[PARAMETER_RESP_RATE].worst = red ? 5 : 2;
    if (patient->in[DEMO_COPD])
        habits[PARAMETER_TEMP].worst = red ? 1.1 : 0.4;
    if (patient->in[DEMO_HEART] && patient->target != PARAMETER_WEIGHT)
        habits[PARAMETER_WEIGHT].worst = red ? 1.2 : 0.3;
    if (!patient->in[DEMO_COPD] && patient->target == PARAMETER_WEIGHT)
        habits[PARAMETER_SPO2].worst = red ? -1.5 : -0.4;
}

/* The trial of some began so many days ago: one that is over, and some without a contact in their
 * first week. */
static int trial_days(const struct demo_patient *patient)
{
    if (!patient->trial || patient->place == PLACE_UTLAND)
        return 0;
    return patient->number % 40 == 29   ? 15
           : patient->number % 40 == 39 ? 10
           : patient->number % 40 == 9  ? 8
                                        : 0;
}

static void plan_times(struct demo_patient *patient, const struct demo_plan *plan)
{
    struct demo_random *random = &patient->random;
    bool early = patient->number <= FIXED || patient->course != COURSE_STABLE ||
                 !demo_random_chance(random, 0.12);
    patient->minute = early ? 7 * 60 + 15 + (int)demo_random_below(random, 150)
                            : 17 * 60 + (int)demo_random_below(random, 200);
    patient->weekday = (int)demo_random_below(random, 7);
    int64_t start = plan->first_day - 20 - demo_random_below(random, 400);
    if (patient->trial)
        start = plan->last_day - 1 - demo_random_below(random, LONGEST_TRIAL);
    int minute = 9 * 60 + (int)demo_random_below(random, 300);
    if (patient->trial && start < plan->first_day)
        start = plan->first_day - 1;
    if (is_long(plan) && trial_days(patient))
        start = plan->last_day - trial_days(patient);
    patient->starts_at = demo_moment(start, minute) + demo_random_below(random, MINUTE);
    int64_t age = YOUNGEST * 36525 + demo_random_below(random, (OLDEST - YOUNGEST) * 36525);
    patient->born = plan->last_day - age / 100;
}

/* By number, so that each world of some size has all of them. */
static void plan_quirk(struct demo_patient *patient, const struct demo_plan *plan)
{
    int64_t number = patient->number, days = plan->last_day - plan->first_day + 1;
    if (number <= FIXED || patient->course > COURSE_EARLIER || patient->place == PLACE_UTLAND)
        return;
    if (is_long(plan) && ((number % 8 == 6 && number % 24 != 6) || number % 32 == 10)) {
        bool silent = number % 32 == 10 && !patient->trial;
        patient->quirk = QUIRK_STOPPED;
        patient->stopped = plan->last_day - (silent ? 16 + number % 5 : 1 + number / 8 % 3);
    }
    if (patient->course != COURSE_STABLE || !patient->daily)
        return;
    if (number % 20 == 5)
        patient->quirk = QUIRK_ALONE;
    else if (number % 40 == 20)
        patient->quirk = QUIRK_WROTE;
    else if (number % 40 == 32 && patient->in[DEMO_COPD] && days > DEMO_STUCK_DAYS)
        patient->quirk = QUIRK_STUCK;
    else if (is_long(plan) && !patient->trial && number % 40 == 33)
        patient->quirk = QUIRK_DEVICE;
    else if (is_long(plan) && !patient->trial && number % 40 == 15)
        patient->quirk = QUIRK_LATE;
    else if (is_long(plan) && !patient->trial && number % 80 == 17)
        patient->quirk = QUIRK_AWAY;
    if (patient->quirk != QUIRK_NONE)
        patient->minute = 7 * 60 + 15 + (int)(number % 60);
}

/* On a weekday, within the time that the service has before the next contact is due. */
static void plan_contact(struct demo_patient *patient, const struct demo_plan *plan)
{
    int64_t back = 1 + patient->number * 13 % (patient->trial ? 5 : 25);
    if (patient->quirk == QUIRK_ALONE)
        back = 34 + patient->number % 5;
    while (back > 1 && caltime_weekday(plan->last_day - back) > 4)
        back--;
    int minute = 10 * 60 + (int)(patient->number * 17 % 180);
    patient->contact_at = demo_moment(plan->last_day - back, minute);
    /* Nobody has called those yet. */
    int days = is_long(plan) ? trial_days(patient) : 0;
    if (days == 8 || days == 10)
        patient->contact_at = patient->starts_at;
    if (days == 10)
        patient->tasks_at = demo_moment(demo_working_day(plan->last_day - 1), 12 * 60 + 20);
}

void demo_patient_plan(struct demo_patient *patient, const struct demo_plan *plan, int64_t number)
{
    *patient = (struct demo_patient){
        .number = number,
        .female = number % 2 == 0,
        .random = demo_random_of(plan->seed, (uint64_t)number, 1),
    };
    plan_kind(patient, plan);
    plan_habits(patient);
    plan_course(patient, plan);
    if (patient->course != COURSE_STABLE) {
        plan_target(patient, plan);
        plan_company(patient);
    }
    plan_times(patient, plan);
    plan_quirk(patient, plan);
    plan_contact(patient, plan);
    if (is_long(plan))
        demo_patient_arrange(patient, plan);
}
