/* What an agreement may be, whoever makes it. */
#ifndef VARDE_AGREEMENT_H
#define VARDE_AGREEMENT_H

enum {
    AGREEMENT_TITLE_MOST = 160, /* bytes */
    AGREEMENT_PROGRAMMES_MOST = 50,
    AGREEMENT_EARLIEST = 10957, /* 2000-01-01, in days since 1970-01-01 */
    AGREEMENT_LATEST = 47482    /* 2100-01-01 */
};

#endif
