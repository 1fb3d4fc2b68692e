/* Anthonisen's criteria of an exacerbation of COPD: two major symptoms, or a major and a minor one,
 * on two calendar days running (Anthonisen 1987; the two days are our own). */
#include "clinical/symptoms.h"

/* ---- symptoms by day ---- */

static bool is_of_day(const struct finding *finding, int64_t day)
{
    return finding->kind == FINDING_POINTS && finding->day == day;
}

static bool is_worse(const struct finding *a, const struct symptoms *b)
{
    if (!b->finding || a->majors != b->majors) {
        return !b->finding || a->majors > b->majors;
    }
    if (a->minors != b->minors) {
        return a->minors > b->minors;
    }
    return a->value != b->finding->value ? a->value > b->finding->value
                                         : b->finding->earlier && !a->earlier;
}

void symptoms_on(const struct judging *judging, int64_t day, struct symptoms *symptoms_r)
{
    *symptoms_r = (struct symptoms){.finding = NULL};
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (!is_of_day(finding, day)) {
            continue;
        }
        symptoms_r->news = symptoms_r->news || !finding->earlier;
        if (is_worse(finding, symptoms_r)) {
            symptoms_r->finding = finding;
            symptoms_r->majors = finding->majors;
            symptoms_r->minors = finding->minors;
        }
    }
}

/* Whether own points before this one are about that day, or the day before it. */
static bool is_seen(const struct judging *judging, size_t number, int64_t day)
{
    for (size_t i = 0; i < number; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (!finding->earlier && (is_of_day(finding, day) || is_of_day(finding, day - 1))) {
            return true;
        }
    }
    return false;
}

/* Each day that own symptom points are about, and the day after, each once. */
static void each_day(struct judging *judging, void (*judge)(struct judging *, int32_t day))
{
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (finding->kind != FINDING_POINTS || finding->earlier) {
            continue;
        }
        for (int64_t day = finding->day; day <= (int64_t)finding->day + 1; day++) {
            if (day <= INT32_MAX && !is_seen(judging, i, day)) {
                judge(judging, (int32_t)day);
            }
        }
    }
}

/* ---- the rule ---- */

static bool is_met(const struct symptoms *symptoms)
{
    return symptoms->majors >= 2 || (symptoms->majors == 1 && symptoms->minors >= 1);
}

static void judge_one(struct judging *judging, int32_t day)
{
    struct symptoms now, before;
    symptoms_on(judging, day, &now);
    symptoms_on(judging, (int64_t)day - 1, &before);
    if (!is_met(&now) || !is_met(&before)) {
        return;
    }
    const struct reason reason = {.rule = RULE_ANTHONISEN,
                                  .zone = ZONE_YELLOW,
                                  .value = now.finding->value,
                                  .day = day,
                                  .about = now.finding->about,
                                  .about_len = now.finding->about_len};
    judging_add(judging, &reason, true);
}

void anthonisen_judge(struct judging *judging)
{
    if (judging->rules->anthonisen) {
        each_day(judging, judge_one);
    }
}
