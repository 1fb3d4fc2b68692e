#include "case.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "case_parse.h"
#include "clinical/day.h"

bool case_wrong(struct case_file *file, const char *why)
{
    return lines_wrong(&file->lines, why);
}

/* ---- statements ---- */

bool take_parameter(struct case_file *file, const char *word, enum parameter *parameter_r)
{
    *parameter_r = parameter_of_word(word, strlen(word));
    return *parameter_r != PARAMETER_NONE || case_wrong(file, "no such parameter");
}

bool take_plain(const struct words *words, size_t i, int64_t *micro_r)
{
    struct decimal number;
    return i < words->count && decimal_parse(str_of(words->at[i]), &number) &&
           decimal_micro(&number, micro_r);
}

bool take_whole(const struct words *words, size_t i, int32_t *number_r)
{
    int64_t micro;
    if (!take_plain(words, i, &micro) || micro % MICRO != 0 || micro / MICRO > 100000) {
        return false;
    }
    *number_r = (int32_t)(micro / MICRO);
    return true;
}

/* Words that stand where a unit might, and are none. */
static bool is_unit(const struct words *words, size_t i)
{
    static const char *const others[] = {"in",       "on",        "at",   "habitual",
                                         "repeated", "confirmed", "sigma"};
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        if (words_is(words, i, others[k])) {
            return false;
        }
    }
    return i < words->count;
}

bool take_number(const struct words *words, size_t *next, enum parameter parameter,
                 int64_t *micro_r)
{
    struct decimal number;
    size_t i = *next;
    bool united = is_unit(words, i + 1);
    const char *unit = united ? words->at[i + 1] : parameter_info(parameter)->ucum;
    *next += united ? 2 : 1;
    return i < words->count && decimal_parse(str_of(words->at[i]), &number) &&
           parameter_normalise(parameter, number.digits, number.exponent, unit, strlen(unit),
                               micro_r) == UNIT_OK;
}

bool take_operator(const char *word, enum limit_operator *operator_r)
{
    static const char *const operators[] = {"<", "<=", ">", ">="};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(word, operators[i]) == 0) {
            *operator_r = (enum limit_operator)i;
            return true;
        }
    }
    return false;
}

/* "at rest", "in activity", "on oxygen", as many as stand from word *next on. */
static uint32_t take_conditions(const struct words *words, size_t *next)
{
    uint32_t conditions = 0;
    while (words_is(words, *next, "at") || words_is(words, *next, "in") ||
           words_is(words, *next, "on")) {
        const char *word = *next + 1 < words->count ? words->at[*next + 1] : "";
        uint32_t condition = condition_of_word(word, strlen(word));
        if (!condition) {
            break;
        }
        conditions |= condition;
        *next += 2;
    }
    return conditions;
}

#define LIMIT_LINE                                                                                 \
    "limit PARAMETER yellow|red OPERATOR NUMBER [UNIT] [on oxygen …] "                           \
    "[habitual|repeated|confirmed]"

static enum limit_basis take_basis(const struct words *words, size_t *next)
{
    static const char *const bases[] = {[BASIS_HABITUAL] = "habitual",
                                        [BASIS_REPEATED] = "repeated",
                                        [BASIS_CONFIRMED] = "confirmed"};
    for (int i = BASIS_HABITUAL; i <= BASIS_CONFIRMED; i++) {
        if (words_is(words, *next, bases[i])) {
            ++*next;
            return (enum limit_basis)i;
        }
    }
    return BASIS_ABSOLUTE;
}

static bool take_limit(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    struct limit limit = {.kind = LIMIT_VALUE};
    size_t next = 4;
    if (words->count < 5 || one->limit_count == CASE_LIMITS) {
        return case_wrong(file, LIMIT_LINE);
    }
    if (!take_parameter(file, words->at[1], &limit.parameter)) {
        return false;
    }
    if (!zone_of_word(words->at[2], &limit.zone) || limit.zone < ZONE_YELLOW ||
        !take_operator(words->at[3], &limit.operator) ||
        !take_number(words, &next, limit.parameter, &limit.value)) {
        return case_wrong(file, LIMIT_LINE);
    }
    limit.side = limit.operator<= OPERATOR_LE ? SIDE_LOW : SIDE_HIGH;
    limit.condition = take_conditions(words, &next);
    limit.basis = take_basis(words, &next);
    if (next != words->count) {
        return case_wrong(file, LIMIT_LINE);
    }
    one->limits[one->limit_count++] = limit;
    return true;
}

