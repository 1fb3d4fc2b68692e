/* The programme versions that were read, each kept for as long as the program runs. */
#include "programme/programme.h"

#include "base/arena.h"
#include "base/sha.h"

#include <pthread.h>
#include <stdlib.h>

static const struct sql LOAD = {
    "SELECT document, approved_at FROM programme WHERE id = ?1 AND version = ?2"};
static const struct sql APPROVED = {
    "SELECT id, version FROM programme WHERE approved_at IS NOT NULL"
    " ORDER BY version DESC, approved_at DESC, id LIMIT 1000"};

struct known {
    struct known *next;
    struct arena arena; /* what its file says */
    struct programme programme;
    uint8_t hash[SHA_BYTES];
    bool approved; /* and so never another */
};

struct programmes {
    pthread_mutex_t mutex;
    struct known *first;
};

struct programmes *programmes_create(void)
{
    struct programmes *programmes = calloc(1, sizeof *programmes);
    if (!programmes)
        abort();
    pthread_mutex_init(&programmes->mutex, NULL);
    return programmes;
}

static void known_destroy(struct known *known)
{
    arena_finish(&known->arena);
    free(known);
}

void programmes_destroy(struct programmes *programmes)
{
    if (!programmes)
        return;
    for (struct known *known = programmes->first, *next; known; known = next) {
        next = known->next;
        known_destroy(known);
    }
    pthread_mutex_destroy(&programmes->mutex);
    free(programmes);
}

static bool is_version(const struct known *known, const char *id, int64_t version)
{
    return known->programme.version == version && strcmp(known->programme.id, id) == 0;
}

static const struct programme *recall(struct programmes *programmes, const char *id,
                                      int64_t version)
{
    const struct programme *found = NULL;
    pthread_mutex_lock(&programmes->mutex);
    for (struct known *known = programmes->first; known && !found; known = known->next)
        if (known->approved && is_version(known, id, version))
            found = &known->programme;
    pthread_mutex_unlock(&programmes->mutex);
    return found;
}

static struct known *read_document(struct str document, bool approved, struct error *error)
{
    struct known *known = calloc(1, sizeof *known);
    if (!known)
        abort();
    arena_init(&known->arena);
    known->approved = approved;
    sha256_one(document, known->hash);
    if (programme_parse(&known->arena, document, &known->programme, error))
        return known;
    known_destroy(known);
    return NULL;
}

/* A draft that was read may be in use still when another takes its place: both stay. */
static const struct programme *keep(struct programmes *programmes, struct known *mine)
{
    struct known *stands = NULL;
    pthread_mutex_lock(&programmes->mutex);
    for (struct known *known = programmes->first; known && !stands; known = known->next)
        if (is_version(known, mine->programme.id, mine->programme.version) &&
            memcmp(known->hash, mine->hash, sizeof known->hash) == 0)
            stands = known;
    if (stands) {
        stands->approved = stands->approved || mine->approved;
    } else {
        mine->next = programmes->first;
        programmes->first = mine;
    }
    pthread_mutex_unlock(&programmes->mutex);
    if (!stands)
        return &mine->programme;
    known_destroy(mine);
    return &stands->programme;
}

const struct programme *programmes_get(struct programmes *programmes, struct db *db, const char *id,
                                       int64_t version, struct error *error)
{
    const struct programme *found = recall(programmes, id, version);
    struct arena arena;
    struct rows *rows;
    if (found)
        return found;
    arena_init(&arena);
    if (!db_run(db, &arena, &LOAD, ARGS(v_text(id), v_int(version)), &rows, error))
        goto done;
    if (!rows_count(rows)) {
        error_log(error, ERROR_INTERNAL, "programme %s version %lld is not in the database", id,
                  (long long)version);
        goto done;
    }
    struct known *known = read_document(row_str(rows, 0, 0), !row_is_null(rows, 0, 1), error);
    if (known)
        found = keep(programmes, known);
    else
        error_log(error, ERROR_INTERNAL, "programme %s version %lld cannot be read", id,
                  (long long)version);
done:
    arena_finish(&arena);
    return found;
}

bool programme_form_find(const struct programme *programme, struct str url, struct str version,
                         size_t *form_r)
{
    for (size_t i = 0; i < programme->form_count; i++) {
        const struct questionnaire *form = &programme->forms[i].questionnaire;
        if (str_equal(form->url, url) && (!version.at || str_equal(form->version, version))) {
            *form_r = i;
            return true;
        }
    }
    return false;
}

const struct programme_form *programme_form_get(const struct programme *programme, struct str id)
{
    for (size_t i = 0; i < programme->form_count; i++)
        if (str_is(id, programme->forms[i].id))
            return &programme->forms[i];
    return NULL;
}

/* A form of a programme's own names its version, so that no other has it. */
static const struct programme *recall_form(struct programmes *programmes, struct str url,
                                           struct str version, size_t *form_r)
{
    const struct programme *found = NULL;
    if (!version.at || !str_starts(url, PROGRAMME_FORM_URL))
        return NULL;
    pthread_mutex_lock(&programmes->mutex);
    for (struct known *known = programmes->first; known && !found; known = known->next)
        if (known->approved && programme_form_find(&known->programme, url, version, form_r))
            found = &known->programme;
    pthread_mutex_unlock(&programmes->mutex);
    return found;
}

bool programmes_of_form(struct programmes *programmes, struct db *db, struct str url,
                        struct str version, const struct programme **programme_r, size_t *form_r,
                        struct error *error)
{
    struct arena arena;
    struct rows *rows;
    *programme_r = recall_form(programmes, url, version, form_r);
    if (*programme_r)
        return true;
    arena_init(&arena);
    bool ok = db_run(db, &arena, &APPROVED, NO_ARGS, &rows, error);
    for (size_t row = 0; ok && !*programme_r && row < rows_count(rows); row++) {
        const struct programme *programme =
            programmes_get(programmes, db, row_str(rows, row, 0).at, row_int(rows, row, 1), error);
        ok = programme != NULL;
        if (ok && programme_form_find(programme, url, version, form_r))
            *programme_r = programme;
    }
    arena_finish(&arena);
    return ok;
}

bool programmes_approved(struct programmes *programmes, struct db *db, struct arena *arena,
                         const struct programme ***list_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    *count_r = 0;
    if (!db_run(db, arena, &APPROVED, NO_ARGS, &rows, error))
        return false;
    *list_r = arena_array(arena, const struct programme *, rows_count(rows));
    for (size_t row = 0; row < rows_count(rows); row++) {
        (*list_r)[row] =
            programmes_get(programmes, db, row_str(rows, row, 0).at, row_int(rows, row, 1), error);
        if (!(*list_r)[row])
            return false;
    }
    *count_r = rows_count(rows);
    return true;
}
