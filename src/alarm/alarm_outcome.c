#include "alarm/alarm_outcome.h"

/* What the report itself brought. */
struct brought {
    enum parameter parameter; /* PARAMETER_NONE: an answered form */
    int64_t value;
    struct str about;
    int32_t day;
};

struct reading {
    struct arena *arena;
    int32_t newest;
    size_t count, room;
    struct brought *list;
};

static void add(struct reading *reading, const struct brought *brought)
{
    if (reading->count == reading->room) {
        size_t room = reading->room ? 2 * reading->room : 16;
        struct brought *list = arena_array(reading->arena, struct brought, room);
        if (reading->count)
            memcpy(list, reading->list, reading->count * sizeof *list);
        reading->list = list;
        reading->room = room;
    }
    reading->list[reading->count] = *brought;
    if (brought->day > reading->newest)
        reading->list[reading->count].day = reading->newest;
    reading->count++;
}

/* ---- the inputs, as judge.c prints them ---- */

/* The text behind `"key":[`; STR_NONE: there is no such list. */
static struct str list_of(struct str inputs, const char *key)
{
    size_t len = strlen(key);
    const char *at = inputs.at ? memmem(inputs.at, inputs.len, key, len) : NULL;
    if (!at)
        return STR_NONE;
    return (struct str){at + len, inputs.len - (size_t)(at + len - inputs.at)};
}

/* What is between the next item's brackets; false behind the last. */
static bool next_item(struct str *list, struct str *item_r)
{
    size_t from = 0, end;
    while (from < list->len && list->at[from] == ',')
        from++;
    if (from == list->len || list->at[from] != '[')
        return false;
    for (end = ++from; end < list->len && list->at[end] != ']';)
        end++;
    if (end == list->len)
        return false;
    *item_r = (struct str){list->at + from, end - from};
    *list = (struct str){list->at + end + 1, list->len - end - 1};
    return true;
}

/* The first `most` numbers of an item; how many there were. */
static size_t numbers_of(struct str *item, int64_t number_r[], size_t most)
{
    struct str one;
    size_t count = 0;
    for (bool more = item->len > 0; more && count < most; count++) {
        more = str_cut(*item, ',', &one, item);
        if (!str_int(one, &number_r[count]))
            return count;
        if (!more)
            *item = STR_NONE;
    }
    return count;
}

enum { VALUE_NUMBERS = 5, FINDING_NUMBERS = 5, FINDING_REST = 2 };

/* [parameter, value, marks, conditions, day, …] */
static void read_values(struct reading *reading, struct str list)
{
    int64_t number[VALUE_NUMBERS];
    struct str item;
    while (next_item(&list, &item))
        if (numbers_of(&item, number, VALUE_NUMBERS) == VALUE_NUMBERS)
            add(reading, &(struct brought){.parameter = (enum parameter)number[0],
                                           .value = number[1],
                                           .day = (int32_t)number[4]});
}

/* [kind, zone, value, score, symptoms, "about", day, earlier, …]: those of other reports left out.
 */
static void read_findings(struct reading *reading, struct str list)
{
    int64_t number[FINDING_NUMBERS];
    struct str item, about;
    while (next_item(&list, &item)) {
        if (numbers_of(&item, number, FINDING_NUMBERS) != FINDING_NUMBERS)
            continue;
        str_cut(item, ',', &about, &item);
        if (about.len < 2 || numbers_of(&item, number, FINDING_REST) != FINDING_REST || number[1])
            continue;
        add(reading, &(struct brought){.about = {about.at + 1, about.len - 2},
                                       .day = number[0] ? (int32_t)number[0] : reading->newest});
    }
}

/* ---- its days ---- */

static void note_day(struct alarm_outcome *outcome, int32_t day)
{
    for (size_t i = 0; i < outcome->day_count; i++)
        if (outcome->days[i].day == day)
            return;
    outcome->days[outcome->day_count++].day = day;
}

static struct alarm_outcome_day *day_at(struct alarm_outcome *outcome, int32_t day)
{
    size_t at = 0;
    while (at + 1 < outcome->day_count && outcome->days[at].day != day)
        at++;
    return &outcome->days[at];
}

static bool is_named(const struct reason *reason, const struct brought *brought, bool exactly)
{
    if (reason->parameter != PARAMETER_NONE)
        return brought->parameter == reason->parameter &&
               (!exactly || brought->value == reason->value);
    return brought->about.at &&
           (!exactly || str_equal(brought->about, (struct str){reason->about, reason->about_len}));
}

/* The newest day of what the reason names, else of its like, else of all. */
static int32_t day_of(const struct reading *reading, const struct reason *reason)
{
    int32_t best[3] = {INT32_MIN, INT32_MIN, INT32_MIN};
    for (size_t i = 0; i < reading->count; i++) {
        const struct brought *one = &reading->list[i];
        const bool fits[3] = {is_named(reason, one, true), is_named(reason, one, false), true};
        for (int k = 0; k < 3; k++)
            if (fits[k] && one->day > best[k])
                best[k] = one->day;
    }
    return best[0] != INT32_MIN ? best[0] : best[1] != INT32_MIN ? best[1] : best[2];
}

/* A day of which nothing bad is told was green, when anything was judged. */
static void spread(const struct reading *reading, enum zone zone, struct alarm_outcome *outcome)
{
    enum zone worst = ZONE_NONE;
    struct alarm_outcome_day *newest = &outcome->days[0];
    for (size_t i = 0; i < outcome->day_count; i++) {
        outcome->days[i].zone = zone < ZONE_GREEN ? zone : ZONE_GREEN;
        if (outcome->days[i].day > newest->day)
            newest = &outcome->days[i];
    }
    for (size_t i = 0; i < outcome->reasons.count; i++) {
        const struct reason *reason = &outcome->reasons.list[i];
        struct alarm_outcome_day *day = day_at(outcome, day_of(reading, reason));
        if (reason->zone < ZONE_YELLOW || reason->zone > zone)
            continue;
        day->zone = zone_worse(day->zone, reason->zone);
        day->reasons |= UINT32_C(1) << i;
        worst = zone_worse(worst, reason->zone);
    }
    if (worst < zone)
        newest->zone = zone;
}

void alarm_outcome_read(struct arena *arena, enum zone zone, struct str inputs, struct str reasons,
                        int32_t newest, struct alarm_outcome *outcome_r)
{
    struct reading reading = {.arena = arena, .newest = newest};
    outcome_r->day_count = 0;
    outcome_r->days = NULL;
    reasons_parse(reasons, &outcome_r->reasons);
    read_values(&reading, list_of(inputs, "\"values\":["));
    read_findings(&reading, list_of(inputs, "\"findings\":["));
    if (!reading.count)
        return;
    outcome_r->days = arena_array(arena, struct alarm_outcome_day, reading.count);
    for (size_t i = 0; i < reading.count; i++)
        note_day(outcome_r, reading.list[i].day);
    spread(&reading, zone, outcome_r);
}
