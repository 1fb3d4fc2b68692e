#include "enrolment/enrolment_create.h"

#include "auth/permit.h"
#include "base/sha.h"
#include "due/due.h"
#include "house.h"
#include "patient/patient.h"
#include "worklist/overview.h"

#include <stdio.h>

/* One row when both are there: does the service serve the municipality, has its party an agreement
 * that covers the programme, do the office and the department belong here? */
static const struct sql PLACES = {
    "SELECT (SELECT count(*) FROM organisation_link l WHERE l.from_id = s.id"
    " AND l.to_id = e.municipality_id AND l.kind = 'serves'),"
    " CASE WHEN " PERMIT_AGREED_WITH(
        "s.party_id",
        "?4") " THEN 1 ELSE 0 END,"
              " (SELECT count(*) FROM organisation g WHERE g.id = ?5 AND g.kind = 'gp_office'"
              " AND g.party_id = e.party_id AND g.ended_at IS NULL),"
              " (SELECT count(*) FROM organisation d JOIN organisation_link k ON k.from_id = d.id"
              " AND k.to_id = s.id AND k.kind = 'partner' WHERE d.id = ?6 AND d.kind = 'department'"
              " AND d.ended_at IS NULL)"
              " FROM (SELECT m.id AS municipality_id, m.party_id AS party_id, CAST(?3 AS text) AS "
              "programme"
              " FROM organisation m WHERE m.id = ?2 AND m.kind IN ('municipality', 'district')"
              " AND m.ended_at IS NULL) e JOIN organisation s ON s.id = ?1"
              " WHERE s.kind = 'service' AND s.ended_at IS NULL",
};
static const struct sql VERSION = {
    "SELECT max(version) FROM programme WHERE id = ?1 AND approved_at IS NOT NULL"};
#define KNOWN(where)                                                                               \
    "SELECT p.id, p.given, p.family, (SELECT count(*) FROM enrolment e"                            \
    " WHERE e.patient_id = p.id AND e.programme = ?3 AND e.service_id = ?4 AND " PERMIT_OPEN "),"  \
    " (SELECT count(*) FROM account a WHERE a.patient_id = p.id AND a.kind = 'patient'),"          \
    " (SELECT count(*) FROM overview o WHERE o.patient_id = p.id AND o.service_id = ?4),"          \
    " (SELECT count(*) FROM enrolment e WHERE e.patient_id = p.id AND e.service_id = ?4"           \
    " AND " PERMIT_OPEN "),"                                                                       \
    " (SELECT count(*) FROM enrolment e WHERE e.patient_id = p.id AND e.service_id = ?4"           \
    " AND e.municipality_id <> ?5 AND " PERMIT_OPEN ") FROM patient p WHERE " where
static const struct sql KNOWN_BY_ID = {KNOWN("p.id = ?1 AND COALESCE(?2, '') = ''")};
static const struct sql KNOWN_BY_NUMBER = {
    KNOWN("p.national_id = ?1 AND p.national_id_system = ?2")};
static const struct sql ROW = {"SELECT " OVERVIEW_COLUMNS
                               " FROM overview o WHERE o.patient_id = ?1 AND o.service_id = ?2"};
static const struct sql MOVE_ROW = {
    "UPDATE overview SET municipality_id = ?3 WHERE patient_id = ?1 AND service_id = ?2"};
static const struct sql INSERT_PATIENT = {
    "INSERT INTO patient (id, national_id_system, national_id, family, given, birth_date, sex,"
    " municipality_id, gp_office_id, language, created_at, phone, search)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
};
static const struct sql INSERT_ACCOUNT = {
    "INSERT INTO account (id, login, kind, name, patient_id, active, created_at)"
    " VALUES (?1, ?2, 'patient', ?3, ?4, 1, ?5)",
};
static const struct sql INSERT_ROLE = {
    "INSERT INTO role (id, account_id, role, starts_at, given_by)"
    " VALUES (?1, ?2, 'patient', ?3, ?4)",
};
static const struct sql INSERT = {
    "INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
    " municipality_id, gp_office_id, department_id, state, state_since, limits_version, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?10)",
};
static const struct sql TRACE = {
    "INSERT INTO enrolment_transition (patient_id, enrolment_id, number, from_state, to_state,"
    " reason, effective_on, account_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
};

struct uuid enrolment_key_of(const char *system, struct str national_id)
{
    struct uuid key;
    _Static_assert(sizeof key.b == SHA_KEY_BYTES, "a key is as long as an id");
    sha256_key("national id", str_of(system), national_id, key.b);
    return key;
}

void enrolment_trace(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                     const struct enrolment_step *step)
{
    db_send(tx->db, &TRACE,
            ARGS(v_uuid(patient), v_uuid(enrolment), v_int(step->number), v_text(step->from),
                 v_text(step->to), v_str(step->reason), v_str(step->date), v_uuid(&step->account),
                 v_int(tx->now)));
}

