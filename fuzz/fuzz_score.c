/* Scores, means, outbreaks and alarms from any numbers: what each of them promises holds, however
 * impossible the numbers are. The first byte chooses, the rest are the numbers. */
#include "fuzz.h"

#include "clinical/home_pressure.h"
#include "clinical/instrument.h"
#include "clinical/outbreak.h"
#include "clinical/realert.h"
#include "clinical/time_in_range.h"

enum { MOST = 64 };

struct bytes {
    const uint8_t *at;
    size_t left;
};

static uint8_t byte(struct bytes *bytes)
{
    if (!bytes->left)
        return 0;
    bytes->left--;
    return *bytes->at++;
}

/* Small as a rule, now and then the largest there are. */
static int64_t number(struct bytes *bytes)
{
    uint64_t value = 0;
    uint8_t kind = byte(bytes);
    for (int i = 0; i < (kind & 7) + 1; i++)
        value = value << 8 | byte(bytes);
    return kind & 8 ? -(int64_t)(value >> 1) : (int64_t)(value >> 1);
}

static bool flag(struct bytes *bytes)
{
    return byte(bytes) & 1;
}

static void try_news2(struct bytes *bytes)
{
    struct news2_input input = {.scale = (enum news2_scale)(byte(bytes) % 3)};
    struct news2 news2;
    int total = 0;
    bool complete = true;
    for (int part = 0; part < NEWS2_PARTS; part++) {
        input.has[part] = flag(bytes);
        input.value[part] = number(bytes);
    }
    news2_score(&input, &news2);
    for (int part = 0; part < NEWS2_PARTS; part++) {
        must(news2.points[part] >= -1 && news2.points[part] <= 3);
        must(input.has[part] || news2.points[part] == -1);
        complete = complete && news2.points[part] >= 0;
        total += news2.points[part];
    }
    must(news2.total == (complete ? total : -1));
    must((news2.band == NEWS2_INCOMPLETE) == !complete);
    must((news2.band == NEWS2_HIGH) == (complete && total >= 7));
}

static void try_instrument(struct bytes *bytes)
{
    enum instrument instrument = (enum instrument)(byte(bytes) % (INSTRUMENT_COUNT + 1));
    const struct instrument_info *info = instrument_info(instrument);
    struct instrument_score score, again;
    int points[16];
    size_t count = byte(bytes) % 16;
    for (size_t i = 0; i < count; i++)
        points[i] = (int)(int8_t)byte(bytes);
    instrument_score(instrument, points, count, &score);
    must((score.state == INSTRUMENT_COMPLETE) == (score.score >= 0 && score.band));
    must(score.answered <= (info ? info->items : 0));
    if (score.state == INSTRUMENT_COMPLETE) {
        instrument_of_score(instrument, score.score, &again);
        must(again.score == score.score && again.band == score.band);
        must((again.triggers | TRIGGER_SELF_HARM) == (score.triggers | TRIGGER_SELF_HARM));
    }
    if (instrument == INSTRUMENT_PHQ9 && count > 8 && points[8] > 0)
        must(score.triggers & TRIGGER_SELF_HARM);
    instrument_of_score(instrument, (int)(int32_t)number(bytes), &again);
    must((again.state == INSTRUMENT_COMPLETE) == (again.band && info));
    const struct gold_input gold = {(int8_t)byte(bytes), (int8_t)byte(bytes), (int8_t)byte(bytes),
                                    (int8_t)byte(bytes)};
    must(gold.moderate < 2 || gold_group(&gold) == GOLD_E);
}

static void try_pressure(struct bytes *bytes)
{
    struct home_reading readings[MOST];
    struct home_pressure mean;
    const struct pressure_mean bounds = {number(bytes), number(bytes)};
    int32_t last = (int32_t)number(bytes);
    int64_t least = INT64_MAX, most = INT64_MIN;
    size_t count = byte(bytes) % MOST;
    for (size_t i = 0; i < count; i++) {
        struct home_reading *one = &readings[i];
        uint32_t back = byte(bytes) % 9U;
        *one = (struct home_reading){(int32_t)((uint32_t)last - back), (int)(int16_t)number(bytes),
                                     number(bytes), number(bytes)};
        if (back > 5 || one->day > last)
            continue;
        least = one->sbp < least ? one->sbp : least;
        most = one->sbp > most ? one->sbp : most;
    }
    home_pressure_mean(readings, count, last, &bounds, &mean);
    must(mean.enough == (mean.count >= HOME_PRESSURE_LEAST));
    must(mean.enough == !mean.lacking);
    must(mean.enough || (!mean.high_sbp && !mean.high_dbp));
    must(!mean.enough || (mean.sbp >= least && mean.sbp <= most));
    must(!mean.high_sbp || (bounds.sbp && mean.sbp >= bounds.sbp));
}

