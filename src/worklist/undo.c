#include "worklist/undo.h"

#include "auth/permit.h"
#include "due/due.h"
#include "house.h"
#include "worklist/case_trace.h"
#include "worklist/greens.h"

static const struct sql KEPT = {
    "SELECT a.patient_id, a.id, a.at, a.zone, a.unconfirmed, a.zone_since, a.reasons,"
    " a.enrolment_id, a.looks, a.remark, a.taken_by, a.taken_at, a.contact_before, a.closed,"
    " u.at, (SELECT count(*) FROM enrolment e WHERE e.patient_id = a.patient_id"
    " AND e.id = a.enrolment_id AND " PERMIT_OPEN ")"
    " FROM acknowledgement a LEFT JOIN acknowledgement_undone u ON u.patient_id = a.patient_id"
    " AND u.acknowledgement_id = a.id"
    " WHERE a.batch_id = ?1 AND a.account_id = ?2 AND a.service_id = ?3 ORDER BY a.patient_id",
};
enum {
    KEPT_PATIENT,
    KEPT_ID,
    KEPT_AT,
    KEPT_ZONE,
    KEPT_UNCONFIRMED,
    KEPT_SINCE,
    KEPT_REASONS,
    KEPT_ENROLMENT,
    KEPT_LOOKS,
    KEPT_REMARK,
    KEPT_TAKEN_BY,
    KEPT_TAKEN_AT,
    KEPT_CONTACT,
    KEPT_CLOSED,
    KEPT_UNDONE,
    KEPT_STANDS
};
static const struct sql ROW = {
    "SELECT " OVERVIEW_COLUMNS " FROM overview o WHERE o.patient_id = ?1 AND o.service_id = ?2",
    .gather = true,
};
/* Those that the act closed, and those that are open. */
static const struct sql CASES = {
    "SELECT c.id, c.enrolment_id, c.zone, c.since, c.unconfirmed, c.report_id, c.reasons,"
    " CASE WHEN c.closed_at IS NULL THEN 1 ELSE 0 END, (SELECT count(*) FROM enrolment e"
    " WHERE e.patient_id = c.patient_id AND e.id = c.enrolment_id AND " PERMIT_OPEN ")"
    " FROM triage_case c"
    " WHERE c.patient_id = ?1 AND c.service_id = ?2"
    " AND (c.closed_at IS NULL OR c.acknowledgement_id = ?3) ORDER BY c.id",
    .gather = true,
};
PERMIT_STATEMENTS(static const struct sql TOLD,
                  "SELECT e.id, e.municipality_id, e.gp_office_id, e.department_id, e.programme"
                  " FROM enrolment e WHERE ",
                  " AND e.patient_id = ?4 AND e.service_id = ?5 ORDER BY e.id");
/* What stayed silent since, by what was closed with the act. */
static const struct sql SILENT = {
    "SELECT x.enrolment_id, x.unconfirmed, x.reasons FROM outcome x WHERE x.patient_id = ?1"
    " AND x.zone = 2 AND x.number IN (SELECT v.number FROM triage_case_event v"
    " WHERE v.patient_id = ?1 AND v.kind = 'silenced' AND v.at >= ?2)"
    " ORDER BY x.number DESC LIMIT 64",
    .gather = true,
};
static const struct sql REOPEN_CASE = {
    "UPDATE triage_case SET closed_at = NULL, closed_by = NULL, acknowledgement_id = NULL"
    " WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql LEAVE_CLOSED = {
    "UPDATE triage_case SET acknowledgement_id = NULL WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql CHANGE_CASE = {
    "UPDATE triage_case SET since = ?3, zone = ?4, unconfirmed = ?5, report_id = ?6, reasons = ?7"
    " WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql UNDONE = {
    "INSERT INTO acknowledgement_undone (patient_id, acknowledgement_id, account_id, at)"
    " VALUES (?1, ?2, ?3, ?4)",
};
/* What stood before an act that moved contact_at and was taken back too. */
static const struct sql CONTACT_BEFORE = {
    "SELECT min(a.contact_before) FROM acknowledgement a JOIN acknowledgement_undone u"
    " ON u.patient_id = a.patient_id AND u.acknowledgement_id = a.id"
    " WHERE a.patient_id = ?1 AND a.service_id = ?2 AND a.at = ?3 AND a.contact_before < a.at",
};
/* What was logged after an act, of a time before it, moved nothing then. */
static const struct sql CONTACT_LOGGED = {
    "SELECT max(k.at) FROM contact k WHERE k.patient_id = ?1 AND k.organisation_id = ?2"
    " AND k.acknowledgement_id IS NULL AND k.party IN ('patient', 'kin')"
    " AND k.outcomes NOT LIKE '%\"no_answer\"%'",
};
static const struct sql PATIENTS = {
    "SELECT patient_id FROM acknowledgement WHERE batch_id = ?1 AND account_id = ?2"
    " AND service_id = ?3 ORDER BY patient_id LIMIT 500",
};
static const struct sql OPEN = {
    "SELECT a.batch_id, a.at FROM acknowledgement a WHERE a.patient_id = ?1 AND a.service_id = ?2"
    " AND a.account_id = ?3 AND a.at > ?4 AND a.batch_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM acknowledgement_undone u WHERE u.patient_id = a.patient_id"
    " AND u.acknowledgement_id = a.id) ORDER BY a.at DESC, a.id DESC LIMIT 1",
};

