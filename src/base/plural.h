/* The Plural-Forms of a gettext catalogue, for i18n.c alone. */
#ifndef VARDE_BASE_PLURAL_H
#define VARDE_BASE_PLURAL_H

#include "base/str.h"

#define PLURAL_FORMS_MAX 8

/* "nplurals=2; plural=(n != 1);". The expression is a slice of the text that was parsed. */
struct plural {
    unsigned forms;
    struct str expression;
};

/* Two forms, by n != 1, when the header says nothing (an empty text). False: unreadable. */
bool plural_parse(struct str text, struct plural *plural_r);
/* 0 to forms - 1. */
unsigned plural_form(const struct plural *plural, uint64_t n);

#endif
