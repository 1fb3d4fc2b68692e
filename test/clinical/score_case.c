#include "score_case.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define HOUR_MS INT64_C(3600000)
#define NOW_MS INT64_C(1000000000000)

/* ---- words ---- */

/* The words from `from` on, with one blank between them. */
static void join(const struct words *words, size_t from, char text_r[SCORE_TEXT])
{
    size_t used = 0;
    text_r[0] = 0;
    for (size_t i = from; i < words->count && used < SCORE_TEXT; i++)
        used += (size_t)snprintf(text_r + used, SCORE_TEXT - used, "%s%s", i > from ? " " : "",
                                 words->at[i]);
}

/* ---- numbers ---- */

static bool take_micro(const char *word, int64_t *micro_r)
{
    struct decimal number;
    return decimal_parse(str_of(word), &number) && decimal_micro(&number, micro_r);
}

static bool take_whole(const char *word, int64_t *number_r)
{
    char *end;
    *number_r = strtoll(word, &end, 10);
    return *word && !*end;
}

/* "-": not there. */
static bool take_count(const char *word, int64_t *number_r)
{
    *number_r = -1;
    return strcmp(word, "-") == 0 || take_whole(word, number_r);
}

static bool take_pair(const char *word, char between, int64_t *first_r, int64_t *second_r)
{
    char *end;
    *first_r = strtoll(word, &end, 10);
    return end != word && *end == between && take_whole(end + 1, second_r);
}

/* "-3", or "-6..0" for each of these days. */
static bool take_days(const char *word, int64_t *first_r, int64_t *last_r)
{
    char *end;
    *first_r = *last_r = strtoll(word, &end, 10);
    if (end == word || (*end && strncmp(end, "..", 2) != 0))
        return false;
    return (!*end || take_whole(end + 2, last_r)) && *first_r <= *last_r;
}

/* "47:59": hours and minutes before now. */
static bool take_ago(const struct words *words, size_t i, int64_t *at_r)
{
    int64_t hours, minutes;
    if (i + 1 >= words->count || !take_pair(words->at[i], ':', &hours, &minutes) ||
        !words_is(words, i + 1, "ago"))
        return false;
    *at_r = NOW_MS - hours * HOUR_MS - minutes * (HOUR_MS / 60);
    return true;
}

/* ---- NEWS2 ---- */

static bool take_scale(struct case_lines *file, const struct words *words, struct score_case *one)
{
    static const char *const scales[] = {"none", "1", "2"};
    one->kind = SCORE_NEWS2;
    for (int i = 0; i < 3 && words_is(words, 1, "scale"); i++)
        if (words_is(words, 2, scales[i])) {
            one->news2.scale = (enum news2_scale)i;
            return true;
        }
    return lines_wrong(file, "news2 scale 1, 2 or none");
}

static const char *const part_words[NEWS2_PARTS] = {"resp_rate", "spo2",          "oxygen", "sbp",
                                                    "pulse",     "consciousness", "temp"};

static bool take_part(struct case_lines *file, const struct words *words, struct score_case *one)
{
    const char *const alert[] = {"A", "C", "V", "P", "U"};
    for (size_t part = 0; part < NEWS2_PARTS; part++) {
        int64_t value = 0;
        bool good = false;
        if (!words_is(words, 0, part_words[part]) || words->count != 2)
            continue;
        for (int i = 0; i < 5 && part == NEWS2_CONSCIOUSNESS && !good; i++) {
            good = words_is(words, 1, alert[i]);
            value = i * MICRO;
        }
        good = good || (part == NEWS2_OXYGEN && words_is(words, 1, "air")) ||
               (part != NEWS2_CONSCIOUSNESS && take_micro(words->at[1], &value));
        one->news2.has[part] = true;
        one->news2.value[part] = value;
        return good || lines_wrong(file, "what was measured is not understood");
    }
    return lines_wrong(file, "no such statement");
}

/* ---- questionnaires ---- */

