/* A report comes in: observations are stored once, judged for each enrolment that follows them, and
 * the work that follows (case, overview, events, access log) is written in the same transaction. */
#ifndef VARDE_REPORT_H
#define VARDE_REPORT_H

#include "auth/access_log.h"
#include "observation/observation.h"
#include "programme/programme.h"
#include "store/writer.h"

enum received { RECEIVED_NEW, RECEIVED_SAME, RECEIVED_CORRECTED };

struct received_one {
    const struct observation *observation;
    bool natural;         /* has neither identifier nor key: equal patient, code, device, time and
                             value make it the same, whatever else it says */
    struct rows *earlier; /* the newest stored version with the same key */
    enum received received;
    bool differs;    /* RECEIVED_SAME, but what is stored says something else beside the value */
    int64_t version; /* as stored */
    int64_t received_at; /* of that version */
};

struct report {
    /* Given. */
    struct uuid patient;
    struct access_entry by; /* who writes, for the log; the patient is filled in */
    /* Whose relation to the patient is asked with `state`, for permit_told; NULL: nobody's. */
    const struct who *who;
    const char
        *source; /* "fhir", "app", "bundle": single Observations of "fhir" join an open report */
    size_t count;
    struct received_one *observations;
    struct programmes *programmes;
    /* Between ask and apply. */
    struct rows *state;
    /* Found. */
    struct uuid id;
    enum zone zone; /* the worst over all enrolments; of what was new */
};

/* The steps of a command (see writer.h), to be called with its transaction. */
void report_ask(struct report *report, struct tx *tx);
/* Refuses with ERROR_CONFLICT, before anything is sent, when an Observation is known with other
 * content and is no correction. */
bool report_apply(struct report *report, struct tx *tx, struct error *error);

#endif