struct open_case {
    struct uuid id, enrolment, report;
    enum zone zone;
    int64_t since;
    bool unconfirmed, open;
    struct reasons reasons;
};

/* One patient of the act. */
struct undo_one {
    struct uuid patient;
    struct rows *row, *case_rows, *told;
    struct rows *silent; /* NULL: the act closed no case */
    size_t case_count;
    struct open_case *cases;
};

void undo_act_ask(struct undo_act *act, struct tx *tx)
{
    act->kept = db_ask(
        tx->db, tx->arena, &KEPT,
        ARGS(v_uuid(&act->batch), v_uuid(&act->who->account), v_uuid(&act->who->organisation)));
}

static bool may_undo(const struct undo_act *act, const struct tx *tx, struct error *error)
{
    const struct rows *kept = act->kept;
    if (!rows_count(kept))
        return error_set(error, ERROR_NOT_FOUND, "There is no such act of yours.");
    for (size_t i = 0; i < rows_count(kept); i++)
        if (!row_is_null(kept, i, KEPT_UNDONE))
            return error_set(error, ERROR_CONFLICT, "This has been taken back already.");
    if (tx->now - row_int(kept, 0, KEPT_AT) > UNDO_LASTS)
        return error_set(error, ERROR_CONFLICT,
                         "It is too late to take this back. Look at the patient again instead.");
    return true;
}

static bool ask_all(const struct undo_act *act, struct undo_one *ones, struct tx *tx,
                    struct error *error)
{
    const struct uuid *service = &act->who->organisation;
    const struct sql *told = &TOLD[act->who->ground];
    for (size_t i = 0; i < rows_count(act->kept); i++) {
        struct undo_one *one = &ones[i];
        struct uuid id = row_uuid(act->kept, i, KEPT_ID);
        one->patient = row_uuid(act->kept, i, KEPT_PATIENT);
        one->row = db_ask(tx->db, tx->arena, &ROW, ARGS(v_uuid(&one->patient), v_uuid(service)));
        one->case_rows = db_ask(tx->db, tx->arena, &CASES,
                                ARGS(v_uuid(&one->patient), v_uuid(service), v_uuid(&id)));
        if (row_int(act->kept, i, KEPT_ZONE) > ZONE_GREEN)
            one->silent =
                db_ask(tx->db, tx->arena, &SILENT,
                       ARGS(v_uuid(&one->patient), v_int(row_int(act->kept, i, KEPT_AT))));
        one->told = told->text ? db_ask(tx->db, tx->arena, told,
                                        ARGS(PERMIT_ARGS(act->who, tx->now), v_uuid(&one->patient),
                                             v_uuid(service)))
                               : NULL;
    }
    return db_settle(tx->db, error);
}

