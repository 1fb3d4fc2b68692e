/* Settings: any file is read, or refused with its name and line; what is printed of a configuration
 * is a file that gives the same again. */
#include "fuzz.h"

#include "config/config.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The text as a file, readable by its owner alone. */
static bool read_text(struct str text, struct config *config, struct error *error)
{
    char path[40];
    int fd = memfd_create("varde.conf", MFD_CLOEXEC);
    must(fd >= 0 && fchmod(fd, 0600) == 0);
    must(write(fd, text.at ? text.at : "", text.len) == (ssize_t)text.len);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    config_defaults(config);
    bool ok = config_file(config, path, error);
    must(ok || (error->place[0] && error->detail[0]));
    close(fd);
    return ok;
}

static struct str print(struct arena *arena, const struct config *config)
{
    struct buf out;
    buf_init(&out, arena, 1024);
    config_print(config, &out);
    return buf_slice(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct error error = {0};
    struct config *config = calloc(2, sizeof *config);
    must(config != NULL);
    arena_init(&arena);
    if (read_text((struct str){(const char *)data, size}, &config[0], &error)) {
        struct str once = print(&arena, &config[0]);
        must(read_text(once, &config[1], &error));
        must(str_equal(once, print(&arena, &config[1])));
    }
    arena_finish(&arena);
    free(config);
    return 0;
}
