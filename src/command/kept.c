#include "command/kept.h"

#include "store/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

const char *kept_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && folder[0] ? folder : "/var/tmp";
}

bool kept_key(const struct verb_line *line, struct envelope_key *key,
              const struct envelope_key **given_r, struct error *error)
{
    const char *path = verb_option(line, "--key-file");
    *given_r = path ? key : NULL;
    return !path || envelope_key_read(path, key, error);
}

bool kept_seal(const struct scratch *scratch, struct envelope_writer *to, struct long_work *work,
               struct error *error)
{
    char block[BLOCK];
    struct stat seen;
    int file = scratch_file(scratch);
    if (fstat(file, &seen) != 0)
        return error_log(error, ERROR_BUSY, "the temporary file cannot be read: %m");
    for (off_t at = 0; at < seen.st_size;) {
        ssize_t got = pread(file, block, sizeof block, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_log(error, ERROR_BUSY, "the temporary file cannot be read: %m");
        if (!envelope_write(to, (struct str){block, (size_t)got}, error))
            return false;
        at += got;
        long_work_told(work, at, seen.st_size);
    }
    return envelope_end(to, error);
}

static bool write_all(int file, struct str bytes, struct error *error)
{
    while (bytes.len) {
        ssize_t put = write(file, bytes.at, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return error_log(error, ERROR_BUSY, "what is in the backup cannot be written: %m");
        bytes.at += put;
        bytes.len -= (size_t)put;
    }
    return true;
}

bool kept_unseal(struct envelope_reader *from, const struct scratch *scratch, struct error *error)
{
    struct str chunk;
    do {
        if (!envelope_next(from, &chunk, error) || !write_all(scratch_file(scratch), chunk, error))
            return false;
    } while (chunk.at);
    return true;
}

bool kept_count(struct db *db, FILE *to, struct kept_totals *totals_r, struct error *error)
{
    struct schema schema;
    struct arena arena;
    arena_init(&arena);
    *totals_r = (struct kept_totals){0};
    bool ok = schema_read(db, &arena, &schema, error) && schema_count(db, &schema, error);
    for (size_t i = 0; ok && i < schema.count; i++) {
        const struct schema_table *table = &schema.tables[i];
        totals_r->tables++;
        totals_r->rows += table->rows;
        if (str_is(table->name, "patient"))
            totals_r->patients = table->rows;
        if (to && table->rows)
            fprintf(to, "%12lld %.*s\n", (long long)table->rows, STR_ARG(table->name));
    }
    arena_finish(&arena);
    return ok;
}
