/* All greens at once: acknowledged as seen, in one transaction, each judged again inside it. What
 * wants a look is left out and told; nothing red or yellow is ever among them. */
#ifndef VARDE_WORKLIST_GREENS_H
#define VARDE_WORKLIST_GREENS_H

#include "worklist/looks.h"
#include "worklist/worklist_act.h"

#define GREENS_MOST 500

/* One that was shown, and what came of it. */
struct greens_one {
    struct uuid patient;
    int64_t version; /* that was seen */
    /* Between ask and apply. */
    struct worklist_act act;
    struct rows *told;
    /* Found; texts live as long as the transaction. */
    unsigned left; /* enum look and enum left_out; 0: acknowledged */
    bool known;    /* the asker may see the patient; else nothing below is filled in */
    struct overview row;
    struct str given, family, taken_by;
};

struct greens_act {
    /* Given. No patient twice. */
    const struct who *who;
    size_t count;
    struct greens_one *ones;
    /* What came of it. */
    struct uuid batch; /* zero: none was acknowledged */
    size_t acknowledged;
};

/* Why a green row is not among those that are acknowledged at once; 0: it is. */
unsigned greens_left(const struct overview *row, const struct uuid *account, int64_t now);

/* The steps of a command that stands alone in its round (writer.h), since it concerns many. It
 * refuses nothing: what it may not, or should not, acknowledge it leaves out. */
void greens_act_ask(struct greens_act *act, struct tx *tx);
void greens_act_apply(struct greens_act *act, struct tx *tx);
/* Who asked twice with one key sees the answer again: logs that as reading. After the ask. */
void greens_act_log_again(const struct greens_act *act, struct tx *tx);

#endif
