/* What a series says beside measurements: scores of published instruments, and answers to the
 * programme's forms. */
#ifndef VARDE_REPLAY_SAID_H
#define VARDE_REPLAY_SAID_H

#include "clinical/instrument.h"
#include "programme/programme.h"
#include "replay/series.h"

/* Points of each item with blanks between ("-": no answer), or one total. False: what is wrong with
 * it is in why_r. */
bool said_score_read(enum instrument instrument, struct str value, struct instrument_score *score_r,
                     const char **why_r);

/* The answers of a moment to one form are one response, judged as the server judges it: into
 * findings, each with its day, and scores, added to those of the series. Both in the order of days.
 * Errors name the line. */
bool said_judge(struct arena *arena, const struct programme *programme, struct series *series,
                struct finding **findings_r, size_t *count_r, struct error *error);

#endif
