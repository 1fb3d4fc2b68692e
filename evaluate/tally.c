#include "tally.h"

#include "random.h"

#include <math.h>
#include <string.h>

#define YEAR 365.25

/* ---- one year ---- */

static bool is_alarm(const struct course *course, int day)
{
    return course->zones[day] >= ZONE_YELLOW;
}

/* Of the alarm that a day belongs to: the first day, never before the trial's end. */
static int begin_of(const struct course *course, int day)
{
    int begin = day;
    for (int i = day; i >= PERSON_TRIAL && begin - i <= TALLY_JOIN; i--) {
        begin = is_alarm(course, i) ? i : begin;
    }
    return begin;
}

static enum zone worst_between(const struct course *course, int from, int until)
{
    enum zone worst = ZONE_NONE;
    for (int day = from; day < until; day++) {
        worst = course->zones[day] > worst ? course->zones[day] : worst;
    }
    return worst;
}

/* An alarm that stood before finds nothing, unless it becomes worse. */
static bool finds(const struct course *course, const struct episode *episode, int day)
{
    if (!is_alarm(course, day)) {
        return false;
    }
    int begin = begin_of(course, day);
    return begin >= episode->onset ||
           course->zones[day] > worst_between(course, begin, episode->onset);
}

static void judge_episode(const struct course *course, const struct episode *episode,
                          struct tally *tally)
{
    bool stood = false;
    tally->episodes[episode->shape]++;
    for (int i = 0; i < episode->window && episode->onset + i < PERSON_DAYS; i++) {
        stood = stood || is_alarm(course, episode->onset + i);
    }
    tally->stood += stood;
    for (int i = 0; i < episode->window && episode->onset + i < PERSON_DAYS; i++) {
        if (finds(course, episode, episode->onset + i)) {
            tally->caught[episode->shape]++;
            tally->delays.count[i < STATS_BINS ? i : STATS_BINS - 1]++;
            return;
        }
    }
}

static bool is_ill(const struct person *person, int day)
{
    for (size_t i = 0; i < person->episode_count; i++) {
        const struct episode *episode = &person->episodes[i];
        if (day >= episode->onset && day < episode->until + TALLY_AFTER) {
            return true;
        }
    }
    return false;
}

static void count_rules(uint64_t rules, struct tally *tally)
{
    for (int i = 0; i < TALLY_RULES; i++) {
        uint64_t bit = UINT64_C(1) << i;
        tally->by_rule[i] += (rules & bit) != 0;
        tally->by_rule_alone[i] += rules == bit;
    }
}

/* Each alarm that begins outside of an episode. */
static void count_false(const struct person *person, const struct course *course,
                        struct tally *tally)
{
    int last = -TALLY_JOIN - 1;
    bool ours = false, red = false;
    for (int day = PERSON_TRIAL; day < PERSON_DAYS; day++) {
        if (!is_alarm(course, day)) {
            continue;
        }
        if (day - last > TALLY_JOIN) {
            ours = !is_ill(person, day);
            red = false;
            tally->false_alarms += ours;
            if (ours) {
                count_rules(course->rules[day], tally);
            }
        }
        last = day;
        tally->false_days += !is_ill(person, day);
        if (ours && !red && course->zones[day] == ZONE_RED && !is_ill(person, day)) {
            red = true;
            tally->false_red++;
        }
    }
}

void tally_year(const struct person *person, const struct course *course, struct tally *tally_r)
{
    memset(tally_r, 0, sizeof *tally_r);
    for (size_t i = 0; i < person->episode_count; i++) {
        judge_episode(course, &person->episodes[i], tally_r);
    }
    count_false(person, course, tally_r);
    for (int day = PERSON_TRIAL; day < PERSON_DAYS; day++) {
        tally_r->free_days += !is_ill(person, day);
        if (!course->due[day]) {
            continue;
        }
        enum zone zone = course->zones[day];
        tally_r->days[zone == ZONE_RED      ? DAYS_RED
                      : zone == ZONE_YELLOW ? DAYS_YELLOW
                      : zone == ZONE_GREEN  ? DAYS_GREEN
                                            : DAYS_MISSING]++;
    }
}

/* ---- many ---- */

void tally_add(struct tally *sum, const struct tally *one)
{
    for (int i = 0; i < SHAPE_COUNT; i++) {
        sum->episodes[i] += one->episodes[i];
        sum->caught[i] += one->caught[i];
    }
    for (int i = 0; i < STATS_BINS; i++) {
        sum->delays.count[i] += one->delays.count[i];
    }
    sum->stood += one->stood;
    sum->false_alarms += one->false_alarms;
    sum->false_red += one->false_red;
    sum->false_days += one->false_days;
    sum->free_days += one->free_days;
    for (int i = 0; i < DAYS_KINDS; i++) {
        sum->days[i] += one->days[i];
    }
    for (int i = 0; i < TALLY_RULES; i++) {
        sum->by_rule[i] += one->by_rule[i];
        sum->by_rule_alone[i] += one->by_rule_alone[i];
    }
}

static double share(int64_t part, int64_t of)
{
    return of ? (double)part / (double)of : (double)NAN;
}

void tally_figures(const struct tally *tally, double figures_r[FIGURE_COUNT])
{
    int episodes = 0, caught = 0, days = 0;
    for (int i = 0; i < SHAPE_COUNT; i++) {
        episodes += tally->episodes[i];
        caught += tally->caught[i];
    }
    for (int i = 0; i < DAYS_KINDS; i++) {
        days += tally->days[i];
    }
    figures_r[FIGURE_CAUGHT] = share(caught, episodes);
    figures_r[FIGURE_STOOD] = share(tally->stood, episodes);
    figures_r[FIGURE_DELAY] = stats_quantile(&tally->delays, 0.5);
    figures_r[FIGURE_DELAY_LOW] = stats_quantile(&tally->delays, 0.25);
    figures_r[FIGURE_DELAY_HIGH] = stats_quantile(&tally->delays, 0.75);
    figures_r[FIGURE_FALSE] = YEAR * share(tally->false_alarms, tally->free_days);
    figures_r[FIGURE_FALSE_RED] = YEAR * share(tally->false_red, tally->free_days);
    figures_r[FIGURE_FALSE_DAYS] = YEAR * share(tally->false_days, tally->free_days);
    for (int i = 0; i < DAYS_KINDS; i++) {
        figures_r[FIGURE_GREEN + i] = share(tally->days[i], days);
    }
}

void tally_resample(const struct tally *people, size_t count, uint64_t seed, size_t rounds,
                    double *samples_r[FIGURE_COUNT])
{
    struct random random;
    random_init(&random, seed, UINT64_C(0x626f6f74));
    for (size_t round = 0; round < rounds; round++) {
        struct tally sum = {.false_alarms = 0};
        double figures[FIGURE_COUNT];
        for (size_t i = 0; i < count; i++) {
            tally_add(&sum, &people[random_whole(&random, 0, (int)count - 1)]);
        }
        tally_figures(&sum, figures);
        for (int i = 0; i < FIGURE_COUNT; i++) {
            samples_r[i][round] = figures[i];
        }
    }
}
