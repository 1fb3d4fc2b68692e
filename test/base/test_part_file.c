/* A file that appears whole or not at all. */
#include "base/part_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct folder {
    char name[32], path[64], part[64];
};

static int setup(void **state)
{
    struct folder *self = calloc(1, sizeof *self);
    snprintf(self->name, sizeof self->name, "/tmp/varde-part-XXXXXX");
    if (!mkdtemp(self->name))
        return -1;
    snprintf(self->path, sizeof self->path, "%s/it", self->name);
    snprintf(self->part, sizeof self->part, "%s/it.part", self->name);
    *state = self;
    return 0;
}

/* Nothing else may be in the folder. */
static int teardown(void **state)
{
    struct folder *self = *state;
    unlink(self->path);
    int left = rmdir(self->name);
    free(self);
    return left;
}

static void put(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    (void)fclose(out);
}

static void assert_holds(const char *path, const char *text)
{
    char seen[64] = {0};
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_int_equal(fread(seen, 1, sizeof seen - 1, in), strlen(text));
    (void)fclose(in);
    assert_string_equal(seen, text);
}

static void it_appears_when_it_is_finished_and_for_its_owner_only(void **state)
{
    struct folder *self = *state;
    struct error error = {0};
    struct stat seen;
    struct part_file *file = part_file_create(self->path, false, &error);
    assert_non_null(file);
    fputs("all", part_file_stream(file));
    assert_int_equal(access(self->path, F_OK), -1);
    assert_int_equal(stat(self->part, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
    assert_true(part_file_finish(file, &error));
    part_file_destroy(file);
    assert_holds(self->path, "all");
}

static void what_was_there_stays_unless_it_may_be_replaced(void **state)
{
    struct folder *self = *state;
    struct error error = {0};
    put(self->path, "old");
    assert_null(part_file_create(self->path, false, &error));
    assert_int_equal(error.code, ERROR_CONFLICT);
    struct part_file *file = part_file_create(self->path, true, &error);
    assert_non_null(file);
    fputs("half", part_file_stream(file));
    part_file_destroy(file);
    assert_holds(self->path, "old");
    assert_int_equal(access(self->part, F_OK), -1);
    file = part_file_create(self->path, true, &error);
    fputs("new", part_file_stream(file));
    assert_true(part_file_finish(file, &error));
    part_file_destroy(file);
    assert_holds(self->path, "new");
}

static void what_came_there_meanwhile_stays(void **state)
{
    struct folder *self = *state;
    struct error error = {0};
    struct part_file *file = part_file_create(self->path, false, &error);
    put(self->path, "another's");
    fputs("ours", part_file_stream(file));
    assert_false(part_file_finish(file, &error));
    part_file_destroy(file);
    assert_holds(self->path, "another's");
}

static void two_at_a_time_are_kept_apart(void **state)
{
    struct folder *self = *state;
    struct error error = {0};
    struct part_file *file = part_file_create(self->path, false, &error);
    fputs("first", part_file_stream(file));
    assert_null(part_file_create(self->path, false, &error));
    assert_non_null(strstr(error.detail, "another process"));
    assert_true(part_file_finish(file, &error));
    part_file_destroy(file);
    assert_holds(self->path, "first");
}

static void what_an_ended_process_left_is_taken_over(void **state)
{
    struct folder *self = *state;
    struct error error = {0};
    put(self->part, "half of something longer");
    chmod(self->part, 0644);
    struct part_file *file = part_file_create(self->path, false, &error);
    assert_non_null(file);
    fputs("whole", part_file_stream(file));
    assert_true(part_file_finish(file, &error));
    part_file_destroy(file);
    assert_holds(self->path, "whole");
    struct stat seen;
    assert_int_equal(stat(self->path, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
}

static void what_is_no_file_is_refused(void **state)
{
    struct folder *self = *state;
    struct error error = {0};
    assert_null(part_file_create(self->name, true, &error));
    assert_null(part_file_create("/dev/full", true, &error));
    assert_null(part_file_create("/nowhere/at/all", true, &error));
    assert_non_null(strstr(error.detail, "No such file"));
    assert_int_equal(symlink("/etc/passwd", self->part), 0);
    assert_null(part_file_create(self->path, true, &error));
    unlink(self->part);
}

/* Somebody else may have made the other name, in a folder where everybody may write. */
static void what_has_another_name_too_is_refused(void **state)
{
    const struct folder *self = *state;
    struct error error = {0};
    char other[80];
    snprintf(other, sizeof other, "%s/other", self->name);
    put(other, "kept");
    assert_int_equal(link(other, self->part), 0);
    assert_null(part_file_create(self->path, false, &error));
    assert_holds(other, "kept");
    unlink(self->part);
    unlink(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_appears_when_it_is_finished_and_for_its_owner_only,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_there_stays_unless_it_may_be_replaced, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_came_there_meanwhile_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(two_at_a_time_are_kept_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(what_an_ended_process_left_is_taken_over, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(what_has_another_name_too_is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
