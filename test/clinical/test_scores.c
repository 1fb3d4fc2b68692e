/* Runs the cases of scores (scores.cases), each as one test with its name; prints TAP.
 *
 * Arguments: files. Without any, test/clinical/scores.cases below the working folder. */
#include <stdio.h>
#include <string.h>

#include "score_case.h"

static bool has(const struct score_lines *lines, const char *text)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->at[i], text) == 0)
            return true;
    return false;
}

static bool run(struct score_case *one)
{
    char told[SCORE_TEXT];
    struct score_lines details;
    score_tell(one, told, &details);
    bool good = strcmp(told, one->expected) == 0;
    for (size_t i = 0; i < one->also.count; i++)
        good = good && has(&details, one->also.at[i]);
    if (good)
        return true;
    printf("#   got %s\n", told);
    for (size_t i = 0; i < details.count; i++)
        printf("#     %s\n", details.at[i]);
    return false;
}

static bool run_file(const char *path, int *number, int *failed)
{
    static struct score_case one;
    struct case_lines file;
    if (!lines_open(&file, path)) {
        printf("Bail out! cannot open %s\n", path);
        return false;
    }
    while (score_next(&file, &one)) {
        bool good = run(&one);
        *failed += !good;
        printf("%sok %d - %s\n", good ? "" : "not ", ++*number, one.name);
        if (!good)
            printf("#   %s:%d\n", path, one.line);
    }
    lines_close(&file);
    if (file.wrong[0])
        printf("Bail out! %s\n", file.wrong);
    return !file.wrong[0];
}

int main(int argc, char **argv)
{
    int number = 0, failed = 0;
    bool good = true;
    for (int i = 1; i < argc && good; i++)
        good = run_file(argv[i], &number, &failed);
    if (argc < 2)
        good = run_file("test/clinical/scores.cases", &number, &failed);
    if (good)
        printf("1..%d\n", number);
    return good && failed == 0 && number > 0 ? 0 : 1;
}
