/* A new patient, or a new enrolment of one that is known.
 *
 * Who has the national id and the name that goes with it, and an agreement in force, may enrol; so
 * a patient whom another service follows already is not entered twice. That such a patient is known
 * is told only then (`created`), and each try, also one with another name, is in the patient's
 * access log. */
#include "enrolment/enrolment_create_api.h"
#include "app.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "enrolment/enrolment_create.h"
#include "json_common.h"
#include "patient/national_id.h"
#include "patient/patient.h"
#include "take.h"

#include <stdio.h>

enum { NAME_MOST = 100, REASON_MOST = 1000, PHONE_MOST = 32, LANGUAGE_MOST = 8 };

bool enrolment_find(struct call *call, struct uuid *patient_r, bool *found_r, struct error *error)
{
    struct json_object *patient = json_in_get(call->json, "patient");
    struct json_object *id = json_in_get(patient, "id");
    *patient_r = (struct uuid){{0}};
    *found_r = true;
    if (id)
        *found_r = uuid_parse(json_in_str(id), patient_r);
    else if (!json_in_get(patient, "nationalId"))
        return error_at(error, ERROR_INVALID, "/patient", "must have an id or a nationalId");
    return true;
}

/* ---- who it is ---- */

static bool refuse_number(enum national_id_fault fault, struct error *error)
{
    static const char *const told[] = {
        [NATIONAL_ID_GOOD] = "",
        [NATIONAL_ID_SHAPE] = "must be eleven digits",
        [NATIONAL_ID_DATE] = "begins with no day that there is",
        [NATIONAL_ID_DIGITS] = "is mistyped: its check digits do not fit",
    };
    return error_at(error, ERROR_INVALID, "/patient/nationalId", "%s", told[fault]);
}

/* The number says it; what came beside it must be the same. From 2032 on only what came says the
 * century. */
static bool read_birth_date(struct call *call, const struct national_id *id,
                            struct enrolment_person *person, struct error *error)
{
    int64_t day;
    int year, month, of_month;
    char born[NATIONAL_ID_DAY];
    struct str given = json_in_str(json_in_get(json_in_get(call->json, "patient"), "birthDate"));
    if (!given.at && national_id_born(id, born)) {
        person->birth_date = arena_str(&call->request->arena, str_of(born));
        given = person->birth_date;
    }
    if (!day_parse(given, &day))
        return error_at(error, ERROR_INVALID, "/patient/birthDate", "must be a day, YYYY-MM-DD");
    caltime_civil(day, &year, &month, &of_month);
    person->birth_date = given;
    if (!national_id_is_of(id, year, month, of_month))
        return error_at(error, ERROR_INVALID, "/patient/birthDate",
                        "is another day than the national id says");
    return day <= caltime_oslo_day(call->request->now) ||
           error_at(error, ERROR_INVALID, "/patient/birthDate", "lies in the future");
}

static bool read_sex(struct json_object *patient, const struct national_id *id,
                     struct enrolment_person *person, struct error *error)
{
    static const char *const words[] = {"female", "male", "other", "unknown"};
    person->sex = json_in_str(json_in_get(patient, "sex"));
    bool known = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        known = known || str_is(person->sex, words[i]);
    if (!known)
        return error_at(error, ERROR_INVALID, "/patient/sex",
                        "must be female, male, other or unknown");
    bool other = (id->sex == NATIONAL_ID_FEMALE && str_is(person->sex, "male")) ||
                 (id->sex == NATIONAL_ID_MALE && str_is(person->sex, "female"));
    return !other ||
           error_at(error, ERROR_INVALID, "/patient/sex", "is another than the national id says");
}

static bool read_number(struct call *call, struct json_object *patient, struct national_id *id_r,
                        struct enrolment_person *person, struct error *error)
{
    enum national_id_rule rule = call->app->config.national_id_check
                                     ? national_id_rule_at(call->request->now)
                                     : NATIONAL_ID_UNCHECKED;
    person->national_id = json_in_str(json_in_get(patient, "nationalId"));
    enum national_id_fault fault = national_id_read(person->national_id, rule, id_r);
    if (fault != NATIONAL_ID_GOOD)
        return refuse_number(fault, error);
    person->system = id_r->system;
    return true;
}

