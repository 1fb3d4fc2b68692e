/* An installation file as sections with entries. */
#include "installation/installation_parse.h"

#include <stdarg.h>
#include <stdlib.h>

static void add_problem(struct reading *reading, struct installation_problem **list, size_t count,
                        int line, const char *format, va_list args)
{
    struct buf text;
    if (count >= INSTALLATION_PROBLEMS_MOST)
        return;
    if (!*list)
        *list =
            arena_array(reading->arena, struct installation_problem, INSTALLATION_PROBLEMS_MOST);
    buf_init(&text, reading->arena, 96);
    buf_vprintf(&text, format, args);
    (*list)[count] = (struct installation_problem){line, buf_cstr(&text)};
}

void installation_problem(struct reading *reading, int line, const char *format, ...)
{
    struct installation *out = reading->out;
    va_list args;
    va_start(args, format);
    add_problem(reading, &out->problems, out->problem_count, line, format, args);
    va_end(args);
    out->noted += out->problem_count++ < INSTALLATION_PROBLEMS_MOST;
}

void installation_remark(struct reading *reading, int line, const char *format, ...)
{
    struct installation *out = reading->out;
    va_list args;
    va_start(args, format);
    add_problem(reading, &out->remarks, out->remark_count, line, format, args);
    va_end(args);
    out->remark_count += out->remark_count < INSTALLATION_PROBLEMS_MOST;
}

/* C0 (but tabs), DEL, and C1 in its two bytes. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        unsigned char next = i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0;
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F || (byte == 0xC2 && next < 0xA0))
            return false;
    }
    return str_is_utf8(text);
}

static void read_section(struct reading *reading, int line, struct str text)
{
    struct section *section = &reading->sections[reading->section_count++];
    struct str inside = {text.at + 1, text.len - 1}, blank;
    *section = (struct section){.line = line};
    if (!inside.len || inside.at[inside.len - 1] != ']') {
        installation_problem(reading, line, "a section is [KIND NAME], like [municipality nesvik]");
        return;
    }
    inside = str_trim((struct str){inside.at, inside.len - 1});
    str_cut(inside, ' ', &section->kind, &blank);
    section->name = str_trim(blank);
    if (!section->name.len) {
        installation_problem(reading, line,
                             "a section has a name behind its kind, like [municipality nesvik]");
        section->kind = STR_NONE;
    }
}

static void read_entry(struct reading *reading, int line, struct str text, struct entry *entries,
                       size_t *entry_count)
{
    struct str key, value;
    if (!str_cut(text, '=', &key, &value)) {
        installation_problem(reading, line, "a line is name = value, [KIND NAME] or # a comment");
        return;
    }
    if (!reading->section_count) {
        installation_problem(reading, line, "stands before the first section [KIND NAME]");
        return;
    }
    struct section *section = &reading->sections[reading->section_count - 1];
    struct entry *entry = &entries[(*entry_count)++];
    *entry = (struct entry){line, str_trim(key), str_trim(value)};
    if (!section->entry_count++)
        section->entries = entry;
    if (!entry->value.len)
        installation_problem(reading, line, "%.*s: has no value", STR_ARG(entry->key));
}

static size_t count_lines(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    return lines;
}

void installation_split(struct reading *reading, struct str text)
{
    size_t lines = count_lines(text), entry_count = 0;
    struct entry *entries = arena_array(reading->arena, struct entry, lines);
    struct str line;
    reading->sections = arena_array(reading->arena, struct section, lines);
    if (str_starts(text, "\xEF\xBB\xBF"))
        text = (struct str){text.at + 3, text.len - 3};
    for (bool more = true; more;) {
        int number = ++reading->last_line;
        more = str_cut(text, '\n', &line, &text);
        line = str_trim(line);
        if (!line.len || line.at[0] == '#')
            continue;
        if (line.len > INSTALLATION_LINE_MOST)
            installation_problem(reading, number, "is longer than %d bytes",
                                 INSTALLATION_LINE_MOST);
        else if (!is_plain(line))
            installation_problem(reading, number, "is no plain text: save the file as UTF-8");
        else if (line.at[0] == '[')
            read_section(reading, number, line);
        else
            read_entry(reading, number, line, entries, &entry_count);
    }
}

bool installation_item(struct str *left, struct str *item_r)
{
    if (!left->at)
        return false;
    str_cut(*left, ',', item_r, left);
    *item_r = str_trim(*item_r);
    return true;
}

static int by_line(const void *one, const void *other)
{
    const struct installation_problem *a = one, *b = other;
    return a->line != b->line ? a->line - b->line : strcmp(a->text, b->text);
}

static void sort(struct installation_problem *list, size_t count)
{
    if (count)
        qsort(list, count, sizeof *list, by_line);
}

bool installation_read(struct arena *arena, struct str text,
                       const struct installation_source *source, int64_t today,
                       struct installation *installation_r)
{
    struct reading reading = {
        .arena = arena, .source = source, .today = today, .out = installation_r};
    *installation_r = (struct installation){.first_admin = INSTALLATION_NONE};
    if (text.len > INSTALLATION_TEXT_MOST) {
        installation_problem(&reading, 1, "the file is longer than %d bytes",
                             INSTALLATION_TEXT_MOST);
        return false;
    }
    installation_split(&reading, text);
    installation_keys(&reading);
    installation_check(&reading);
    sort(installation_r->problems, installation_r->noted);
    sort(installation_r->remarks, installation_r->remark_count);
    return !installation_r->problem_count;
}
