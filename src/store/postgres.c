/* PostgreSQL through libpq, always in pipeline mode: what is sent between two settles makes one
 * journey. Values travel in binary form. */
#include "store/driver.h"
#include "store/postgres_rows.h"
#include "store/postgres_session.h"
#include "store/several.h"

#include <ctype.h>
#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_ARGS = 1024, GATHER_KEPT = 1 << 18 };

struct statement {
    char name[16];
    size_t count;
    Oid types[]; /* 0: the server found one, since only NULL was given so far */
};

/* How many travel as one, at most. */
enum { GATHER_MOST = 16 };

/* What waits of one statement to travel together. */
struct gather {
    struct gather *next;
    const struct sql *sql;
    struct sql several[GATHER_MOST + 1]; /* for each number from 2; made when first wanted */
    bool asks;
    size_t count, args; /* waiting; arguments of each */
    struct value *values;
    struct rows *rows[GATHER_MOST];
};

enum pending_kind { PENDING_PREPARE, PENDING_EXECUTE, PENDING_SPREAD };

/* What was sent and not yet answered. */
struct pending {
    enum pending_kind kind;
    const struct sql *sql;
    struct rows *rows; /* NULL: not wanted */
    size_t spread;     /* PENDING_SPREAD: so many, the last column says which */
    struct rows *each[GATHER_MOST];
};

struct postgres {
    struct db db;
    PGconn *connection;
    struct postgres_place place;
    bool stale;     /* must be opened again before the next use */
    bool renewed;   /* since db_wait last told */
    bool committed; /* the server has said so */
    unsigned names; /* statements named so far */
    size_t pending_count, pending_size;
    struct pending *pending;
    struct gather *gathers;
    size_t gathered;           /* that wait, of all statements */
    bool gathered_asks;        /* of what waits: questions, or changes */
    struct arena gather_arena; /* their values */
    bool failed;
    struct error error;
    /* Arguments in network order, of the statement being sent. */
    const char *at[MOST_ARGS];
    int length[MOST_ARGS], format[MOST_ARGS];
    Oid type[MOST_ARGS];
    uint64_t integer[MOST_ARGS];
};