static bool read_person(struct call *call, struct enrolment_person *person, struct error *error)
{
    struct json_object *patient = json_in_get(call->json, "patient");
    struct national_id id;
    if (!read_number(call, patient, &id, person, error) ||
        !take_line(patient, "/patient/given", NAME_MOST, true, &person->given, error) ||
        !take_line(patient, "/patient/family", NAME_MOST, true, &person->family, error) ||
        !read_birth_date(call, &id, person, error) || !read_sex(patient, &id, person, error) ||
        !take_line(patient, "/patient/phone", PHONE_MOST, false, &person->phone, error) ||
        !take_line(patient, "/patient/language", LANGUAGE_MOST, false, &person->language, error))
        return false;
    if (person->phone.at && !patient_is_phone(person->phone))
        return error_at(error, ERROR_INVALID, "/patient/phone", "must be a telephone number");
    if (person->language.at && !patient_is_language(person->language))
        return error_at(error, ERROR_INVALID, "/patient/language",
                        "must be a language's code: nb, nn, se, en, pl …");
    if (!person->language.at)
        person->language = STR("nb");
    return true;
}

/* ---- what into ---- */

/* A nurse enrols into the own service, a coordinator out of the own municipality. */
static bool is_within_reach(const struct who *who, const struct enrolment_new *new)
{
    if (who->ground == GROUND_SERVICE)
        return uuid_equal(&who->organisation, &new->service);
    return who->ground == GROUND_MUNICIPALITY && uuid_equal(&who->organisation, &new->municipality);
}

static bool read_date(struct call *call, struct enrolment_new *new, struct error *error)
{
    char text[CALTIME_TEXT];
    int64_t day, today = caltime_oslo_day(call->request->now);
    if (!take_day(call->json, "/date", false, &day, error))
        return false;
    day = day == TAKE_NO_DAY ? today : day;
    caltime_text(day * DAY, PRECISION_DAY, 0, text);
    new->date = arena_str(&call->request->arena, str_of(text));
    return day <= today || error_at(error, ERROR_INVALID, "/date", "must not lie in the future");
}

static bool read_new(struct call *call, struct enrolment_new *new, struct error *error)
{
    struct str state = json_in_str(json_in_get(call->json, "state"));
    if (uuid_is_zero(&new->person.id) && !read_person(call, &new->person, error))
        return false;
    if (!take_line(call->json, "/programme", PROGRAMME_ID, true, &new->programme, error) ||
        !take_id(call->json, "/service", true, &new->service, error) ||
        !take_id(call->json, "/municipality", true, &new->municipality, error) ||
        !take_id(call->json, "/gpOffice", false, &new->gp_office, error) ||
        !take_id(call->json, "/department", false, &new->department, error) ||
        !take_lines(call->json, "/reason", REASON_MOST, true, &new->reason, error) ||
        !read_date(call, new, error))
        return false;
    if (!is_within_reach(&call->who, new))
        return error_at(error, ERROR_INVALID, "/service",
                        "is no service that follows patients of this municipality");
    return (enrolment_state_of_word(state, &new->state) &&
            (new->state == STATE_TRIAL || new->state == STATE_ACTIVE)) ||
           error_at(error, ERROR_INVALID, "/state", "must be trial or active");
}

/* ---- writing ---- */

static bool new_ask(struct write *write, struct tx *tx)
{
    enrolment_new_ask(write->data, tx);
    return true;
}

static void answer(struct call *call, const struct enrolment_new *new)
{
    struct json_out out;
    char id[OWNED_TEXT];
    owned_text(&new->patient, &new->id, id);
    json_out_init(&out, &call->request->arena, 512);
    json_object_open(&out);
    json_put_text(&out, "id", id);
    put_named(&out, "patient", &new->patient,
              patient_full_name(&call->request->arena, new->given, new->family));
    json_put_bool(&out, "created", new->created);
    json_put_text(&out, "state", enrolment_state_word(new->state));
    json_object_close(&out);
    call_json(call, 201, &out);
}

static bool new_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct enrolment_new *new = write->data;
    struct error refusal = {0};
    if (!enrolment_new_apply(new, tx, error))
        return false;
    if (new->refused) {
        enrolment_refuse_name(&refusal);
        call_fail(write->call, &refusal);
        return true;
    }
    answer(write->call, new);
    return true;
}

enum handled enrolment_create(struct call *call)
{
    struct error error = {0};
    struct uuid patient = call->grant.patient;
    struct enrolment_new *new = arena_new(&call->request->arena, struct enrolment_new);
    *new = (struct enrolment_new){.programmes = call->app->programmes, .person.id = patient};
    access_entry_of(&call->who, action_word(ACTION_PATIENT_ENROL), &new->by);
    if (!read_new(call, new, &error))
        return call_fail(call, &error);
    if (uuid_is_zero(&patient) &&
        !patient_of_identifier(call->db, &call->request->arena, str_of(new->person.system),
                               new->person.national_id, &patient, &new->person.was_known, &error))
        return call_fail(call, &error);
    enum handled handled = call_write(call, new_ask, new_apply, new);
    call->write->command.key = uuid_is_zero(&patient)
                                   ? enrolment_key_of(new->person.system, new->person.national_id)
                                   : patient;
    return handled;
}