#define VALUE_LINE "value PARAMETER NUMBER [UNIT] [on oxygen …]"

bool take_reading(struct case_file *file, const struct words *words, size_t i,
                  struct clinical_case *one, struct measurement *value)
{
    size_t next = i + 1;
    *value = (struct measurement){.marks = 0};
    if (words->count < i + 2) {
        return case_wrong(file, VALUE_LINE);
    }
    if (!take_parameter(file, words->at[i], &value->parameter)) {
        return false;
    }
    if (words_is(words, next, "absent")) {
        value->marks = MARK_ABSENT;
        next++;
    } else if (take_number(words, &next, value->parameter, &value->value)) {
        value->marks = validity_marks(value->parameter, value->value);
    } else {
        one->refused = true;
        return true;
    }
    value->conditions = take_conditions(words, &next);
    return next == words->count || case_wrong(file, VALUE_LINE);
}

static bool take_value(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    if (one->value_count == CASE_VALUES) {
        return case_wrong(file, "too many values");
    }
    one->last = &one->values[one->value_count++];
    return take_reading(file, words, 1, one, one->last);
}

#define DAY_LINE "day DAY [to DAY] PARAMETER NUMBER [UNIT]: -1 is yesterday"

/* day -1 weight 82 kg: an accepted value of another day; day -9 to -2 weight 82 kg: of each. */
static bool take_day(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    bool many = words_is(words, 2, "to");
    struct measurement value;
    int32_t from, until;
    if (!take_whole(words, 1, &from) || (many && !take_whole(words, 3, &until))) {
        return case_wrong(file, DAY_LINE);
    }
    until = many ? until : from;
    if (!take_reading(file, words, many ? 4 : 2, one, &value)) {
        return false;
    }
    for (value.day = from; value.day <= until; value.day++) {
        if (one->history_count == CASE_HISTORY) {
            return case_wrong(file, "too many days");
        }
        one->history[one->history_count++] = value;
    }
    return true;
}

/* late DAYS: the value before was measured so many days ago. */
static bool take_late(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    int32_t days;
    if (!one->last || words->count != 2 || !take_whole(words, 1, &days)) {
        return case_wrong(file, "late DAYS, after a value or a reading");
    }
    one->last->day = -days;
    return true;
}

/* old: the value before came so late that it is no news by itself. */
static bool take_old(struct case_file *file, struct clinical_case *one)
{
    if (one->value_count == 0) {
        return case_wrong(file, "old stands after a value");
    }
    one->values[one->value_count - 1].old = true;
    return true;
}

int64_t take_minutes(const char *text)
{
    bool good = strlen(text) == 5 && text[2] == ':' && strspn(text, "0123456789:") == 5;
    return good ? ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0'
                : -1;
}

/* at HH:MM: when the value or reading before was measured. */
static bool take_time(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    int64_t minutes = take_minutes(words->count == 2 ? words->at[1] : "");
    if (minutes < 0 || !one->last) {
        return case_wrong(file, "at HH:MM, after a value or a reading");
    }
    one->last->at = ((CASE_TODAY + (int64_t)one->last->day) * 1440 + minutes) * 60000;
    return true;
}

/* ahead SECONDS: the value before was measured so long after the server got it. */
static bool take_ahead(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    struct decimal seconds;
    int64_t micro = 0, received = INT64_C(1795252087000);
    if (one->value_count == 0 || words->count != 2 ||
        !decimal_parse(str_of(words->at[1]), &seconds) || !decimal_micro(&seconds, &micro)) {
        return case_wrong(file, "ahead SECONDS, after a value");
    }
    one->values[one->value_count - 1].marks |=
        validity_time_marks(received + micro / 1000, received);
    return true;
}

/* device: the device says that the value before is not valid. */
static bool take_device(struct case_file *file, struct clinical_case *one)
{
    if (!one->last) {
        return case_wrong(file, "device stands after a value or a reading");
    }
    one->last->marks |= MARK_DEVICE;
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
    return case_wrong(file, "no such set of limits");
}

