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
    {"alarm_limit", ALL},
    {"alarm_mark", CHANGE},
    {"alarm_month", ALL},
    {"alarm_patient", CHANGE},
    {"contact", ADD},
    {"correction", ADD},
    {"enrolment", CHANGE},
    {"enrolment_schedule", ADD},
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
    {"missing_event", ADD},
    {"note", ADD},
    {"observation", ADD},
    {"opening_exception", ALL},
    {"opening_hours", "SELECT, INSERT, DELETE"},
    {"organisation", CHANGE},
    {"organisation_link", "SELECT, INSERT, DELETE"},
    {"outbox", CHANGE},
    {"outcome", ADD},
    {"overview", CHANGE},
    {"patient", CHANGE},
    {"patient_due", ALL},
    {"patient_habit", CHANGE},
    {"patient_limit", ADD},
    {"pause", CHANGE},
    {"programme", CHANGE},
    {"report", ADD},
    {"response", ADD},
    {"role", CHANGE},
    {"session", ALL},
    {"silent_review", ADD},
    {"started_action", CHANGE},
    {"task", CHANGE},
    {"task_event", ADD},
    {"thread", CHANGE},
    {"triage_case", CHANGE},
    {"triage_case_event", ADD},
    {"unwell", ADD},
    {"worklist_view", "SELECT, INSERT, DELETE"},
};
const size_t right_count = sizeof rights / sizeof rights[0];

static const struct sql ROLE = {
    "SELECT CAST(rolsuper AS int) FROM pg_roles WHERE rolname = CAST(?1 AS name)"};
static const struct sql OWNED = {
    "SELECT CAST(min(CAST(tablename AS text)) AS text) FROM pg_tables"
    " WHERE schemaname = current_schema() AND pg_has_role(CAST(?1 AS name), tableowner, 'MEMBER')"};
/* Roles that can do anything, or make themselves able to, and that it is or can become. */
static const struct sql POWERS = {
    "SELECT CAST(min(CAST(r.rolname AS text)) AS text) FROM pg_roles r WHERE (r.rolsuper"
    " OR r.rolcreaterole OR r.rolreplication OR r.rolname IN ('pg_write_all_data',"
    " 'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))"
    " AND pg_has_role(CAST(?1 AS name), r.oid, 'MEMBER')"};
/* What it has for all that was taken from it: as everybody, or through another role. */
static const struct sql STILL = {
    "SELECT CAST(t.relname AS text), p.word FROM pg_class t CROSS JOIN (VALUES ('INSERT'),"
    " ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) p (word)"
    " WHERE t.relkind IN ('r', 'p') AND CAST(t.relnamespace AS regnamespace) ="
    " CAST(quote_ident(current_schema()) AS regnamespace)"
    " AND (has_table_privilege(CAST(?1 AS name), t.oid, p.word) OR"
    " CASE WHEN p.word IN ('INSERT', 'UPDATE', 'REFERENCES')"
    " THEN has_any_column_privilege(CAST(?1 AS name), t.oid, p.word) ELSE false END)"
    " ORDER BY 1, 2 LIMIT 1000"};
static const struct sql MAKES = {
    "SELECT CAST(has_schema_privilege(CAST(?1 AS name), current_schema(), 'CREATE') AS int),"
    " current_schema()"};
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

static bool check_powers(struct db *db, struct arena *arena, struct str role, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &POWERS, ARGS(v_str(role)), &rows, error))
        return false;
    return row_is_null(rows, 0, 0) ||
           error_at(error, ERROR_MALFORMED, "--to",
                    "“%.60s” is or can become %.60s, which may do more than is granted here: give "
                    "the service a role of its own",
                    role.at, row_str(rows, 0, 0).at);
}

static bool is_given(struct str table, struct str word)
{
    for (size_t i = 0; i < right_count; i++)
        if (str_is(table, rights[i].table))
            return strstr(rights[i].words, word.at) != NULL;
    return true; /* none of ours */
}

/* In the open transaction, when all is granted. */
static bool check_no_more(struct db *db, struct arena *arena, struct str role, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &STILL, ARGS(v_str(role)), &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        if (!is_given(row_str(rows, i, 0), row_str(rows, i, 1)))
            return error_at(error, ERROR_CONFLICT, "--to",
                            "“%.60s” has %.20s on %.60s as everybody or through another role: "
                            "REVOKE that from PUBLIC or from the role",
                            role.at, row_str(rows, i, 1).at, row_str(rows, i, 0).at);
    if (!db_run(db, arena, &MAKES, ARGS(v_str(role)), &rows, error))
        return false;
    return row_int(rows, 0, 0) == 0 ||
           error_at(error, ERROR_CONFLICT, "--to",
                    "“%.60s” may make tables in the schema %.60s as everybody or through another "
                    "role: REVOKE CREATE ON SCHEMA %.60s FROM PUBLIC",
                    role.at, row_str(rows, 0, 1).at, row_str(rows, 0, 1).at);
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
        !check_powers(db, &arena, role, error) ||
        !db_run(db, &arena, &PLACE, NO_ARGS, &rows, error) || !db_begin(db, error))
        goto done;
    put_script(&script, row_str(rows, 0, 0), row_str(rows, 0, 1), role);
    ok = db_script(db, buf_cstr(&script), error) && check_no_more(db, &arena, role, error) &&
         db_commit(db, error);
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
