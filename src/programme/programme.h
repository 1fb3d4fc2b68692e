/* Programmes as data: what a programme follows and asks, by which limits and rules it judges, and
 * what it says in each zone. A version never changes once it is approved, so what was read once is
 * kept.
 *
 * The file's format is published as programmes/programme.schema.json. */
#ifndef VARDE_PROGRAMME_H
#define VARDE_PROGRAMME_H

#include "base/i18n.h"
#include "clinical/triage.h"
#include "form/form.h"
#include "schedule/schedule.h"
#include "store/db.h"

#define PROGRAMME_ID 40
#define PROGRAMME_LIMITS 128
#define PROGRAMME_COMBINATIONS 64
#define PROGRAMME_FORMS 8
#define PROGRAMME_DOCUMENT_MOST (512 * 1024) /* bytes of a file */

/* A form whose url begins so is a programme's own: PROGRAMME-FORM follows, and its version is the
 * programme's. */
#define PROGRAMME_FORM_URL "https://varde.no/fhir/Questionnaire/"

/* A key of the programme's own texts, else of the product's catalogues. */
typedef const char *programme_key;

/* How bad a red limit must at least be: looser individual ones need a written reason. */
struct programme_floor {
    enum parameter parameter;
    enum limit_side side;
    enum limit_operator operator;
    int64_t value;
};

/* What a report asks to be measured, in the order of the file. */
struct programme_measure {
    enum parameter parameter; /* PARAMETER_BP: systolic and diastolic together */
    bool required;
    uint32_t conditions;       /* under what it is to be measured; 0: nothing said */
    programme_key instruction; /* how; NULL: none */
};

enum criterion_need { NEED_REQUIRED, NEED_ONE_OF, NEED_OUGHT };

struct programme_criterion {
    const char *id;
    enum criterion_need need;
    programme_key text;
};

/* When a report is due: as SCHEDULE_ON_REQUEST never by itself. The phases' days are those of the
 * states (schedule/course.h). */
struct programme_schedule {
    struct schedule_phase trial, active;
    bool unwell; /* each day while yellow or red, until green again */
};

/* When somebody is to be in touch, or to look again; where a file says nothing, the numbers below
 * (the pathway's own). */
struct programme_follow_up {
    int weekly_contacts; /* weeks of the trial in each of which the patient is contacted */
    int contact_days;    /* while only green */
    int yellow_days, yellow_reports; /* yellow for so long: the doctor is contacted */
    int effect_days; /* after a treatment of the patient's own is started; its default */
};
#define PROGRAMME_FOLLOW_UP                                                                        \
    {                                                                                              \
        2, 30, 7, 3, 3                                                                             \
    }

struct programme_zone {
    programme_key title, text; /* NULL: the product's own */
    size_t do_count;
    const programme_key *dos; /* what to do now, one line each */
};

/* What a nurse may say and ask for one cause. */
struct programme_advice {
    enum rule rule;           /* 0: any */
    enum parameter parameter; /* PARAMETER_NONE: any, or an answer */
    const char *item;         /* linkId of an answer's question; NULL: any */
    programme_key text;
    size_t question_count;
    const programme_key *questions;
};

struct programme_closing {
    const char *id;
    programme_key text;
};

/* Rules beside limits, changes and combinations, of which a programme says whether they hold. */
struct programme_rules {
    enum news2_scale news2; /* NEWS2_SCALE_NONE: not scored, unless a doctor orders it */
    bool oximetry;          /* the score of SpO2 and pulse in COPD */
    bool anthonisen;        /* symptoms on two days running */
    struct pressure_mean pressure_mean;
};

/* A form with what its answers mean here. */
struct programme_form {
    const char *id;      /* "daily" */
    bool daily;          /* asked in every report; else only when somebody asks for it */
    bool has_points;     /* its score is symptom points */
    bool has_score;      /* its score is held against the score limits below */
    int score;           /* number of the score in struct rules */
    struct str document; /* the Questionnaire as JSON */
    struct questionnaire questionnaire;
    const uint64_t *symptoms; /* of each option: bit k, it is among combination k's answers */
};

