/* A report comes in: observations and answered forms are stored once, judged together for each
 * enrolment that follows them, and the work that follows (case, overview, events, access log) is
 * written in the same transaction. */
#ifndef VARDE_REPORT_H
#define VARDE_REPORT_H

#include "auth/access_log.h"
#include "observation/observation.h"
#include "programme/programme.h"
#include "response/form_response.h"
#include "store/writer.h"
#include "triage/triage_apply.h"

enum received { RECEIVED_NEW, RECEIVED_SAME, RECEIVED_CORRECTED, RECEIVED_REFUSED };

/* What is common to all that may come in again. */
struct receipt {
    bool natural;         /* has neither identifier nor key: what makes its key makes it the same,
                             whatever else it says */
    struct rows *earlier; /* the newest stored version with the same key */
    enum received received;
    bool differs;    /* RECEIVED_SAME, but what is stored says something else beside the value */
    int64_t version; /* as stored */
    int64_t received_at; /* of that version */
    struct error error;  /* RECEIVED_REFUSED: why */
};

struct received_one {
    const struct observation *observation;
    struct receipt receipt;
    struct rows *near[OBSERVATION_VALUES]; /* of each value: triage_ask_near */
};

struct received_response {
    const struct form_response *response;
    struct receipt receipt;
};

struct report {
    /* Given. */
    struct uuid patient;
    struct access_entry by; /* who writes, for the log; the patient is filled in */
    /* Whose relation to the patient is asked with `state`, for permit_told; NULL: nobody's. */
    const struct who *who;
    const char
        *source; /* "fhir", "app", "bundle": single Observations of "fhir" join an open report */
    /* Each stands by itself: what conflicts is refused alone, and told in its receipt. Else one
     * conflict refuses the whole. */
    bool each_alone;
    /* Corrections by personnel: they stay in the report that brought what they correct, and are no
     * sign of the patient's own. Everything in it must be stored already. */
    bool in_record;
    size_t count;
    struct received_one *observations;
    size_t response_count;
    struct received_response *responses;
    struct programmes *programmes;
    /* Between ask and apply. */
    struct rows *state;
    struct triage_ahead *ahead;
    /* Found. */
    struct uuid id; /* when nothing was new: of the report that brought it */
    enum zone zone; /* the worst over all enrolments; of what was new */
    size_t judgement_count;
    struct judgement *judgements; /* in the transaction's arena; none when nothing was new */
};

/* The steps of a command (see writer.h), to be called with its transaction. */
void report_ask(struct report *report, struct tx *tx);
/* Refuses with ERROR_CONFLICT, before anything is sent, when something is known with other content
 * and is no correction (but see each_alone). */
bool report_apply(struct report *report, struct tx *tx, struct error *error);
/* Of a report that stores nothing: its answer tells what another may have sent, which is reading.
 */
void report_log_reading(const struct report *report, struct tx *tx);

#endif