static void read_cases(struct undo_one *one, struct arena *arena)
{
    const struct rows *rows = one->case_rows;
    one->case_count = rows_count(rows);
    one->cases = arena_array(arena, struct open_case, one->case_count);
    for (size_t i = 0; i < one->case_count; i++) {
        one->cases[i] = (struct open_case){
            .id = row_uuid(rows, i, 0),
            .enrolment = row_uuid(rows, i, 1),
            .zone = (enum zone)row_int(rows, i, 2),
            .since = row_int(rows, i, 3),
            .unconfirmed = row_int(rows, i, 4) != 0,
            .report = row_uuid(rows, i, 5),
            .open = row_int(rows, i, 7) != 0,
        };
        reasons_parse(row_str(rows, i, 6), &one->cases[i].reasons);
    }
}

/* ---- cases ---- */

static struct open_case *opened_since(struct undo_one *one, const struct open_case *closed)
{
    for (size_t i = 0; i < one->case_count; i++)
        if (one->cases[i].open && uuid_equal(&one->cases[i].enrolment, &closed->enrolment))
            return &one->cases[i];
    return NULL;
}

/* The newer case takes in what the older one said, as if that had never been closed: of the same
 * zone it stands since the older one, and is confirmed when either was. */
static void take_in(struct open_case *newer, const struct open_case *older)
{
    struct reasons reasons = older->reasons;
    reasons_merge(&reasons, newer->reasons.list, newer->reasons.count, ZONE_YELLOW);
    newer->reasons = reasons;
    if (newer->zone > older->zone)
        return;
    newer->unconfirmed = older->unconfirmed && (newer->zone < older->zone || newer->unconfirmed);
    newer->zone = older->zone;
    newer->since = older->since;
    newer->report = older->report;
}

/* What stayed silent is taken in as if the case had never been closed: the newest of what is as
 * bad.
 */
static bool take_in_silent(const struct undo_one *one, struct open_case *reopened)
{
    bool any = false;
    for (size_t row = one->silent ? rows_count(one->silent) : 0; row-- > 0;) {
        struct uuid enrolment = row_uuid(one->silent, row, 0);
        struct reasons reasons, yellow = {0};
        if (!uuid_equal(&enrolment, &reopened->enrolment))
            continue;
        reasons_parse(row_str(one->silent, row, 2), &reasons);
        for (size_t i = 0; i < reasons.count; i++)
            if (reasons.list[i].zone == ZONE_YELLOW)
                yellow.list[yellow.count++] = reasons.list[i];
        reasons_merge(&reopened->reasons, yellow.list, yellow.count, ZONE_YELLOW);
        if (reopened->zone == ZONE_YELLOW && !row_int(one->silent, row, 1))
            reopened->unconfirmed = false;
        any = true;
    }
    return any;
}

static void write_case(const struct undo_one *one, const struct open_case *open, struct tx *tx)
{
    db_send(tx->db, &CHANGE_CASE,
            ARGS(v_uuid(&one->patient), v_uuid(&open->id), v_int(open->since), v_int(open->zone),
                 v_int(open->unconfirmed), v_uuid(&open->report),
                 v_str(reasons_print(tx->arena, &open->reasons))));
}

static void write_merged(const struct undo_one *one, const struct open_case *newer,
                         const struct open_case *older, struct tx *tx)
{
    write_case(one, newer, tx);
    db_send(tx->db, &LEAVE_CLOSED, ARGS(v_uuid(&one->patient), v_uuid(&older->id)));
}

/* Afterwards `open` says which are. */
static void reopen_cases(const struct undo_act *act, struct undo_one *one, int64_t number,
                         struct tx *tx)
{
    size_t count = one->case_count;
    bool *was_closed = arena_array(tx->arena, bool, count);
    for (size_t i = 0; i < count; i++)
        was_closed[i] = !one->cases[i].open;
    for (size_t i = 0; i < count; i++) {
        struct open_case *older = &one->cases[i];
        if (!was_closed[i])
            continue;
        struct open_case *open = opened_since(one, older);
        bool silent = take_in_silent(one, older);
        if (open) {
            take_in(open, older);
            write_merged(one, open, older, tx);
        } else {
            open = older;
            open->open = true;
            db_send(tx->db, &REOPEN_CASE, ARGS(v_uuid(&one->patient), v_uuid(&open->id)));
            if (silent)
                write_case(one, open, tx);
        }
        case_trace(tx, &one->patient, &open->id, number, "reopened", &act->who->account);
    }
}

