/* JSON from outside: what the strict pass accepts json-c must take too, and its canonical text must
 * be JSON that gives the same canonical text again. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str canonical(struct str text, struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena, text.len);
    struct json_object *tree = json_in_parse(text, NULL);
    if (!tree) {
        abort();
    }
    json_in_canonical(tree, NULL, &out);
    json_in_destroy(tree);
    return buf_slice(&out);
}

static bool is_null(struct str text)
{
    while (text.len > 0 && strchr(" \t\r\n", *text.at)) {
        text.at++;
        text.len--;
    }
    return str_starts(text, "null");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct error error = {0};
    if (!json_in_check(text, &error)) {
        if (error.code != ERROR_INVALID || !error.place[0] || !error.detail[0]) {
            abort();
        }
        return 0;
    }
    if (is_null(text)) {
        return 0; /* grammatical, but no tree */
    }
    struct arena arena;
    arena_init(&arena);
    struct str once = canonical(text, &arena);
    if (!str_equal(once, canonical(once, &arena))) {
        abort();
    }
    arena_finish(&arena);
    return 0;
}