void enrolment_new_ask(struct enrolment_new *new, struct tx *tx)
{
    const struct enrolment_person *person = &new->person;
    bool by_id = !uuid_is_zero(&person->id);
    new->places =
        db_ask(tx->db, tx->arena, &PLACES,
               ARGS(v_uuid(&new->service), v_uuid(&new->municipality), v_str(new->programme),
                    v_int(tx->now), v_uuid(&new->gp_office), v_uuid(&new->department)));
    new->versions = db_ask(tx->db, tx->arena, &VERSION, ARGS(v_str(new->programme)));
    new->known = db_ask(tx->db, tx->arena, by_id ? &KNOWN_BY_ID : &KNOWN_BY_NUMBER,
                        ARGS(by_id ? v_uuid(&person->id) : v_str(person->national_id),
                             by_id ? v_null() : v_text(person->system), v_str(new->programme),
                             v_uuid(&new->service), v_uuid(&new->municipality)));
}

/* ---- may it be? ---- */

static bool check_places(const struct enrolment_new *new, struct error *error)
{
    const struct rows *places = new->places;
    if (!rows_count(places) || !row_int(places, 0, 0))
        return error_at(error, ERROR_INVALID, "/service",
                        "is no service that follows patients of this municipality");
    if (!uuid_is_zero(&new->gp_office) && !row_int(places, 0, 2))
        return error_at(error, ERROR_INVALID, "/gpOffice", "is no GP office of this municipality");
    if (!uuid_is_zero(&new->department) && !row_int(places, 0, 3))
        return error_at(error, ERROR_INVALID, "/department",
                        "is no department that works with this service");
    return row_int(places, 0, 1) != 0 ||
           error_at(error, ERROR_CONFLICT, "/programme",
                    "no agreement in force between the municipality and the service's party "
                    "covers this programme");
}

static bool check_programme(const struct enrolment_new *new, struct tx *tx, struct error *error)
{
    const struct programme *programme;
    if (!row_int(new->versions, 0, 0))
        return error_at(error, ERROR_INVALID, "/programme",
                        "there is no such programme that a clinician has approved");
    programme = programmes_get(new->programmes, tx->db, arena_text(tx->arena, new->programme),
                               row_int(new->versions, 0, 0), error);
    if (!programme)
        return false;
    return (programme->states & 1U << new->state) != 0 ||
           error_at(error, ERROR_INVALID, "/state", "this programme has no state %s",
                    enrolment_state_word(new->state));
}

static struct str first_word(struct str text)
{
    struct str word, rest;
    str_cut(text, ' ', &word, &rest);
    return word;
}

/* The family name, and the first of the given ones, whatever their case and marks. */
static bool has_name(const struct enrolment_new *new, struct tx *tx)
{
    const struct enrolment_person *person = &new->person;
    struct str given = str_fold(tx->arena, row_str(new->known, 0, 1));
    struct str family = str_fold(tx->arena, row_str(new->known, 0, 2));
    return str_equal(family, str_fold(tx->arena, person->family)) &&
           str_equal(first_word(given), first_word(str_fold(tx->arena, person->given)));
}

bool enrolment_refuse_name(struct error *error)
{
    return error_at(error, ERROR_CONFLICT, "/patient",
                    "the national id and the name do not belong together: check both");
}

/* ---- what is stored ---- */

static void log_access(const struct enrolment_new *new, struct tx *tx, const char *detail)
{
    struct access_entry entry = new->by;
    entry.patient = new->patient;
    entry.detail = detail;
    house_access(tx, &entry);
}

static void insert_patient(const struct enrolment_new *new, struct tx *tx)
{
    const struct enrolment_person *person = &new->person;
    struct str name = patient_full_name(tx->arena, person->given, person->family);
    db_send(tx->db, &INSERT_PATIENT,
            ARGS(v_uuid(&new->patient), v_text(person->system), v_str(person->national_id),
                 v_str(person->family), v_str(person->given), v_str(person->birth_date),
                 v_str(person->sex), v_uuid(&new->municipality), v_uuid(&new->gp_office),
                 v_str(person->language), v_int(tx->now), v_str(person->phone),
                 v_str(str_fold(tx->arena, name))));
}

/* The patient's own, with a name to log in by that says nothing of who it is. */
static void insert_account(const struct enrolment_new *new, struct tx *tx)
{
    struct uuid account = house_id(tx), role = house_id(tx);
    char id[UUID_TEXT];
    uuid_text(&new->patient, id);
    struct str name = patient_full_name(tx->arena, new->given, new->family);
    /* Its end: ids that are made at the same time begin alike. */
    db_send(tx->db, &INSERT_ACCOUNT,
            ARGS(v_uuid(&account), v_text(arena_printf(tx->arena, "p-%s", id + UUID_TEXT - 1 - 8)),
                 v_str(name), v_uuid(&new->patient), v_int(tx->now)));
    db_send(tx->db, &INSERT_ROLE,
            ARGS(v_uuid(&role), v_uuid(&account), v_int(tx->now), v_uuid(&new->by.account)));
}

