#include "lib.h"

#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- folders ---- */

static int remove_one(const char *path, const struct stat *seen, int what, struct FTW *at)
{
    (void)seen;
    (void)what;
    (void)at;
    return remove(path);
}

static void folder_create(char *folder, size_t size)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, size, "%.40s/varde-store.XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
}

static void folder_destroy(const char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* ---- PostgreSQL ---- */

static PGconn *connect_to(const char *url)
{
    PGconn *connection = PQconnectdb(url);
    if (PQstatus(connection) != CONNECTION_OK)
        fail_msg("PostgreSQL: %s", PQerrorMessage(connection));
    return connection;
}

/* Tells how many rows there were. */
static int command(PGconn *connection, const char *text)
{
    PGresult *result = PQexec(connection, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("PostgreSQL: %s", PQerrorMessage(connection));
    int rows = PQntuples(result);
    PQclear(result);
    return rows;
}

static void add_escaped(struct buf *buf, const char *value)
{
    for (const char *c = value; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '_' || *c == '-' || *c == '.';
        if (plain)
            buf_char(buf, *c);
        else
            buf_printf(buf, "%%%02X", (unsigned)(unsigned char)*c);
    }
}

/* The same server, another database. */
static void url_with_name(const char *base, const char *name, char *url_r, size_t size)
{
    struct arena arena;
    struct buf buf;
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(base, &message);
    if (!options)
        fail_msg("VARDE_TEST_POSTGRES: %s", message);
    arena_init(&arena);
    buf_init(&buf, &arena, 256);
    buf_printf(&buf, "postgresql:///%s", name);
    char sign = '?';
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (!option->val || strcmp(option->keyword, "dbname") == 0)
            continue;
        buf_char(&buf, sign);
        buf_printf(&buf, "%s=", option->keyword);
        add_escaped(&buf, option->val);
        sign = '&';
    }
    PQconninfoFree(options);
    assert_true(buf.len < size);
    memcpy(url_r, buf_cstr(&buf), buf.len + 1);
    arena_finish(&arena);
}

static void database_create(struct place *place)
{
    static unsigned made;
    const char *base = getenv("VARDE_TEST_POSTGRES");
    char text[200];
    if (!base) {
        place->missing = true;
        return;
    }
    snprintf(place->name, sizeof place->name, "varde_test_%ld_%u", (long)getpid(), ++made);
    PGconn *connection = connect_to(base);
    snprintf(text, sizeof text, "CREATE DATABASE %s", place->name);
    command(connection, text);
    PQfinish(connection);
    url_with_name(base, place->name, place->url, sizeof place->url);
}

static void database_destroy(const struct place *place)
{
    char text[200];
    PGconn *connection = connect_to(getenv("VARDE_TEST_POSTGRES"));
    snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", place->name);
    command(connection, text);
    PQfinish(connection);
}

int place_disconnect(const struct place *place)
{
    char text[300];
    PGconn *connection = connect_to(getenv("VARDE_TEST_POSTGRES"));
    snprintf(text, sizeof text,
             "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '%s'",
             place->name);
    int ended = command(connection, text);
    PQfinish(connection);
    return ended;
}

void place_read_only(const struct place *place, bool read_only)
{
    char text[200];
    PGconn *connection = connect_to(getenv("VARDE_TEST_POSTGRES"));
    snprintf(text, sizeof text, "ALTER DATABASE %s SET default_transaction_read_only = %s",
             place->name, read_only ? "on" : "off");
    command(connection, text);
    PQfinish(connection);
}

/* ---- cases ---- */

int case_setup(void **state)
{
    const struct store_case *this = *state;
    struct place *place = calloc(1, sizeof *place + sizeof *this);
    if (!place)
        return -1;
    memcpy(place + 1, this, sizeof *this);
    place->kind = this->kind;
    folder_create(place->folder, sizeof place->folder);
    if (place->kind == DB_SQLITE)
        snprintf(place->url, sizeof place->url, "sqlite:%s/store.db", place->folder);
    else
        database_create(place);
    *state = place;
    return 0;
}

int case_teardown(void **state)
{
    struct place *place = *state;
    if (place->kind == DB_POSTGRES && !place->missing)
        database_destroy(place);
    folder_destroy(place->folder);
    free(place);
    return 0;
}

void case_run(void **state)
{
    struct place *place = *state;
    const struct store_case *this = (const struct store_case *)(const void *)(place + 1);
    if (place->missing) {
        print_message("# skipped: VARDE_TEST_POSTGRES is not set\n");
        skip();
    }
    this->test(place);
}

/* ---- statements ---- */

struct db *place_open(const struct place *place, enum db_mode mode)
{
    struct error error = {0};
    struct db *db = db_open(place->url, mode, &error);
    if (!db)
        fail_msg("open: %s %s", error.detail, error.log);
    return db;
}

void must_run(struct db *db, const struct sql *sql, const struct value *args, size_t count)
{
    struct arena arena;
    struct error error = {0};
    arena_init(&arena);
    bool ok = db_run(db, &arena, sql, args, count, NULL, &error);
    arena_finish(&arena);
    if (!ok)
        fail_msg("%s: %s", sql->text, error.log);
}

int64_t number(struct db *db, const struct sql *sql)
{
    struct arena arena;
    struct error error = {0};
    struct rows *rows = NULL;
    arena_init(&arena);
    if (!db_run(db, &arena, sql, NO_ARGS, &rows, &error))
        fail_msg("%s: %s", sql->text, error.log);
    assert_int_equal(rows_count(rows), 1);
    int64_t value = row_int(rows, 0, 0);
    arena_finish(&arena);
    return value;
}

int64_t place_number(const struct place *place, const struct sql *sql)
{
    struct db *db = place_open(place, DB_READ);
    int64_t value = number(db, sql);
    db_close(db);
    return value;
}

bool table_exists(struct db *db, const char *name)
{
    static const struct sql sqlite = {
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1"};
    static const struct sql postgres = {"SELECT count(*) FROM pg_tables WHERE tablename = ?1"};
    struct arena arena;
    struct error error = {0};
    struct rows *rows = NULL;
    arena_init(&arena);
    assert_true(db_run(db, &arena, db_kind(db) == DB_SQLITE ? &sqlite : &postgres,
                       ARGS(v_text(name)), &rows, &error));
    bool there = row_int(rows, 0, 0) == 1;
    arena_finish(&arena);
    return there;
}

/* ---- processes ---- */

pid_t child_start(void (*run)(const struct place *place, int out), const struct place *place,
                  int *in_r)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        run(place, ends[1]);
        _exit(3);
    }
    close(ends[1]);
    *in_r = ends[0];
    return child;
}

