#include "task/task_rules.h"

#include "base/caltime.h"
#include "base/clock.h"

#include <stdio.h>

enum { REPEAT_MINUTES = 10, WEEK = 7 };

struct wishing {
    const struct task_facts *facts;
    struct task_wish *wishes;
    size_t count;
};

/* Past the last of so many nothing is wished: no patient has as much. */
static struct task_wish *wish(struct wishing *w, enum task_kind kind, int64_t due_at)
{
    struct task_wish *next = &w->wishes[w->count < TASK_WISHES ? w->count++ : TASK_WISHES - 1];
    *next = (struct task_wish){.kind = kind, .due_at = due_at};
    return next;
}

static struct task_wish *wish_of(struct wishing *w, enum task_kind kind, int64_t due_at,
                                 const struct task_enrolment *of)
{
    struct task_wish *next = wish(w, kind, due_at);
    next->service = next->queue = of->service;
    next->enrolment = of->id;
    return next;
}

/* "WORD:ID:NUMBER", which makes a task the same one. */
static void set_about(struct task_wish *to, const char *word, const struct uuid *id, int64_t number)
{
    char text[UUID_TEXT];
    uuid_text(id, text);
    snprintf(to->about, sizeof to->about, "%s:%s:%lld", word, text, (long long)number);
}

/* The number of what set_about made. */
static bool number_of(const struct task *task, int64_t *number_r)
{
    const char *last = task->about.at ? memrchr(task->about.at, ':', task->about.len) : NULL;
    if (!last)
        return false;
    size_t at = (size_t)(last + 1 - task->about.at);
    return str_int((struct str){last + 1, task->about.len - at}, number_r);
}

int64_t task_yellow_since(const struct task *task)
{
    int64_t since;
    return str_starts(task->about, "yellow_long:") && number_of(task, &since) ? since : 0;
}

static int64_t days_after(int64_t since, int days)
{
    return task_moment(caltime_oslo_day(since) + days);
}

static const struct task_service *service_of(const struct task_facts *facts, const struct uuid *id)
{
    static const struct task_service none = {.zone = ZONE_NONE};
    for (size_t i = 0; i < facts->service_count; i++)
        if (uuid_equal(&facts->services[i].id, id))
            return &facts->services[i];
    return &none;
}

static bool is_followed(const struct task_enrolment *of)
{
    return of->state == STATE_TRIAL || of->state == STATE_ACTIVE || of->state == STATE_CLOSING;
}

/* ---- contact ---- */

/* Week k of the trial, from 1: met by a contact since it began. */
static void wish_weeks(struct wishing *w, const struct task_enrolment *of)
{
    int64_t contact = service_of(w->facts, &of->service)->contact_at;
    if (of->state != STATE_TRIAL || !of->trial_since)
        return;
    for (int k = 1; k <= of->follow_up.weekly_contacts; k++) {
        int64_t began = caltime_oslo_moment(caltime_oslo_day(of->trial_since) + (k - 1) * WEEK, 0);
        struct task_wish *to =
            wish_of(w, TASK_WEEKLY_CONTACT, days_after(of->trial_since, k * WEEK), of);
        set_about(to, "weekly_contact", &of->id, k);
        to->met = contact >= began;
    }
}

/* Days without contact that the service's enrolments leave, and since when one of them is followed.
 * False: none is, or one of them is unwell. */
static bool only_green(const struct task_facts *facts, const struct task_service *service,
                       int *days_r, int64_t *since_r)
{
    *days_r = 0;
    *since_r = 0;
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        const struct task_enrolment *of = &facts->enrolments[i];
        if (!uuid_equal(&of->service, &service->id) || !is_followed(of))
            continue;
        if (of->unwell_from)
            return false;
        if (!*days_r || of->follow_up.contact_days < *days_r)
            *days_r = of->follow_up.contact_days;
        if (!*since_r || of->state_since < *since_r)
            *since_r = of->state_since;
    }
    return *days_r && service->zone <= ZONE_GREEN;
}

static void wish_month(struct wishing *w, const struct task_service *service)
{
    int days;
    int64_t since;
    if (!only_green(w->facts, service, &days, &since))
        return;
    int64_t last = service->contact_at ? service->contact_at : since;
    if (service->monthly_at > last)
        last = service->monthly_at;
    struct task_wish *to = wish(w, TASK_MONTHLY_CONTACT, days_after(last, days));
    to->service = to->queue = service->id;
    set_about(to, "monthly_contact", &service->id, last);
}

/* ---- the course ---- */

static void wish_trial_end(struct wishing *w, const struct task_enrolment *of)
{
    bool over = of->state == STATE_ACTIVE || of->state == STATE_CLOSING;
    if (!of->trial_since || !of->trial_days || !(over || of->state == STATE_TRIAL))
        return;
    struct task_wish *to =
        wish_of(w, TASK_TRIAL_END, days_after(of->trial_since, of->trial_days), of);
    set_about(to, "trial_end", &of->id, of->trial_since);
    to->met = over;
}

/* Yellow for so many days or reports, whichever comes first. A stretch with red in it has had its
 * contact by the red case. */
