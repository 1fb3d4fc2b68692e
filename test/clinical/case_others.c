/* Clinical cases: readings of other reports, and the rules that a programme switches on. */
#include <string.h>

#include "base/decimal.h"
#include "case_parse.h"

static bool take_scale(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    int32_t scale;
    if (words->count != 3 || !words_is(words, 1, "scale") || !take_whole(words, 2, &scale) ||
        scale < NEWS2_SCALE_1 || scale > NEWS2_SCALE_2) {
        return case_wrong(file, "news2 scale 1|2");
    }
    one->news2 = (enum news2_scale)scale;
    return true;
}

/* "135/85" or "134.5/85", in millionths of mmHg. */
static bool take_pressures(const char *text, int64_t *sbp_r, int64_t *dbp_r)
{
    const char *slash = strchr(text, '/');
    struct decimal sbp, dbp;
    return slash && decimal_parse((struct str){text, (size_t)(slash - text)}, &sbp) &&
           decimal_parse(str_of(slash + 1), &dbp) && decimal_micro(&sbp, sbp_r) &&
           decimal_micro(&dbp, dbp_r) && *sbp_r > 0 && *dbp_r > 0;
}

/* reading PARAMETER NUMBER [UNIT]: of another report, looked at together with the values. */
static bool take_other_reading(struct case_file *file, const struct words *words,
                               struct clinical_case *one)
{
    if (one->reading_count == CASE_READINGS) {
        return case_wrong(file, "too many readings");
    }
    one->last = &one->readings[one->reading_count++];
    return take_reading(file, words, 1, one, one->last);
}

static bool add_pressure(struct clinical_case *one, enum parameter parameter, int64_t value,
                         int32_t day, int64_t minutes)
{
    if (one->reading_count == CASE_READINGS) {
        return false;
    }
    one->readings[one->reading_count++] =
        (struct measurement){.parameter = parameter,
                             .value = value,
                             .marks = validity_marks(parameter, value),
                             .day = day,
                             .at = ((CASE_TODAY + (int64_t)day) * 1440 + minutes) * 60000};
    return true;
}

#define PRESSURES_LINE "pressures SBP/DBP on days DAY to DAY, two each morning and two each evening"

/* pressures 138/84 on days -6 to -1: of other reports, at 07:00, 07:02, 20:00 and 20:02. */
static bool take_days_of_pressures(struct case_file *file, const struct words *words,
                                   struct clinical_case *one)
{
    static const int64_t minutes[] = {420, 422, 1200, 1202};
    int64_t sbp, dbp;
    int32_t from, until;
    if (words->count != 7 || !take_pressures(words->at[1], &sbp, &dbp) ||
        !words_is(words, 3, "days") || !take_whole(words, 4, &from) || !words_is(words, 5, "to") ||
        !take_whole(words, 6, &until)) {
        return case_wrong(file, PRESSURES_LINE);
    }
    for (int32_t day = from; day <= until; day++) {
        for (size_t i = 0; i < 4; i++) {
            if (!add_pressure(one, PARAMETER_SBP, sbp, day, minutes[i]) ||
                !add_pressure(one, PARAMETER_DBP, dbp, day, minutes[i])) {
                return case_wrong(file, "too many readings");
            }
        }
    }
    return true;
}

bool take_other(struct case_file *file, const struct words *words, struct clinical_case *one,
                bool *handled_r)
{
    *handled_r = true;
    if (words_is(words, 0, "news2")) {
        return take_scale(file, words, one);
    } else if (words_is(words, 0, "oximetry") && words->count == 1) {
        one->oximetry = true;
        return true;
    } else if (words_is(words, 0, "anthonisen") && words->count == 1) {
        one->anthonisen = true;
        return true;
    } else if (words_is(words, 0, "pressure") && words_is(words, 1, "mean") && words->count == 3) {
        return take_pressures(words->at[2], &one->pressure_mean.sbp, &one->pressure_mean.dbp) ||
               case_wrong(file, "pressure mean SBP/DBP");
    } else if (words_is(words, 0, "reading")) {
        return take_other_reading(file, words, one);
    } else if (words_is(words, 0, "pressures")) {
        return take_days_of_pressures(file, words, one);
    }
    *handled_r = false;
    return true;
}