static bool take_points(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct score_points *points = &one->points;
    size_t from = words_is(words, 1, "total") ? 2 : 1;
    one->kind = SCORE_INSTRUMENT;
    points->instrument = instrument_of_word(words->at[0], strlen(words->at[0]));
    points->summed = from == 2;
    for (size_t i = from; i < words->count; i++) {
        int64_t number;
        if (!take_count(words->at[i], &number) || points->count == 16)
            return lines_wrong(file, "points are whole numbers, or - for no answer");
        points->at[points->count++] = (int)number;
    }
    return points->count > 0 || lines_wrong(file, "no points");
}

static bool take_gold(struct case_lines *file, const struct words *words, struct score_case *one)
{
    one->kind = SCORE_GOLD;
    one->gold = (struct gold_input){-1, -1, -1, -1};
    const struct {
        const char *word;
        int *at;
    } parts[] = {{"mmrc", &one->gold.mmrc},
                 {"cat", &one->gold.cat},
                 {"moderate", &one->gold.moderate},
                 {"admissions", &one->gold.admissions}};
    for (size_t i = 1; i + 1 < words->count; i += 2)
        for (size_t k = 0; k < 4; k++) {
            int64_t number;
            if (!words_is(words, i, parts[k].word))
                continue;
            if (!take_whole(words->at[i + 1], &number))
                return lines_wrong(file, "not a whole number");
            *parts[k].at = (int)number;
        }
    return words->count % 2 == 1 || lines_wrong(file, "gold mmrc N cat N moderate N admissions N");
}

/* ---- series ---- */

static bool add_pressure(struct score_case *one, int64_t day, int64_t minute, const char *word)
{
    int64_t sbp, dbp;
    if (one->count == SCORE_READINGS || !take_pair(word, '/', &sbp, &dbp))
        return false;
    one->pressures[one->count++] =
        (struct home_reading){(int32_t)day, (int)minute, sbp * MICRO, dbp * MICRO};
    return true;
}

static bool take_pressure(struct case_lines *file, const struct words *words,
                          struct score_case *one)
{
    int64_t first, last, hour = 0, minute = -1;
    one->kind = SCORE_PRESSURE;
    if (words->count < 4 || !take_days(words->at[1], &first, &last) ||
        (!words_is(words, 2, "-") && !take_pair(words->at[2], ':', &hour, &minute)))
        return lines_wrong(file, "pressure DAYS HH:MM SYS/DIA …");
    for (int64_t day = first; day <= last; day++)
        for (size_t i = 3; i < words->count; i++)
            if (!add_pressure(one, day, hour * 60 + minute, words->at[i]))
                return lines_wrong(file, "not a pressure, or too many");
    return true;
}

static bool take_bounds(struct case_lines *file, const struct words *words, struct score_case *one)
{
    int64_t sbp, dbp;
    if (words->count != 2 || !take_pair(words->at[1], '/', &sbp, &dbp))
        return lines_wrong(file, "bounds SYS/DIA");
    one->bounds = (struct pressure_mean){sbp * MICRO, dbp * MICRO};
    return true;
}

static bool take_glucose(struct case_lines *file, const struct words *words, struct score_case *one)
{
    int64_t first, last, value;
    one->kind = SCORE_GLUCOSE;
    if (words->count < 3 || !take_days(words->at[1], &first, &last))
        return lines_wrong(file, "glucose DAYS NUMBER …");
    for (int64_t day = first; day <= last; day++)
        for (size_t i = 2; i < words->count; i++) {
            if (one->count == SCORE_READINGS || !take_micro(words->at[i], &value))
                return lines_wrong(file, "not a number, or too many");
            one->glucose[one->count++] = (struct range_reading){(int32_t)day, value};
        }
    return true;
}

static bool take_counts(struct case_lines *file, const struct words *words, struct score_case *one)
{
    one->kind = SCORE_OUTBREAK;
    for (size_t i = 1; i < words->count; i++)
        if (one->count == SCORE_READINGS || !take_count(words->at[i], &one->counts[one->count++]))
            return lines_wrong(file, "counts are whole numbers, or - for none known");
    return true;
}

/* ---- a trial ---- */

