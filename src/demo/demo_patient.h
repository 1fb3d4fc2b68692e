/* One made-up patient: who it is, how it usually is with it, and how it goes. */
#ifndef VARDE_DEMO_PATIENT_H
#define VARDE_DEMO_PATIENT_H

#include "auth/permit.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "demo/demo_names.h"
#include "demo/demo_random.h"
#include "demo/demo_world.h"
#include "limit/levels.h"
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
    QUIRK_DEVICE,  /* the oximeter shows what cannot be, two days running */
    QUIRK_LATE,    /* yesterday's report was made in time and came this morning */
    QUIRK_AWAY,    /* on a journey, and reports nothing */
};

/* How often a patient reports, by hand, in the place of the programme's schedule. */
enum demo_arranged {
    ARRANGED_NOTHING,
    ARRANGED_DAILY,
    ARRANGED_WEEKDAYS,
    ARRANGED_TWICE_A_DAY,
    ARRANGED_A_WEEK,
    ARRANGED_DENSE, /* after a stay in hospital */
    ARRANGED_ON_REQUEST,
};

/* Days of one patient on which nothing is due. */
struct demo_pause {
    int64_t made_on, from, until; /* local days; until: not in it */
    const char *reason;           /* NULL: none */
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
    int64_t stopped; /* QUIRK_STOPPED: from this day on */
    enum demo_arranged arranged;
    int64_t arranged_on; /* local day */
    struct demo_pause pause;
    int hand;              /* which of the tasks made by hand (demo_tasks.c); 0: none */
    int64_t tasks_at;      /* when a nurse goes through the patient's tasks next; 0: not yet */
    bool evening;          /* the report is the second one of the day */
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
/* What a doctor ordered for the patient alone; levels without the day of their approval. */
struct demo_ordered {
    size_t limit_count;
    struct limit limits[PROGRAMME_LIMITS];
    struct levels levels;
};
/* From the days of the patient's own trial; nothing while that lasts. */
void demo_patient_ordered(const struct demo_patient *patient, const struct demo_plan *plan,
                          int programme, struct demo_ordered *ordered_r);
/* Whether it is one of the days on which the patient reports as was arranged; the programme's way
 * when nothing was. */
bool demo_patient_reports_on(const struct demo_patient *patient, int64_t day);
bool demo_patient_is_away(const struct demo_patient *patient, int64_t day);
/* A weekday on which nurses work, this one or before it. */
int64_t demo_working_day(int64_t day);
/* Schedule, pause, tasks by hand: what was agreed with whom, by number. */
void demo_patient_arrange(struct demo_patient *patient, const struct demo_plan *plan);
/* The enrolment, as events are told. */
struct permit_enrolment demo_patient_told(const struct demo_patient *patient,
                                          const struct demo_plan *plan,
                                          const struct demo_world *world, int programme);
/* The one that leads. */
int demo_patient_programme(const struct demo_patient *patient);
/* What a parameter is on an ordinary day: the habit's drift goes one day on. */
int64_t demo_habit_day(struct demo_habit *habit, enum parameter parameter,
                       struct demo_random *random);
/* Patient, account, enrolments, limits and overview, in the open transaction. */
void demo_patient_enrol(struct demo_patient *patient, const struct demo_plan *plan,
                        const struct demo_world *world, struct demo_numbers *numbers,
                        struct tx *tx);
/* How far into an episode: 0 none, 1 its height. */
double demo_patient_episode(const struct demo_patient *patient, int64_t day);
/* Lives through a day; true when it reports on it. */
bool demo_patient_day(struct demo_patient *patient, const struct demo_plan *plan, int64_t day);

#endif
