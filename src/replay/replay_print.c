/* A day of a replay as a line of JSON. */
#include "base/caltime.h"
#include "base/json_out.h"
#include "replay/replay.h"
#include "triage/reasons.h"

static void put_number(struct json_out *line, const char *key, enum parameter parameter,
                       int64_t value)
{
    char text[32];
    value_text(parameter, value, text);
    json_key(line, key);
    json_raw(line, str_of(text));
}

static void put_day(struct json_out *line, int32_t day)
{
    int year, month, date;
    caltime_civil(day, &year, &month, &date);
    json_key(line, "day");
    json_printf(line, "%04d-%02d-%02d", year, month, date);
}

static void put_limits(struct json_out *line, const struct trial_proposal *proposal)
{
    json_key(line, "limits");
    json_array_open(line);
    for (size_t i = 0; i < proposal->limit_count; i++) {
        const struct limit *limit = &proposal->limits[i];
        json_object_open(line);
        json_put_text(line, "side", limit->side == SIDE_LOW ? "low" : "high");
        json_put_text(line, "zone", zone_word(limit->zone));
        json_put_text(line, "operator",
                      limit->side == SIDE_LOW ? (limit->operator== OPERATOR_LT ? "<" : "<=")
                                              : (limit->operator== OPERATOR_GT ? ">" : ">="));
        put_number(line, "value", limit->parameter, limit->value);
        json_put_int(line, "trialDays", (int64_t)proposal->alarms[i]);
        json_object_close(line);
    }
    json_array_close(line);
}

static void put_left(struct json_out *line, const struct replay_proposal *one)
{
    json_key(line, "leftOut");
    json_array_open(line);
    for (size_t i = 0; i < one->proposal.day_count; i++) {
        const struct trial_day *day = &one->proposal.days[i];
        if (day->left == TRIAL_TAKEN)
            continue;
        json_object_open(line);
        put_day(line, day->day);
        put_number(line, "value", one->parameter, day->value);
        json_put_text(line, "left", trial_left_word(day->left));
        json_object_close(line);
    }
    json_array_close(line);
}

static void put_proposal(struct json_out *line, const struct replay_proposal *one)
{
    const struct trial_proposal *proposal = &one->proposal;
    const struct baseline *baseline = &proposal->baseline;
    json_object_open(line);
    json_put_text(line, "parameter", parameter_info(one->parameter)->word);
    json_put_text(line, "quality", baseline_quality_word(baseline->quality));
    json_put_int(line, "validDays", (int64_t)baseline->valid_days);
    json_put_int(line, "needed", proposal->needed);
    if (baseline->quality != BASELINE_NONE) {
        put_number(line, "level", one->parameter, baseline->level);
        put_number(line, "sigma", one->parameter, baseline->sigma);
    }
    json_key(line, "warnings");
    json_array_open(line);
    for (unsigned bit = 0; bit < BASELINE_WARNINGS; bit++)
        if (baseline->warnings & 1U << bit)
            json_text(line, baseline_warning_word(bit));
    json_array_close(line);
    put_limits(line, proposal);
    if (proposal->held)
        json_put_text(line, "note", "floor");
    put_left(line, one);
    json_object_close(line);
}

/* ---- what was computed ---- */

static const char *const part_words[NEWS2_PARTS] = {
    [NEWS2_RESP_RATE] = "resp_rate", [NEWS2_SPO2] = "spo2",
    [NEWS2_OXYGEN] = "oxygen",       [NEWS2_SBP] = "sbp",
    [NEWS2_PULSE] = "pulse",         [NEWS2_CONSCIOUSNESS] = "acvpu",
    [NEWS2_TEMP] = "temp",
};

/* The points of what is known, and what is missing for a score. */
static void put_news2(struct json_out *line, const struct replay_day *day)
{
    static const char *const bands[] = {"incomplete", "zero", "low", "single_3", "medium", "high"};
    const struct news2 *news2 = &day->news2;
    json_key(line, "news2");
    json_object_open(line);
    json_put_int(line, "scale", day->scale);
    json_key(line, "score");
    if (news2->band == NEWS2_INCOMPLETE)
        json_null(line);
    else
        json_int(line, news2->total);
    json_put_text(line, "band", bands[news2->band]);
    json_put_bool(line, "complete", news2->band != NEWS2_INCOMPLETE);
    json_put_bool(line, "judged", day->news2_judged);
    json_key(line, "points");
    json_object_open(line);
    for (size_t i = 0; i < NEWS2_PARTS; i++)
        if (news2->points[i] >= 0)
            json_put_int(line, part_words[i], news2->points[i]);
    json_object_close(line);
    json_key(line, "missing");
    json_array_open(line);
    for (size_t i = 0; i < NEWS2_PARTS; i++)
        if (news2->points[i] < 0)
            json_text(line, part_words[i]);
    json_array_close(line);
    json_object_close(line);
}