static void wish_doctor(struct wishing *w, const struct task_enrolment *of)
{
    if (!is_followed(of) || !of->unwell_from || of->unwell_worst != ZONE_YELLOW)
        return;
    int64_t due = days_after(of->unwell_from, of->follow_up.yellow_days);
    if (of->unwell_reports >= of->follow_up.yellow_reports && due > w->facts->now)
        due = w->facts->now;
    struct task_wish *to = wish_of(w, TASK_DOCTOR_CONTACT, due, of);
    set_about(to, "yellow_long", &of->id, of->unwell_from);
    to->met = of->doctor_at >= of->unwell_from;
}

/* ---- did it help? ---- */

static const struct task_enrolment *enrolment_of(const struct task_facts *facts,
                                                 const struct uuid *id)
{
    for (size_t i = 0; i < facts->enrolment_count; i++)
        if (uuid_equal(&facts->enrolments[i].id, id))
            return &facts->enrolments[i];
    return NULL;
}

static void wish_action(struct wishing *w, const struct task_action *action)
{
    const struct task_enrolment *of = enrolment_of(w->facts, &action->enrolment);
    char text[UUID_TEXT];
    if (!of || !is_followed(of))
        return;
    uuid_text(&action->id, text);
    struct task_wish *to = wish_of(w, TASK_EFFECT_CHECK, action->check_at, of);
    snprintf(to->about, sizeof to->about, "effect_check:%s", text);
    to->action = action->id;
    to->met = action->effect != EFFECT_UNKNOWN;
    if (action->effect != EFFECT_NONE)
        return;
    to = wish_of(w, TASK_DOCTOR_CONTACT, action->effect_at, of);
    snprintf(to->about, sizeof to->about, "no_effect:%s", text);
    to->action = action->id;
    to->met = of->doctor_at >= action->effect_at;
}

/* ---- equipment ---- */

/* The reading that confirms one before it of the same parameter as doubtful: a repeat, or the next
 * of another day, and nothing believed between. */
static const struct task_doubt *confirming(const struct task_enrolment *of)
{
    for (size_t i = 0; i < of->doubt_count; i++) {
        const struct task_doubt *first = &of->doubts[i];
        if (!first->doubtful || first->at <= of->equipment_at)
            continue;
        for (size_t j = i + 1; j < of->doubt_count; j++) {
            const struct task_doubt *next = &of->doubts[j];
            if (next->parameter != first->parameter)
                continue;
            if (!next->doubtful)
                break;
            if (next->at - first->at <= REPEAT_MINUTES * MINUTE ||
                caltime_oslo_day(next->at) > caltime_oslo_day(first->at))
                return next;
        }
    }
    return NULL;
}

static void wish_equipment(struct wishing *w, const struct task_enrolment *of)
{
    const struct task_doubt *doubt = is_followed(of) ? confirming(of) : NULL;
    if (!doubt)
        return;
    struct task_wish *to = wish_of(w, TASK_EQUIPMENT_CHECK, doubt->at, of);
    to->queue = of->municipality;
    set_about(to, "equipment", &of->id, doubt->at);
}

size_t task_wishes(const struct task_facts *facts, struct task_wish wishes_r[TASK_WISHES])
{
    struct wishing w = {.facts = facts, .wishes = wishes_r};
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        const struct task_enrolment *of = &facts->enrolments[i];
        wish_weeks(&w, of);
        wish_trial_end(&w, of);
        wish_doctor(&w, of);
        wish_equipment(&w, of);
    }
    for (size_t i = 0; i < facts->service_count; i++)
        wish_month(&w, &facts->services[i]);
    for (size_t i = 0; i < facts->action_count; i++)
        wish_action(&w, &facts->actions[i]);
    return w.count;
}

/* ---- what becomes of one ---- */

/* A monthly contact names the contact that it follows: a later one is another task's beginning, and
 * this one's end. */
static bool contact_came(const struct task_facts *facts, const struct task *stored)
{
    int64_t number;
    return stored->kind == TASK_MONTHLY_CONTACT && number_of(stored, &number) &&
           service_of(facts, &stored->service)->contact_at > number;
}

static enum task_step step_of_unwished(const struct task_facts *facts, const struct task *stored)
{
    if (stored->state != TASK_OPEN)
        return STEP_NONE;
    return contact_came(facts, stored) ? STEP_MEET : STEP_CANCEL;
}

enum task_step task_step(const struct task_facts *facts, const struct task_wish *wished,
                         const struct task *stored)
{
    if (!wished)
        return step_of_unwished(facts, stored);
    if (!stored)
        return wished->met || wished->due_at > facts->now ? STEP_NONE : STEP_MAKE;
    if (stored->state == TASK_OPEN)
        return wished->met ? STEP_MEET : STEP_NONE;
    bool by_rule = stored->state == TASK_MET ||
                   (stored->state == TASK_CANCELLED && uuid_is_zero(&stored->ended_by));
    return by_rule && !wished->met ? STEP_REOPEN : STEP_NONE;
}