static const struct sql BEGIN_WRITE = {"BEGIN"};
static const struct sql BEGIN_READ = {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
static const struct sql COMMIT = {"COMMIT"};
static const struct sql ROLLBACK = {"ROLLBACK"};
/* One writer over all processes; the number is ours alone. */
static const struct sql LOCK = {"SELECT pg_advisory_xact_lock(8612734)"};

static const struct sql NOTIFY = {"SELECT pg_notify(?1, ?2)"};

static struct postgres *of(struct db *db)
{
    return (struct postgres *)(void *)db;
}

static void gather_drop(struct postgres *self)
{
    for (struct gather *gather = self->gathers; gather; gather = gather->next)
        gather->count = 0;
    self->gathered = 0;
    arena_recycle(&self->gather_arena, GATHER_KEPT);
}

static void gathers_destroy(struct postgres *self)
{
    for (struct gather *gather = self->gathers, *next; gather; gather = next) {
        next = gather->next;
        for (size_t i = 2; i <= GATHER_MOST; i++)
            free((char *)(uintptr_t)gather->several[i].text);
        free(gather->values);
        free(gather);
    }
    arena_finish(&self->gather_arena);
}

/* The first failure is the one that counts; what follows it in a pipeline is only its echo. */
static void note_failure(struct postgres *self, enum error_code code, const char *what,
                         const char *message)
{
    if (self->failed)
        return;
    self->failed = true;
    error_log(&self->error, code, "postgres: %s: %s", message, what);
    for (char *c = self->error.log; *c; c++)
        if (*c == '\n')
            *c = ' ';
}

static void lost(struct postgres *self, const char *what)
{
    note_failure(self, ERROR_BUSY, what, PQerrorMessage(self->connection));
    self->pending_count = 0;
    self->stale = true;
    gather_drop(self);
}

static bool reconnect(struct postgres *self, struct error *error)
{
    bool ok;
    PQfinish(self->connection);
    prepared_clear(&self->db.prepared, free);
    self->pending_count = 0;
    self->connection = postgres_connect(&self->place, &ok);
    self->stale = !ok;
    self->renewed = self->renewed || ok;
    if (!ok)
        error_log(error, ERROR_BUSY, "postgres: connect: %s", PQerrorMessage(self->connection));
    return ok;
}

/* An idle connection that the server has closed shows it only when it is read. */
static bool usable(struct postgres *self)
{
    struct pollfd news = {PQsocket(self->connection), POLLIN, 0};
    while (!self->stale && PQstatus(self->connection) == CONNECTION_OK) {
        if (self->pending_count || poll(&news, 1, 0) <= 0)
            return true;
        if (!PQconsumeInput(self->connection))
            break;
    }
    return false;
}

static bool postgres_alive(struct db *db)
{
    return usable(of(db));
}

static void postgres_close(struct db *db)
{
    struct postgres *self = of(db);
    PQfinish(self->connection);
    prepared_clear(&db->prepared, free);
    gathers_destroy(self);
    free(self->pending);
    postgres_place_finish(&self->place);
    free(self);
}

/* ?1 becomes $1, WITHOUT ROWID goes: the two spellings that are not shared. Tells the highest
 * parameter. */
static char *translate(const char *sql, size_t *highest_r)
{
    static const char rowid[] = "WITHOUT ROWID";
    char *text = strdup(sql), *to = text;
    *highest_r = 0;
    if (!text)
        abort();
    for (const char *from = sql; *from;) {
        if (strncmp(from, rowid, sizeof rowid - 1) == 0) {
            from += sizeof rowid - 1;
            continue;
        }
        bool parameter = *from == '?' && isdigit((unsigned char)from[1]);
        if (parameter) {
            size_t number = strtoul(from + 1, NULL, 10);
            *highest_r = number > *highest_r ? number : *highest_r;
        }
        *to++ = parameter ? '$' : *from;
        from++;
    }
    *to = 0;
    return text;
}

static void pend(struct postgres *self, enum pending_kind kind, const struct sql *sql,
                 struct rows *rows)
{
    if (self->pending_count == self->pending_size) {
        self->pending_size = self->pending_size ? self->pending_size * 2 : 64;
        self->pending = realloc(self->pending, self->pending_size * sizeof *self->pending);
        if (!self->pending)
            abort();
    }
    self->pending[self->pending_count++] = (struct pending){.kind = kind, .sql = sql, .rows = rows};
}

static void set_arg(struct postgres *self, size_t i, const struct value *value)
{
    static const Oid types[] = {[VALUE_NULL] = 0,
                                [VALUE_INT] = OID_INT8,
                                [VALUE_TEXT] = OID_TEXT,
                                [VALUE_BYTES] = OID_BYTEA,
                                [VALUE_UUID] = OID_UUID};
    self->type[i] = types[value->kind];
    self->format[i] = 1;
    self->at[i] = value->bytes.at ? value->bytes.at : "";
    self->length[i] = (int)value->bytes.len;
    if (value->kind == VALUE_NULL) {
        self->at[i] = NULL;
    } else if (value->kind == VALUE_INT) {
        self->integer[i] = htobe64((uint64_t)value->integer);
        self->at[i] = (const char *)&self->integer[i];
        self->length[i] = sizeof self->integer[i];
    }
}

/* Was it prepared for values of these types? NULL goes with any. */
static bool fits(const struct postgres *self, const struct statement *statement, size_t count)
{
    if (!statement || statement->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (self->type[i] && self->type[i] != statement->types[i])
            return false;
    return true;
}

static struct statement *statement_create(struct postgres *self, const struct statement *before,
                                          size_t count)
{
    struct statement *statement = calloc(1, sizeof *statement + count * sizeof(Oid));
    if (!statement)
        abort();
    snprintf(statement->name, sizeof statement->name, "v%u", ++self->names);
    statement->count = count;
    for (size_t i = 0; i < count; i++)
        statement->types[i] = self->type[i] || !before ? self->type[i] : before->types[i];
    return statement;
}

/* Prepares with the types of the values at hand. Where only NULL has come so far the server chooses
 * by what stands around, which need not be what comes later: then it is prepared again. */
static const char *prepare(struct postgres *self, const struct sql *sql, size_t count)
{
    struct prepared_slot *slot = prepared_find(&self->db.prepared, sql);
    size_t highest;
    if (fits(self, slot->statement, count))
        return ((struct statement *)slot->statement)->name;
    char *text = translate(sql->text, &highest);
    if (highest != count) {
        note_failure(self, ERROR_INTERNAL, sql->text, "a wrong number of arguments");
        free(text);
        return NULL;
    }
    struct statement *statement = statement_create(self, slot->statement, count);
    free(slot->statement);
    slot->statement = statement;
    if (PQsendPrepare(self->connection, statement->name, text, (int)count, statement->types))
        pend(self, PENDING_PREPARE, sql, NULL);
    else
        lost(self, sql->text);
    free(text);
    return self->failed ? NULL : statement->name;
}

/* Where nothing is prepared by name, the slot keeps the text as the server reads it. */
static const char *text_of(struct postgres *self, const struct sql *sql, size_t count)
{
    struct prepared_slot *slot = prepared_find(&self->db.prepared, sql);
    size_t highest = count;
    if (!slot->statement)
        slot->statement = translate(sql->text, &highest);
    if (highest == count)
        return slot->statement;
    note_failure(self, ERROR_INTERNAL, sql->text, "a wrong number of arguments");
    return NULL;
}

static bool send_unprepared(struct postgres *self, const struct sql *sql, size_t count)
{
    const char *text = text_of(self, sql, count);
    return text && PQsendQueryParams(self->connection, text, (int)count, self->type, self->at,
                                     self->length, self->format, 1);
}

static bool send_prepared(struct postgres *self, const struct sql *sql, size_t count)
{
    const char *name = prepare(self, sql, count);
    return name && PQsendQueryPrepared(self->connection, name, (int)count, self->at, self->length,
                                       self->format, 1);
}

/* typed: by the values; else by where they stand. */
static void execute(struct postgres *self, struct rows *rows, const struct sql *sql,
                    const struct value *args, size_t count, bool typed)
{
    if (self->failed)
        return;
    if (count > MOST_ARGS) {
        note_failure(self, ERROR_INTERNAL, sql->text, "too many arguments");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        set_arg(self, i, &args[i]);
        if (!typed)
            self->type[i] = 0;
    }
    if (self->place.pooled ? send_unprepared(self, sql, count) : send_prepared(self, sql, count))
        pend(self, PENDING_EXECUTE, sql, rows);
    else if (!self->failed)
        lost(self, sql->text);
}

static const struct sql *several_of(struct gather *gather, size_t times)
{
    struct sql *several = &gather->several[times];
    if (!several->text)
        several->text = gather->asks ? several_questions(gather->sql->text, gather->args, times)
                                     : several_inserts(gather->sql->text, gather->args, times);
    return several;
}

static void send_several(struct postgres *self, struct gather *gather, size_t times)
{
    size_t before = self->pending_count;
    execute(self, NULL, several_of(gather, times), gather->values, times * gather->args,
            gather->asks);
    if (self->failed || !gather->asks || self->pending_count == before)
        return;
    struct pending *pending = &self->pending[self->pending_count - 1];
    pending->kind = PENDING_SPREAD;
    pending->spread = times;
    memcpy(pending->each, gather->rows, times * sizeof gather->rows[0]);
}

static void send_gather(struct postgres *self, struct gather *gather)
{
    size_t count = gather->count;
    if (count > 1)
        send_several(self, gather, count);
    else
        execute(self, gather->rows[0], gather->sql, gather->values, gather->args, true);
    self->gathered -= count;
    gather->count = 0;
}

static void send_gathered(struct postgres *self)
{
    for (struct gather *gather = self->gathers; gather && self->gathered; gather = gather->next)
        if (gather->count)
            send_gather(self, gather);
    gather_drop(self);
}

static struct gather *gather_of(struct postgres *self, const struct sql *sql, size_t args)
{
    struct gather **at = &self->gathers;
    while (*at && (*at)->sql != sql)
        at = &(*at)->next;
    if (*at)
        return *at;
    struct gather *gather = calloc(1, sizeof *gather);
    if (!gather || !(gather->values = calloc(GATHER_MOST * (args + 1), sizeof *gather->values)))
        abort();
    gather->sql = sql;
    gather->asks = strncmp(sql->text, "SELECT", strlen("SELECT")) == 0;
    gather->args = args;
    return *at = gather;
}

/* Values in a question's list have no place that tells their type. */
static bool may_gather(const struct postgres *self, bool asks, const struct sql *sql,
                       const struct value *args, size_t count)
{
    if (!sql->gather || !self->db.in_transaction || !count || count * GATHER_MOST > MOST_ARGS)
        return false;
    for (size_t i = 0; i < count && asks; i++)
        if (args[i].kind == VALUE_NULL)
            return false;
    return true;
}

static void gather_add(struct postgres *self, struct rows *rows, const struct sql *sql,
                       const struct value *args, size_t count)
{
    struct gather *gather = gather_of(self, sql, count);
    if (gather->args != count) {
        note_failure(self, ERROR_INTERNAL, sql->text, "a wrong number of arguments");
        return;
    }
    struct value *to = gather->values + gather->count * count;
    for (size_t i = 0; i < count; i++) {
        to[i] = args[i];
        to[i].bytes = arena_str(&self->gather_arena, args[i].bytes);
    }
    gather->rows[gather->count++] = rows;
    self->gathered++;
    if (gather->count == GATHER_MOST)
        send_gather(self, gather);
}

/* Questions see all changes that were sent before them and none that come later. */
static void postgres_send(struct db *db, struct rows *rows, const struct sql *sql,
                          const struct value *args, size_t count)
{
    struct postgres *self = of(db);
    bool asks = rows != NULL, gathers = may_gather(self, asks, sql, args, count);
    if (self->failed)
        return;
    if (self->gathered && asks != self->gathered_asks)
        send_gathered(self);
    if (gathers) {
        self->gathered_asks = asks;
        gather_add(self, rows, sql, args, count);
    } else {
        execute(self, rows, sql, args, count, true);
    }
}

/* Sends all, taking in what arrives meanwhile so that neither side can block the other. */
static bool flush(struct postgres *self)
{
    int left;
    while ((left = PQflush(self->connection)) == 1) {
        struct pollfd ready = {PQsocket(self->connection), POLLIN | POLLOUT, 0};
        if (poll(&ready, 1, -1) < 0)
            continue;
        if ((ready.revents & POLLIN) && !PQconsumeInput(self->connection))
            return false;
    }
    return left == 0;
}

/* The server being out of room, shutting down or locked is worth another try; the rest is our
 * fault. */
static enum error_code code_of(const PGresult *result)
{
    static const char *const passing[] = {"53", "57", "55", "40", "58", "08", "25006"};
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state)
        return ERROR_BUSY;
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (strncmp(state, passing[i], strlen(passing[i])) == 0)
            return ERROR_BUSY;
    return ERROR_INTERNAL;
}

/* A writer that meets a server which only reads has missed that another one took over. */
static bool must_move(const struct postgres *self, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return self->place.mode != DB_READ && state && strcmp(state, "25006") == 0;
}

/* Without the detail, which quotes values. */
static const char *primary_message(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state && (strcmp(state, "26000") == 0 || strcmp(state, "42P05") == 0))
        return "a pooler between takes prepared statements away (set db_prepare = false)";
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return message ? message : "no message";
}