static void try_range(struct bytes *bytes)
{
    struct range_reading readings[MOST];
    struct time_in_range range;
    size_t count = byte(bytes) % MOST;
    for (size_t i = 0; i < count; i++)
        readings[i] = (struct range_reading){(int32_t)byte(bytes) % 9, number(bytes)};
    time_in_range(readings, count, &range);
    must(range.count == count && range.in + range.below + range.above == count);
    must(range.very_low <= range.below && range.very_high <= range.above && range.days <= 9);
    must(range.enough == (!range.lacking_days && !range.lacking_readings));
    must(!range.aim || range.in_share > 700000);
}

static void try_outbreak(struct bytes *bytes)
{
    int64_t counts[MOST];
    struct outbreak outbreak;
    size_t days = byte(bytes) % MOST;
    for (size_t i = 0; i < days; i++)
        counts[i] = number(bytes);
    outbreak_judge(counts, days, &outbreak);
    must(outbreak.known || (!outbreak.stands_out && !outbreak.least));
    if (!outbreak.known || !days)
        return;
    must(outbreak.stands_out == (counts[days - 1] >= outbreak.least));
    must(outbreak.least >= 2 && (outbreak.least - 1) * 1000000 >= outbreak.expected);
}

static size_t any_reasons(struct bytes *bytes, struct reason *reasons_r)
{
    static const char abouts[] = "a:1:b:c:d";
    size_t count = byte(bytes) % 4;
    for (size_t i = 0; i < count; i++) {
        size_t len = byte(bytes) % sizeof abouts;
        reasons_r[i] = (struct reason){
            .rule = (enum rule)(byte(bytes) % 32),
            .parameter = (enum parameter)(byte(bytes) % PARAMETER_COUNT),
            .zone = (enum zone)(byte(bytes) % 4),
            .condition = byte(bytes) % 8,
            .about = len ? abouts : NULL,
            .about_len = len,
        };
    }
    return count;
}

static void try_realert(struct bytes *bytes)
{
    struct reason known[2][4], reasons[4];
    struct realert_closed closed[2];
    const struct realert_open open = {(enum zone)(ZONE_YELLOW + byte(bytes) % 2), number(bytes) / 2,
                                      number(bytes) / 2};
    bool is_open = flag(bytes);
    for (int i = 0; i < 2; i++)
        closed[i] = (struct realert_closed){.closed_at = number(bytes) / 2,
                                            .unconfirmed = flag(bytes),
                                            .reasons = known[i],
                                            .reason_count = any_reasons(bytes, known[i])};
    struct realert_news news = {.reasons = reasons, .reason_count = any_reasons(bytes, reasons)};
    for (size_t i = 0; i < news.reason_count; i++)
        news.zone = zone_worse(news.zone, reasons[i].zone);
    news.at = number(bytes) / 2;
    news.measured_at = number(bytes) / 2;
    news.decisive = flag(bytes);
    news.unconfirmed = flag(bytes);
    enum realert realert = realert_decide(is_open ? &open : NULL, closed, 2, &news);
    bool late = !news.decisive && news.measured_at && news.at - news.measured_at >= REALERT_SPAN_MS;
    must((realert == REALERT_NOTHING) == (news.zone < ZONE_YELLOW || late));
    must(realert != REALERT_SILENT || (news.zone == ZONE_YELLOW && !is_open));
    must(realert != REALERT_OPEN || !is_open);
    must(is_open || realert == REALERT_NOTHING || realert == REALERT_OPEN ||
         realert == REALERT_SILENT);
    must((realert == REALERT_WORSEN) == (is_open && !late && news.zone > open.zone));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(struct bytes *) = {try_news2, try_instrument, try_pressure,
                                                    try_range, try_outbreak,   try_realert};
    struct bytes bytes = {data, size};
    tries[byte(&bytes) % (sizeof tries / sizeof tries[0])](&bytes);
    return 0;
}