void child_kill(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* ---- a cluster of one's own ---- */

struct cluster {
    char folder[64];
    char data[80];
    char bin[64];
    char url[160];
    const struct passwd *owner; /* PostgreSQL refuses root; NULL when we are not */
    pid_t server;
};

static void become(const struct cluster *cluster)
{
    const struct passwd *owner = cluster->owner;
    if (owner && (initgroups(owner->pw_name, owner->pw_gid) || setgid(owner->pw_gid) ||
                  setuid(owner->pw_uid)))
        _exit(4);
    if (chdir(cluster->folder) || !freopen("log", "a", stdout) || dup2(1, 2) < 0)
        _exit(5);
    /* No cluster may outlive its test. SIGQUIT: stop at once. */
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

static bool initdb(const struct cluster *cluster)
{
    char program[80];
    int status = -1;
    snprintf(program, sizeof program, "%s/initdb", cluster->bin);
    pid_t child = fork();
    if (child == 0) {
        become(cluster);
        execl(program, program, "-D", cluster->data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
              "--locale=C.UTF-8", "--no-sync", (char *)NULL);
        _exit(6);
    }
    waitpid(child, &status, 0);
    return status == 0;
}

static bool find_programs(char *bin_r, size_t size)
{
    glob_t found;
    bool ok = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0;
    if (ok)
        snprintf(bin_r, size, "%.*s", (int)(strlen(found.gl_pathv[0]) - strlen("/initdb")),
                 found.gl_pathv[0]);
    globfree(&found);
    return ok;
}

struct cluster *cluster_create(void)
{
    struct cluster *cluster = calloc(1, sizeof *cluster);
    assert_non_null(cluster);
    if (geteuid() == 0)
        cluster->owner = getpwnam("postgres");
    if ((geteuid() == 0 && !cluster->owner) || !getenv("VARDE_TEST_POSTGRES") ||
        !find_programs(cluster->bin, sizeof cluster->bin)) {
        free(cluster);
        return NULL;
    }
    folder_create(cluster->folder, sizeof cluster->folder);
    snprintf(cluster->data, sizeof cluster->data, "%s/data", cluster->folder);
    snprintf(cluster->url, sizeof cluster->url, "postgresql:///postgres?host=%s&user=postgres",
             cluster->folder);
    if (cluster->owner)
        assert_int_equal(chown(cluster->folder, cluster->owner->pw_uid, cluster->owner->pw_gid), 0);
    assert_true(initdb(cluster));
    cluster_start(cluster);
    return cluster;
}

void cluster_start(struct cluster *cluster)
{
    char program[80];
    snprintf(program, sizeof program, "%s/postgres", cluster->bin);
    cluster->server = fork();
    if (cluster->server == 0) {
        become(cluster);
        execl(program, program, "-D", cluster->data, "-k", cluster->folder, "-c",
              "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB", (char *)NULL);
        _exit(6);
    }
    for (int i = 0; i < 600 && PQping(cluster->url) != PQPING_OK; i++)
        pause_ms(50);
    assert_int_equal(PQping(cluster->url), PQPING_OK);
}

void cluster_stop(struct cluster *cluster, bool rough)
{
    if (cluster->server <= 0)
        return;
    kill(cluster->server, rough ? SIGQUIT : SIGINT);
    waitpid(cluster->server, NULL, 0);
    cluster->server = 0;
}

void cluster_destroy(struct cluster *cluster)
{
    if (!cluster)
        return;
    cluster_stop(cluster, true);
    folder_destroy(cluster->folder);
    free(cluster);
}

const char *cluster_url(const struct cluster *cluster)
{
    return cluster->url;
}

/* ---- the rest ---- */

struct uuid id_of(unsigned n)
{
    struct uuid id = {{0x01, [6] = 0x70, [8] = 0x80}};
    for (int i = 0; i < 4; i++)
        id.b[15 - i] = (uint8_t)(n >> (8 * i));
    return id;
}

void pause_ms(unsigned milliseconds)
{
    poll(NULL, 0, (int)milliseconds);
}

/* ---- a proxy ---- */

struct proxy {
    char url[512];
    struct sockaddr_un upstream;
    int listening;
    _Atomic int commits_left;
    bool tell; /* lets the answer itself through */
    pthread_t thread;
};

static int connect_upstream(const struct proxy *proxy)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 &&
        connect(fd, (const struct sockaddr *)&proxy->upstream, sizeof proxy->upstream) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_all(int to, const char *bytes, size_t len)
{
    for (ssize_t sent; len; bytes += sent, len -= (size_t)sent)
        if ((sent = send(to, bytes, len, MSG_NOSIGNAL)) <= 0)
            return false;
    return true;
}

/* False when the connection is to end. */
static bool carry(struct proxy *proxy, int from, int to, bool answers)
{
    static const char commit[] = "COMMIT";
    char bytes[65536];
    ssize_t len = read(from, bytes, sizeof bytes);
    if (len <= 0)
        return false;
    const char *found = answers ? memmem(bytes, (size_t)len, commit, sizeof commit) : NULL;
    if (!found || proxy->commits_left == 0 || --proxy->commits_left > 0)
        return send_all(to, bytes, (size_t)len);
    if (proxy->tell)
        send_all(to, bytes, (size_t)(found - bytes) + sizeof commit);
    return false;
}

static void *proxy_main(void *argument)
{
    struct proxy *proxy = argument;
    int client;
    while ((client = accept4(proxy->listening, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        int server = connect_upstream(proxy);
        struct pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        bool open = server >= 0;
        while (open && poll(ends, 2, -1) > 0)
            open = (!ends[0].revents || carry(proxy, client, server, false)) &&
                   (!ends[1].revents || carry(proxy, server, client, true));
        close(client);
        if (server >= 0)
            close(server);
    }
    return NULL;
}

/* The socket of the server that the base URL names, and the place's URL through `folder`. */
static bool proxy_urls(struct proxy *proxy, const struct place *place)
{
    PQconninfoOption *options = PQconninfoParse(getenv("VARDE_TEST_POSTGRES"), NULL);
    const char *host = NULL, *port = "5432", *user = NULL;
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (option->val && strcmp(option->keyword, "host") == 0)
            host = option->val;
        if (option->val && strcmp(option->keyword, "port") == 0)
            port = option->val;
        if (option->val && strcmp(option->keyword, "user") == 0)
            user = option->val;
    }
    bool ok = host && *host == '/';
    if (ok) {
        proxy->upstream.sun_family = AF_UNIX;
        snprintf(proxy->upstream.sun_path, sizeof proxy->upstream.sun_path, "%.80s/.s.PGSQL.%.6s",
                 host, port);
        snprintf(proxy->url, sizeof proxy->url, "postgresql:///%s?host=%s%s%s", place->name,
                 place->folder, user ? "&user=" : "", user ? user : "");
    }
    PQconninfoFree(options);
    return ok;
}

struct proxy *proxy_create(const struct place *place)
{
    struct sockaddr_un own = {.sun_family = AF_UNIX};
    struct proxy *proxy = calloc(1, sizeof *proxy);
    assert_non_null(proxy);
    if (!proxy_urls(proxy, place)) {
        free(proxy);
        return NULL;
    }
    snprintf(own.sun_path, sizeof own.sun_path, "%s/.s.PGSQL.5432", place->folder);
    proxy->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(proxy->listening, (struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(listen(proxy->listening, 8), 0);
    assert_int_equal(pthread_create(&proxy->thread, NULL, proxy_main, proxy), 0);
    return proxy;
}

void proxy_destroy(struct proxy *proxy)
{
    shutdown(proxy->listening, SHUT_RDWR);
    pthread_join(proxy->thread, NULL);
    close(proxy->listening);
    free(proxy);
}

const char *proxy_url(const struct proxy *proxy)
{
    return proxy->url;
}

void proxy_cut_at_commit(struct proxy *proxy, int which, bool tell)
{
    proxy->tell = tell;
    proxy->commits_left = which;
}
