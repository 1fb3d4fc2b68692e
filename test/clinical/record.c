#include "record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"

FILE *record_open(const char *name)
{
    const char *data = getenv("VARDE_TEST_DATA");
    char path[512];
    struct record heading;
    snprintf(path, sizeof path, "%s/%s", data ? data : "../shared/data", name);
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("%s is not there (VARDE_TEST_DATA)\n", path);
        skip();
    }
    assert_true(record_next(file, &heading));
    return file;
}

bool record_next(FILE *file, struct record *record_r)
{
    char line[2000];
    bool quoted = false;
    size_t used = 0;
    memset(record_r, 0, sizeof *record_r);
    if (!fgets(line, sizeof line, file))
        return false;
    for (const char *at = line; *at && *at != '\n'; at++) {
        if (*at == '"') {
            quoted = !quoted;
        } else if (*at == ',' && !quoted) {
            record_r->count++;
            used = 0;
            assert_true(record_r->count < RECORD_FIELDS);
        } else {
            assert_true(used + 1 < RECORD_FIELD);
            record_r->fields[record_r->count][used++] = *at;
        }
    }
    record_r->count++;
    return true;
}

int64_t record_micro(const char *text)
{
    struct decimal number;
    int64_t micro = 0;
    char cut[20];
    snprintf(cut, sizeof cut, "%.18s", text);
    if (!decimal_parse(str_of(cut), &number) || !decimal_micro(&number, &micro))
        fail_msg("“%s” is no number", cut);
    return micro;
}

int record_int(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text)
        fail_msg("“%s” is no number", text);
    return (int)number;
}