static void put_asks(struct json_out *line, unsigned triggers)
{
    static const struct {
        unsigned trigger;
        const char *word;
    } asks[] = {{TRIGGER_SELF_HARM, "self_harm"},
                {TRIGGER_POSITIVE, "positive"},
                {TRIGGER_DEPRESSION, "depression"},
                {TRIGGER_SYMPTOMS, "symptoms"}};
    json_key(line, "asks");
    json_array_open(line);
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++)
        if (triggers & asks[i].trigger)
            json_text(line, asks[i].word);
    json_array_close(line);
}

static void put_score(struct json_out *line, const struct series_score *one)
{
    const struct instrument_info *info = instrument_info(one->instrument);
    bool complete = one->score.state == INSTRUMENT_COMPLETE;
    json_object_open(line);
    json_put_text(line, "instrument", info->word);
    json_key(line, "score");
    if (complete)
        json_int(line, one->score.score);
    else
        json_null(line);
    json_put_text(line, "band",
                  complete                                    ? one->score.band
                  : one->score.state == INSTRUMENT_INCOMPLETE ? "incomplete"
                                                              : "invalid");
    json_put_bool(line, "complete", complete);
    json_put_int(line, "answered", one->score.answered);
    put_asks(line, one->score.triggers);
    json_object_close(line);
}

/* What is known of it, and the group unless what is missing could change that. */
static void put_gold(struct json_out *line, const struct gold_told *told)
{
    const char *word = gold_word(told->group);
    json_key(line, "gold");
    json_object_open(line);
    json_key(line, "group");
    if (word)
        json_text(line, word);
    else
        json_null(line);
    for (int i = 0; i < GOLD_PARTS; i++)
        if (told->known[i] >= 0)
            json_put_int(line, gold_part_words[i], told->known[i]);
    json_key(line, "missing");
    json_array_open(line);
    for (int i = 0; i < GOLD_PARTS; i++)
        if (told->known[i] < 0)
            json_text(line, gold_part_words[i]);
    json_array_close(line);
    json_object_close(line);
}

static void put_computed(struct json_out *line, const struct replay_day *day)
{
    if (day->scale != NEWS2_SCALE_NONE)
        put_news2(line, day);
    if (day->gold_told)
        put_gold(line, &day->gold);
    if (!day->score_count)
        return;
    json_key(line, "instruments");
    json_array_open(line);
    for (size_t i = 0; i < day->score_count; i++)
        put_score(line, &day->scores[i]);
    json_array_close(line);
}

void replay_print(struct buf *out, const struct replay_day *day, const struct programme *programme,
                  const struct language *language)
{
    struct json_out line;
    const struct teller teller = {
        .arena = out->arena, .language = language, .programme = programme};
    struct reasons reasons = {.count = day->triage.reason_count};
    memcpy(reasons.list, day->triage.reasons, reasons.count * sizeof reasons.list[0]);
    json_out_init(&line, out->arena, 256);
    json_object_open(&line);
    put_day(&line, day->day);
    json_put_text(&line, "zone", zone_word(day->triage.zone));
    json_key(&line, "reasons");
    reasons_json(&line, &teller, &reasons);
    put_computed(&line, day);
    if (day->triage.unconfirmed)
        json_put_bool(&line, "unconfirmed", true);
    if (day->missing)
        json_put_bool(&line, "missing", true);
    if (day->proposal_count) {
        json_key(&line, "baseline");
        json_array_open(&line);
        for (size_t i = 0; i < day->proposal_count; i++)
            put_proposal(&line, &day->proposals[i]);
        json_array_close(&line);
    }
    json_object_close(&line);
    buf_str(out, json_out_slice(&line));
    buf_char(out, '\n');
}
