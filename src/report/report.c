#include "report/report.h"

#include "auth/permit.h"
#include "base/clock.h"
#include "due/due.h"
#include "house.h"
#include "report/report_store.h"
#include "response/form_response_remark.h"
#include "response/form_response_write.h"
#include "worklist/overview.h"

enum { JOIN_WINDOW = 15 * 60 * 1000, STILL_NEWS = 48 * 60 * 60 * 1000 };

static bool is_correction(struct str status)
{
    return str_is(status, "amended") || str_is(status, "corrected") ||
           str_is(status, "entered-in-error");
}

/* One that was taken back, or has no result yet, is kept and says nothing about the patient. */
static bool is_judged(struct str status)
{
    static const char *const silent[] = {"entered-in-error", "cancelled", "registered",
                                         "in-progress", "stopped"};
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        if (str_is(status, silent[i]))
            return false;
    return true;
}

/* ---- new, the same again, or a correction; else refused ---- */

/* What all that comes in has in common, and where it says so. */
struct matter {
    struct receipt *receipt;
    const uint8_t *key, *content; /* 16 bytes each */
    struct str status;
    const char *place, *word;
};

static void matter_of_observation(struct received_one *one, struct matter *matter_r)
{
    *matter_r = (struct matter){.receipt = &one->receipt,
                                .key = one->observation->key,
                                .content = one->observation->content,
                                .status = one->observation->status,
                                .place = "Observation.identifier",
                                .word = "Observation"};
}

static void matter_of_response(struct received_response *one, struct matter *matter_r)
{
    *matter_r = (struct matter){.receipt = &one->receipt,
                                .key = one->response->key,
                                .content = one->response->content,
                                .status = one->response->status,
                                .place = "QuestionnaireResponse.identifier",
                                .word = "QuestionnaireResponse"};
}

static bool refuse(const struct matter *matter, const char *why, struct error *error)
{
    matter->receipt->received = RECEIVED_REFUSED;
    return error_at(error, ERROR_CONFLICT, matter->place, "this %s %s", matter->word, why);
}

static bool classify(const struct matter *matter, const struct tx *tx, struct error *error)
{
    struct receipt *receipt = matter->receipt;
    const struct rows *earlier = receipt->earlier;
    receipt->received = RECEIVED_NEW;
    receipt->version = 1;
    receipt->received_at = tx->now;
    receipt->differs = false;
    if (!rows_count(earlier))
        return true;
    struct str content = row_str(earlier, 0, 1);
    receipt->differs = content.len != 16 || memcmp(content.at, matter->content, 16) != 0;
    if (!receipt->differs || (receipt->natural && !is_correction(matter->status))) {
        receipt->received = RECEIVED_SAME;
        receipt->version = row_int(earlier, 0, 0);
        receipt->received_at = row_int(earlier, 0, 2);
        return true;
    }
    if (!is_correction(matter->status))
        return refuse(matter,
                      "is stored with other content; to change it send it with status amended or "
                      "corrected",
                      error);
    receipt->received = RECEIVED_CORRECTED;
    receipt->version = row_int(earlier, 0, 0) + 1;
    return true;
}

/* The same twice in one report: the first is stored, the second must be equal. */
static bool compare(const struct matter *before, const struct matter *matter, struct error *error)
{
    if (matter->receipt->received == RECEIVED_SAME || memcmp(before->key, matter->key, 16) != 0 ||
        before->receipt->received == RECEIVED_REFUSED)
        return true;
    if (memcmp(before->content, matter->content, 16) != 0)
        return refuse(matter, "stands twice in the report with different content", error);
    matter->receipt->received = RECEIVED_SAME;
    matter->receipt->version = before->receipt->version;
    return true;
}

/* One that is refused is left out where each stands by itself. */
static bool settle(const struct report *report, const struct matter *matter, bool good,
                   struct error *error)
{
    if (good || !report->each_alone)
        return good;
    matter->receipt->error = *error;
    error_clear(error);
    return true;
}

static bool classify_matter(const struct report *report, const struct matter *all, size_t at,
                            const struct tx *tx, struct error *error)
{
    bool good = classify(&all[at], tx, error);
    for (size_t k = 0; k < at && good; k++)
        good = compare(&all[k], &all[at], error);
    return settle(report, &all[at], good, error);
}

static bool classify_all(struct report *report, struct tx *tx, struct error *error)
{
    size_t count = report->count + report->response_count;
    struct matter *all = arena_array(tx->arena, struct matter, count);
    struct error local = {0};
    error = error ? error : &local;
    for (size_t i = 0; i < report->count; i++)
        matter_of_observation(&report->observations[i], &all[i]);
    for (size_t i = 0; i < report->response_count; i++)
        matter_of_response(&report->responses[i], &all[report->count + i]);
    for (size_t i = 0; i < count; i++)
        if (!classify_matter(report, all, i, tx, error))
            return false;
    return true;
}

