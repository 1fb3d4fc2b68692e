#include "store/postgres_rows.h"

#include <endian.h>
#include <string.h>

static int64_t integer_of(const PGresult *result, int row, int column, Oid type)
{
    const char *at = PQgetvalue(result, row, column);
    uint64_t wide;
    uint32_t middle;
    uint16_t narrow;
    switch (type) {
    case OID_INT8:
        memcpy(&wide, at, sizeof wide);
        return (int64_t)be64toh(wide);
    case OID_INT4:
        memcpy(&middle, at, sizeof middle);
        return (int32_t)be32toh(middle);
    case OID_INT2:
        memcpy(&narrow, at, sizeof narrow);
        return (int16_t)be16toh(narrow);
    default:
        return *at != 0;
    }
}

static enum value_kind kind_of(Oid type)
{
    switch (type) {
    case OID_INT8:
    case OID_INT4:
    case OID_INT2:
    case OID_BOOL:
        return VALUE_INT;
    case OID_BYTEA:
    case OID_UUID:
        return VALUE_BYTES;
    case OID_TEXT:
    case OID_VARCHAR:
    case OID_NAME:
    case OID_UNKNOWN:
        return VALUE_TEXT;
    default: /* numeric, say, as sum() gives it: not in the shared subset */
        return VALUE_NULL;
    }
}

void postgres_cell(struct arena *arena, const PGresult *result, int row, int column,
                   struct cell *cell)
{
    Oid type = PQftype(result, column);
    if (PQgetisnull(result, row, column))
        return;
    cell->kind = kind_of(type);
    if (cell->kind == VALUE_INT)
        cell->integer = integer_of(result, row, column, type);
    else
        cell->bytes = arena_str(arena, (struct str){PQgetvalue(result, row, column),
                                                    (size_t)PQgetlength(result, row, column)});
}

bool postgres_columns_known(const PGresult *result)
{
    for (int column = 0; column < PQnfields(result); column++)
        if (kind_of(PQftype(result, column)) == VALUE_NULL && PQftype(result, column) != OID_VOID)
            return false;
    return true;
}

void postgres_rows(struct rows *rows, PGresult *result)
{
    int count = PQntuples(result);
    bool touched = strncmp(PQcmdStatus(result), "SELECT", strlen("SELECT")) != 0;
    rows->columns = (unsigned)PQnfields(result);
    if (!touched || !str_int(str_of(PQcmdTuples(result)), &rows->changed))
        rows->changed = 0;
    for (int row = 0; row < count; row++) {
        struct cell *cells = rows_append(rows);
        for (unsigned column = 0; column < rows->columns; column++)
            postgres_cell(rows->arena, result, row, (int)column, &cells[column]);
    }
}

int64_t postgres_number(const PGresult *result, int row, int column)
{
    return integer_of(result, row, column, PQftype(result, column));
}
