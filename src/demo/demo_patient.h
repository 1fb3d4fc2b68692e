/* One made-up patient: who it is, how it usually is with it, and how it goes. */
#ifndef VARDE_DEMO_PATIENT_H
#define VARDE_DEMO_PATIENT_H

#include "base/caltime.h"
#include "base/clock.h"
#include "demo/demo_names.h"
#include "demo/demo_random.h"
#include "demo/demo_world.h"
#include "programme/programme.h"

enum demo_course {
    COURSE_STABLE,
    COURSE_EARLIER, /* was worse for some days, and got over it */
    COURSE_YELLOW,  /* is getting worse: yellow on the last morning */
    COURSE_RED,     /* the same, red */
};

enum { DEMO_COPD, DEMO_HEART, DEMO_PROGRAMMES };

/* What the plan of the whole says; the same for all. */
struct demo_plan {
    uint64_t seed;
    int64_t patients;
    int64_t first_day, last_day; /* of reports; local days */
    int64_t until;
    struct programme programmes[DEMO_PROGRAMMES];
    struct arena arena; /* what the programmes say */
};

/* The habitual level of a parameter, and how it departs from it, in the parameter's unit. */
struct demo_habit {
    double level, sigma;
    double drift; /* today's slow part, in sigmas */
    double worst; /* added at the height of an episode */
};

#define DEMO_STUCK_DAYS 9

/* Why a patient's green wants a look on the last morning. */
enum demo_quirk {
    QUIRK_NONE,
    QUIRK_WROTE,   /* has something to say in the daily form */
    QUIRK_STUCK,   /* the oximeter has shown the same for days */
    QUIRK_ALONE,   /* nobody has been in touch for more than a month */
    QUIRK_STOPPED, /* has stopped reporting */
};

struct demo_patient {
    int64_t number; /* from 1, as in the log-in */
    struct uuid id, account;
    struct uuid enrolments[DEMO_PROGRAMMES];
    bool in[DEMO_PROGRAMMES];
    bool female, trial, daily, department;
    int place;
    int64_t born;
    int64_t starts_at; /* when trial or following began */
    int weekday;       /* of a weekly report */
    int minute;        /* of the day, usually */
    enum demo_course course;
    enum demo_quirk quirk;
    int64_t stopped;       /* QUIRK_STOPPED: from this day on */
    int64_t contact_at;    /* when a nurse called last; before that each week or four weeks */
    int64_t height;        /* the day when the episode is worst */
    enum parameter target; /* what the episode shows in most */
    struct demo_random random;
    struct demo_habit habits[PARAMETER_COUNT];
    /* What was measured on the day that is simulated. */
    int64_t today, effective, sent;
    bool measured[PARAMETER_COUNT];
    int64_t values[PARAMETER_COUNT]; /* millionths */
    /* What waits for a nurse. */
    enum zone waits;
    int64_t waits_since;
    uint64_t round; /* in which it was last dealt with */
};

/* Norwegian clock time on a local day. */
int64_t demo_moment(int64_t day, int64_t minute);
/* Everything that is settled before the first day. */
void demo_patient_plan(struct demo_patient *patient, const struct demo_plan *plan, int64_t number);
/* The individual limits that a doctor ordered from the patient's own habit; 0 in a trial. */
size_t demo_patient_limits(const struct demo_patient *patient, const struct demo_plan *plan,
                           int programme, struct limit limits_r[PROGRAMME_LIMITS]);
/* Patient, account, enrolments, limits and overview, in the open transaction. */
void demo_patient_enrol(struct demo_patient *patient, const struct demo_plan *plan,
                        const struct demo_world *world, struct demo_numbers *numbers,
                        struct tx *tx);
/* How far into an episode: 0 none, 1 its height. */
double demo_patient_episode(const struct demo_patient *patient, int64_t day);
/* Lives through a day; true when it reports on it. */
bool demo_patient_day(struct demo_patient *patient, const struct demo_plan *plan, int64_t day);

#endif