static void take_failure(struct postgres *self, const struct pending *pending,
                         const PGresult *result)
{
    if (PQresultStatus(result) == PGRES_FATAL_ERROR) {
        note_failure(self, code_of(result), pending->sql->text, primary_message(result));
        self->stale = self->stale || must_move(self, result);
    }
    if (pending->kind == PENDING_PREPARE) {
        struct prepared_slot *slot = prepared_find(&self->db.prepared, pending->sql);
        free(slot->statement);
        slot->statement = NULL;
    }
}

/* Each row to the question that it answers. */
static void split_rows(const struct pending *pending, PGresult *result)
{
    int number = PQnfields(result) - 1;
    for (int row = 0; row < PQntuples(result); row++) {
        struct rows *rows = pending->each[postgres_number(result, row, number)];
        rows->columns = (unsigned)number;
        struct cell *cells = rows_append(rows);
        for (int column = 0; column < number; column++)
            postgres_cell(rows->arena, result, row, column, &cells[column]);
    }
}

static void take_result(struct postgres *self, const struct pending *pending, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        take_failure(self, pending, result);
    else if (pending->sql == &COMMIT && pending->kind == PENDING_EXECUTE)
        self->committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
    else if (pending->kind == PENDING_SPREAD && postgres_columns_known(result))
        split_rows(pending, result);
    else if (pending->rows && postgres_columns_known(result))
        postgres_rows(pending->rows, result);
    else if (pending->rows || pending->kind == PENDING_SPREAD)
        note_failure(self, ERROR_INTERNAL, pending->sql->text,
                     "a column is neither integer, text, bytes nor uuid");
    PQclear(result);
}

