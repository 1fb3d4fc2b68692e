/* Programme versions in the database: what is remembered, what is read anew, what never changes. */
#include "../store/lib.h"

#include "programme/programme_store.h"
#include "store/migrate.h"

#include <stdio.h>

#define NOW INT64_C(1780000000000)

struct world {
    struct arena arena;
    struct db *db;
    struct programmes *programmes;
    struct error error;
};

static void open_world(struct world *w, struct place *place)
{
    int applied;
    *w = (struct world){.db = place_open(place, DB_CREATE), .programmes = programmes_create()};
    arena_init(&w->arena);
    if (!migrate_run(w->db, NOW, &applied, &w->error))
        fail_msg("%s", w->error.log);
}

static void close_world(struct world *w)
{
    programmes_destroy(w->programmes);
    db_close(w->db);
    arena_finish(&w->arena);
}

/* `trial`: what tells two files of one version apart. form: its url, or NULL. */
static struct str file(struct world *w, const char *id, int version, int trial, const char *form)
{
    char items[400] = "";
    if (form)
        snprintf(items, sizeof items,
                 ",\"forms\":[{\"id\":\"daily\",\"questionnaire\":{\"resourceType\":"
                 "\"Questionnaire\",\"url\":\"%s\",\"version\":\"%d\",\"status\":\"active\","
                 "\"item\":[{\"linkId\":\"a\",\"type\":\"boolean\"}]}}]",
                 form, version);
    return str_of(arena_printf(&w->arena,
                               "{\"id\":\"%s\",\"version\":%d,\"name\":\"programme.copd\","
                               "\"status\":\"proposal\",\"states\":[\"referred\"],"
                               "\"trial\":{\"days\":%d,\"longest\":99},\"parameters\":[]%s}",
                               id, version, trial, items));
}

/* A transaction of its own, with the writer's steps. */
static bool load(struct world *w, struct str document, enum programme_loaded *loaded_r)
{
    struct programme programme;
    struct tx tx = {.db = w->db, .arena = &w->arena, .now = NOW};
    w->error = (struct error){0};
    assert_true(programme_parse(&w->arena, document, &programme, &w->error));
    assert_true(db_begin(w->db, &w->error));
    struct rows *stands = programme_ask(&tx, programme.id, programme.version);
    assert_true(db_settle(w->db, &w->error));
    bool ok = programme_load(&tx, stands, &programme, document, NULL, loaded_r, &w->error);
    if (ok)
        return db_commit(w->db, &w->error);
    db_rollback(w->db);
    return false;
}

static bool approve(struct world *w, const char *id, int64_t version)
{
    struct programme_approval approval = {.id = id, .version = version, .name = STR("Ada Demo")};
    struct tx tx = {.db = w->db, .arena = &w->arena, .now = NOW + version};
    w->error = (struct error){0};
    assert_true(db_begin(w->db, &w->error));
    struct rows *stands = programme_ask(&tx, id, version);
    assert_true(db_settle(w->db, &w->error));
    if (programme_approve(&tx, stands, &approval, &w->error))
        return db_commit(w->db, &w->error);
    db_rollback(w->db);
    return false;
}

static void a_draft_is_replaced_and_an_approved_version_is_not(struct place *place)
{
    struct world w;
    enum programme_loaded loaded;
    open_world(&w, place);
    assert_true(load(&w, file(&w, "x", 1, 14, NULL), &loaded));
    assert_int_equal(loaded, PROGRAMME_NEW);
    assert_true(load(&w, file(&w, "x", 1, 14, NULL), &loaded));
    assert_int_equal(loaded, PROGRAMME_SAME);
    assert_true(load(&w, file(&w, "x", 1, 15, NULL), &loaded));
    assert_int_equal(loaded, PROGRAMME_REPLACED);
    assert_true(approve(&w, "x", 1));
    assert_false(load(&w, file(&w, "x", 1, 16, NULL), &loaded));
    assert_int_equal(w.error.code, ERROR_CONFLICT);
    assert_true(load(&w, file(&w, "x", 1, 15, NULL), &loaded));
    assert_int_equal(loaded, PROGRAMME_SAME);
    assert_false(approve(&w, "x", 1));
    assert_int_equal(w.error.code, ERROR_CONFLICT);
    assert_false(approve(&w, "x", 2));
    assert_int_equal(w.error.code, ERROR_NOT_FOUND);
    close_world(&w);
}

/* The statement itself holds, also for who asked before the approval was there. */
static void what_was_asked_before_the_approval_changes_nothing(struct place *place)
{
    struct world w;
    struct programme programme;
    enum programme_loaded loaded;
    open_world(&w, place);
    assert_true(load(&w, file(&w, "x", 1, 14, NULL), &loaded));
    struct tx tx = {.db = w.db, .arena = &w.arena, .now = NOW};
    struct str late = file(&w, "x", 1, 20, NULL);
    assert_true(programme_parse(&w.arena, late, &programme, &w.error));
    assert_true(db_begin(w.db, &w.error));
    struct rows *stands = programme_ask(&tx, "x", 1);
    assert_true(db_settle(w.db, &w.error) && db_commit(w.db, &w.error));
    assert_true(approve(&w, "x", 1));
    assert_true(db_begin(w.db, &w.error));
    assert_true(programme_load(&tx, stands, &programme, late, NULL, &loaded, &w.error));
    assert_true(db_commit(w.db, &w.error));
    assert_int_equal(programmes_get(w.programmes, w.db, "x", 1, &w.error)->trial_days, 14);
    close_world(&w);
}

