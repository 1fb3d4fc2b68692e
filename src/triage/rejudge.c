#include "triage/rejudge.h"

#include "base/json_in.h"
#include "limit/limit_row.h"
#include "response/findings.h"
#include "triage/reasons.h"
#include "triage/rule_set.h"

enum { FIELDS_MOST = 6 };

/* ---- reading the inputs back ---- */

/* Whole numbers from `least` to `most` of them; the rest is 0. */
static bool read_numbers(struct json_object *list, size_t least, size_t most,
                         int64_t number_r[FIELDS_MOST])
{
    size_t count = json_in_length(list);
    memset(number_r, 0, FIELDS_MOST * sizeof *number_r);
    if (count < least || count > most)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!str_int(json_in_number(json_in_at(list, i)), &number_r[i]))
            return false;
    return true;
}

static bool is_parameter(int64_t number)
{
    return number > PARAMETER_NONE && number < PARAMETER_COUNT;
}

static bool is_day(int64_t number)
{
    return number >= INT32_MIN && number <= INT32_MAX;
}

static bool read_values(struct arena *arena, struct json_object *list,
                        const struct measurement **values_r, size_t *count_r)
{
    int64_t number[FIELDS_MOST];
    struct measurement *values = arena_array(arena, struct measurement, json_in_length(list));
    *values_r = values;
    *count_r = 0;
    for (size_t i = 0; i < json_in_length(list); i++) {
        if (!read_numbers(json_in_at(list, i), 5, 6, number) || !is_parameter(number[0]) ||
            !is_day(number[4]))
            return false;
        values[i] = (struct measurement){
            .parameter = (enum parameter)number[0],
            .value = number[1],
            .marks = (uint32_t)number[2],
            .conditions = (uint32_t)number[3],
            .day = (int32_t)number[4],
            .at = number[5],
        };
    }
    *count_r = json_in_length(list);
    return true;
}

static bool read_history(struct arena *arena, struct json_object *list, struct occasion *occasion)
{
    int64_t number[FIELDS_MOST];
    struct day_value *days = arena_array(arena, struct day_value, json_in_length(list));
    for (size_t i = 0; i < json_in_length(list); i++) {
        if (!read_numbers(json_in_at(list, i), 3, 3, number) || !is_parameter(number[0]) ||
            !is_day(number[1]))
            return false;
        days[i] = (struct day_value){(enum parameter)number[0], (int32_t)number[1], number[2]};
    }
    occasion->history = days;
    occasion->history_count = json_in_length(list);
    return true;
}

/* As much of each as combines. */
static bool read_earlier(struct arena *arena, struct json_object *list, struct occasion *occasion)
{
    int64_t number[FIELDS_MOST];
    struct reason *reasons = arena_array(arena, struct reason, json_in_length(list));
    for (size_t i = 0; i < json_in_length(list); i++) {
        if (!read_numbers(json_in_at(list, i), 5, 5, number) || !is_parameter(number[1]) ||
            !is_day(number[3]))
            return false;
        reasons[i] = (struct reason){
            .rule = (enum rule)number[0],
            .parameter = (enum parameter)number[1],
            .zone = (enum zone)number[2],
            .day = (int32_t)number[3],
            .unsure = number[4] != 0,
        };
    }
    occasion->earlier = reasons;
    occasion->earlier_count = json_in_length(list);
    return true;
}

static bool read_findings(struct arena *arena, struct json_object *list, struct occasion *occasion)
{
    struct buf text;
    struct finding *findings;
    if (!list)
        return true;
    buf_init(&text, arena, 256);
    json_in_text(list, &text);
    findings_parse(arena, buf_slice(&text), &findings, &occasion->finding_count);
    occasion->findings = findings;
    return occasion->finding_count == json_in_length(list);
}

static bool read_inputs(struct arena *arena, struct str inputs, struct occasion *occasion_r,
                        struct error *error)
{
    struct json_object *tree = json_in_parse(inputs, error);
    *occasion_r = (struct occasion){0};
    if (!tree)
        return false;
    struct json_object *values = json_in_get(tree, "values");
    bool ok = json_in_is_array(values) &&
              read_values(arena, values, &occasion_r->values, &occasion_r->value_count) &&
              read_values(arena, json_in_get(tree, "readings"), &occasion_r->readings,
                          &occasion_r->reading_count) &&
              read_history(arena, json_in_get(tree, "history"), occasion_r) &&
              read_findings(arena, json_in_get(tree, "findings"), occasion_r) &&
              read_earlier(arena, json_in_get(tree, "earlier"), occasion_r);
    json_in_destroy(tree);
    return ok || error_log(error, ERROR_INVALID, "an outcome's inputs cannot be read");
}

