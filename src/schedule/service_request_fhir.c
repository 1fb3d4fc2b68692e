/* One ServiceRequest for each phase of the schedule that stands for an enrolment: its id is the
 * enrolment's, with ".2" and so on behind it for the second and later ones. What comes in is one
 * phase, and takes the place of the whole schedule; which enrolment's, its identifier says. */
#include "schedule/service_request_fhir.h"

#include "app.h"
#include "base/caltime.h"
#include "fhir/codes.h"
#include "fhir/member.h"
#include "fhir/reference.h"
#include "fhir/search.h"
#include "fhir/subject.h"
#include "patient/patient.h"
#include "patient/patient_search_fhir.h"
#include "schedule/schedule_act.h"
#include "schedule/standing.h"
#include "schedule/timing_fhir.h"

#include <stdio.h>

#define ENROLMENTS_SYSTEM "https://varde.no/fhir/enrolment"
#define SERVICE_CODES "https://varde.no/fhir/CodeSystem/service"
#define SERVICE_CODE "home-report"
enum { REASON_MOST = 2000, ID_MOST = OWNED_TEXT + 8 };

/* ---- out ---- */

static void put_coding(struct json_out *out, const char *system, const char *code,
                       const char *display)
{
    json_key(out, "coding");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system", system);
    json_put_text(out, "code", code);
    if (display)
        json_put_text(out, "display", display);
    json_object_close(out);
    json_array_close(out);
}

/* What a report measures. */
static void put_measures(struct json_out *out, const struct programme *programme)
{
    bool open = false;
    for (size_t i = 0; i < programme->measure_count; i++) {
        const struct code code = code_own(programme->measures[i].parameter);
        if (!open) {
            json_key(out, "orderDetail");
            json_array_open(out);
            open = true;
        }
        json_object_open(out);
        put_coding(out, code.system, code.code, code.display);
        json_object_close(out);
    }
    if (open)
        json_array_close(out);
}

static const char *status_of(const char *state)
{
    return strcmp(state, "paused") == 0                                     ? "on-hold"
           : strcmp(state, "closed") == 0 || strcmp(state, "rejected") == 0 ? "completed"
           : strcmp(state, "trial") == 0 || strcmp(state, "active") == 0 ||
                   strcmp(state, "closing") == 0
               ? "active"
               : "draft";
}

struct shown_request {
    const struct call *call;
    const struct permit_enrolment *enrolment;
    const struct programme *programme;
    struct standing standing;
    char enrolment_id[OWNED_TEXT];
};

static void put_reference(struct json_out *out, const struct uuid *patient)
{
    char id[UUID_TEXT];
    uuid_text(patient, id);
    json_object_open(out);
    json_key(out, "reference");
    json_printf(out, "Patient/%s", id);
    json_object_close(out);
}

static void put_meta(struct json_out *out, const struct standing *standing)
{
    char at[CALTIME_TEXT];
    json_key(out, "meta");
    json_object_open(out);
    json_key(out, "versionId");
    json_printf(out, "%lld", (long long)standing->version);
    if (standing->at) {
        caltime_utc(standing->at, at);
        json_put_text(out, "lastUpdated", at);
    }
    json_object_close(out);
}

static void request_id(const struct shown_request *shown, size_t phase, char id_r[ID_MOST])
{
    if (phase)
        snprintf(id_r, ID_MOST, "%s.%zu", shown->enrolment_id, phase + 1);
    else
        snprintf(id_r, ID_MOST, "%s", shown->enrolment_id);
}

static void put_identifier(struct json_out *out, const struct shown_request *shown)
{
    json_key(out, "identifier");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system", ENROLMENTS_SYSTEM);
    json_put_text(out, "value", shown->enrolment_id);
    json_object_close(out);
    json_array_close(out);
}

