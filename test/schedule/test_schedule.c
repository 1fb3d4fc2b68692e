/* Runs test/schedule/schedule.cases and test/reminder/reminder.cases, each case as one test with
 * its name; prints TAP. */
#include "reminder/reminder_plan.h"
#include "schedule/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/caltime.h"

enum { MOST = 32, TEXT = 4096 };

struct one {
    char name[200], expect[TEXT];
    struct schedule_phase phases[MOST];
    struct day_range pauses[MOST], unwell[MOST];
    struct local_time reports[MOST];
    struct schedule schedule;
    struct schedule_facts facts;
    struct quiet quiet;
};

_Noreturn static void die(int line, const char *why)
{
    printf("Bail out! schedule.cases:%d: %s\n", line, why);
    exit(1);
}

/* The next word of `text`, else of the rest; NULL: there is none. */
static char *next_word(char *text, const char *between, char **rest)
{
    char *word = text ? text : *rest;
    if (!word)
        return NULL;
    word += strspn(word, between);
    if (!*word)
        return NULL;
    *rest = word + strcspn(word, between);
    if (**rest)
        *(*rest)++ = '\0';
    return word;
}

static int32_t day_of(const char *word, int line)
{
    struct caltime time;
    if (!word || !caltime_parse(str_of(word), 0, false, &time))
        die(line, "no day");
    return (int32_t)(time.from / 86400000);
}

static int minute_of(const char *word, int line)
{
    char *end = NULL;
    long hours = word ? strtol(word, &end, 10) : 0;
    if (!end || *end != ':')
        die(line, "no time");
    return (int)(hours * 60 + strtol(end + 1, NULL, 10));
}

static struct local_time time_of(char **rest, int line)
{
    int32_t day = day_of(next_word(NULL, " ", rest), line);
    return (struct local_time){day, minute_of(next_word(NULL, " ", rest), line)};
}

/* What stands behind a word that wants another. */
static char *next_of(char **rest, int line)
{
    char *next = next_word(NULL, " ", rest);
    if (!next)
        die(line, "a word without its other half");
    return next;
}

static unsigned weekdays_of(const char *list)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    unsigned set = 0;
    for (unsigned i = 0; i < 7; i++)
        if (strstr(list, days[i]))
            set |= 1U << i;
    return set;
}

static void take_deadlines(struct schedule_phase *phase, char *list, int line)
{
    char *rest = NULL;
    for (char *word = next_word(list, ",", &rest); word; word = next_word(NULL, ",", &rest))
        phase->deadlines[phase->deadline_count++] = minute_of(word, line);
}

static void take_phase(struct schedule_phase *phase, char **rest, int line)
{
    char *word;
    *phase = (struct schedule_phase){.from = day_of(next_word(NULL, " ", rest), line),
                                     .until = SCHEDULE_OPEN};
    while ((word = next_word(NULL, " ", rest))) {
        if (strcmp(word, "until") == 0) {
            phase->until = day_of(next_of(rest, line), line);
        } else if (strcmp(word, "daily") == 0) {
            phase->kind = SCHEDULE_EVERY;
            phase->every = 1;
        } else if (strcmp(word, "every") == 0) {
            phase->kind = SCHEDULE_EVERY;
            phase->every = (int)strtol(next_of(rest, line), NULL, 10);
        } else if (strcmp(word, "on") == 0) {
            phase->weekdays = weekdays_of(next_of(rest, line));
            phase->kind = phase->weekdays ? SCHEDULE_WEEKDAYS : SCHEDULE_ON_REQUEST;
        } else if (strcmp(word, "a") == 0) {
            (void)next_of(rest, line); /* week */
            phase->kind = SCHEDULE_A_WEEK;
            phase->a_week = (int)strtol(next_of(rest, line), NULL, 10);
        } else if (strcmp(word, "by") == 0) {
            take_deadlines(phase, next_of(rest, line), line);
        } else {
            die(line, "no such word");
        }
    }
}

static void take_range(struct day_range *range, char **rest, int line)
{
    range->from = day_of(next_word(NULL, " ", rest), line);
    next_word(NULL, " ", rest);
    range->until = day_of(next_word(NULL, " ", rest), line);
}

static struct quiet quiet_of(char **rest, int line)
{
    int from = minute_of(next_word(NULL, " ", rest), line);
    return (struct quiet){from, minute_of(next_word(NULL, " ", rest), line)};
}

static void put_time(char *out, size_t size, const struct local_time *time)
{
    int year, month, day;
    caltime_civil(time->day, &year, &month, &day);
    snprintf(out, size, "%04d-%02d-%02d %02d:%02d", year, month, day, time->minute / 60,
             time->minute % 60);
}