bool triage_rejudge(struct arena *arena, const struct programme *programme,
                    const struct rejudge_ordered *ordered, struct str inputs,
                    struct triage *triage_r, struct error *error)
{
    struct occasion occasion;
    struct rule_set *set = arena_new(arena, struct rule_set);
    if (!rule_set_make(programme, ordered->limits, ordered->levels, set, error) ||
        !read_inputs(arena, inputs, &occasion, error))
        return false;
    triage_judge(&set->rules, &occasion, triage_r);
    return true;
}

/* ---- the limits that were ordered ---- */

static const struct sql LIMITS = {
    "SELECT " LIMIT_COLUMNS
    " FROM patient_limit l WHERE patient_id = ?1 AND enrolment_id = ?2 AND version = ?3"
    " ORDER BY parameter, side, zone, kind, condition LIMIT 128",
};

static const struct sql LEVELS = {
    "SELECT o.news2_scale, " HABIT_COLUMNS " FROM limit_order o LEFT JOIN patient_habit h"
    " ON h.patient_id = o.patient_id AND h.enrolment_id = o.enrolment_id AND h.version = o.version"
    " WHERE o.patient_id = ?1 AND o.enrolment_id = ?2 AND o.version = ?3"
    " ORDER BY h.parameter LIMIT 64",
};

static bool limits_of_rows(struct arena *arena, const struct rows *rows, struct str *text_r,
                           struct error *error)
{
    struct limit *limits = arena_array(arena, struct limit, rows_count(rows));
    for (size_t i = 0; i < rows_count(rows); i++)
        if (!limit_of_row(rows, i, 0, &limits[i]))
            return error_log(error, ERROR_INTERNAL, "an ordered limit cannot be read");
    *text_r = limits_print(arena, limits, rows_count(rows));
    return true;
}

static bool levels_of_rows(struct arena *arena, const struct rows *rows, struct str *text_r,
                           struct error *error)
{
    struct levels levels = {0};
    for (size_t i = 0; i < rows_count(rows); i++) {
        levels.news2 = (enum news2_scale)row_int(rows, i, 0);
        if (!row_is_null(rows, i, 1) &&
            (levels.habit_count == PARAMETER_COUNT ||
             !habit_of_row(rows, i, 1, &levels.habits[levels.habit_count++])))
            return error_log(error, ERROR_INTERNAL, "an ordered level cannot be read");
    }
    *text_r = levels_print(arena, &levels);
    return true;
}

/* As limits_print and levels_print write them; none for version 0. */
static bool read_ordered(struct db *db, struct arena *arena, const struct uuid *patient,
                         const struct uuid *enrolment, int64_t version,
                         struct rejudge_ordered *ordered_r, struct error *error)
{
    struct rows *limits, *levels;
    *ordered_r = (struct rejudge_ordered){STR_NONE, STR_NONE};
    if (version == 0)
        return true;
    return db_run(db, arena, &LIMITS, ARGS(v_uuid(patient), v_uuid(enrolment), v_int(version)),
                  &limits, error) &&
           db_run(db, arena, &LEVELS, ARGS(v_uuid(patient), v_uuid(enrolment), v_int(version)),
                  &levels, error) &&
           limits_of_rows(arena, limits, &ordered_r->limits, error) &&
           levels_of_rows(arena, levels, &ordered_r->levels, error);
}

/* ---- page by page ---- */

/* The page is cut before its enrolments are joined to it, so that it costs the same wherever it is.
 */
#define OUTCOMES(where)                                                                            \
    "SELECT o.patient_id, o.report_id, o.enrolment_id, o.number, o.zone, o.unconfirmed,"           \
    " o.rule_version, o.programme_version, o.limits_version, o.inputs, o.reasons, e.programme"     \
    " FROM (SELECT * FROM outcome " where                                                          \
    " ORDER BY patient_id, report_id, enrolment_id, number LIMIT 500) AS o"                        \
    " LEFT JOIN enrolment e ON e.patient_id = o.patient_id AND e.id = o.enrolment_id"              \
    " ORDER BY o.patient_id, o.report_id, o.enrolment_id, o.number"
static const struct sql FIRST_OUTCOMES = {OUTCOMES("")};
static const struct sql NEXT_OUTCOMES = {
    OUTCOMES("WHERE (patient_id, report_id, enrolment_id, number) > (?1, ?2, ?3, ?4)")};

