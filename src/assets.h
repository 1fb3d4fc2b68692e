/* Files inside the program: the web applications, compressed, and the API's description. Made by
 * the build (tools/embed.py). */
#ifndef VARDE_ASSETS_H
#define VARDE_ASSETS_H

#include <stddef.h>

struct asset_body {
    const unsigned char *at; /* NULL: not in this encoding */
    size_t len;
};

struct asset {
    const char *path; /* "/index.html", "/assets/clinician-3f2a.js" */
    const char *content_type;
    const char *etag; /* with quotes */
    struct asset_body plain, gzip, brotli;
};

extern const struct asset assets[];
extern const size_t asset_count;

#endif
