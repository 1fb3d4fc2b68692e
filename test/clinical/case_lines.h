/* Files of cases, line by line and word by word. */
#ifndef VARDE_TEST_CLINICAL_CASE_LINES_H
#define VARDE_TEST_CLINICAL_CASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define WORDS 32

struct words {
    const char *at[WORDS];
    size_t count;
};

struct case_lines {
    FILE *file;
    const char *path;
    int line;
    char text[256]; /* the line that stands next, when `held` */
    bool held;
    char wrong[512]; /* what is wrong with the file, and where; empty when nothing is */
};

bool lines_open(struct case_lines *lines, const char *path);
void lines_close(struct case_lines *lines);
/* The next line that says something, as it stands but for comment, indent and end. */
bool lines_next(struct case_lines *lines);
/* Says what is wrong; returns false. */
bool lines_wrong(struct case_lines *lines, const char *why);

/* Cuts the line into its words, in place. */
struct words words_of(struct case_lines *lines);
bool words_is(const struct words *words, size_t i, const char *word);

#endif
