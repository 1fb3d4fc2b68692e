#include "case_lines.h"

#include <string.h>

bool lines_open(struct case_lines *lines, const char *path)
{
    *lines = (struct case_lines){.path = path, .file = fopen(path, "r")};
    return lines->file;
}

void lines_close(struct case_lines *lines)
{
    if (lines->file)
        (void)fclose(lines->file);
}

bool lines_next(struct case_lines *lines)
{
    char *text = lines->text;
    if (lines->held) {
        lines->held = false;
        return true;
    }
    while (fgets(text, sizeof lines->text, lines->file)) {
        lines->line++;
        text[strcspn(text, "#\n")] = 0;
        size_t len = strlen(text), indent = strspn(text, " \t");
        while (len > indent && strchr(" \t", text[len - 1]))
            text[--len] = 0;
        memmove(text, text + indent, len - indent + 1);
        if (text[0])
            return true;
    }
    return false;
}

bool lines_wrong(struct case_lines *lines, const char *why)
{
    snprintf(lines->wrong, sizeof lines->wrong, "%s:%d: %s", lines->path, lines->line, why);
    return false;
}

struct words words_of(struct case_lines *lines)
{
    struct words words = {.count = 0};
    for (char *at = lines->text + strspn(lines->text, " \t"); *at && words.count < WORDS;) {
        words.at[words.count++] = at;
        at += strcspn(at, " \t");
        if (*at)
            *at++ = 0;
        at += strspn(at, " \t");
    }
    return words;
}

bool words_is(const struct words *words, size_t i, const char *word)
{
    return i < words->count && strcmp(words->at[i], word) == 0;
}
