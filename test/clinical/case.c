#include "case.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define WORDS 12

struct words {
    const char *at[WORDS];
    size_t count;
};

static bool wrong(struct case_file *file, const char *why)
{
    snprintf(file->wrong, sizeof file->wrong, "%s:%d: %s", file->path, file->line, why);
    return false;
}

static bool is(const struct words *words, size_t i, const char *word)
{
    return i < words->count && strcmp(words->at[i], word) == 0;
}

/* ---- lines ---- */

/* The next line that says something, as it stands but for comment, indent and end. */
static bool next_line(struct case_file *file)
{
    if (file->held) {
        file->held = false;
        return true;
    }
    while (fgets(file->text, sizeof file->text, file->file)) {
        file->line++;
        file->text[strcspn(file->text, "#\n")] = 0;
        size_t len = strlen(file->text), indent = strspn(file->text, " \t");
        while (len > indent && (file->text[len - 1] == ' ' || file->text[len - 1] == '\t')) {
            file->text[--len] = 0;
        }
        memmove(file->text, file->text + indent, len - indent + 1);
        if (file->text[0]) {
            return true;
        }
    }
    return false;
}

/* Cuts the line into its words, in place. */
static struct words split(char *text)
{
    struct words words = {.count = 0};
    for (char *at = text + strspn(text, " \t"); *at && words.count < WORDS;) {
        words.at[words.count++] = at;
        at += strcspn(at, " \t");
        if (*at) {
            *at++ = 0;
        }
        at += strspn(at, " \t");
    }
    return words;
}

/* ---- statements ---- */

static bool take_parameter(struct case_file *file, const char *word, enum parameter *parameter_r)
{
    *parameter_r = parameter_of_word(word, strlen(word));
    return *parameter_r != PARAMETER_NONE || wrong(file, "no such parameter");
}

/* A number with or without a unit. */
static bool take_number(const struct words *words, size_t i, enum parameter parameter,
                        int64_t *micro_r)
{
    struct decimal number;
    const char *unit = i + 1 < words->count ? words->at[i + 1] : parameter_info(parameter)->ucum;
    return i < words->count && decimal_parse(str_of(words->at[i]), &number) &&
           parameter_normalise(parameter, number.digits, number.exponent, unit, strlen(unit),
                               micro_r) == UNIT_OK;
}

static bool take_operator(const char *word, struct limit *limit)
{
    static const char *const operators[] = {"<", "<=", ">", ">="};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(word, operators[i]) == 0) {
            enum limit_operator how = (enum limit_operator)i;
            limit->operator= how;
            limit->side = i < 2 ? SIDE_LOW : SIDE_HIGH;
            return true;
        }
    }
    return false;
}

/* limit PARAMETER yellow|red OPERATOR NUMBER [UNIT] */
static bool take_limit(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    struct limit limit;
    if (words->count < 5 || one->limit_count == CASE_LIMITS) {
        return wrong(file, "limit PARAMETER yellow|red OPERATOR NUMBER [UNIT]");
    }
    if (!take_parameter(file, words->at[1], &limit.parameter)) {
        return false;
    }
    if (!zone_of_word(words->at[2], &limit.zone) || limit.zone < ZONE_YELLOW ||
        !take_operator(words->at[3], &limit) ||
        !take_number(words, 4, limit.parameter, &limit.value)) {
        return wrong(file, "limit PARAMETER yellow|red OPERATOR NUMBER [UNIT]");
    }
    one->limits[one->limit_count++] = limit;
    return true;
}

/* value PARAMETER NUMBER [UNIT] */
static bool take_value(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    struct measurement *value = &one->values[one->value_count];
    if (words->count < 3 || one->value_count == CASE_VALUES) {
        return wrong(file, "value PARAMETER NUMBER [UNIT]");
    }
    if (!take_parameter(file, words->at[1], &value->parameter)) {
        return false;
    }
    value->marks = 0;
    if (is(words, 2, "absent")) {
        value->marks = MARK_ABSENT;
    } else if (take_number(words, 2, value->parameter, &value->value)) {
        value->marks = validity_marks(value->parameter, value->value);
    } else {
        one->refused = true;
    }
    one->value_count++;
    return true;
}

/* ahead SECONDS: the value before was measured so long after the server got it. */
static bool take_ahead(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    struct decimal seconds;
    int64_t micro = 0, received = INT64_C(1795252087000);
    if (one->value_count == 0 || words->count != 2 ||
        !decimal_parse(str_of(words->at[1]), &seconds) || !decimal_micro(&seconds, &micro)) {
        return wrong(file, "ahead SECONDS, after a value");
    }
    one->values[one->value_count - 1].marks |=
        validity_time_marks(received + micro / 1000, received);
    return true;
}

/* device: the device says that the value before is not valid. */
static bool take_device(struct case_file *file, struct clinical_case *one)
{
    if (one->value_count == 0) {
        return wrong(file, "device stands after a value");
    }
    one->values[one->value_count - 1].marks |= MARK_DEVICE;
    return true;
}

static bool take_follows(struct case_file *file, const struct words *words,
                         struct clinical_case *one)
{
    one->follows_given = true;
    for (size_t i = 1; i < words->count; i++) {
        enum parameter parameter;
        if (!take_parameter(file, words->at[i], &parameter)) {
            return false;
        }
        one->followed[parameter] = true;
    }
    return true;
}