struct programme {
    char id[PROGRAMME_ID];
    int64_t version;
    programme_key name;
    bool followed[PARAMETER_COUNT];
    bool leads[PARAMETER_COUNT]; /* an own level is recommended, whatever the standard limits do */
    size_t limit_count;
    struct limit limits[PROGRAMME_LIMITS]; /* values and changes */
    size_t floor_count;
    const struct programme_floor *floors;
    size_t measure_count;
    const struct programme_measure *measures;
    size_t combination_count;
    const struct combination *combinations;
    size_t score_limit_count;
    const struct score_limit *score_limits;
    struct programme_rules rules;
    size_t form_count;
    const struct programme_form *forms;
    size_t criterion_count;
    const struct programme_criterion *criteria;
    unsigned states, entries; /* bits by enum enrolment_state: which are used, where one enters */
    int trial_days, trial_longest;
    struct programme_schedule schedule;
    struct programme_follow_up follow_up;
    struct programme_zone zones[ZONE_RED + 1]; /* ZONE_NONE's is empty */
    size_t advice_count;
    const struct programme_advice *advice;
    size_t closing_count;
    const struct programme_closing *closings;
    size_t text_count;
    const struct programme_text *texts;
};

struct programme_text {
    const char *key, *language, *text;
};

/* Reads and checks a programme file; what it says lives in the arena. Errors name the place as a
 * JSON pointer ("/parameters/2/limits/0/zone"), in a form with its FHIR path behind
 * ("/forms/0/questionnaire: Questionnaire.item[1].type"). */
bool programme_parse(struct arena *arena, struct str document, struct programme *programme_r,
                     struct error *error);

/* The words for a key: the programme's own in this language, then its nb, then the product's. */
const char *programme_words(const struct programme *programme, const struct language *language,
                            programme_key key);

/* How a finding is named in reasons ("copd:2:0:4:17": programme, version, form, item, option; -1
 * where there is none), and the words for it. */
struct str programme_about(struct arena *arena, const struct programme *programme, size_t form,
                           int item, int option);
struct programme_said {
    struct str question, answer; /* in the language; empty when there is none */
    struct str link_id;          /* of the question; the form's id where it is about the whole */
};
bool programme_said(const struct programme *programme, const struct language *language,
                    struct str about, struct programme_said *said_r);
/* Id and version that an `about` begins with; false when it is none. */
bool programme_of_about(struct str about, char id_r[PROGRAMME_ID], int64_t *version_r);

/* The advice that comes closest to a reason: by rule and by parameter or question (link_id,
 * STR_NONE: the reason is no answer), of equally close ones the first in the file; NULL: none. A
 * reading that is not believed has only advice that names the rule, thoughts of self-harm only
 * such that names the rule or the question, else the product's own. */
const struct programme_advice *programme_advice_for(const struct programme *programme,
                                                    const struct reason *reason,
                                                    struct str link_id);

/* Which of its forms has this url and, unless it is STR_NONE, this version. */
bool programme_form_find(const struct programme *programme, struct str url, struct str version,
                         size_t *form_r);
/* The form with this id; NULL: none. */
const struct programme_form *programme_form_get(const struct programme *programme, struct str id);

struct programmes;
struct programmes *programmes_create(void);
void programmes_destroy(struct programmes *programmes);
/* The programme, read through db when it is not known yet; lives as long as `programmes`. NULL with
 * an error when there is none or the database fails. A draft is read too, each time anew until it
 * is approved; nobody is enrolled in one. Inside a writing transaction only as the writer. */
const struct programme *programmes_get(struct programmes *programmes, struct db *db, const char *id,
                                       int64_t version, struct error *error);

/* The newest approved version of any programme that has a form with this url and, unless it is
 * STR_NONE, this version of the form; *programme_r NULL when there is none. False: the database
 * failed. */
bool programmes_of_form(struct programmes *programmes, struct db *db, struct str url,
                        struct str version, const struct programme **programme_r, size_t *form_r,
                        struct error *error);

/* All approved versions, the newest first; the list is in the arena. */
bool programmes_approved(struct programmes *programmes, struct db *db, struct arena *arena,
                         const struct programme ***list_r, size_t *count_r, struct error *error);

/* The individual limits in force, as enrolment.limits holds them beside the rows of patient_limit:
 * [[parameter, side, zone, operator, value, kind, condition, days, basis], …]; the last four may be
 * missing together. "[]": an order that went back to the programme's own. */
struct str limits_print(struct arena *arena, const struct limit *limits, size_t count);
/* What holds for an enrolment, from its `limits` (STR_NONE: none): individual ones take the place
 * of the standard ones of the same parameter, kind and condition; a red one that only habitual
 * limits replace stays for what is measured in activity. The first own_r are individual.
 * False when the text is not one that limits_print made: nobody may then be judged by what is left.
 */
bool programme_limits(const struct programme *programme, struct str individual,
                      struct limit limits_r[PROGRAMME_LIMITS], size_t *count_r, size_t *own_r,
                      struct error *error);

struct tx;
/* Stores a version, approved by a named person, in the open transaction. */
void programme_store(struct tx *tx, const struct programme *programme, struct str document,
                     const char *approved_by, const char *note);

#endif