static void put_request(struct json_out *out, const struct shown_request *shown, size_t phase)
{
    char id[ID_MOST], at[CALTIME_TEXT];
    const struct uuid *patient = &shown->call->grant.patient;
    request_id(shown, phase, id);
    json_object_open(out);
    json_put_text(out, "resourceType", "ServiceRequest");
    json_put_text(out, "id", id);
    put_meta(out, &shown->standing);
    put_identifier(out, shown);
    json_put_text(out, "status", status_of(shown->enrolment->state));
    json_put_text(out, "intent", shown->standing.own ? "order" : "plan");
    json_key(out, "code");
    json_object_open(out);
    put_coding(out, SERVICE_CODES, SERVICE_CODE, NULL);
    json_put_text(out, "text",
                  programme_words(shown->programme, shown->call->language, shown->programme->name));
    json_object_close(out);
    put_measures(out, shown->programme);
    json_key(out, "subject");
    put_reference(out, patient);
    json_key(out, "occurrenceTiming");
    timing_put(out, &shown->standing.phases[phase]);
    if (shown->standing.own) {
        caltime_utc(shown->standing.at, at);
        json_put_text(out, "authoredOn", at);
    }
    json_key(out, "performer");
    json_array_open(out);
    put_reference(out, patient);
    json_array_close(out);
    json_object_close(out);
}

static bool read_request(struct call *call, const struct permit_enrolment *enrolment,
                         struct shown_request *shown_r, struct error *error)
{
    *shown_r = (struct shown_request){.call = call, .enrolment = enrolment};
    owned_text(&call->grant.patient, &enrolment->id, shown_r->enrolment_id);
    shown_r->programme = programmes_get(call->app->programmes, call->db, enrolment->programme,
                                        enrolment->programme_version, error);
    return shown_r->programme &&
           standing_read(call->db, &call->request->arena, &call->grant.patient, enrolment,
                         shown_r->programme, &shown_r->standing, error);
}

/* ---- read ---- */

static bool split_id(struct str text, struct uuid *patient_r, struct uuid *enrolment_r,
                     size_t *phase_r)
{
    struct str patient, rest, enrolment, number = STR_NONE;
    int64_t phase = 1;
    if (!str_cut(text, '.', &patient, &rest))
        return false;
    if (!str_cut(rest, '.', &enrolment, &number))
        number = STR_NONE;
    if (number.at && (!str_int(number, &phase) || phase < 2))
        return false;
    *phase_r = (size_t)phase - 1;
    return uuid_parse(patient, patient_r) && uuid_parse(enrolment, enrolment_r);
}

bool fhir_request_find_one(struct call *call, struct uuid *patient_r, bool *found_r,
                           struct error *error)
{
    size_t phase;
    (void)error;
    *found_r = split_id(call->parameter[0], patient_r, &call->owned, &phase);
    return true;
}

static enum handled answer_one(struct call *call, int status, size_t phase)
{
    const struct permit_enrolment *enrolment = permit_enrolment_of(&call->grant, &call->owned);
    struct error error = {0};
    struct shown_request shown;
    struct json_out out;
    if (!enrolment)
        permit_unknown(&error);
    if (!enrolment || !read_request(call, enrolment, &shown, &error) ||
        (phase >= shown.standing.count && !permit_unknown(&error)))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 2048);
    put_request(&out, &shown, phase);
    call_json(call, status, &out);
    if (status == 201)
        call_put_place(call, "ServiceRequest", enrolment->id.b, shown.standing.version);
    else
        respond_header(
            call->request, "ETag",
            arena_printf(&call->request->arena, "W/\"%lld\"", (long long)shown.standing.version));
    return HANDLED;
}

enum handled fhir_request_read(struct call *call)
{
    struct uuid patient, enrolment;
    size_t phase = 0;
    split_id(call->parameter[0], &patient, &enrolment, &phase);
    return answer_one(call, 200, phase);
}

/* ---- search ---- */

struct asked_requests {
    struct buf self, left_out;
    struct str patient;
};

static bool take_parameter(struct asked_requests *asked, const struct search_parameter *p,
                           bool strict, struct error *error)
{
    static const char *const harmless[] = {"_format", "_pretty", "_count", "_total"};
    bool known = false;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        known = known || str_is(p->whole, harmless[i]);
    if (str_is(p->whole, "patient") || str_is(p->whole, "subject")) {
        struct str id = reference_id(p->value, "Patient");
        if (asked->patient.at)
            return error_at(error, ERROR_MALFORMED, "patient", "one patient at a time");
        asked->patient = id.at ? id : p->value;
        search_url_add(&asked->self, p->whole, p->value);
    } else if (!known && strict) {
        return error_at(error, ERROR_MALFORMED, "query", "has a parameter that is not known here");
    } else if (!known) {
        buf_printf(&asked->left_out, "%s%.*s", asked->left_out.len ? ", " : "",
                   p->whole.len < 60 ? (int)p->whole.len : 0, p->whole.at);
    }
    return true;
}