static bool take_trial(struct case_lines *file, const struct words *words, struct score_case *one)
{
    int64_t days;
    one->kind = SCORE_TRIAL;
    if (words->count != 4 || !words_is(words, 3, "days") || !take_whole(words->at[2], &days))
        return lines_wrong(file, "trial PARAMETER N days");
    one->trial.parameter = parameter_of_word(words->at[1], strlen(words->at[1]));
    one->trial.days = (int)days;
    return baseline_prior(one->trial.parameter) ||
           lines_wrong(file, "no level is proposed for such a parameter");
}

/* "91", "91!" on a day that is left out. */
static bool take_value(const char *word, int64_t *micro_r, bool *left_out_r)
{
    char number[SCORE_TEXT];
    snprintf(number, sizeof number, "%s", word);
    size_t len = strlen(number);
    *left_out_r = len && number[len - 1] == '!';
    if (*left_out_r)
        number[len - 1] = 0;
    return take_micro(number, micro_r);
}

static bool take_daily(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct score_trial *trial = &one->trial;
    for (size_t i = 1; i < words->count; i++, trial->day++) {
        struct day_value *value = &trial->values[one->count];
        if (words_is(words, i, "-"))
            continue;
        if (one->count == SCORE_READINGS ||
            !take_value(words->at[i], &value->value, &trial->left_out[one->count]))
            return lines_wrong(file, "daily NUMBER, NUMBER! or -, one for each day");
        value->parameter = trial->parameter;
        value->day = trial->day;
        one->count++;
    }
    return true;
}

static bool take_floor(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct score_trial *trial = &one->trial;
    struct limit limit = {.parameter = trial->parameter, .zone = ZONE_RED};
    bool low = words->count == 4 && words->at[2][0] == '<';
    bool least = words->count == 4 && words->at[2][1] == 0;
    limit.side = low ? SIDE_LOW : SIDE_HIGH;
    limit.operator= low ? (least ? OPERATOR_LT : OPERATOR_LE) : (least ? OPERATOR_GT : OPERATOR_GE);
    if (words->count != 4 || !words_is(words, 1, "red") || !strchr("<>", words->at[2][0]) ||
        !take_micro(words->at[3], &limit.value))
        return lines_wrong(file, "floor red <|<=|>|>= NUMBER");
    trial->floors[low ? 0 : 1] = limit;
    trial->is_floor[low ? 0 : 1] = true;
    return true;
}

/* ---- cases and news ---- */

static bool take_zone(const struct words *words, size_t i, enum zone *zone_r)
{
    return i < words->count && zone_of_word(words->at[i], zone_r);
}

static bool take_open(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct realert_open *open = &one->realert.open;
    one->realert.is_open = true;
    bool handled = words_is(words, 5, "handled");
    if (!take_zone(words, 1, &open->zone) || !words_is(words, 2, "raised") ||
        !take_ago(words, 3, &open->raised_at) ||
        (handled && !take_ago(words, 6, &open->handled_at)))
        return lines_wrong(file, "open ZONE raised H:MM ago [handled H:MM ago]");
    return true;
}

static bool take_closed(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct score_news *realert = &one->realert;
    struct realert_closed *closed = &realert->closed[realert->closed_count];
    if (realert->closed_count == SCORE_CLOSED || !take_ago(words, 1, &closed->closed_at))
        return lines_wrong(file, "closed H:MM ago [unconfirmed]");
    closed->unconfirmed = words_is(words, 3, "unconfirmed");
    closed->reasons = realert->reasons[realert->closed_count++];
    return true;
}

static bool take_news(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct realert_news *news = &one->realert.news;
    one->kind = SCORE_REALERT;
    *news = (struct realert_news){.at = NOW_MS, .reasons = one->realert.reasons[SCORE_CLOSED]};
    if (!take_zone(words, 1, &news->zone))
        return lines_wrong(file, "news ZONE [unconfirmed] [decisive] [measured H:MM ago]");
    for (size_t i = 2; i < words->count; i++) {
        if (words_is(words, i, "unconfirmed"))
            news->unconfirmed = true;
        else if (words_is(words, i, "decisive"))
            news->decisive = true;
        else if (words_is(words, i, "measured") && take_ago(words, i + 1, &news->measured_at))
            i += 2;
        else
            return lines_wrong(file, "news ZONE [unconfirmed] [decisive] [measured H:MM ago]");
    }
    return true;
}

