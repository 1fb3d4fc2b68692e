/* Memory that goes all at once: one arena a request, one a transaction.
 *
 * An allocation never fails: without memory the process ends, since nothing that
 * was promised is lost by that (a 2xx leaves only after the commit). */
#ifndef VARDE_BASE_ARENA_H
#define VARDE_BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* newest first */
    size_t used;               /* bytes given out, all blocks */
};

void arena_init(struct arena *arena);
void arena_finish(struct arena *arena);
/* Forgets everything but keeps the first block for reuse. */
void arena_reset(struct arena *arena);
/* Forgets everything but keeps the newest block, when it has at most so many bytes: what is used
 * again and again then needs no more memory from outside. */
void arena_recycle(struct arena *arena, size_t most);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (n)))
/* Not zeroed. */
void *arena_raw(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, struct str text); /* a terminated copy */
struct str arena_str(struct arena *arena, struct str text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