bool fhir_request_find(struct call *call, struct uuid *patient_r, bool *found_r,
                       struct error *error)
{
    struct asked_requests *asked = arena_new(&call->request->arena, struct asked_requests);
    struct search search;
    bool strict;
    call->data = asked;
    buf_init(&asked->self, &call->request->arena, 64);
    buf_init(&asked->left_out, &call->request->arena, 16);
    if (!patient_search_parameters(call->request, &search, &strict, error))
        return false;
    for (size_t i = 0; i < search.count; i++)
        if (!take_parameter(asked, &search.parameters[i], strict, error))
            return false;
    *patient_r = call->who.patient;
    *found_r = !uuid_is_zero(patient_r);
    if (asked->patient.at)
        *found_r = uuid_parse(asked->patient, patient_r) && !uuid_is_zero(patient_r);
    return asked->patient.at || *found_r ||
           error_at(error, ERROR_MALFORMED, "patient", "must say whose: patient=ID");
}

static void put_entries(struct json_out *out, const char *base, const struct shown_request *shown)
{
    for (size_t phase = 0; phase < shown->standing.count; phase++) {
        char id[ID_MOST];
        request_id(shown, phase, id);
        json_object_open(out);
        json_key(out, "fullUrl");
        json_printf(out, "%s/ServiceRequest/%s", base, id);
        json_key(out, "resource");
        put_request(out, shown, phase);
        json_key(out, "search");
        json_object_open(out);
        json_put_text(out, "mode", "match");
        json_object_close(out);
        json_object_close(out);
    }
}

static void put_found(struct json_out *out, struct call *call, const struct shown_request *list,
                      size_t count)
{
    const struct asked_requests *asked = call->data;
    const char *base = patient_search_base(call);
    struct buf self;
    size_t total = 0;
    buf_init(&self, &call->request->arena, 128);
    buf_printf(&self, "%s/ServiceRequest%.*s", base, STR_ARG(buf_slice(&asked->self)));
    for (size_t i = 0; i < count; i++)
        total += list[i].standing.count;
    search_bundle_open(out, (int64_t)total, buf_slice(&self), STR_NONE);
    if (total || asked->left_out.len) {
        json_key(out, "entry");
        json_array_open(out);
        for (size_t i = 0; i < count; i++)
            put_entries(out, base, &list[i]);
        if (asked->left_out.len)
            search_outcome_entry(out, arena_printf(&call->request->arena,
                                                   "Not known here, and left out of the search: "
                                                   "%.*s",
                                                   STR_ARG(buf_slice(&asked->left_out))));
        json_array_close(out);
    }
    json_object_close(out);
}

enum handled fhir_request_search(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    size_t count = call->grant.count;
    struct shown_request *list =
        arena_array(&call->request->arena, struct shown_request, count + 1);
    for (size_t i = 0; i < count; i++)
        if (!read_request(call, &call->grant.enrolments[i], &list[i], &error))
            return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 4096);
    put_found(&out, call, list, count);
    return call_json(call, 200, &out);
}

/* ---- create ---- */

static bool is_ours(const struct place *place, struct json_object *resource, struct error *error)
{
    static const char *const names[] = {
        "resourceType", "id",        "meta",        "text",    "language", "identifier",
        "status",       "intent",    "code",        "subject", "note",     "occurrenceTiming",
        "authoredOn",   "performer", "orderDetail", NULL};
    struct member one;
    if (!str_is(json_in_str(json_in_get(resource, "resourceType")), "ServiceRequest"))
        return place_error(&PLACE_IN(place, "resourceType"), error, "must be ServiceRequest");
    for (bool more = member_first(resource, &one); more; more = member_next(&one)) {
        const char *const *name = names;
        while (*name && strcmp(*name, one.name) != 0)
            name++;
        if (!*name)
            return place_error(&PLACE_IN(place, one.name), error, "cannot be kept here");
    }
    if (!str_is(json_in_str(json_in_get(resource, "status")), "active"))
        return place_error(&PLACE_IN(place, "status"), error, "must be active");
    if (!str_is(json_in_str(json_in_get(resource, "intent")), "order"))
        return place_error(&PLACE_IN(place, "intent"), error, "must be order");
    return code_has(json_in_get(resource, "code"), SERVICE_CODES, SERVICE_CODE) ||
           place_error(&PLACE_IN(place, "code"), error, "must be %s|%s", SERVICE_CODES,
                       SERVICE_CODE);
}

