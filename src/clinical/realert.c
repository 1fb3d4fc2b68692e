#include "clinical/realert.h"

#include <string.h>

/* ---- what a reason is about ---- */

enum matter matter_of(enum rule rule)
{
    switch (rule) {
    case RULE_GAIN_YELLOW:
    case RULE_GAIN_RED:
    case RULE_LOSS_YELLOW:
    case RULE_LOSS_RED:
        return MATTER_CHANGE;
    case RULE_ANSWER_YELLOW:
    case RULE_ANSWER_RED:
    case RULE_SELF_HARM:
        return MATTER_ANSWER;
    case RULE_SCORE_YELLOW:
    case RULE_SCORE_RED:
        return MATTER_SCORE;
    case RULE_FORM:
        return MATTER_FORM;
    case RULE_SYMPTOMS:
    case RULE_SYMPTOM:
        return MATTER_COMBINED;
    case RULE_DRIFT_LOW:
    case RULE_DRIFT_HIGH:
        return MATTER_DRIFT;
    case RULE_NEWS2_YELLOW:
    case RULE_NEWS2_RED:
        return MATTER_NEWS2;
    case RULE_OXIMETRY_YELLOW:
    case RULE_OXIMETRY_RED:
        return MATTER_OXIMETRY;
    case RULE_ANTHONISEN:
        return MATTER_ANTHONISEN;
    case RULE_PRESSURE_MEAN:
        return MATTER_PRESSURE_MEAN;
    default:
        return MATTER_VALUE;
    }
}

/* The rule by which the cause goes: yellow and red of one side are one. */
static enum rule family_of(enum rule rule)
{
    switch (rule) {
    case RULE_LIMIT_RED_LOW:
        return RULE_LIMIT_YELLOW_LOW;
    case RULE_LIMIT_RED_HIGH:
        return RULE_LIMIT_YELLOW_HIGH;
    case RULE_GAIN_RED:
        return RULE_GAIN_YELLOW;
    case RULE_LOSS_RED:
        return RULE_LOSS_YELLOW;
    case RULE_ANSWER_RED:
        return RULE_ANSWER_YELLOW;
    case RULE_SCORE_RED:
        return RULE_SCORE_YELLOW;
    case RULE_NEWS2_RED:
        return RULE_NEWS2_YELLOW;
    case RULE_OXIMETRY_RED:
        return RULE_OXIMETRY_YELLOW;
    default:
        return rule;
    }
}

/* Length of the question in `about`: without the answer. */
static size_t question_len(const struct reason *reason)
{
    size_t len = reason->about ? reason->about_len : 0;
    while (len && reason->about[len - 1] != ':')
        len--;
    return len;
}

static bool is_same_question(const struct reason *a, const struct reason *b)
{
    size_t len = question_len(a);
    return len == question_len(b) && (!len || memcmp(a->about, b->about, len) == 0);
}

bool reason_is_same_matter(const struct reason *a, const struct reason *b)
{
    return matter_of(a->rule) == matter_of(b->rule) && a->parameter == b->parameter &&
           is_same_question(a, b);
}

bool reason_is_same_cause(const struct reason *a, const struct reason *b)
{
    return family_of(a->rule) == family_of(b->rule) && a->condition == b->condition &&
           reason_is_same_matter(a, b);
}

/* ---- the rule ---- */

static bool is_late(const struct realert_news *news)
{
    return !news->decisive && news->measured_at && news->at - news->measured_at >= REALERT_SPAN_MS;
}

bool reasons_tell_self_harm(const struct reason *reasons, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (reasons[i].rule == RULE_SELF_HARM)
            return true;
    return false;
}

/* Thoughts of self-harm call for somebody now, whatever the case is open for. */
static enum realert decide_open(const struct realert_open *open, const struct realert_news *news)
{
    int64_t last = open->raised_at > open->handled_at ? open->raised_at : open->handled_at;
    if (news->zone > open->zone)
        return REALERT_WORSEN;
    return news->at - last >= REALERT_SPAN_MS ||
                   (!open->self_harm && reasons_tell_self_harm(news->reasons, news->reason_count))
               ? REALERT_RAISE
               : REALERT_JOIN;
}

static bool closed_has(const struct realert_closed *closed, const struct realert_news *news,
                       const struct reason *reason)
{
    if (news->at - closed->closed_at >= REALERT_SPAN_MS ||
        (closed->unconfirmed && !news->unconfirmed))
        return false;
    for (size_t i = 0; i < closed->reason_count; i++)
        if (closed->reasons[i].zone >= reason->zone &&
            reason_is_same_cause(&closed->reasons[i], reason))
            return true;
    return false;
}

static bool is_known(const struct realert_closed *closed, size_t count,
                     const struct realert_news *news, const struct reason *reason)
{
    for (size_t i = 0; i < count; i++)
        if (closed_has(&closed[i], news, reason))
            return true;
    return false;
}

static enum realert decide_new(const struct realert_closed *closed, size_t count,
                               const struct realert_news *news)
{
    bool caused = false;
    if (news->zone == ZONE_RED)
        return REALERT_OPEN;
    for (size_t i = 0; i < news->reason_count; i++) {
        const struct reason *reason = &news->reasons[i];
        if (reason->zone < ZONE_YELLOW)
            continue;
        caused = true;
        if (!is_known(closed, count, news, reason))
            return REALERT_OPEN;
    }
    return caused ? REALERT_SILENT : REALERT_OPEN;
}

enum realert realert_decide(const struct realert_open *open, const struct realert_closed *closed,
                            size_t closed_count, const struct realert_news *news)
{
    if (news->zone < ZONE_YELLOW || is_late(news))
        return REALERT_NOTHING;
    return open ? decide_open(open, news) : decide_new(closed, closed_count, news);
}