/* limits NAME, within a case: those of the block. */
static bool take_block(struct case_file *file, const char *name, struct clinical_case *one)
{
    for (size_t i = 0; i < file->block_count; i++) {
        const struct clinical_case *block = &file->blocks[i];
        if (strcmp(block->name, name) == 0 &&
            one->limit_count + block->limit_count <= CASE_LIMITS) {
            memcpy(one->limits + one->limit_count, block->limits,
                   block->limit_count * sizeof block->limits[0]);
            one->limit_count += block->limit_count;
            return true;
        }
    }
    return wrong(file, "no such set of limits");
}

/* ZONE RULE PARAMETER, from word i on. */
static bool take_reason(struct case_file *file, const struct words *words, size_t i, enum zone zone,
                        struct clinical_case *one)
{
    struct expected_reason *reason = &one->reasons[one->reason_count];
    if (i + 2 != words->count || one->reason_count == CASE_REASONS) {
        return wrong(file, "expect ZONE [unconfirmed] RULE PARAMETER, also ZONE RULE PARAMETER");
    }
    one->reason_count++;
    reason->zone = zone;
    snprintf(reason->rule, sizeof reason->rule, "%s", words->at[i]);
    return take_parameter(file, words->at[i + 1], &reason->parameter);
}

static bool take_expect(struct case_file *file, const struct words *words,
                        struct clinical_case *one)
{
    one->expects = true;
    if (is(words, 1, "refused")) {
        one->expects_refused = true;
        return words->count == 2 || wrong(file, "expect refused");
    }
    if (is(words, 1, "limits")) {
        one->order_good = is(words, 2, "ordered");
        if (words->count != 4 || (!one->order_good && !is(words, 2, "disordered"))) {
            return wrong(file, "expect limits ordered|disordered PARAMETER");
        }
        return take_parameter(file, words->at[3], &one->order_of);
    }
    if (words->count < 2 || !zone_of_word(words->at[1], &one->zone)) {
        return wrong(file, "expect none, green, yellow or red");
    }
    one->unconfirmed = is(words, 2, "unconfirmed");
    if (one->zone == ZONE_NONE) {
        return words->count == 2 || wrong(file, "expect none stands alone");
    }
    return take_reason(file, words, one->unconfirmed ? 3 : 2, one->zone, one);
}

static bool take_also(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    enum zone zone;
    if (one->reason_count == 0 || words->count < 2 || !zone_of_word(words->at[1], &zone)) {
        return wrong(file, "also ZONE RULE PARAMETER, after expect");
    }
    return take_reason(file, words, 2, zone, one);
}

static bool take_statement(struct case_file *file, const struct words *words,
                           struct clinical_case *one)
{
    if (is(words, 0, "limit")) {
        return take_limit(file, words, one);
    } else if (is(words, 0, "limits") && words->count == 2) {
        return take_block(file, words->at[1], one);
    } else if (is(words, 0, "value")) {
        return take_value(file, words, one);
    } else if (is(words, 0, "ahead")) {
        return take_ahead(file, words, one);
    } else if (is(words, 0, "device") && words->count == 1) {
        return take_device(file, one);
    } else if (is(words, 0, "follows")) {
        return take_follows(file, words, one);
    } else if (is(words, 0, "expect")) {
        return !one->expects ? take_expect(file, words, one)
                             : wrong(file, "a case expects one thing");
    } else if (is(words, 0, "also")) {
        return take_also(file, words, one);
    }
    return wrong(file, "limit, limits, value, ahead, device, follows, expect or also");
}

/* Without a line of its own a case follows what it has values or limits for. */
static void follow_all(struct clinical_case *one)
{
    for (size_t i = 0; i < one->value_count && !one->follows_given; i++) {
        one->followed[one->values[i].parameter] = true;
    }
}

static bool take_body(struct case_file *file, struct clinical_case *one)
{
    while (next_line(file)) {
        if (strncmp(file->text, "case ", 5) == 0 ||
            (one->line == 0 && strncmp(file->text, "limits ", 7) == 0)) {
            file->held = true;
            break;
        }
        struct words words = split(file->text);
        if (!take_statement(file, &words, one)) {
            return false;
        }
    }
    follow_all(one);
    return one->line == 0 || one->expects || wrong(file, "the case before expects nothing");
}

bool case_next(struct case_file *file, struct clinical_case *case_r)
{
    while (next_line(file)) {
        bool is_case = strncmp(file->text, "case ", 5) == 0;
        struct clinical_case *one = case_r;
        if (!is_case) {
            if (strncmp(file->text, "limits ", 7) != 0 || file->block_count == 16) {
                return wrong(file, "case NAME or limits NAME was expected");
            }
            one = &file->blocks[file->block_count++];
        }
        memset(one, 0, sizeof *one);
        snprintf(one->name, sizeof one->name, "%.*s", CASE_NAME - 1,
                 file->text + (is_case ? 5 : 7));
        one->line = is_case ? file->line : 0;
        if (!take_body(file, one) || is_case) {
            return !file->wrong[0];
        }
    }
    return false;
}

bool case_open(struct case_file *file, const char *path)
{
    memset(file, 0, sizeof *file);
    file->path = path;
    file->file = fopen(path, "r");
    return file->file != NULL;
}

void case_close(struct case_file *file)
{
    if (file->file) {
        (void)fclose(file->file);
    }
}