/* The annotations together are the reason. */
static bool read_note(struct call *call, const struct place *place, struct str *reason_r,
                      struct error *error)
{
    struct json_object *note = json_in_at(json_in_get(call->json, "note"), 0);
    *reason_r = str_trim(json_in_str(json_in_get(note, "text")));
    if (!reason_r->len || reason_r->len > REASON_MOST)
        return place_error(&PLACE_AT(place, "note", 0), error,
                           "must say in its text, in at most %d bytes, why", REASON_MOST);
    return json_in_length(json_in_get(call->json, "note")) == 1 ||
           place_error(&PLACE_IN(place, "note"), error, "must be one");
}

static bool read_enrolment(struct call *call, const struct place *place, struct uuid *patient_r,
                           struct error *error)
{
    struct str system, value;
    size_t phase;
    if (!fhir_identifier_read(&call->request->arena, call->json, place, &system, &value, error))
        return false;
    return (str_is(system, ENROLMENTS_SYSTEM) && split_id(value, patient_r, &call->owned, &phase) &&
            phase == 0) ||
           place_error(&PLACE_IN(place, "identifier"), error,
                       "must name the enrolment: system " ENROLMENTS_SYSTEM);
}

bool fhir_request_find_subject(struct call *call, struct uuid *patient_r, bool *found_r,
                               struct error *error)
{
    struct place place = PLACE_TOP("ServiceRequest");
    struct arena *arena = &call->request->arena;
    struct fhir_subject subject;
    struct uuid of;
    if (!is_ours(&place, call->json, error) ||
        !fhir_subject_read(arena, call->json, &place, &subject, error) ||
        !read_enrolment(call, &place, &of, error) ||
        !patient_of_subject(call->db, arena, &subject, patient_r, found_r, error))
        return false;
    *found_r = *found_r && uuid_equal(patient_r, &of);
    return true;
}

/* If-Match: W/"3" */
static bool read_match(struct call *call, int64_t *version_r, struct error *error)
{
    struct str match = request_header(call->request, "If-Match");
    *version_r = SCHEDULE_ANY_VERSION;
    if (!match.at)
        return true;
    bool weak = str_starts(match, "W/\"") && match.len > 4 && match.at[match.len - 1] == '"';
    return (weak && str_int((struct str){match.at + 3, match.len - 4}, version_r) &&
            *version_r >= 0) ||
           error_at(error, ERROR_MALFORMED, "If-Match", "must be W/\"VERSION\"");
}

static bool request_apply(struct write *write, struct tx *tx, struct error *error)
{
    return schedule_act_apply(write->data, tx, error);
}

static enum handled request_made(struct call *call)
{
    return answer_one(call, 201, 0);
}

enum handled fhir_request_create(struct call *call)
{
    struct place place = PLACE_TOP("ServiceRequest");
    struct place timing = PLACE_IN(&place, "occurrenceTiming");
    struct schedule_act *act = arena_new(&call->request->arena, struct schedule_act);
    struct schedule_phase *phase = arena_new(&call->request->arena, struct schedule_phase);
    struct error error = {0};
    *act = (struct schedule_act){.patient = call->grant.patient,
                                 .enrolment = call->owned,
                                 .programmes = call->app->programmes,
                                 .count = 1,
                                 .phases = phase};
    access_entry_of(&call->who, action_word(call->route->action), &act->by);
    if ((!permit_enrolment_of(&call->grant, &call->owned) && !permit_unknown(&error)) ||
        !timing_read(json_in_get(call->json, "occurrenceTiming"), &timing, phase, &error) ||
        !read_note(call, &place, &act->reason, &error) || !read_match(call, &act->version, &error))
        return call_fail(call, &error);
    enum handled handled = call_write(call, NULL, request_apply, act);
    if (call->write)
        call->write->answer = request_made;
    return handled;
}