static enum rule rule_of(const char *word)
{
    for (int rule = 1; rule < 100; rule++)
        if (strcmp(rule_word((enum rule)rule), word) == 0)
            return (enum rule)rule;
    return (enum rule)0;
}

/* Of the news, or of the case that was closed last. */
static bool take_because(struct case_lines *file, const struct words *words, struct score_case *one)
{
    struct score_news *realert = &one->realert;
    bool of_news = realert->news.reasons;
    size_t set = of_news ? SCORE_CLOSED : realert->closed_count - 1;
    size_t *count = of_news ? &realert->news.reason_count : &realert->closed[set].reason_count;
    if ((!of_news && !realert->closed_count) || *count == SCORE_REASONS || words->count < 3)
        return lines_wrong(file, "because ZONE RULE [PARAMETER or answer] [on oxygen]");
    struct reason *reason = &realert->reasons[set][*count];
    char *about = realert->about[set][(*count)++];
    const char *of = words->count > 3 ? words->at[3] : "";
    *reason = (struct reason){.rule = rule_of(words->at[2])};
    reason->parameter = parameter_of_word(of, strlen(of));
    if (reason->parameter == PARAMETER_NONE) {
        snprintf(about, 64, "%s", of);
        reason->about = about;
        reason->about_len = strlen(about);
    }
    if (words->count > 5)
        reason->condition = condition_of_word(words->at[5], strlen(words->at[5]));
    return (reason->rule && take_zone(words, 1, &reason->zone)) ||
           lines_wrong(file, "no such rule");
}

/* ---- a case ---- */

typedef bool take_statement(struct case_lines *file, const struct words *words,
                            struct score_case *one);

static bool take_expect(struct case_lines *file, const struct words *words, struct score_case *one)
{
    join(words, 1, one->expected);
    return one->expected[0] || lines_wrong(file, "nothing is expected");
}

static bool take_also(struct case_lines *file, const struct words *words, struct score_case *one)
{
    if (one->also.count == SCORE_LINES)
        return lines_wrong(file, "too many lines");
    join(words, 1, one->also.at[one->also.count++]);
    return true;
}

static bool take(struct case_lines *file, const struct words *words, struct score_case *one)
{
    static const struct {
        const char *word;
        take_statement *take;
    } statements[] = {
        {"news2", take_scale},       {"gold", take_gold},     {"bounds", take_bounds},
        {"pressure", take_pressure}, {"counts", take_counts}, {"glucose", take_glucose},
        {"open", take_open},         {"closed", take_closed}, {"news", take_news},
        {"because", take_because},   {"expect", take_expect}, {"also", take_also},
        {"trial", take_trial},       {"daily", take_daily},   {"floor", take_floor}};
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        if (words_is(words, 0, statements[i].word))
            return statements[i].take(file, words, one);
    if (instrument_of_word(words->at[0], strlen(words->at[0])))
        return take_points(file, words, one);
    return take_part(file, words, one);
}

bool score_next(struct case_lines *file, struct score_case *case_r)
{
    memset(case_r, 0, sizeof *case_r);
    case_r->bounds = (struct pressure_mean){HOME_PRESSURE_SBP, HOME_PRESSURE_DBP};
    if (file->wrong[0] || !lines_next(file))
        return false;
    if (strncmp(file->text, "case ", 5) != 0)
        return lines_wrong(file, "a case begins with: case NAME");
    snprintf(case_r->name, sizeof case_r->name, "%.*s", SCORE_TEXT - 1, file->text + 5);
    case_r->line = file->line;
    while (lines_next(file)) {
        if (strncmp(file->text, "case ", 5) == 0) {
            file->held = true;
            break;
        }
        struct words words = words_of(file);
        if (!take(file, &words, case_r))
            return false;
    }
    return (case_r->kind && case_r->expected[0]) ||
           lines_wrong(file, "the case before is not whole");
}
