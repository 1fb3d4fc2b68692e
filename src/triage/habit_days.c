#include "triage/habit_days.h"

#include "base/caltime.h"
#include "clinical/day.h"
#include "triage/gather.h"

/* So many days are looked at first, and all of the rest next: who reports daily has enough of them,
 * who reports weekly has few rows. */
enum { FIRST_DAYS = 80 };

struct looking {
    const struct triage_input *input;
    struct tx *tx;
    int32_t today, earliest; /* earliest: day that the report is about */
};

/* One level while its days are gathered, from `first` on; none before `least` are needed. */
struct gathered {
    struct habit_days *wanted;
    int32_t first, least;
    struct day_reading *readings;
    size_t count;
    struct day_value *days;
    size_t day_count;
    bool done;
};

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t earliest_day(const struct triage_input *input, int32_t today)
{
    int32_t day = today;
    for (size_t i = 0; i < input->count; i++)
        day = earlier(day, input->values[i].measurement.day);
    for (size_t i = 0; i < input->form_count; i++)
        day = earlier(day, input->forms[i].day);
    return day;
}

/* Own readings come with each settling and are not kept among the others. */
static size_t with_own(const struct looking *looking, const struct gathered *gathered,
                       struct measurement *readings)
{
    size_t count = 0;
    for (size_t i = 0; i < gathered->count; i++)
        readings[count++] = gathered->readings[i].measurement;
    count += triage_own(looking->input, gathered->wanted->habit->parameter, gathered->first,
                        readings + count);
    return count;
}

/* Days up to and with the earliest that the report is about. */
static size_t until_earliest(const struct looking *looking, const struct gathered *gathered)
{
    size_t until = gathered->day_count;
    while (until && gathered->days[until - 1].day > looking->earliest)
        until--;
    return until;
}

static void settle(const struct looking *looking, struct gathered *gathered)
{
    size_t most = gathered->count + looking->input->count;
    struct measurement *readings = arena_array(looking->tx->arena, struct measurement, most);
    size_t count = with_own(looking, gathered, readings);
    gathered->days = arena_array(looking->tx->arena, struct day_value, count);
    gathered->day_count = days_settle(readings, count, 0, gathered->days);
    gathered->done =
        gathered->first == gathered->least || until_earliest(looking, gathered) >= HABIT_DAYS;
}

static void keep(const struct looking *looking, struct gathered *gathered,
                 const struct day_reading *readings, size_t count)
{
    struct day_reading *all =
        arena_array(looking->tx->arena, struct day_reading, gathered->count + count);
    if (gathered->count)
        memcpy(all, gathered->readings, gathered->count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        if (readings[i].measurement.parameter == gathered->wanted->habit->parameter)
            all[gathered->count++] = readings[i];
    gathered->readings = all;
}

/* One more stretch backwards of those that have not enough. False in *more_r: all have. */
static bool look_back(const struct looking *looking, struct gathered *list, size_t count,
                      int32_t days, bool *more_r, struct error *error)
{
    struct day_stretch stretches[PARAMETER_COUNT];
    struct day_reading *readings;
    struct stretch_question asked = triage_question(looking->input);
    size_t got;
    for (size_t i = 0; i < count; i++) {
        if (list[i].done)
            continue;
        int32_t last = list[i].first - 1;
        list[i].first = later(list[i].least, looking->today - days + 1);
        stretches[asked.count++] =
            (struct day_stretch){list[i].wanted->habit->parameter, list[i].first, last};
    }
    *more_r = asked.count > 0;
    if (!*more_r)
        return true;
    asked.stretches = stretches;
    if (!observation_stretch(looking->tx, &asked, &readings, &got, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (list[i].done)
            continue;
        keep(looking, &list[i], readings, got);
        settle(looking, &list[i]);
    }
    return true;
}

/* Without the days that no rule looks at, so that no more is kept with the outcome. */
static void give(const struct looking *looking, const struct gathered *gathered)
{
    size_t until = until_earliest(looking, gathered);
    size_t from = until > HABIT_DAYS ? until - HABIT_DAYS : 0;
    gathered->wanted->days = gathered->days + from;
    gathered->wanted->count = gathered->day_count - from;
}

int32_t habit_days_first(const struct triage_input *input, int64_t now, const struct habit *habit,
                         int32_t around)
{
    int32_t today = (int32_t)caltime_oslo_day(now), bound = today - HABIT_LOOKBACK + 1;
    int32_t earliest = later(earliest_day(input, today), bound);
    return later(bound, earlier(habit->approved_on + 1, earliest - around));
}

bool habit_days_take(const struct triage_input *input, struct tx *tx, int32_t around,
                     struct habit_days *wanted, size_t count, struct error *error)
{
    int32_t today = (int32_t)caltime_oslo_day(tx->now), bound = today - HABIT_LOOKBACK + 1;
    const struct looking looking = {input, tx, today, later(earliest_day(input, today), bound)};
    struct gathered *list = arena_array(tx->arena, struct gathered, count);
    bool more = count > 0;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct gathered){
            .wanted = &wanted[i],
            .first = today + 1,
            .least = habit_days_first(input, tx->now, wanted[i].habit, around),
        };
    for (int32_t days = FIRST_DAYS; more; days = HABIT_LOOKBACK) {
        if (!look_back(&looking, list, count, today - looking.earliest + days, &more, error))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        give(&looking, &list[i]);
    return true;
}
