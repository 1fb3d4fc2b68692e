/* Runs the clinical cases (*.cases), each as one test with its name; prints TAP.
 *
 * Arguments: files. Without any, all of the folder test/clinical below the working folder but the
 * scores, which have a reader of their own. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "case.h"

static void print_triage(const struct triage *triage)
{
    printf("#   got %s%s\n", zone_word(triage->zone), triage->unconfirmed ? " unconfirmed" : "");
    for (size_t i = 0; i < triage->reason_count; i++) {
        const struct reason *reason = &triage->reasons[i];
        const struct parameter_info *info = parameter_info(reason->parameter);
        char value[DECIMAL_TEXT];
        decimal_text(reason->value, 0, value);
        printf("#     %s %s %s%.*s %s\n", zone_word(reason->zone), rule_word(reason->rule),
               info ? info->word : "", (int)reason->about_len, reason->about ? reason->about : "",
               value);
    }
}

/* A reason of a parameter names it; another one its answer, score or form. */
static bool is_reason(const struct reason *got, const struct expected_reason *expected)
{
    return got->zone == expected->zone && got->parameter == expected->parameter &&
           strcmp(rule_word(got->rule), expected->rule) == 0 &&
           (!expected->has_value || got->value == expected->value) &&
           (expected->parameter != PARAMETER_NONE ||
            (got->about_len == strlen(expected->about) &&
             memcmp(got->about, expected->about, got->about_len) == 0));
}

static bool is_as_expected(const struct clinical_case *one, const struct triage *triage)
{
    if (triage->zone != one->zone || triage->unconfirmed != one->unconfirmed ||
        triage->reason_count != one->reason_count) {
        return false;
    }
    for (size_t i = 0; i < one->reason_count; i++) {
        if (!is_reason(&triage->reasons[i], &one->reasons[i])) {
            return false;
        }
    }
    return true;
}

static bool run(struct clinical_case *one)
{
    struct triage triage;
    if (one->expects_refused || one->refused) {
        return one->expects_refused && one->refused;
    }
    if (one->order_of != PARAMETER_NONE) {
        return limits_ordered(one->limits, one->limit_count, one->order_of) == one->order_good;
    }
    case_judge(one, &triage);
    bool good = is_as_expected(one, &triage);
    if (!good) {
        print_triage(&triage);
    }
    return good;
}

static bool run_file(const char *path, int *number, int *failed)
{
    struct case_file file;
    struct clinical_case one;
    if (!case_open(&file, path)) {
        printf("Bail out! cannot open %s\n", path);
        return false;
    }
    while (case_next(&file, &one)) {
        bool good = run(&one);
        *failed += !good;
        printf("%sok %d - %s\n", good ? "" : "not ", ++*number, one.name);
        if (!good) {
            printf("#   %s:%d\n", path, one.line);
        }
    }
    case_close(&file);
    if (file.lines.wrong[0]) {
        printf("Bail out! %s\n", file.lines.wrong);
    }
    return !file.lines.wrong[0];
}

int main(int argc, char **argv)
{
    glob_t found = {0};
    int number = 0, failed = 0;
    bool good = true;
    if (argc < 2 && glob("test/clinical/*.cases", 0, NULL, &found) != 0) {
        printf("Bail out! no test/clinical/*.cases here\n");
        return 1;
    }
    for (int i = 1; i < argc && good; i++) {
        good = run_file(argv[i], &number, &failed);
    }
    for (size_t i = 0; i < found.gl_pathc && good; i++) {
        good = strstr(found.gl_pathv[i], "/scores.cases") ||
               run_file(found.gl_pathv[i], &number, &failed);
    }
    globfree(&found);
    if (good) {
        printf("1..%d\n", number);
    }
    return good && failed == 0 && number > 0 ? 0 : 1;
}