static void a_draft_is_read_anew_and_an_approved_version_once(struct place *place)
{
    struct world w;
    enum programme_loaded loaded;
    open_world(&w, place);
    assert_null(programmes_get(w.programmes, w.db, "x", 1, &w.error));
    assert_true(load(&w, file(&w, "x", 1, 14, NULL), &loaded));
    const struct programme *draft = programmes_get(w.programmes, w.db, "x", 1, &w.error);
    assert_int_equal(draft->trial_days, 14);
    assert_ptr_equal(programmes_get(w.programmes, w.db, "x", 1, &w.error), draft);
    assert_true(load(&w, file(&w, "x", 1, 15, NULL), &loaded));
    const struct programme *newer = programmes_get(w.programmes, w.db, "x", 1, &w.error);
    assert_int_equal(newer->trial_days, 15);
    assert_int_equal(draft->trial_days, 14); /* who has it may go on with it */
    assert_true(approve(&w, "x", 1));
    const struct programme *approved = programmes_get(w.programmes, w.db, "x", 1, &w.error);
    assert_ptr_equal(approved, newer);
    must(w.db, SQL("UPDATE programme SET document = ?1"), v_text("broken"));
    assert_ptr_equal(programmes_get(w.programmes, w.db, "x", 1, &w.error), approved);
    close_world(&w);
}

#define OWN PROGRAMME_FORM_URL "x-daily"

static int64_t found(struct world *w, const char *url, const char *version)
{
    const struct programme *programme;
    size_t form = 9;
    if (!programmes_of_form(w->programmes, w->db, str_of(url), str_of(version), &programme, &form,
                            &w->error))
        fail_msg("%s", w->error.log);
    assert_true(!programme || form == 0);
    return programme ? programme->version : 0;
}

static void a_form_is_found_in_the_newest_approved_version_that_has_it(struct place *place)
{
    struct world w;
    enum programme_loaded loaded;
    open_world(&w, place);
    for (int version = 1; version <= 3; version++)
        assert_true(load(&w, file(&w, "x", version, 14, OWN), &loaded));
    assert_true(load(&w, file(&w, "y", 7, 14, "http://example.org/cat"), &loaded));
    assert_int_equal(found(&w, OWN, NULL), 0);
    assert_true(approve(&w, "x", 2) && approve(&w, "x", 1) && approve(&w, "y", 7));
    assert_int_equal(found(&w, OWN, NULL), 2);
    assert_int_equal(found(&w, OWN, "1"), 1);
    assert_int_equal(found(&w, OWN, "2"), 2);
    assert_int_equal(found(&w, OWN, "3"), 0);
    assert_true(approve(&w, "x", 3));
    assert_int_equal(found(&w, OWN, NULL), 3);
    assert_int_equal(found(&w, OWN, "3"), 3);
    assert_int_equal(found(&w, "http://example.org/cat", NULL), 7);
    assert_int_equal(found(&w, "http://example.org/cat", "8"), 0);
    assert_int_equal(found(&w, "http://example.org/dog", NULL), 0);
    close_world(&w);
}

static void versions_are_listed_by_id_and_newest_first(struct place *place)
{
    struct world w;
    enum programme_loaded loaded;
    struct rows *rows;
    struct programme_row row;
    bool is_there;
    open_world(&w, place);
    assert_true(load(&w, file(&w, "y", 1, 14, NULL), &loaded));
    assert_true(load(&w, file(&w, "x", 1, 14, NULL), &loaded));
    assert_true(load(&w, file(&w, "x", 2, 14, NULL), &loaded) && approve(&w, "x", 1));
    assert_true(programme_rows(w.db, &w.arena, &rows, &w.error));
    assert_int_equal(rows_count(rows), 3);
    programme_row_of(rows, 0, &row);
    assert_true(str_is(row.id, "x") && row.version == 2 && !row.approved_at && !row.approved_by.at);
    programme_row_of(rows, 1, &row);
    assert_true(row.version == 1 && row.approved_at == NOW + 1 &&
                str_is(row.approved_by, "Ada Demo"));
    assert_true(programme_find(w.db, &w.arena, STR("x"), 0, &is_there, &row, &w.error));
    assert_true(is_there && row.version == 2 && row.document.len);
    assert_true(programme_find(w.db, &w.arena, STR("x"), 9, &is_there, &row, &w.error));
    assert_false(is_there);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_draft_is_replaced_and_an_approved_version_is_not),
        ON_BOTH(what_was_asked_before_the_approval_changes_nothing),
        ON_BOTH(a_draft_is_read_anew_and_an_approved_version_once),
        ON_BOTH(a_form_is_found_in_the_newest_approved_version_that_has_it),
        ON_BOTH(versions_are_listed_by_id_and_newest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
