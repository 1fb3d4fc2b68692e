/* What PostgreSQL answers, read in binary form into the rows of the shared subset. */
#ifndef VARDE_STORE_POSTGRES_ROWS_H
#define VARDE_STORE_POSTGRES_ROWS_H

#include "store/driver.h"

#include <libpq-fe.h>

/* The types of the shared subset, as the server numbers them. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };
enum { OID_TEXT = 25, OID_UNKNOWN = 705, OID_VARCHAR = 1043, OID_VOID = 2278, OID_UUID = 2950 };

/* False when a column is neither integer, text, bytes nor uuid. */
bool postgres_columns_known(const PGresult *result);
void postgres_rows(struct rows *rows, PGresult *result);
void postgres_cell(struct arena *arena, const PGresult *result, int row, int column,
                   struct cell *cell);
/* Of an integer column. */
int64_t postgres_number(const PGresult *result, int row, int column);

#endif
