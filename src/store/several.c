/* The text of a statement that does for many rows of arguments what another does for one. */
#include "store/several.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *text_open(char **text, size_t *len)
{
    FILE *out = open_memstream(text, len);
    if (!out)
        abort();
    return out;
}

static void text_close(FILE *out)
{
    if (fclose(out) != 0)
        abort();
}

/* ?k becomes ?(k + by), or {alias}k when there is one. */
static void put_shifted(FILE *out, const char *sql, size_t by, const char *alias)
{
    for (const char *at = sql; *at;) {
        if (*at != '?' || !isdigit((unsigned char)at[1])) {
            fputc(*at++, out);
            continue;
        }
        char *end;
        size_t number = strtoul(at + 1, &end, 10);
        if (alias)
            fprintf(out, "%s%zu", alias, number);
        else
            fprintf(out, "?%zu", number + by);
        at = end;
    }
}

char *several_inserts(const char *sql, size_t args, size_t times)
{
    char *text;
    size_t len;
    FILE *out = text_open(&text, &len);
    const char *row = strstr(sql, "VALUES ") + strlen("VALUES ");
    fputs(sql, out);
    for (size_t i = 1; i < times; i++) {
        fputs(", ", out);
        put_shifted(out, row, i * args, NULL);
    }
    text_close(out);
    return text;
}

/* One row of arguments each; the question is asked for each row, and its number comes last. */
char *several_questions(const char *sql, size_t args, size_t times)
{
    char *text;
    size_t len;
    FILE *out = text_open(&text, &len);
    fputs("SELECT asked.*, each.number FROM (VALUES ", out);
    for (size_t i = 0; i < times; i++) {
        fputs(i ? ", (" : "(", out);
        for (size_t k = 1; k <= args; k++)
            fprintf(out, "?%zu, ", i * args + k);
        fprintf(out, "%zu)", i);
    }
    fputs(") each (", out);
    for (size_t k = 1; k <= args; k++)
        fprintf(out, "a%zu, ", k);
    fputs("number) CROSS JOIN LATERAL (", out);
    put_shifted(out, sql, 0, "each.a");
    fputs(") asked", out);
    text_close(out);
    return text;
}