static bool take_results(struct postgres *self)
{
    for (size_t i = 0; i < self->pending_count; i++) {
        PGresult *result = PQgetResult(self->connection);
        if (!result)
            return false;
        take_result(self, &self->pending[i], result);
        PQclear(PQgetResult(self->connection));
    }
    PGresult *sync = PQgetResult(self->connection);
    bool ok = sync && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    return ok;
}

static bool postgres_settle(struct db *db, struct error *error)
{
    struct postgres *self = of(db);
    send_gathered(self);
    if (self->pending_count) {
        bool whole = PQpipelineSync(self->connection) && flush(self) && take_results(self);
        if (!whole || PQstatus(self->connection) != CONNECTION_OK)
            lost(self, "the connection was lost");
        self->pending_count = 0;
    }
    if (self->failed && error)
        *error = self->error;
    return !self->failed;
}

static bool ready(struct postgres *self, struct error *error)
{
    self->failed = false;
    error_clear(&self->error);
    return usable(self) || reconnect(self, error);
}

/* They hold until the transaction ends, also one that is only the journey of one statement. */
static void send_settings(struct postgres *self)
{
    const struct sql *settings = postgres_settings(&self->place);
    if (settings)
        postgres_send(&self->db, NULL, settings, NULL, 0);
}