#define ENROLMENTS(where)                                                                          \
    "SELECT patient_id, id, limits_version, limits, levels FROM enrolment " where                  \
    " ORDER BY patient_id, id LIMIT 500"
static const struct sql FIRST_ENROLMENTS = {ENROLMENTS("")};
static const struct sql NEXT_ENROLMENTS = {ENROLMENTS("WHERE (patient_id, id) > (?1, ?2)")};

/* What was ordered, in one version. */
struct known {
    struct uuid enrolment;
    int64_t version;
    struct rejudge_ordered ordered;
};
enum { KNOWN_MOST = 8 };

struct walk {
    struct db *db;
    struct programmes *programmes;
    struct arena kept, page, one; /* for the orders below; for a page; for one outcome */
    struct uuid patient;          /* whose orders are known */
    size_t known_count;
    struct known known[KNOWN_MOST];
    const struct rejudge_told *told;
    struct rejudged *rejudged;
};

static const struct known *find_known(const struct walk *walk, const struct uuid *enrolment,
                                      int64_t version)
{
    for (size_t i = 0; i < walk->known_count; i++)
        if (uuid_equal(&walk->known[i].enrolment, enrolment) && walk->known[i].version == version)
            return &walk->known[i];
    return NULL;
}

/* Outcomes of one patient stand together, those of several enrolments by turns. */
static bool know_ordered(struct walk *walk, const struct rows *rows, size_t row,
                         struct rejudge_ordered *ordered_r, struct error *error)
{
    struct uuid patient = row_uuid(rows, row, 0), enrolment = row_uuid(rows, row, 2);
    int64_t version = row_int(rows, row, 8);
    if (!uuid_equal(&walk->patient, &patient) || walk->known_count == KNOWN_MOST) {
        arena_reset(&walk->kept);
        walk->patient = patient;
        walk->known_count = 0;
    }
    const struct known *known = find_known(walk, &enrolment, version);
    if (!known) {
        struct known *one = &walk->known[walk->known_count];
        *one = (struct known){.enrolment = enrolment, .version = version};
        if (!read_ordered(walk->db, &walk->kept, &patient, &enrolment, version, &one->ordered,
                          error))
            return false;
        walk->known_count++;
        known = one;
    }
    *ordered_r = known->ordered;
    return true;
}

static void tell_outcome(struct walk *walk, const struct rows *rows, size_t row, const char *now)
{
    struct buf line;
    char report[UUID_TEXT], enrolment[UUID_TEXT];
    struct uuid id = row_uuid(rows, row, 1), by = row_uuid(rows, row, 2);
    uuid_text(&id, report);
    uuid_text(&by, enrolment);
    buf_init(&line, &walk->one, 160);
    buf_printf(&line, "outcome %lld of report %s, enrolment %s: stored as %s%s, judged again %s",
               (long long)row_int(rows, row, 3), report, enrolment,
               zone_word((enum zone)row_int(rows, row, 4)),
               row_int(rows, row, 5) ? " unconfirmed" : "", now);
    walk->rejudged->differ++;
    walk->told->differs(walk->told->context, buf_cstr(&line));
}

static bool is_same(struct arena *arena, const struct rows *rows, size_t row,
                    const struct triage *triage)
{
    struct reasons *reasons = arena_new(arena, struct reasons);
    reasons->count = triage->reason_count;
    memcpy(reasons->list, triage->reasons, triage->reason_count * sizeof triage->reasons[0]);
    return row_int(rows, row, 4) == triage->zone &&
           (row_int(rows, row, 5) != 0) == triage->unconfirmed &&
           str_equal(row_str(rows, row, 10), reasons_print(arena, reasons));
}

static bool rejudge_row(struct walk *walk, const struct rows *rows, size_t row, struct error *error)
{
    struct error unread = {0};
    struct rejudge_ordered ordered;
    struct triage *triage = arena_new(&walk->one, struct triage);
    if (row_int(rows, row, 6) < TRIAGE_RULE_SAME_FROM ||
        row_int(rows, row, 6) > TRIAGE_RULE_VERSION) {
        walk->rejudged->other++;
        return true;
    }
    if (row_is_null(rows, row, 11)) {
        tell_outcome(walk, rows, row, "not at all: its enrolment is gone");
        return true;
    }
    const struct programme *programme = programmes_get(
        walk->programmes, walk->db, row_str(rows, row, 11).at, row_int(rows, row, 7), error);
    if (!programme || !know_ordered(walk, rows, row, &ordered, error))
        return false;
    walk->rejudged->outcomes++;
    if (!triage_rejudge(&walk->one, programme, &ordered, row_str(rows, row, 9), triage, &unread))
        tell_outcome(walk, rows, row, "not at all: its inputs cannot be read");
    else if (!is_same(&walk->one, rows, row, triage))
        tell_outcome(walk, rows, row,
                     triage->zone != (enum zone)row_int(rows, row, 4) ? zone_word(triage->zone)
                     : triage->unconfirmed                            ? "the same zone, unconfirmed"
                                           : "the same zone for other reasons");
    return true;
}

