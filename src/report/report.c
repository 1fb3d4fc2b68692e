#include "report/report.h"

#include "base/clock.h"
#include "house.h"
#include "report/report_store.h"
#include "triage/triage_apply.h"

enum { JOIN_WINDOW = 15 * 60 * 1000, STILL_NEWS = 48 * 60 * 60 * 1000 };

void report_ask(struct report *report, struct tx *tx)
{
    for (size_t i = 0; i < report->count; i++)
        report->observations[i].receipt.earlier =
            report_ask_earlier(tx, &report->patient, report->observations[i].observation->key);
    report->state = triage_ask_state(tx, report->who, &report->patient);
}

static bool is_correction(const struct observation *observation)
{
    return str_is(observation->status, "amended") || str_is(observation->status, "corrected") ||
           str_is(observation->status, "entered-in-error");
}

/* One that was taken back, or has no result yet, is kept and says nothing about the patient. */
static bool is_judged(const struct observation *observation)
{
    return !str_is(observation->status, "entered-in-error") &&
           !str_is(observation->status, "cancelled") && !str_is(observation->status, "registered");
}

/* New, the same again, or a correction; else refused. */
static bool classify(struct received_one *one, struct tx *tx, struct error *error)
{
    const struct rows *earlier = one->receipt.earlier;
    one->receipt.received = RECEIVED_NEW;
    one->receipt.version = 1;
    one->receipt.received_at = tx->now;
    if (!rows_count(earlier))
        return true;
    struct str content = row_str(earlier, 0, 1);
    one->receipt.differs = content.len != sizeof one->observation->content ||
                           memcmp(content.at, one->observation->content, content.len) != 0;
    if (!one->receipt.differs || (one->receipt.natural && !is_correction(one->observation))) {
        one->receipt.received = RECEIVED_SAME;
        one->receipt.version = row_int(earlier, 0, 0);
        one->receipt.received_at = row_int(earlier, 0, 2);
        return true;
    }
    if (!is_correction(one->observation))
        return error_at(error, ERROR_CONFLICT, "Observation.identifier",
                        "this Observation is stored with other content; to change it send it with "
                        "status amended or corrected");
    one->receipt.received = RECEIVED_CORRECTED;
    one->receipt.version = row_int(earlier, 0, 0) + 1;
    return true;
}

/* The same Observation twice in one report: the first is stored, the second must be equal. */
static bool classify_all(struct report *report, struct tx *tx, struct error *error)
{
    for (size_t i = 0; i < report->count; i++) {
        struct received_one *one = &report->observations[i];
        if (!classify(one, tx, error))
            return false;
        for (size_t k = 0; k < i && one->receipt.received != RECEIVED_SAME; k++) {
            const struct observation *before = report->observations[k].observation;
            if (memcmp(before->key, one->observation->key, sizeof before->key) != 0)
                continue;
            if (memcmp(before->content, one->observation->content, sizeof before->content) != 0)
                return error_at(error, ERROR_CONFLICT, "Observation.identifier",
                                "the same identifier stands twice with different content");
            one->receipt.received = RECEIVED_SAME;
            one->receipt.version = report->observations[k].receipt.version;
        }
    }
    return true;
}

/* Late values change history; they make work only while they are news, or the newest there is. */
static bool makes_work(const struct report *report, struct tx *tx,
                       const struct observation *observation, bool *works_r, struct error *error)
{
    *works_r = observation->effective.until > tx->now - STILL_NEWS;
    if (*works_r)
        return true;
    int64_t newest;
    if (!report_newest(tx, &report->patient, observation->values[0].measurement.parameter, &newest,
                       error))
        return false;
    *works_r = observation->effective.from >= newest;
    return true;
}

static void make_room(const struct report *report, struct tx *tx, struct triage_input *input)
{
    size_t most = 0;
    for (size_t i = 0; i < report->count; i++)
        most += report->observations[i].observation->count;
    input->values = arena_array(tx->arena, struct measurement, most);
    input->works = arena_array(tx->arena, bool, most);
}

static bool collect(struct report *report, struct tx *tx, struct triage_input *input,
                    struct error *error)
{
    make_room(report, tx, input);
    for (size_t i = 0; i < report->count; i++) {
        const struct received_one *one = &report->observations[i];
        bool works;
        if (one->receipt.received == RECEIVED_SAME || !is_judged(one->observation))
            continue;
        if (!makes_work(report, tx, one->observation, &works, error))
            return false;
        for (size_t k = 0; k < one->observation->count; k++) {
            input->values[input->count] = one->observation->values[k].measurement;
            input->works[input->count++] = works;
        }
    }
    return true;
}

/* Joins the report that is open for this source, or opens one. */
static void choose_report(struct report *report, struct tx *tx, bool *opened_r, int64_t *until_r)
{
    *opened_r = true;
    *until_r = tx->now + JOIN_WINDOW;
    if (strcmp(report->source, "fhir") == 0 &&
        triage_open_report(report->state, &report->by.account, tx->now, &report->id, until_r)) {
        *opened_r = false;
        return;
    }
    report->id = house_id(tx);
}

bool report_apply(struct report *report, struct tx *tx, struct error *error)
{
    struct triage_input input = {.patient = report->patient,
                                 .account = report->by.account,
                                 .programmes = report->programmes};
    bool opened, any = false;
    report->zone = ZONE_NONE;
    if (!classify_all(report, tx, error) || !collect(report, tx, &input, error))
        return false;
    for (size_t i = 0; i < report->count; i++)
        any = any || report->observations[i].receipt.received != RECEIVED_SAME;
    if (!any)
        return true;
    choose_report(report, tx, &opened, &input.report_open_until);
    input.report = report->id;
    if (!triage_apply(&input, report->state, tx, &report->zone, error))
        return false;
    if (opened)
        report_insert(tx, report);
    for (size_t i = 0; i < report->count; i++)
        if (report->observations[i].receipt.received != RECEIVED_SAME)
            report_insert_observation(tx, report, &report->observations[i]);
    report->by.patient = report->patient;
    house_access(tx, &report->by);
    return true;
}
