/* What one must know of a certificate that one offers. */
#ifndef VARDE_BASE_CERTIFICATE_H
#define VARDE_BASE_CERTIFICATE_H

#include "base/str.h"

/* Until when the first certificate of a PEM text is valid, epoch milliseconds. False: there is
 * none in it. */
bool certificate_until(struct str pem, int64_t now, int64_t *until_r);

#endif
