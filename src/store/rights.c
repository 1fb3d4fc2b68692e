#include "store/rights.h"
#include "store/schema.h"

#define READ "SELECT"
#define ADD "SELECT, INSERT"
#define CHANGE "SELECT, INSERT, UPDATE"
#define ALL "SELECT, INSERT, UPDATE, DELETE"

const struct right rights[] = {
    {"access_log", ADD},
    {"access_log_seal", ADD},
    {"account", CHANGE},
    {"acknowledgement", ADD},
    {"acknowledgement_undone", ADD},
    {"agreement", CHANGE},
    {"agreement_party", ADD},
    {"agreement_programme", ADD},
    {"contact", ADD},
    {"correction", ADD},
    {"enrolment", CHANGE},
    {"enrolment_transition", ADD},
    {"event", ADD},
    {"idempotency", "SELECT, INSERT, DELETE"},
    {"job", CHANGE},
    {"kin", READ},
    {"limit_order", CHANGE},
    {"login_link", ALL},
    {"message", ADD},
    {"message_seen", ADD},
    {"migration", READ},
    {"note", ADD},
    {"observation", ADD},
    {"opening_exception", ALL},
    {"opening_hours", "SELECT, INSERT, DELETE"},
    {"organisation", CHANGE},
    {"organisation_link", "SELECT, INSERT, DELETE"},
    {"outbox", READ},
    {"outcome", ADD},
    {"overview", CHANGE},
    {"patient", CHANGE},
    {"patient_limit", ADD},
    {"programme", CHANGE},
    {"report", ADD},
    {"response", ADD},
    {"role", CHANGE},
    {"session", ALL},
    {"thread", CHANGE},
    {"triage_case", CHANGE},
    {"triage_case_event", ADD},
    {"worklist_view", "SELECT, INSERT, DELETE"},
};
const size_t right_count = sizeof rights / sizeof rights[0];

static const struct sql ROLE = {
    "SELECT CAST(rolsuper AS int) FROM pg_roles WHERE rolname = CAST(?1 AS name)"};
static const struct sql OWNED = {
    "SELECT CAST(min(CAST(tablename AS text)) AS text) FROM pg_tables"
    " WHERE schemaname = current_schema() AND pg_has_role(CAST(?1 AS name), tableowner, 'MEMBER')"};
static const struct sql NOT_OURS = {
    "SELECT CAST(min(CAST(tableowner AS text)) AS text) FROM pg_tables"
    " WHERE schemaname = current_schema() AND NOT pg_has_role(tableowner, 'MEMBER')"};
static const struct sql PLACE = {"SELECT current_database(), current_schema()"};
static const struct sql HAS = {
    "SELECT CAST(has_table_privilege(to_regclass(?1), ?2) AS int), current_user"};

static void put_on(struct buf *out, const char *words, const char *what, struct str name,
                   struct str role)
{
    buf_printf(out, "%s ON %s ", words, what);
    schema_quote(out, name);
    buf_text(out, str_starts(str_of(words), "REVOKE") ? " FROM " : " TO ");
    schema_quote(out, role);
    buf_text(out, ";\n");
}

static void put_script(struct buf *out, struct str database, struct str schema, struct str role)
{
    put_on(out, "GRANT CONNECT", "DATABASE", database, role);
    put_on(out, "REVOKE CREATE", "SCHEMA", schema, role);
    put_on(out, "GRANT USAGE", "SCHEMA", schema, role);
    put_on(out, "REVOKE ALL", "ALL TABLES IN SCHEMA", schema, role);
    for (size_t i = 0; i < right_count; i++) {
        buf_printf(out, "GRANT ");
        put_on(out, rights[i].words, "TABLE", str_of(rights[i].table), role);
    }
}

/* Who owns a table may do anything with it, whatever is granted. */
static bool check_role(struct db *db, struct arena *arena, struct str role, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &ROLE, ARGS(v_str(role)), &rows, error))
        return false;
    if (!rows_count(rows))
        return error_at(error, ERROR_MALFORMED, "--to",
                        "there is no role “%.60s”: CREATE ROLE … LOGIN makes one", role.at);
    bool super = row_int(rows, 0, 0) != 0;
    if (!super && !db_run(db, arena, &OWNED, ARGS(v_str(role)), &rows, error))
        return false;
    if (super || !row_is_null(rows, 0, 0))
        return error_at(error, ERROR_MALFORMED, "--to",
                        "“%.60s” is a superuser or owns tables here, and so may do anything: give "
                        "the service a role of its own",
                        role.at);
    return true;
}

static bool check_owner(struct db *db, struct arena *arena, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &NOT_OURS, NO_ARGS, &rows, error))
        return false;
    return row_is_null(rows, 0, 0) ||
           error_at(error, ERROR_FORBIDDEN, "db",
                    "the tables belong to %.60s: connect as that role", row_str(rows, 0, 0).at);
}

bool rights_grant(struct db *db, struct str role, struct error *error)
{
    struct arena arena;
    struct buf script;
    struct rows *rows;
    bool ok = false;
    if (db_kind(db) != DB_POSTGRES)
        return error_at(error, ERROR_MALFORMED, "db", "only PostgreSQL has roles");
    arena_init(&arena);
    buf_init(&script, &arena, 4096);
    if (!check_owner(db, &arena, error) || !check_role(db, &arena, role, error) ||
        !db_run(db, &arena, &PLACE, NO_ARGS, &rows, error) || !db_begin(db, error))
        goto done;
    put_script(&script, row_str(rows, 0, 0), row_str(rows, 0, 1), role);
    ok = db_script(db, buf_cstr(&script), error) && db_commit(db, error);
    if (!ok)
        db_rollback(db);
done:
    arena_finish(&arena);
    return ok;
}

static bool has(struct db *db, struct arena *arena, const char *table, struct str word,
                struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &HAS, ARGS(v_text(table), v_str(word)), &rows, error))
        return false;
    return row_int(rows, 0, 0) ||
           error_at(error, ERROR_FORBIDDEN, "db",
                    "the role %.60s lacks %.10s on %s: varde grant --db URL --to %.60s, as the "
                    "tables' owner",
                    row_str(rows, 0, 1).at, word.at, table, row_str(rows, 0, 1).at);
}

bool rights_check(struct db *db, struct error *error)
{
    struct arena arena;
    bool ok = true;
    if (db_kind(db) != DB_POSTGRES)
        return true;
    arena_init(&arena);
    for (size_t i = 0; ok && i < right_count; i++) {
        struct str word, left = str_of(rights[i].words);
        for (bool more = true; ok && more;) {
            more = str_cut(left, ',', &word, &left);
            while (word.len && word.at[0] == ' ')
                word = (struct str){word.at + 1, word.len - 1};
            ok = has(db, &arena, rights[i].table, arena_str(&arena, word), error);
        }
    }
    arena_finish(&arena);
    return ok;
}
