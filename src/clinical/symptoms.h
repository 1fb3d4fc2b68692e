/* What is known of symptoms day by day, for the rules that ask of two days running. */
#ifndef VARDE_CLINICAL_SYMPTOMS_H
#define VARDE_CLINICAL_SYMPTOMS_H

#include "clinical/judge.h"

/* Of a day's sums of symptom points the worst: by majors, then minors, then points. */
struct symptoms {
    const struct finding *finding; /* NULL: nothing was answered about that day */
    int majors, minors;
    bool news; /* any of this occasion's own answers are about that day */
};
void symptoms_on(const struct judging *judging, int64_t day, struct symptoms *symptoms_r);

#endif