static bool postgres_run(struct db *db, struct arena *arena, const struct sql *sql,
                         const struct value *args, size_t count, struct rows **rows_r,
                         struct error *error)
{
    struct postgres *self = of(db);
    if (!db->in_transaction && !ready(self, error))
        return false;
    *rows_r = rows_create(arena);
    if (!db->in_transaction && of(db)->place.mode == DB_READ)
        send_settings(of(db));
    postgres_send(db, *rows_r, sql, args, count);
    return postgres_settle(db, error);
}

bool postgres_once(struct db *db, struct rows *rows, const struct sql *sql,
                   const struct value *args, size_t count, struct error *error)
{
    struct postgres *self = of(db);
    size_t highest;
    char *text = translate(sql->text, &highest);
    send_gathered(self);
    for (size_t i = 0; i < count && i < MOST_ARGS; i++)
        set_arg(self, i, &args[i]);
    if (highest != count || count > MOST_ARGS)
        note_failure(self, ERROR_INTERNAL, sql->text, "a wrong number of arguments");
    else if (!self->failed && PQsendQueryParams(self->connection, text, (int)count, self->type,
                                                self->at, self->length, self->format, 1))
        pend(self, PENDING_EXECUTE, sql, rows);
    else if (!self->failed)
        lost(self, sql->text);
    free(text);
    return postgres_settle(db, error);
}

