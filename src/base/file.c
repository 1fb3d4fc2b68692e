#include "base/file.h"

#include <stdio.h>
#include <string.h>

bool file_read(struct arena *arena, const char *path, size_t most, struct str *text_r,
               struct error *error)
{
    struct buf text;
    char part[65536];
    size_t got;
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (!file)
        return error_at(error, ERROR_INVALID, path, "cannot be opened: %m");
    buf_init(&text, arena, sizeof part);
    while ((got = fread(part, 1, sizeof part, file)) > 0 && text.len <= most)
        buf_add(&text, part, got);
    bool read = !ferror(file);
    if (!standard)
        (void)fclose(file);
    *text_r = buf_slice(&text);
    if (!read)
        return error_at(error, ERROR_INVALID, path, "cannot be read");
    return text.len <= most ||
           error_at(error, ERROR_INVALID, path, "has more than %zu bytes", most);
}
