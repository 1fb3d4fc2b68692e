/* A simulated patient: what the devices would show and what would be answered on each day, with the
 * episodes that are true. Evaluate's README says what is drawn and from where. */
#ifndef VARDE_EVALUATE_PERSON_H
#define VARDE_EVALUATE_PERSON_H

#include "clinical/triage.h"

#define PERSON_TRIAL 14
#define PERSON_DAYS (PERSON_TRIAL + 364)
#define PERSON_READINGS 3 /* the first one, and two repeats if somebody asks for them */
#define PERSON_MEASURES 5
#define PERSON_EPISODES 8
#define PERSON_FIRST_DAY 20000 /* a Tuesday; any day does */

enum illness { ILLNESS_COPD, ILLNESS_HEART, ILLNESS_COUNT };

enum shape {
    SHAPE_COPD_SLOW,
    SHAPE_COPD_SUDDEN,
    SHAPE_COPD_SYMPTOMS,
    SHAPE_COPD_SMALL,
    SHAPE_HEART_SLOW,
    SHAPE_HEART_FAST,
    SHAPE_HEART_SILENT,
    SHAPE_HEART_LOSS,
    SHAPE_COUNT
};

/* Answers that are not "as usual"; a set. */
enum symptom {
    SYMPTOM_BREATH_LITTLE,
    SYMPTOM_BREATH_MUCH,
    SYMPTOM_BREATH_REST,
    SYMPTOM_MUCH_WORSE,
    SYMPTOM_SPUTUM,
    SYMPTOM_COLOUR,
    SYMPTOM_COUGH,
    SYMPTOM_COLD,
    SYMPTOM_WHEEZE,
    SYMPTOM_FEVER,
    SYMPTOM_PILLOWS,
    SYMPTOM_NIGHT,
    SYMPTOM_OEDEMA,
    SYMPTOM_OEDEMA_MUCH,
    SYMPTOM_DIZZY,
    SYMPTOM_DIZZY_OFTEN,
    SYMPTOM_PALPITATIONS,
    SYMPTOM_COUNT
};

struct shape_info {
    enum shape shape;
    enum illness illness;
    const char *name;
    double share;                   /* of its illness's episodes */
    int rise, top, fall;            /* days */
    int window;                     /* days from onset within which an alarm is of use */
    int measure_lag;                /* days after onset before anything measured moves */
    int symptom_lag;                /* and before anything is felt */
    double felt;                    /* how strong the symptoms become; 1: as in a common episode */
    double effect[PERSON_MEASURES]; /* at the top, in the order of the illness's measures */
};
const struct shape_info *shape_info(enum shape shape);

/* Days count from 0. */
struct episode {
    enum shape shape;
    int onset;
    int window; /* onset + window is the first day that is too late */
    int until;  /* the first day on which all is as before */
};

struct person {
    enum illness illness;
    bool weekly; /* reports each seventh day when nothing is the matter */
    size_t measure_count;
    enum parameter measures[PERSON_MEASURES];
    uint32_t conditions[PERSON_MEASURES];
    int64_t values[PERSON_DAYS][PERSON_MEASURES][PERSON_READINGS]; /* millionths */
    int repeats[PERSON_DAYS];  /* how often who is asked measures again: 0 to 2 */
    bool reports[PERSON_DAYS]; /* when a report is due */
    uint32_t symptoms[PERSON_DAYS];
    size_t episode_count;
    struct episode episodes[PERSON_EPISODES];
};

/* The same person for the same numbers, always. */
void person_make(struct person *person_r, enum illness illness, bool weekly, uint64_t seed,
                 uint64_t number);

/* symptoms.c: what is answered on each day. */
struct random;
void symptoms_draw(struct person *person, struct random *random);
/* How far an episode has come on a day, 0 to 1, `lag` days late. */
double episode_height(const struct episode *episode, int lag, int day);

#endif
