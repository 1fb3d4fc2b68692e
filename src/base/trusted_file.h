/* Files that the service relies on: settings, which nobody else may write, and secrets, which
 * nobody else may read either. A file of another owner, or one that is too open, is refused with
 * what to do about it. The group may read: root:varde 0640 is how a service's secrets are kept. */
#ifndef VARDE_BASE_TRUSTED_FILE_H
#define VARDE_BASE_TRUSTED_FILE_H

#include "base/error.h"

#include <stddef.h>

enum trust { TRUST_SETTINGS, TRUST_SECRET };

/* The whole file, terminated, at most `most` bytes: free it with trusted_free. What systemd has put
 * into CREDENTIALS_DIRECTORY is taken as it is. */
bool trusted_read(const char *path, enum trust trust, size_t most, char **text_r, size_t *len_r,
                  struct error *error);
/* Wipes it first. */
void trusted_free(char *text, size_t len);
/* True when others than the owner and the group may read it; false also when it is not there. */
bool trusted_is_open(const char *path);

#endif
