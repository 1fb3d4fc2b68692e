#include "data.h"

#include "base/arena.h"
#include "fhir/member.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

const char *data_folder(void)
{
    const char *folder = getenv("VARDE_TEST_DATA");
    struct stat stat_r;
    if (!folder)
        folder = "../shared/data";
    return stat(folder, &stat_r) == 0 ? folder : NULL;
}

const char *data_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat stat;
    if (!file)
        return NULL;
    assert_int_equal(fstat(fileno(file), &stat), 0);
    char *text = arena_alloc(arena, (size_t)stat.st_size + 1);
    assert_int_equal(fread(text, 1, (size_t)stat.st_size, file), (size_t)stat.st_size);
    (void)fclose(file);
    return text;
}

/* ---- comparing ---- */

static bool holds(struct json_object *all, struct json_object *part, const char *at,
                  char path_r[160]);

static bool holds_members(struct json_object *all, struct json_object *part, const char *at,
                          char path_r[160])
{
    struct member member;
    char path[160];
    for (bool more = member_first(part, &member); more; more = member_next(&member)) {
        snprintf(path, sizeof path, "%.100s.%.40s", at, member.name);
        if (!holds(json_in_get(all, member.name), member.value, path, path_r))
            return false;
    }
    return json_in_is_object(all);
}

/* Each item, in the same order. */
static bool holds_items(struct json_object *all, struct json_object *part, const char *at,
                        char path_r[160])
{
    size_t next = 0;
    char path[160];
    for (size_t i = 0; i < json_in_length(part); i++) {
        snprintf(path, sizeof path, "%.100s[%zu]", at, i);
        while (next < json_in_length(all) &&
               !holds(json_in_at(all, next), json_in_at(part, i), path, path_r))
            next++;
        if (next++ >= json_in_length(all))
            return false;
    }
    return json_in_is_array(all);
}

static bool same_text(struct json_object *a, struct json_object *b)
{
    struct arena arena;
    struct buf left, right;
    arena_init(&arena);
    buf_init(&left, &arena, 64);
    buf_init(&right, &arena, 64);
    json_in_text(a, &left);
    json_in_text(b, &right);
    bool same = str_equal(buf_slice(&left), buf_slice(&right));
    arena_finish(&arena);
    return same;
}

static bool holds(struct json_object *all, struct json_object *part, const char *at,
                  char path_r[160])
{
    bool ok = json_in_is_object(part)  ? holds_members(all, part, at, path_r)
              : json_in_is_array(part) ? holds_items(all, part, at, path_r)
                                       : same_text(all, part);
    if (!ok && strlen(path_r) < strlen(at))
        snprintf(path_r, 160, "%s", at);
    return ok;
}

bool data_holds(struct json_object *all, struct json_object *part, char path_r[160])
{
    path_r[0] = 0;
    return holds(all, part, "", path_r);
}