/* By the ways that there are, so that the trace has no gap. */
static void trace(const struct enrolment_new *new, struct tx *tx)
{
    struct enrolment_step step = {1, "granted", "trial", new->reason, new->date, new->by.account};
    enrolment_trace(tx, &new->patient, &new->id, &step);
    if (new->state != STATE_ACTIVE)
        return;
    step = (struct enrolment_step){2, "trial", "active", new->reason, new->date, new->by.account};
    enrolment_trace(tx, &new->patient, &new->id, &step);
}

/* Who comes back starts anew, maybe out of another municipality: what the row said of a course that
 * is closed says nothing of this one. Messages that nobody has read stay. */
static bool restart_overview(const struct enrolment_new *new, struct tx *tx, struct error *error)
{
    struct overview before, after;
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &ROW, ARGS(v_uuid(&new->patient), v_uuid(&new->service)), &rows,
                error))
        return false;
    overview_read(rows, 0, 0, &before);
    after = before;
    after.zone = ZONE_NONE;
    after.unconfirmed = false;
    after.reasons.count = 0;
    after.since = tx->now;
    after.enrolment = new->id;
    after.missing = false;
    after.missing_since = 0;
    after.missed = 0;
    after.taken_by = (struct uuid){{0}};
    after.taken_at = 0;
    after.looks = 0;
    after.remark = STR_NONE;
    after.version++;
    overview_write(&before, &after, tx);
    db_send(tx->db, &MOVE_ROW,
            ARGS(v_uuid(&new->patient), v_uuid(&new->service), v_uuid(&new->municipality)));
    return true;
}

static void start_overview(const struct enrolment_new *new, struct tx *tx)
{
    struct overview before = {.stored = false};
    struct overview after = {
        .patient = new->patient,
        .service = new->service,
        .municipality = new->municipality,
        .zone = ZONE_NONE,
        .since = tx->now,
        .enrolment = new->id,
    };
    overview_write(&before, &after, tx);
}

static void tell(const struct enrolment_new *new, struct tx *tx)
{
    const struct permit_enrolment told = {
        .id = new->id,
        .programme = new->programme.at,
        .service = new->service,
        .municipality = new->municipality,
        .gp_office = new->gp_office,
        .department = new->department,
    };
    house_tell(tx, "enrolment", &new->patient, &told);
    log_access(new, tx, new->created ? "new patient enrolled" : "known patient enrolled");
}

static bool insert(struct enrolment_new *new, struct tx *tx, struct error *error)
{
    bool has_account = !new->created &&row_int(new->known, 0, 4);
    bool has_row = !new->created &&row_int(new->known, 0, 5);
    bool has_open = !new->created &&row_int(new->known, 0, 6);
    new->id = house_id(tx);
    if (new->created)
        insert_patient(new, tx);
    if (!has_account)
        insert_account(new, tx);
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&new->patient), v_uuid(&new->id), v_str(new->programme),
                 v_int(row_int(new->versions, 0, 0)), v_uuid(&new->service),
                 v_uuid(&new->municipality), v_uuid(&new->gp_office), v_uuid(&new->department),
                 v_text(enrolment_state_word(new->state)), v_int(tx->now)));
    trace(new, tx);
    if (!has_row)
        start_overview(new, tx);
    else if (!has_open && !restart_overview(new, tx, error))
        return false;
    due_wake(tx, &new->patient);
    tell(new, tx);
    return true;
}

bool enrolment_new_apply(struct enrolment_new *new, struct tx *tx, struct error *error)
{
    bool known = rows_count(new->known) > 0, by_id = !uuid_is_zero(&new->person.id);
    if (!check_places(new, error) || !check_programme(new, tx, error))
        return false;
    if (by_id && !known)
        return error_set(error, ERROR_NOT_FOUND, "There is no such patient.");
    if (known && !by_id && !new->person.was_known)
        return error_set(error, ERROR_CONFLICT, "Somebody has entered this just now: try again.");
    new->created = !known;
    new->patient = known ? row_uuid(new->known, 0, 0) : house_id(tx);
    new->given = known ? row_str(new->known, 0, 1) : new->person.given;
    new->family = known ? row_str(new->known, 0, 2) : new->person.family;
    new->refused = known && !by_id && !has_name(new, tx);
    if (new->refused) {
        log_access(new, tx, "enrolment refused: another name");
        return true;
    }
    if (known && row_int(new->known, 0, 3))
        return error_at(error, ERROR_CONFLICT, "/programme",
                        "the patient is enrolled in it with this service already");
    /* A service has one row of a patient, in one municipality. */
    if (known && row_int(new->known, 0, 7))
        return error_at(error, ERROR_CONFLICT, "/municipality",
                        "the service follows the patient for another municipality");
    return insert(new, tx, error);
}
