/* What the build puts inside the program: translation catalogues, compiled by msgfmt. */
#ifndef VARDE_BASE_EMBEDDED_H
#define VARDE_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_catalogue {
    const char *tag; /* BCP 47: "nb", "en" */
    const unsigned char *mo;
    size_t len;
};

extern const struct embedded_catalogue embedded_catalogues[];
extern const size_t embedded_catalogue_count;

#endif
