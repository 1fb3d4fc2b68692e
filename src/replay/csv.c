#include "replay/csv.h"

#include <stdio.h>

void csv_init(struct csv *csv, struct arena *arena, struct str text)
{
    *csv = (struct csv){.arena = arena, .rest = text, .next_line = 1};
    if (str_starts(text, "\xef\xbb\xbf")) /* the mark that spreadsheets put before UTF-8 */
        csv->rest = (struct str){text.at + 3, text.len - 3};
}

static void skip(struct csv *csv, size_t count)
{
    csv->rest = (struct str){csv->rest.at + count, csv->rest.len - count};
}

static bool wrong(const struct csv *csv, const char *why, struct error *error)
{
    char place[64];
    snprintf(place, sizeof place, "line %lld, column %zu", (long long)csv->line, csv->count + 1);
    return error_at(error, ERROR_INVALID, place, "%s", why);
}

/* The text between quotes; the first one stands next. */
static bool take_quoted(struct csv *csv, struct str *field_r, struct error *error)
{
    struct buf out;
    size_t i = 1, from = 1;
    bool doubled = false;
    for (;; i++) {
        if (i >= csv->rest.len)
            return wrong(csv, "a quote is not closed", error);
        csv->next_line += csv->rest.at[i] == '\n';
        if (csv->rest.at[i] != '"')
            continue;
        if (i + 1 >= csv->rest.len || csv->rest.at[i + 1] != '"')
            break;
        doubled = true;
        i++;
    }
    *field_r = (struct str){csv->rest.at + from, i - from};
    skip(csv, i + 1);
    if (!doubled)
        return true;
    buf_init(&out, csv->arena, field_r->len);
    for (size_t k = 0; k < field_r->len; k++) {
        buf_char(&out, field_r->at[k]);
        k += field_r->at[k] == '"';
    }
    *field_r = buf_slice(&out);
    return true;
}

static size_t line_end(struct str rest)
{
    if (rest.len && rest.at[0] == '\n')
        return 1;
    return rest.len > 1 && rest.at[0] == '\r' && rest.at[1] == '\n' ? 2 : 0;
}

static bool take_field(struct csv *csv, struct str *field_r, struct error *error)
{
    size_t i = 0;
    if (csv->rest.len && csv->rest.at[0] == '"') {
        if (!take_quoted(csv, field_r, error))
            return false;
        if (csv->rest.len && csv->rest.at[0] != ',' && !line_end(csv->rest))
            return wrong(csv, "text after the closing quote", error);
        return true;
    }
    while (i < csv->rest.len && csv->rest.at[i] != ',' && csv->rest.at[i] != '"' &&
           !line_end((struct str){csv->rest.at + i, csv->rest.len - i}))
        i++;
    if (i < csv->rest.len && csv->rest.at[i] == '"')
        return wrong(csv, "a quote within a field that is not quoted", error);
    *field_r = (struct str){csv->rest.at, i};
    skip(csv, i);
    return true;
}

static void skip_blank_lines(struct csv *csv)
{
    size_t end;
    while ((end = line_end(csv->rest)) > 0) {
        skip(csv, end);
        csv->next_line++;
    }
}

bool csv_next(struct csv *csv, struct error *error)
{
    csv->count = 0;
    skip_blank_lines(csv);
    csv->line = csv->next_line;
    if (!csv->rest.len)
        return false;
    for (;;) {
        if (csv->count == CSV_COLUMNS)
            return wrong(csv, "too many columns", error);
        if (!take_field(csv, &csv->fields[csv->count], error))
            return false;
        csv->count++;
        if (!csv->rest.len || csv->rest.at[0] != ',')
            break;
        skip(csv, 1);
    }
    csv->next_line += line_end(csv->rest) > 0;
    skip(csv, line_end(csv->rest));
    return true;
}