/* ---- the row ---- */

/* The worst open case, of equal ones the oldest, as after a report. */
static void lead_by_cases(const struct undo_one *one, struct overview *row)
{
    const struct open_case *leads = NULL;
    for (size_t i = 0; i < one->case_count; i++) {
        const struct open_case *next = &one->cases[i];
        if (next->open && (!leads || next->zone > leads->zone ||
                           (next->zone == leads->zone && next->since < leads->since)))
            leads = next;
    }
    if (!leads)
        return;
    row->zone = leads->zone;
    row->since = leads->since;
    row->unconfirmed = leads->unconfirmed;
    row->enrolment = leads->enrolment;
    row->reasons = leads->reasons;
}

/* What the row said, where it was no better than what it says now. */
static void lead_by_kept(const struct rows *kept, size_t at, struct overview *row)
{
    enum zone zone = (enum zone)row_int(kept, at, KEPT_ZONE);
    struct reasons reasons;
    if (zone == ZONE_NONE || row->zone > zone || (row->zone == zone && zone > ZONE_GREEN))
        return;
    reasons_parse(row_str(kept, at, KEPT_REASONS), &reasons);
    if (row->zone == zone)
        reasons_merge(&reasons, row->reasons.list, row->reasons.count, ZONE_GREEN);
    row->reasons = reasons;
    row->zone = zone;
    row->since = row_int(kept, at, KEPT_SINCE);
    row->unconfirmed = row_int(kept, at, KEPT_UNCONFIRMED) != 0;
    row->enrolment = row_uuid(kept, at, KEPT_ENROLMENT);
}

static void restore_take(const struct rows *kept, size_t at, struct tx *tx, struct overview *row)
{
    bool held = !uuid_is_zero(&row->taken_by) && tx->now - row->taken_at < TAKE_LASTS;
    if (held)
        return;
    row->taken_by = row_uuid(kept, at, KEPT_TAKEN_BY);
    row->taken_at = row_int(kept, at, KEPT_TAKEN_AT);
}

/* Words of before stand behind what came since. */
static void restore_looks(const struct rows *kept, size_t at, struct arena *arena,
                          struct overview *row)
{
    struct str before = row_str(kept, at, KEPT_REMARK);
    row->looks |= (unsigned)row_int(kept, at, KEPT_LOOKS);
    row->remark = overview_remark_join(arena, row->remark, before);
}

/* An act that was taken back is no contact: what stood before it stands again, unless one was in
 * touch since. */
static bool restore_contact(const struct undo_act *act, size_t at, struct tx *tx,
                            struct overview *row, struct error *error)
{
    int64_t of_act = row_int(act->kept, at, KEPT_AT);
    struct rows *logged;
    if (row->contact_at != of_act || row_int(act->kept, at, KEPT_CONTACT) >= of_act)
        return true;
    row->contact_at = row_int(act->kept, at, KEPT_CONTACT);
    for (bool moved = true; moved && row->contact_at;) {
        struct rows *rows;
        if (!db_run(tx->db, tx->arena, &CONTACT_BEFORE,
                    ARGS(v_uuid(&row->patient), v_uuid(&row->service), v_int(row->contact_at)),
                    &rows, error))
            return false;
        moved = !row_is_null(rows, 0, 0);
        if (moved)
            row->contact_at = row_int(rows, 0, 0);
    }
    if (!db_run(tx->db, tx->arena, &CONTACT_LOGGED,
                ARGS(v_uuid(&row->patient), v_uuid(&row->service)), &logged, error))
        return false;
    if (row_int(logged, 0, 0) > row->contact_at)
        row->contact_at = row_int(logged, 0, 0);
    return true;
}