static bool is_stored(const struct receipt *receipt)
{
    return receipt->received == RECEIVED_NEW || receipt->received == RECEIVED_CORRECTED;
}

/* ---- what the rules are to see ---- */

/* When the newest value of each parameter was measured, as far as it was asked. */
struct newest {
    bool known[PARAMETER_COUNT];
    int64_t at[PARAMETER_COUNT];
};

/* Late values change history; they make work only while they are news, or the newest there is. */
static bool makes_work(const struct report *report, struct tx *tx, struct newest *newest,
                       const struct observation *observation, bool *works_r, struct error *error)
{
    enum parameter parameter = observation->values[0].measurement.parameter;
    *works_r = observation->effective.until > tx->now - STILL_NEWS;
    if (*works_r)
        return true;
    if (!newest->known[parameter] &&
        !report_newest(tx, &report->patient, parameter, &newest->at[parameter], error))
        return false;
    newest->known[parameter] = true;
    *works_r = observation->effective.from >= newest->at[parameter];
    return true;
}

static struct triage_input input_of(const struct report *report)
{
    return (struct triage_input){.patient = report->patient,
                                 .account = report->by.account,
                                 .in_record = report->in_record,
                                 .programmes = report->programmes,
                                 .ahead = report->ahead};
}

static void make_room(const struct report *report, struct tx *tx, struct triage_input *input)
{
    size_t most = 0;
    for (size_t i = 0; i < report->count; i++)
        most += report->observations[i].observation->count;
    input->values = arena_array(tx->arena, struct triage_value, most);
    input->forms = arena_array(tx->arena, struct triage_form, report->response_count);
    input->keys = arena_alloc(tx->arena, 16 * (report->count + report->response_count));
}

static void note_key(struct triage_input *input, const struct receipt *receipt,
                     const uint8_t key[16])
{
    uint8_t(*keys)[16] = (uint8_t(*)[16])input->keys;
    if (receipt->received == RECEIVED_CORRECTED)
        memcpy(keys[input->key_count++], key, 16);
}

static void put_values(struct triage_input *input, const struct received_one *one, bool works)
{
    const struct observation *observation = one->observation;
    for (size_t k = 0; k < observation->count; k++) {
        struct triage_value *value = &input->values[input->count++];
        *value = (struct triage_value){observation->values[k].measurement,
                                       observation->effective.from, works, one->near[k]};
        value->measurement.day = (int32_t)caltime_oslo_day(observation->effective.from);
        if (observation->effective.precision > PRECISION_DAY)
            value->measurement.at = observation->effective.from;
    }
}

static bool collect_values(const struct report *report, struct tx *tx, struct triage_input *input,
                           struct error *error)
{
    struct newest newest = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct received_one *one = &report->observations[i];
        const struct observation *observation = one->observation;
        bool works;
        note_key(input, &one->receipt, observation->key);
        if (!is_stored(&one->receipt) || !is_judged(observation->status))
            continue;
        if (!makes_work(report, tx, &newest, observation, &works, error))
            return false;
        put_values(input, one, works);
    }
    return true;
}

static void put_form(struct triage_input *input, const struct form_response *response, bool works)
{
    input->forms[input->form_count++] = (struct triage_form){
        .programme = response->programme,
        .at = response->authored.from,
        .day = (int32_t)caltime_oslo_day(response->authored.from),
        .works = works,
        .finding_count = response->finding_count,
        .findings = response->findings,
    };
}

static bool form_works(const struct report *report, struct tx *tx,
                       const struct form_response *response, bool *works_r, struct error *error)
{
    bool later = false;
    *works_r = response->authored.until > tx->now - STILL_NEWS;
    if (*works_r)
        return true;
    if (!form_response_has_later(tx, &report->patient, response, &later, error))
        return false;
    *works_r = !later;
    return true;
}

static bool collect_forms(const struct report *report, struct tx *tx, struct triage_input *input,
                          struct error *error)
{
    for (size_t i = 0; i < report->response_count; i++) {
        const struct received_response *one = &report->responses[i];
        const struct form_response *response = one->response;
        bool works;
        note_key(input, &one->receipt, response->key);
        if (!is_stored(&one->receipt) || (!is_judged(response->status) && !response->finding_count))
            continue;
        if (!form_works(report, tx, response, &works, error))
            return false;
        put_form(input, response, works);
        input->forms[input->form_count - 1].words =
            form_response_remark(tx->arena, response, OVERVIEW_REMARK_MOST);
    }
    return true;
}

/* ---- asking ---- */

