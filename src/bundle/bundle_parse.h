/* The parts of reading a Bundle, for bundle.c and its neighbours alone. */
#ifndef VARDE_BUNDLE_PARSE_H
#define VARDE_BUNDLE_PARSE_H

#include "bundle/bundle.h"

/* What each type of resource is here; ends with a NULL type. */
struct entry_type {
    const char *type;
    enum entry_kind kind;
};
extern const struct entry_type entry_types[];
const char *entry_type(enum entry_kind kind);

/* Addresses of entries: their fullUrl and "Type/id". */
struct bundle_index;
struct bundle_index *index_create(struct arena *arena, size_t entries);
/* False: another entry has it. */
bool index_add(struct bundle_index *index, struct str address, struct bundle_entry *entry);
/* NULL: nobody has it, or more than one. */
struct bundle_entry *index_find(const struct bundle_index *index, struct str address);

/* Notes the error with its entry; an earlier one stays. */
void entry_refuse(struct arena *arena, struct bundle_entry *entry, const struct error *error,
                  const char *status);
/* The first error of an entry, for transactions; false when there is one. */
bool bundle_whole(const struct bundle *bundle, struct error *error);

/* entry.request against the resource beside it. condition_r: what ifNoneExist or a conditional
 * PUT asks for. */
struct request_condition {
    bool given;
    struct str system, value;
};
bool request_read(struct arena *arena, struct json_object *entry, const struct place *place,
                  enum entry_kind kind, struct request_condition *condition_r,
                  const char **status_r, struct error *error);

/* Whom it is about. */
bool claims_read(struct arena *arena, const struct bundle *bundle, struct bundle_entry *entry,
                 const struct request_condition *condition, const struct place *place,
                 struct error *error);

#endif
