/* Zones and the order between them. */
#ifndef VARDE_CLINICAL_ZONE_H
#define VARDE_CLINICAL_ZONE_H

/* Worse is larger. NONE is not green: it says that nothing was judged. */
enum zone { ZONE_NONE, ZONE_GREEN, ZONE_YELLOW, ZONE_RED };

enum zone zone_worse(enum zone a, enum zone b);
/* "none", "green", "yellow", "red". */
const char *zone_word(enum zone zone);
/* False when it is none of the four words. */
_Bool zone_of_word(const char *word, enum zone *zone_r);

#endif