/* RULE PARAMETER|NAME [NUMBER], from word i on. */
static bool take_reason(struct case_file *file, const struct words *words, size_t i, enum zone zone,
                        struct clinical_case *one)
{
    struct expected_reason *reason = &one->reasons[one->reason_count];
    if (i + 2 > words->count || words->count > i + 3 || one->reason_count == CASE_REASONS) {
        return case_wrong(file, "expect ZONE [unconfirmed] RULE PARAMETER [NUMBER], also …");
    }
    one->reason_count++;
    *reason = (struct expected_reason){.zone = zone};
    snprintf(reason->rule, sizeof reason->rule, "%s", words->at[i]);
    reason->parameter = parameter_of_word(words->at[i + 1], strlen(words->at[i + 1]));
    if (reason->parameter == PARAMETER_NONE) {
        snprintf(reason->about, sizeof reason->about, "%s", words->at[i + 1]);
    }
    reason->has_value = words->count == i + 3;
    return !reason->has_value || take_plain(words, i + 2, &reason->value) ||
           case_wrong(file, "the last word of a reason is its value");
}

static bool take_expect(struct case_file *file, const struct words *words,
                        struct clinical_case *one)
{
    one->expects = true;
    if (words_is(words, 1, "refused")) {
        one->expects_refused = true;
        return words->count == 2 || case_wrong(file, "expect refused");
    }
    if (words_is(words, 1, "limits")) {
        one->order_good = words_is(words, 2, "ordered");
        if (words->count != 4 || (!one->order_good && !words_is(words, 2, "disordered"))) {
            return case_wrong(file, "expect limits ordered|disordered PARAMETER");
        }
        return take_parameter(file, words->at[3], &one->order_of);
    }
    if (words->count < 2 || !zone_of_word(words->at[1], &one->zone)) {
        return case_wrong(file, "expect none, green, yellow or red");
    }
    one->unconfirmed = words_is(words, 2, "unconfirmed");
    if (one->zone == ZONE_NONE) {
        return words->count == 2 || case_wrong(file, "expect none stands alone");
    }
    return take_reason(file, words, one->unconfirmed ? 3 : 2, one->zone, one);
}

static bool take_also(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    enum zone zone;
    if (one->reason_count == 0 || words->count < 2 || !zone_of_word(words->at[1], &zone)) {
        return case_wrong(file, "also ZONE RULE PARAMETER, after expect");
    }
    return take_reason(file, words, 2, zone, one);
}

static bool take_statement(struct case_file *file, const struct words *words,
                           struct clinical_case *one)
{
    bool handled = false;
    if (!take_rule(file, words, one, &handled) || handled ||
        !take_other(file, words, one, &handled) || handled) {
        return !file->lines.wrong[0];
    }
    if (words_is(words, 0, "limit")) {
        return take_limit(file, words, one);
    } else if (words_is(words, 0, "limits") && words->count == 2) {
        return take_block(file, words->at[1], one);
    } else if (words_is(words, 0, "value")) {
        return take_value(file, words, one);
    } else if (words_is(words, 0, "day")) {
        return take_day(file, words, one);
    } else if (words_is(words, 0, "late")) {
        return take_late(file, words, one);
    } else if (words_is(words, 0, "old") && words->count == 1) {
        return take_old(file, one);
    } else if (words_is(words, 0, "at")) {
        return take_time(file, words, one);
    } else if (words_is(words, 0, "ahead")) {
        return take_ahead(file, words, one);
    } else if (words_is(words, 0, "device") && words->count == 1) {
        return take_device(file, one);
    } else if (words_is(words, 0, "follows")) {
        return take_follows(file, words, one);
    } else if (words_is(words, 0, "expect")) {
        return !one->expects ? take_expect(file, words, one)
                             : case_wrong(file, "a case expects one thing");
    } else if (words_is(words, 0, "also")) {
        return take_also(file, words, one);
    }
    return case_wrong(file, "no such statement: see test/clinical/README.md");
}

/* Without a line of its own a case follows what it has values or limits for. */
static void follow_all(struct clinical_case *one)
{
    for (size_t i = 0; i < one->value_count && !one->follows_given; i++) {
        one->followed[one->values[i].parameter] = true;
    }
    for (size_t i = 0; i < one->reading_count && !one->follows_given; i++) {
        one->followed[one->readings[i].parameter] = true;
    }
}

static bool take_body(struct case_file *file, struct clinical_case *one)
{
    while (lines_next(&file->lines)) {
        if (strncmp(file->lines.text, "case ", 5) == 0 ||
            (one->line == 0 && strncmp(file->lines.text, "limits ", 7) == 0)) {
            file->lines.held = true;
            break;
        }
        struct words words = words_of(&file->lines);
        if (!take_statement(file, &words, one)) {
            return false;
        }
    }
    follow_all(one);
    return one->line == 0 || one->expects || case_wrong(file, "the case before expects nothing");
}