static bool undo_one(const struct undo_act *act, size_t at, struct undo_one *one, struct tx *tx,
                     struct error *error)
{
    struct overview before, after;
    struct uuid id = row_uuid(act->kept, at, KEPT_ID);
    overview_read(one->row, 0, 0, &before);
    after = before;
    read_cases(one, tx->arena);
    struct uuid leads = row_uuid(act->kept, at, KEPT_ENROLMENT);
    int64_t number = worklist_act_tell(tx, "reopened", &one->patient, &act->who->organisation,
                                       one->told, &leads);
    reopen_cases(act, one, number, tx);
    lead_by_cases(one, &after);
    restore_take(act->kept, at, tx, &after);
    /* An attempt had closed nothing. */
    if (row_int(act->kept, at, KEPT_CLOSED)) {
        lead_by_kept(act->kept, at, &after);
        restore_looks(act->kept, at, tx->arena, &after);
    }
    if (!restore_contact(act, at, tx, &after, error))
        return false;
    after.version++;
    overview_write(&before, &after, tx);
    due_wake(tx, &one->patient);
    db_send(tx->db, &UNDONE,
            ARGS(v_uuid(&one->patient), v_uuid(&id), v_uuid(&act->who->account), v_int(tx->now)));
    return true;
}

/* What an enrolment said that was closed since stays handled: nobody would see it. */
static bool stands(const struct undo_act *act, size_t at, const struct undo_one *one)
{
    bool all = row_int(act->kept, at, KEPT_STANDS) != 0;
    for (size_t i = 0; i < rows_count(one->case_rows); i++)
        all = all && row_int(one->case_rows, i, 8);
    return all;
}

static void log_access(const struct undo_act *act, const char *action, struct uuid *patients,
                       size_t count, struct tx *tx)
{
    struct access_entry entry;
    access_entry_of(act->who, action, &entry);
    if (count == 1)
        entry.patient = patients[0];
    if (count > 1) {
        entry.patients = patients;
        entry.patient_count = count;
    }
    house_access(tx, &entry);
}

bool undo_act_apply(struct undo_act *act, struct tx *tx, struct error *error)
{
    size_t count = rows_count(act->kept), done = 0;
    bool closed = false;
    if (!may_undo(act, tx, error))
        return false;
    struct undo_one *ones = arena_array(tx->arena, struct undo_one, count);
    struct uuid *patients = arena_array(tx->arena, struct uuid, count);
    if (!ask_all(act, ones, tx, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!ones[i].told || !rows_count(ones[i].told) || !rows_count(ones[i].row))
            continue;
        if (!stands(act, i, &ones[i])) {
            closed = true;
            continue;
        }
        if (!undo_one(act, i, &ones[i], tx, error))
            return false;
        patients[done++] = ones[i].patient;
    }
    if (!done && closed)
        return error_set(error, ERROR_CONFLICT,
                         "The enrolment that this was about was closed since.");
    if (!done)
        return error_set(error, ERROR_NOT_FOUND, "There is no such act of yours.");
    log_access(act, "case.undo", patients, done, tx);
    return true;
}

void undo_act_log_again(const struct undo_act *act, struct tx *tx)
{
    size_t count = rows_count(act->kept);
    struct uuid *patients = arena_array(tx->arena, struct uuid, count);
    for (size_t i = 0; i < count; i++)
        patients[i] = row_uuid(act->kept, i, KEPT_PATIENT);
    if (count)
        log_access(act, action_word(ACTION_WORKLIST_READ), patients, count, tx);
}

bool undo_patients(struct db *db, struct arena *arena, const struct who *who,
                   const struct uuid *batch, struct uuid **patients_r, size_t *count_r,
                   struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &PATIENTS,
                ARGS(v_uuid(batch), v_uuid(&who->account), v_uuid(&who->organisation)), &rows,
                error))
        return false;
    *count_r = rows_count(rows);
    *patients_r = arena_array(arena, struct uuid, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*patients_r)[i] = row_uuid(rows, i, 0);
    return true;
}

bool undo_open(struct db *db, struct arena *arena, const struct who *who,
               const struct uuid *patient, int64_t now, struct uuid *batch_r, int64_t *until_r,
               struct error *error)
{
    struct rows *rows;
    *batch_r = (struct uuid){{0}};
    if (!db_run(db, arena, &OPEN,
                ARGS(v_uuid(patient), v_uuid(&who->organisation), v_uuid(&who->account),
                     v_int(now - UNDO_LASTS)),
                &rows, error))
        return false;
    if (rows_count(rows)) {
        *batch_r = row_uuid(rows, 0, 0);
        *until_r = row_int(rows, 0, 1) + UNDO_LASTS;
    }
    return true;
}
