#include "data.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

const char *data_folder(void)
{
    const char *folder = getenv("VARDE_TEST_DATA");
    struct stat stat_r;
    if (!folder)
        folder = "../shared/data";
    return stat(folder, &stat_r) == 0 ? folder : NULL;
}

const char *data_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat stat;
    if (!file)
        return NULL;
    assert_int_equal(fstat(fileno(file), &stat), 0);
    char *text = arena_alloc(arena, (size_t)stat.st_size + 1);
    assert_int_equal(fread(text, 1, (size_t)stat.st_size, file), (size_t)stat.st_size);
    (void)fclose(file);
    return text;
}
