/* What is agreed with which patient, by number, so that each world of some size has all of it: how
 * often they report, when they are away, what is on somebody's list. Pure. */
#include "demo/demo_patient.h"

/* Days before the last one. */
enum { ARRANGED_BACK = 20, DENSE_BACK = 5, STAY = 5 };
enum { SATURDAY = 5 };

int64_t demo_working_day(int64_t day)
{
    int weekday = caltime_weekday(day);
    return weekday < SATURDAY ? day : day - (weekday - SATURDAY + 1);
}

bool demo_patient_is_away(const struct demo_patient *patient, int64_t day)
{
    return patient->pause.reason && day >= patient->pause.from && day < patient->pause.until;
}

bool demo_patient_reports_on(const struct demo_patient *patient, int64_t day)
{
    int weekday = caltime_weekday(day);
    if (!patient->arranged || day <= patient->arranged_on)
        return patient->daily || weekday == patient->weekday;
    switch (patient->arranged) {
    case ARRANGED_WEEKDAYS:
        return weekday == 0 || weekday == 2 || weekday == 4;
    case ARRANGED_A_WEEK:
        return (weekday + patient->number) % 7 % 2 == 0;
    case ARRANGED_ON_REQUEST:
        return day == patient->arranged_on + 2;
    default:
        return true;
    }
}

static enum demo_arranged arranged_of(const struct demo_patient *patient)
{
    if (patient->quirk == QUIRK_LATE ||
        (patient->quirk == QUIRK_STOPPED && patient->number % 32 != 10))
        return ARRANGED_DAILY;
    if (patient->quirk != QUIRK_NONE || patient->course != COURSE_STABLE)
        return ARRANGED_NOTHING;
    switch (patient->number % 40) {
    case 1:
        return ARRANGED_A_WEEK;
    case 7:
        return ARRANGED_WEEKDAYS;
    case 12:
        return ARRANGED_TWICE_A_DAY;
    case 23:
        return ARRANGED_DENSE;
    case 28:
        return ARRANGED_ON_REQUEST;
    default:
        return ARRANGED_NOTHING;
    }
}

static void plan_pause(struct demo_patient *patient, const struct demo_plan *plan)
{
    int64_t last = plan->last_day;
    struct demo_pause *pause = &patient->pause;
    if (patient->arranged == ARRANGED_DENSE)
        *pause = (struct demo_pause){.from = patient->arranged_on - STAY,
                                     .until = patient->arranged_on + 1,
                                     .reason = "Innlagt i sykehus"};
    else if (patient->quirk == QUIRK_AWAY)
        *pause = (struct demo_pause){
            .from = last - 4, .until = last + 5, .reason = "På besøk hos familie"};
    else if (patient->course == COURSE_STABLE && patient->number % 40 == 31)
        *pause = (struct demo_pause){.from = last + 3, .until = last + 17, .reason = "Reise"};
    pause->made_on = demo_working_day(pause->from < last ? pause->from : last - 2);
}

void demo_patient_arrange(struct demo_patient *patient, const struct demo_plan *plan)
{
    enum { BY_HAND = 20, BY_HAND_AT = 16, KINDS = 5 };
    if (patient->number <= 4 || patient->trial || patient->place == PLACE_UTLAND)
        return;
    patient->arranged = arranged_of(patient);
    patient->arranged_on = demo_working_day(
        plan->last_day - (patient->arranged == ARRANGED_DENSE ? DENSE_BACK : ARRANGED_BACK));
    if (patient->arranged) {
        /* Within every deadline of theirs. */
        patient->daily = true;
        patient->minute = 7 * 60 + 15 + (int)(patient->number % 90);
    }
    plan_pause(patient, plan);
    if (patient->number % BY_HAND == BY_HAND_AT)
        patient->hand = 1 + (int)(patient->number / BY_HAND % KINDS);
}