/* Earlier days, by what came and by the state; what of it is new is not known yet. */
static void ask_ahead(void *data, struct tx *tx)
{
    struct report *report = data;
    struct triage_input input = input_of(report);
    make_room(report, tx, &input);
    for (size_t i = 0; i < report->count; i++)
        put_values(&input, &report->observations[i], true);
    for (size_t i = 0; i < report->response_count; i++)
        put_form(&input, report->responses[i].response, true);
    report->ahead = arena_new(tx->arena, struct triage_ahead);
    triage_ask_ahead(&input, report->state, tx, report->ahead);
}

static void ask_of(struct report *report, struct received_one *one, struct tx *tx)
{
    const struct observation *observation = one->observation;
    one->receipt.earlier = report_ask_earlier(tx, &report->patient, observation->key);
    for (size_t k = 0; k < observation->count; k++)
        one->near[k] = triage_ask_near(tx, &report->patient, &observation->values[k].measurement,
                                       observation->effective.from);
}

void report_ask(struct report *report, struct tx *tx)
{
    for (size_t i = 0; i < report->count; i++)
        ask_of(report, &report->observations[i], tx);
    for (size_t i = 0; i < report->response_count; i++)
        report->responses[i].receipt.earlier =
            form_response_ask_earlier(tx, &report->patient, report->responses[i].response->key);
    report->state = triage_ask_state(tx, report->who, &report->patient);
    report->ahead = NULL;
    tx_ask_more(tx, ask_ahead, report);
}

/* ---- storing ---- */

/* The report that the first of what is known came with. */
static struct uuid known_report(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (rows_count(report->observations[i].receipt.earlier))
            return row_uuid(report->observations[i].receipt.earlier, 0, 3);
    for (size_t i = 0; i < report->response_count; i++)
        if (rows_count(report->responses[i].receipt.earlier))
            return row_uuid(report->responses[i].receipt.earlier, 0, 3);
    return (struct uuid){0};
}

/* Joins the report that is open for this source, or opens one. */
static void choose_report(struct report *report, struct tx *tx, bool *opened_r, int64_t *until_r)
{
    *opened_r = true;
    *until_r = tx->now + JOIN_WINDOW;
    if (report->in_record) {
        *opened_r = false;
        report->id = known_report(report);
        return;
    }
    if (strcmp(report->source, "fhir") == 0 &&
        triage_open_report(report->state, &report->by.account, tx->now, &report->id, until_r)) {
        *opened_r = false;
        return;
    }
    report->id = house_id(tx);
}

static bool anything_new(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (is_stored(&report->observations[i].receipt))
            return true;
    for (size_t i = 0; i < report->response_count; i++)
        if (is_stored(&report->responses[i].receipt))
            return true;
    return false;
}

static void insert_all(struct report *report, struct tx *tx, bool opened)
{
    if (opened)
        report_insert(tx, report);
    for (size_t i = 0; i < report->count; i++)
        if (is_stored(&report->observations[i].receipt))
            report_insert_observation(tx, report, &report->observations[i]);
    for (size_t i = 0; i < report->response_count; i++)
        if (is_stored(&report->responses[i].receipt))
            form_response_insert(tx, report, &report->responses[i]);
}

/* What met a deadline may count no more. */
static bool corrects(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->observations[i].receipt.received == RECEIVED_CORRECTED)
            return true;
    for (size_t i = 0; i < report->response_count; i++)
        if (report->responses[i].receipt.received == RECEIVED_CORRECTED)
            return true;
    return false;
}

bool report_apply(struct report *report, struct tx *tx, struct error *error)
{
    struct triage_input input = input_of(report);
    bool opened;
    report->zone = ZONE_NONE;
    report->judgement_count = 0;
    if (!classify_all(report, tx, error))
        return false;
    make_room(report, tx, &input);
    if (!collect_values(report, tx, &input, error) || !collect_forms(report, tx, &input, error))
        return false;
    if (!anything_new(report)) {
        report->id = known_report(report);
        return true;
    }
    choose_report(report, tx, &opened, &input.report_open_until);
    input.report = report->id;
    if (!triage_apply(&input, report->state, tx, &report->judgements, &report->judgement_count,
                      error))
        return false;
    for (size_t i = 0; i < report->judgement_count; i++)
        report->zone = zone_worse(report->zone, report->judgements[i].triage.zone);
    insert_all(report, tx, opened);
    if (corrects(report))
        due_wake(tx, &report->patient);
    report->by.patient = report->patient;
    house_access(tx, &report->by);
    if (!report->in_record)
        house_report(tx, report->source, report->zone);
    return true;
}

void report_log_reading(const struct report *report, struct tx *tx)
{
    struct access_entry entry = report->by;
    entry.patient = report->patient;
    entry.action = action_word(ACTION_OBSERVATION_READ);
    house_access(tx, &entry);
}
