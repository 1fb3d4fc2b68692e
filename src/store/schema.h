/* The tables and columns that a database has, as it tells itself. */
#ifndef VARDE_STORE_SCHEMA_H
#define VARDE_STORE_SCHEMA_H

#include "store/db.h"

struct schema_column {
    struct str name;
    enum value_kind kind; /* VALUE_NULL: of a type that is not ours */
};

struct schema_table {
    struct str name;
    size_t count;
    const struct schema_column *columns;
    struct str key; /* the primary key's columns, as ORDER BY takes them; may be empty */
    int64_t rows;   /* filled by schema_count */
};

struct schema {
    size_t count;
    struct schema_table *tables; /* by name */
};

bool schema_read(struct db *db, struct arena *arena, struct schema *schema_r, struct error *error);
bool schema_count(struct db *db, struct schema *schema, struct error *error);
/* SQLite keeps a value of any type in any column, and what reads it does not ask. fits_r: are all
 * of the table of their columns' types? */
bool schema_fits(struct db *db, const struct schema_table *table, bool *fits_r,
                 struct error *error);
/* By its name, or NULL. */
const struct schema_table *schema_find(const struct schema *schema, struct str name);
/* A name as SQL takes it. */
void schema_quote(struct buf *out, struct str name);

#endif
