/* NEWS2, the National Early Warning Score (Royal College of Physicians, 2017): seven parts, each 0
 * to 3 points. Only with all seven is there a score; NEWS2 alone rounds to the table's precision
 * before it compares. */
#ifndef VARDE_CLINICAL_NEWS2_H
#define VARDE_CLINICAL_NEWS2_H

#include <stdbool.h>
#include <stdint.h>

/* Stored: never renumber. Scale 2 only where a doctor has ordered a saturation of 88-92 %, never
 * merely because oxygen is given. */
enum news2_scale { NEWS2_SCALE_NONE, NEWS2_SCALE_1, NEWS2_SCALE_2 };

enum news2_part {
    NEWS2_RESP_RATE,
    NEWS2_SPO2,
    NEWS2_OXYGEN, /* value 0: air, else oxygen */
    NEWS2_SBP,
    NEWS2_PULSE,
    NEWS2_CONSCIOUSNESS, /* value 0: alert, else new confusion, voice, pain or unresponsive */
    NEWS2_TEMP,
    NEWS2_PARTS
};

enum news2_band {
    NEWS2_INCOMPLETE,
    NEWS2_ZERO,
    NEWS2_LOW,
    NEWS2_SINGLE_3,
    NEWS2_MEDIUM,
    NEWS2_HIGH
};

struct news2_input {
    enum news2_scale scale;
    bool has[NEWS2_PARTS];
    int64_t value[NEWS2_PARTS]; /* millionths of the parameter's unit */
};

struct news2 {
    int points[NEWS2_PARTS]; /* -1: that part is missing, or cannot be told without another one */
    int total;               /* -1: incomplete */
    enum news2_band band;
};

void news2_score(const struct news2_input *input, struct news2 *news2_r);

#endif