static bool walk_outcomes(struct walk *walk, struct error *error)
{
    struct rows *rows;
    struct uuid patient, report, enrolment;
    int64_t number;
    bool ok = db_run(walk->db, &walk->page, &FIRST_OUTCOMES, NO_ARGS, &rows, error);
    while (ok && rows_count(rows)) {
        size_t last = rows_count(rows) - 1;
        walk->told->read(walk->told->context, last + 1);
        for (size_t i = 0; ok && i <= last; i++) {
            arena_reset(&walk->one);
            ok = rejudge_row(walk, rows, i, error);
        }
        patient = row_uuid(rows, last, 0);
        report = row_uuid(rows, last, 1);
        enrolment = row_uuid(rows, last, 2);
        number = row_int(rows, last, 3);
        arena_reset(&walk->page);
        ok =
            ok && db_run(walk->db, &walk->page, &NEXT_OUTCOMES,
                         ARGS(v_uuid(&patient), v_uuid(&report), v_uuid(&enrolment), v_int(number)),
                         &rows, error);
    }
    return ok;
}

static void tell_torn(struct walk *walk, const struct uuid *enrolment, int64_t version,
                      const char *what)
{
    struct buf line;
    char text[UUID_TEXT];
    uuid_text(enrolment, text);
    buf_init(&line, &walk->one, 160);
    buf_printf(&line, "enrolment %s: its %s are not those of order %lld", text, what,
               (long long)version);
    walk->told->differs(walk->told->context, buf_cstr(&line));
}

static bool compare_ordered(struct walk *walk, const struct rows *rows, size_t row,
                            struct error *error)
{
    struct uuid patient = row_uuid(rows, row, 0), enrolment = row_uuid(rows, row, 1);
    int64_t version = row_int(rows, row, 2);
    struct rejudge_ordered ordered;
    if (!read_ordered(walk->db, &walk->one, &patient, &enrolment, version, &ordered, error))
        return false;
    bool limits = str_equal(ordered.limits, row_str(rows, row, 3));
    bool levels = str_equal(ordered.levels, row_str(rows, row, 4));
    walk->rejudged->enrolments++;
    walk->rejudged->torn += !limits || !levels;
    if (!limits)
        tell_torn(walk, &enrolment, version, "limits");
    if (!levels)
        tell_torn(walk, &enrolment, version, "levels");
    return true;
}

static bool walk_enrolments(struct walk *walk, struct error *error)
{
    struct rows *rows;
    arena_reset(&walk->page);
    bool ok = db_run(walk->db, &walk->page, &FIRST_ENROLMENTS, NO_ARGS, &rows, error);
    while (ok && rows_count(rows)) {
        size_t last = rows_count(rows) - 1;
        walk->told->read(walk->told->context, last + 1);
        for (size_t i = 0; ok && i <= last; i++) {
            arena_reset(&walk->one);
            ok = compare_ordered(walk, rows, i, error);
        }
        struct uuid patient = row_uuid(rows, last, 0), id = row_uuid(rows, last, 1);
        arena_reset(&walk->page);
        ok = ok && db_run(walk->db, &walk->page, &NEXT_ENROLMENTS,
                          ARGS(v_uuid(&patient), v_uuid(&id)), &rows, error);
    }
    return ok;
}

bool triage_rejudge_all(struct db *db, const struct rejudge_told *told, struct rejudged *rejudged_r,
                        struct error *error)
{
    struct walk walk = {
        .db = db, .programmes = programmes_create(), .told = told, .rejudged = rejudged_r};
    *rejudged_r = (struct rejudged){0};
    arena_init(&walk.kept);
    arena_init(&walk.page);
    arena_init(&walk.one);
    bool ok = walk_enrolments(&walk, error);
    arena_reset(&walk.page);
    ok = ok && walk_outcomes(&walk, error);
    arena_finish(&walk.one);
    arena_finish(&walk.page);
    arena_finish(&walk.kept);
    programmes_destroy(walk.programmes);
    return ok;
}
