#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_LEAST = 8192, ALIGN = 16 };

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    _Alignas(ALIGN) char bytes[];
};

static struct arena_block *block_create(size_t size, struct arena_block *older)
{
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block) {
        fputs("out of memory\n", stderr);
        abort();
    }
    block->older = older;
    block->size = size;
    block->used = 0;
    return block;
}

void arena_init(struct arena *arena)
{
    arena->block = NULL;
    arena->used = 0;
}

void arena_finish(struct arena *arena)
{
    for (struct arena_block *block = arena->block, *older; block; block = older) {
        older = block->older;
        free(block);
    }
    arena_init(arena);
}

void arena_reset(struct arena *arena)
{
    struct arena_block *block = arena->block;
    while (block && block->older) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    if (block)
        block->used = 0;
    arena->block = block;
    arena->used = 0;
}

void arena_recycle(struct arena *arena, size_t most)
{
    struct arena_block *newest = arena->block;
    if (!newest || newest->size > most) {
        arena_reset(arena);
        return;
    }
    for (struct arena_block *block = newest->older, *older; block; block = older) {
        older = block->older;
        free(block);
    }
    newest->older = NULL;
    newest->used = 0;
    arena->used = 0;
}

void *arena_raw(struct arena *arena, size_t size)
{
    size_t need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < need) {
        size_t larger = block && block->size < (size_t)1 << 20 ? block->size * 2 : BLOCK_LEAST;
        block = block_create(need > larger ? need : larger, block);
        arena->block = block;
    }
    void *at = block->bytes + block->used;
    block->used += need;
    arena->used += need;
    return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_raw(arena, size), 0, size);
}

char *arena_text(struct arena *arena, struct str text)
{
    char *copy = arena_raw(arena, text.len + 1);
    if (text.len)
        memcpy(copy, text.at, text.len);
    copy[text.len] = 0;
    return copy;
}

struct str arena_str(struct arena *arena, struct str text)
{
    return text.at ? (struct str){arena_text(arena, text), text.len} : STR_NONE;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    struct buf buf;
    va_list args;
    buf_init(&buf, arena, 64);
    va_start(args, format);
    buf_vprintf(&buf, format, args);
    va_end(args);
    return buf.at;
}