static bool postgres_begin(struct db *db, struct error *error)
{
    if (!ready(of(db), error))
        return false;
    postgres_send(db, NULL, &BEGIN_WRITE, NULL, 0);
    send_settings(of(db));
    postgres_send(db, NULL, &LOCK, NULL, 0);
    return !of(db)->failed || postgres_settle(db, error);
}

/* What the server has confirmed is stored, even when the connection ends with that. When it ends
 * before, nobody knows; the caller's key makes another try harmless. */
static bool postgres_commit(struct db *db, struct error *error)
{
    struct postgres *self = of(db);
    bool doubtful = !self->failed;
    self->committed = false;
    send_gathered(self);
    postgres_send(db, NULL, &COMMIT, NULL, 0);
    if (postgres_settle(db, error) || self->committed)
        return true;
    if (doubtful && self->stale && error)
        error_set(error, ERROR_BUSY,
                  "The service lost its store and cannot tell whether this was stored. Try again.");
    return false;
}

static void postgres_rollback(struct db *db)
{
    struct postgres *self = of(db);
    gather_drop(self);
    postgres_settle(db, NULL);
    self->failed = false;
    if (self->stale)
        return;
    postgres_send(db, NULL, &ROLLBACK, NULL, 0);
    if (!postgres_settle(db, NULL))
        self->stale = true;
}

static bool postgres_begin_read(struct db *db, struct error *error)
{
    if (!ready(of(db), error))
        return false;
    postgres_send(db, NULL, &BEGIN_READ, NULL, 0);
    send_settings(of(db));
    return !of(db)->failed || postgres_settle(db, error);
}

/* Scripts have no parameters and may hold many statements: outside the pipeline. */
static bool postgres_script(struct db *db, const char *script, struct error *error)
{
    struct postgres *self = of(db);
    size_t highest;
    if (!postgres_settle(db, error))
        return false;
    if (!PQexitPipelineMode(self->connection)) {
        lost(self, "script");
        return postgres_settle(db, error);
    }
    char *text = translate(script, &highest);
    PGresult *result = PQexec(self->connection, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        note_failure(self, code_of(result), "script", primary_message(result));
    PQclear(result);
    free(text);
    if (!PQenterPipelineMode(self->connection))
        lost(self, "script");
    return postgres_settle(db, error);
}

static void postgres_notify(struct db *db, enum db_news news, int64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)number);
    postgres_send(db, NULL, &NOTIFY, ARGS(v_text(postgres_channel(news)), v_text(digits)));
}

static void postgres_wait(struct db *db, int wake, int ms, struct db_told *told)
{
    struct postgres *self = of(db);
    told->deaf = self->place.pooled;
    told->missed = self->renewed;
    self->renewed = false;
    if (!postgres_hear(self->stale ? NULL : self->connection, wake, told->missed ? 0 : ms, told))
        self->stale = true;
}

static const struct driver driver = {
    .kind = DB_POSTGRES,
    .close = postgres_close,
    .alive = postgres_alive,
    .run = postgres_run,
    .each = postgres_each,
    .send = postgres_send,
    .settle = postgres_settle,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .begin_read = postgres_begin_read,
    .end_read = postgres_rollback,
    .script = postgres_script,
    .notify = postgres_notify,
    .wait = postgres_wait,
};

struct db *postgres_open(const char *url, enum db_mode mode, struct error *error)
{
    struct postgres *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    self->db.driver = &driver;
    postgres_place_init(&self->place, url, mode);
    if (!reconnect(self, error)) {
        postgres_close(&self->db);
        return NULL;
    }
    return &self->db;
}
