/* The trace of reports that were due and did not come: table missing_event. */
#ifndef VARDE_DUE_MISSING_TRACE_H
#define VARDE_DUE_MISSING_TRACE_H

#include "store/writer.h"

enum missing_kind {
    MISSING_MISSED,    /* a deadline passed without a report */
    MISSING_WITHDRAWN, /* by a report that was made in time and delivered late */
    MISSING_MET,       /* the next report that was due came */
    MISSING_CLEARED,   /* by somebody of the service */
    MISSING_REOPENED,  /* the clearing before it was taken back */
    MISSING_MOVED,     /* what was missed is no longer due: another schedule, a pause, a state */
};
const char *missing_kind_word(enum missing_kind kind);

struct missing_event {
    struct uuid patient, service;
    int64_t number; /* of the event that told it */
    enum missing_kind kind;
    int64_t due_at, missed; /* the first deadline that it is about; how many running, then */
    struct uuid report;     /* withdrawn, met; zero: it is not known */
    struct uuid account;    /* cleared, reopened */
    /* Cleared. */
    const char *outcome;
    struct str note; /* STR_NONE: none */
};

void missing_trace(struct tx *tx, const struct missing_event *event);

/* What clearing came to; the word as a constant, NULL for an unknown one. */
const char *missing_outcome(struct str word);

#endif
