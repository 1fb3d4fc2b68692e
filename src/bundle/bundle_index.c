#include "base/arena.h"
#include "bundle/bundle_parse.h"

struct slot {
    struct str address; /* STR_NONE: free */
    struct bundle_entry *entry;
    bool several;
};

struct bundle_index {
    size_t size; /* a power of two, at least twice what it holds */
    struct slot *slots;
};

struct bundle_index *index_create(struct arena *arena, size_t entries)
{
    struct bundle_index *index = arena_new(arena, struct bundle_index);
    index->size = 16;
    while (index->size < 4 * entries)
        index->size *= 2;
    index->slots = arena_array(arena, struct slot, index->size);
    return index;
}

static struct slot *slot_of(const struct bundle_index *index, struct str address)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < address.len; i++)
        hash = (hash ^ (unsigned char)address.at[i]) * UINT64_C(1099511628211);
    size_t at = (size_t)(hash ^ hash >> 32) & (index->size - 1);
    while (index->slots[at].address.at && !str_equal(index->slots[at].address, address))
        at = (at + 1) & (index->size - 1);
    return &index->slots[at];
}

bool index_add(struct bundle_index *index, struct str address, struct bundle_entry *entry)
{
    struct slot *slot = slot_of(index, address);
    if (slot->address.at) {
        slot->several = slot->several || slot->entry != entry;
        return slot->entry == entry;
    }
    *slot = (struct slot){address, entry, false};
    return true;
}

struct bundle_entry *index_find(const struct bundle_index *index, struct str address)
{
    const struct slot *slot = slot_of(index, address);
    return slot->address.at && !slot->several ? slot->entry : NULL;
}