static void say_due(const struct one *one, int line, char *out, size_t size)
{
    struct due due[MOST];
    int32_t from = day_of("2026-11-02", line);
    size_t count = schedule_due(&one->schedule, from, from + 14, due, MOST), used = 0;
    for (size_t i = 0; i < count; i++) {
        char when[64];
        put_time(when, sizeof when, &due[i].by);
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", when);
    }
    out[used] = '\0';
}

static void say_look(const struct one *one, char *out, size_t size)
{
    struct schedule_look look;
    char since[64], next[64];
    schedule_look(&one->schedule, &one->facts, &look);
    put_time(since, sizeof since, &look.since);
    put_time(next, sizeof next, &look.next.by);
    int used = look.missing ? snprintf(out, size, "missing since %s (%d)", since, look.missed)
                            : snprintf(out, size, "nothing missing");
    snprintf(out + used, size - (size_t)used, "%s%s%s", look.due ? ", due now" : "",
             look.has_next ? ", next " : ", nothing next", look.has_next ? next : "");
}

static void say_reminders(const struct one *one, char *out, size_t size)
{
    struct reminder plan[REMINDERS_MOST];
    size_t count = reminder_plan(&one->schedule, &one->facts, &one->quiet, plan), used = 0;
    out[0] = 0;
    for (size_t i = 0; i < count; i++) {
        char by[64], at[64];
        put_time(by, sizeof by, &plan[i].by);
        put_time(at, sizeof at, &plan[i].at);
        used += (size_t)snprintf(out + used, size - used, "%s%s %s at %s", i ? ", " : "",
                                 plan[i].kind == REMINDER_DUE ? "due" : "missed", by, at);
    }
}

static int failed, ran;

static void settle(const struct one *one, const char *what, const char *expected, int line)
{
    char got[TEXT] = "", change[64];
    if (strcmp(what, "due") == 0) {
        say_due(one, line, got, sizeof got);
    } else if (strcmp(what, "expect") == 0) {
        say_look(one, got, sizeof got);
    } else if (strcmp(what, "remind") == 0) {
        say_reminders(one, got, sizeof got);
    } else {
        struct local_time from = {schedule_change_from(&one->schedule, &one->facts), 0};
        put_time(change, sizeof change, &from);
        snprintf(got, sizeof got, "from %.10s", change);
    }
    bool good = strcmp(got, expected) == 0;
    printf("%sok %d - %s\n", good ? "" : "not ", ++ran, one->name);
    if (!good) {
        printf("#   line %d\n#   got      %s\n#   expected %s\n", line, got, expected);
        failed++;
    }
}

static void begin(struct one *one, const char *name)
{
    *one = (struct one){.facts = {.now = {0, 0}}};
    snprintf(one->name, sizeof one->name, "%s", name);
    one->schedule =
        (struct schedule){.phases = one->phases, .pauses = one->pauses, .unwell = one->unwell};
    one->facts.reports = one->reports;
}

static void take_line(struct one *one, char *text, int line)
{
    char *rest = NULL, *word = next_word(text, " ", &rest);
    if (!word || word[0] == '#')
        return;
    if (strcmp(word, "case") == 0)
        begin(one, rest);
    else if (strcmp(word, "phase") == 0)
        take_phase(&one->phases[one->schedule.phase_count++], &rest, line);
    else if (strcmp(word, "pause") == 0)
        take_range(&one->pauses[one->schedule.pause_count++], &rest, line);
    else if (strcmp(word, "unwell") == 0)
        take_range(&one->unwell[one->schedule.unwell_count++], &rest, line);
    else if (strcmp(word, "report") == 0)
        one->reports[one->facts.report_count++] = time_of(&rest, line);
    else if (strcmp(word, "cleared") == 0)
        one->facts.cleared = time_of(&rest, line);
    else if (strcmp(word, "asked") == 0)
        one->facts.asked = day_of(next_word(NULL, " ", &rest), line);
    else if (strcmp(word, "now") == 0)
        one->facts.now = time_of(&rest, line);
    else if (strcmp(word, "quiet") == 0)
        one->quiet = quiet_of(&rest, line);
    else if (strcmp(word, "remind") == 0 || strcmp(word, "due") == 0 ||
             strcmp(word, "expect") == 0 || strcmp(word, "change") == 0)
        settle(one, word, rest, line);
    else
        die(line, "no such line");
}

int main(int argc, char **argv)
{
    static struct one one;
    char text[TEXT];
    int line = 0;
    const char *path = argc > 1 ? argv[1] : "test/schedule/schedule.cases";
    FILE *file = fopen(path, "r");
    if (!file)
        die(0, "cannot be opened");
    while (fgets(text, sizeof text, file)) {
        text[strcspn(text, "\n")] = '\0';
        take_line(&one, text, ++line);
    }
    (void)fclose(file);
    printf("1..%d\n", ran);
    return failed ? 1 : 0;
}