bool case_next(struct case_file *file, struct clinical_case *case_r)
{
    while (lines_next(&file->lines)) {
        bool is_case = strncmp(file->lines.text, "case ", 5) == 0;
        struct clinical_case *one = case_r;
        if (!is_case) {
            if (strncmp(file->lines.text, "limits ", 7) != 0 || file->block_count == 16) {
                return case_wrong(file, "case NAME or limits NAME was expected");
            }
            one = &file->blocks[file->block_count++];
        }
        memset(one, 0, sizeof *one);
        snprintf(one->name, sizeof one->name, "%.*s", CASE_NAME - 1,
                 file->lines.text + (is_case ? 5 : 7));
        one->line = is_case ? file->lines.line : 0;
        if (!take_body(file, one) || is_case) {
            return !file->lines.wrong[0];
        }
    }
    return false;
}

/* Which answers are among those that a combination names. */
static void mark_symptoms(struct clinical_case *one)
{
    for (size_t i = 0; i < one->finding_count; i++) {
        for (size_t k = 0; k < one->combination_count; k++) {
            const struct case_names *names = &one->combination_names[k];
            for (size_t n = 0; n < names->count; n++) {
                if (one->findings[i].kind == FINDING_ANSWER &&
                    strcmp(names->at[n], one->finding_names[i]) == 0) {
                    one->findings[i].symptoms |= UINT64_C(1) << k;
                }
            }
        }
    }
}

static void to_today(struct measurement *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i].day += CASE_TODAY;
    }
}

/* Days in a case are counted from today. */
static void set_days(struct clinical_case *one)
{
    to_today(one->values, one->value_count);
    to_today(one->history, one->history_count);
    to_today(one->readings, one->reading_count);
    for (size_t i = 0; i < one->habit_count; i++) {
        one->habits[i].approved_on += CASE_TODAY;
    }
    for (size_t i = 0; i < one->finding_count; i++) {
        one->findings[i].day += CASE_TODAY;
    }
    for (size_t i = 0; i < one->earlier_count; i++) {
        one->earlier[i].day += CASE_TODAY;
    }
}

static int by_parameter_and_time(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    if (one->parameter != other->parameter) {
        return one->parameter < other->parameter ? -1 : 1;
    }
    return (one->at > other->at) - (one->at < other->at);
}

/* The accepted values of other days, of other reports and of the occasion's own. */
static size_t make_history(const struct clinical_case *one, struct day_value *history)
{
    struct measurement readings[CASE_HISTORY + CASE_VALUES + CASE_READINGS];
    size_t count = one->history_count;
    memcpy(readings, one->history, count * sizeof readings[0]);
    memcpy(readings + count, one->values, one->value_count * sizeof readings[0]);
    count += one->value_count;
    memcpy(readings + count, one->readings, one->reading_count * sizeof readings[0]);
    return days_settle(readings, count + one->reading_count, 0, history);
}

void case_judge(struct clinical_case *one, struct triage *triage_r)
{
    struct day_value history[CASE_HISTORY + CASE_VALUES + CASE_READINGS];
    validity_pressure(one->values, one->value_count);
    mark_symptoms(one);
    set_days(one);
    qsort(one->readings, one->reading_count, sizeof one->readings[0], by_parameter_and_time);
    const struct rules rules = {.limits = one->limits,
                                .limit_count = one->limit_count,
                                .followed = one->followed,
                                .scores = one->scores,
                                .score_count = one->score_count,
                                .combinations = one->combinations,
                                .combination_count = one->combination_count,
                                .habits = one->habits,
                                .habit_count = one->habit_count,
                                .news2 = one->news2,
                                .oximetry = one->oximetry,
                                .anthonisen = one->anthonisen,
                                .pressure_mean = one->pressure_mean};
    const struct occasion occasion = {.values = one->values,
                                      .value_count = one->value_count,
                                      .findings = one->findings,
                                      .finding_count = one->finding_count,
                                      .history = history,
                                      .history_count = make_history(one, history),
                                      .earlier = one->earlier,
                                      .earlier_count = one->earlier_count,
                                      .readings = one->readings,
                                      .reading_count = one->reading_count};
    triage_judge(&rules, &occasion, triage_r);
}

bool case_open(struct case_file *file, const char *path)
{
    memset(file, 0, sizeof *file);
    return lines_open(&file->lines, path);
}

void case_close(struct case_file *file)
{
    lines_close(&file->lines);
}
