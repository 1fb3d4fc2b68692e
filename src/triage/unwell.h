/* Yellow or red until green again: the stretch in which an enrolment reports each day.
 *
 * It begins with a yellow or red report and ends when all that was yellow or red has been green
 * since: a green pulse does not end what a low saturation began. Each thing is settled by itself,
 * since devices send what was measured together one by one.
 *
 * What was measured before something newer of the same kind changes nothing, so that the state at
 * the end does not depend on the order in which reports come. A corrected value counts as what was
 * reported at its time: corrected to green, it ends what it began. One that is taken back
 * altogether says nothing; the next green report does. */
#ifndef VARDE_TRIAGE_UNWELL_H
#define VARDE_TRIAGE_UNWELL_H

#include "clinical/triage.h"

/* What has to be green again, a set, stored: a parameter's bit is its number; that of a form of the
 * programme is UNWELL_FORM + its place there; bit 0 is what answers say without naming their form.
 *
 * NEWS2 means its six measured parts, the score of SpO2 and pulse both of them, a mean of blood
 * pressure its side of it, a change, drift and a value that cannot be believed their parameter,
 * what combines its parameter and the form, Anthonisen's rule and a score their form. */
typedef uint64_t unwell_causes;

#define UNWELL_ANSWERS UINT64_C(1)
#define UNWELL_FORM 32
#define UNWELL_FORMS 31 /* a form beyond shares a bit with another */

/* What one reason is about. */
unwell_causes unwell_about(const struct reason *reason);
/* What is yellow or red. */
unwell_causes unwell_causes_of(const struct reason *reasons, size_t count);
/* What is green, and nothing beside it yellow or red. */
unwell_causes unwell_greens_of(const struct reason *reasons, size_t count);

/* As the enrolment's row has it. */
struct unwell {
    int64_t from; /* when the report came that began it; 0: it is well */
    unwell_causes causes;
    int64_t reports; /* yellow or red ones since, a report in parts once */
};

/* What a report at `now` makes of it. counted: an earlier part of this report was yellow or red. */
struct unwell unwell_next(const struct unwell *before, unwell_causes causes, unwell_causes greens,
                          bool counted, int64_t now);

#endif
