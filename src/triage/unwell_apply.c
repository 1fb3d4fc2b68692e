/* What a report makes of the stretch in which an enrolment is unwell. A green report of one that is
 * well asks and writes nothing here. */
#include "triage/unwell_apply.h"

#include "base/caltime.h"
#include "store/newest.h"
#include "triage/followed.h"
#include "triage/gather.h"

enum { BITS = 64 };
#define SKEW (5 * INT64_C(60000)) /* what is further ahead of us is no measuring time */

#define COUNTS(table) " AND " table ".status NOT IN ('entered-in-error', 'cancelled', 'registered')"
static const struct sql NEWEST_VALUE = {
    "SELECT o.effective FROM observation o WHERE o.patient_id = ?1 AND o.parameter = ?2"
    " AND o.effective <= ?3 AND o.value IS NOT NULL" COUNTS("o") NEWEST_OBSERVATION
    " ORDER BY o.effective DESC LIMIT 1"};
static const struct sql NEWEST_FORM = {
    "SELECT r.authored FROM response r WHERE r.patient_id = ?1 AND r.authored <= ?2"
    " AND r.programme = ?3 AND r.form = ?4" COUNTS("r") NEWEST_RESPONSE
    " ORDER BY r.authored DESC LIMIT 1"};
static const struct sql COUNTED = {
    "SELECT 1 FROM outcome WHERE patient_id = ?1 AND report_id = ?2 AND enrolment_id = ?3"
    " AND zone >= 2 LIMIT 1"};
_Static_assert(ZONE_YELLOW == 2, "the statement says the number");
static const struct sql WRITE = {
    "UPDATE enrolment SET unwell_from = ?3, unwell_causes = ?4, unwell_reports = ?5"
    " WHERE patient_id = ?1 AND id = ?2"};
static const struct sql ENDED = {
    "INSERT INTO unwell (patient_id, enrolment_id, from_at, until_at, reports)"
    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"};

static const struct sql END_OPEN = {
    "INSERT INTO unwell (patient_id, enrolment_id, from_at, until_at, reports)"
    " SELECT patient_id, id, unwell_from, CASE WHEN unwell_from > ?3 THEN unwell_from ELSE ?3 END,"
    " unwell_reports FROM enrolment WHERE patient_id = ?1 AND id = ?2 AND unwell_from IS NOT NULL"
    " ON CONFLICT DO NOTHING"};
static const struct sql MAKE_WELL = {
    "UPDATE enrolment SET unwell_from = NULL, unwell_causes = 0, unwell_reports = 0"
    " WHERE patient_id = ?1 AND id = ?2 AND unwell_from IS NOT NULL"};

/* The newest that is stored of each thing that the report speaks of. */
struct newest {
    struct rows *of[BITS];
    struct rows *counted;
};

static struct rows *ask_newest(const struct triage_input *input, const struct judged *judged,
                               unsigned bit, struct tx *tx)
{
    const struct programme *programme = judged->programme;
    if (bit > 0 && bit < PARAMETER_COUNT)
        return db_ask(tx->db, tx->arena, &NEWEST_VALUE,
                      ARGS(v_uuid(&input->patient), v_int(bit), v_int(tx->now + SKEW)));
    if (bit < UNWELL_FORM || bit - UNWELL_FORM >= programme->form_count)
        return NULL;
    return db_ask(tx->db, tx->arena, &NEWEST_FORM,
                  ARGS(v_uuid(&input->patient), v_int(tx->now + SKEW), v_text(programme->id),
                       v_text(programme->forms[bit - UNWELL_FORM].id)));
}

/* When the report's own newest value of it was measured. */
static int64_t own_at(const struct triage_input *input, unsigned parameter)
{
    int64_t at = INT64_MIN;
    for (size_t i = 0; i < input->count; i++) {
        const struct triage_value *value = &input->values[i];
        if (value->works && (unsigned)value->measurement.parameter == parameter && value->at > at)
            at = value->at;
    }
    return at;
}

static bool gave(const struct measurement *value, const struct reason *reason)
{
    return value->parameter == reason->parameter && value->day == reason->day &&
           value->value == reason->value;
}

/* When the value was measured that gave the reason, in this report or beside it in one row; of
 * equal ones the last. INT64_MIN: no single value did (a median). */
static int64_t given_at(const struct triage_input *input, const struct judged *judged,
                        const struct reason *reason)
{
    int64_t at = INT64_MIN;
    for (size_t i = 0; i < input->count; i++) {
        const struct triage_value *value = &input->values[i];
        if (value->works && gave(&value->measurement, reason) && value->at > at)
            at = value->at;
    }
    for (size_t i = 0; i < judged->reading_count; i++)
        if (judged->readings[i].at && gave(&judged->readings[i], reason) &&
            judged->readings[i].at > at)
            at = judged->readings[i].at;
    return at;
}

static bool is_of_form(const struct triage_form *form, unsigned bit)
{
    for (size_t i = 0; i < form->finding_count; i++) {
        const struct reason about = {.rule = RULE_FORM,
                                     .about = form->findings[i].about,
                                     .about_len = form->findings[i].about_len};
        if (unwell_about(&about) & UINT64_C(1) << bit)
            return true;
    }
    return false;
}

/* When the report's own newest form of it was answered. */
static int64_t own_answered_at(const struct triage_input *input, const struct programme *programme,
                               unsigned bit)
{
    int64_t at = INT64_MIN;
    for (size_t i = 0; i < input->form_count; i++) {
        const struct triage_form *form = &input->forms[i];
        if (form->works && strcmp(form->programme->id, programme->id) == 0 && form->at > at &&
            is_of_form(form, bit))
            at = form->at;
    }
    return at;
}

/* When the report's form was answered that gave the reason; INT64_MIN: another report's did. */
static int64_t answered_at(const struct triage_input *input, const struct reason *reason)
{
    int64_t at = INT64_MIN;
    for (size_t i = 0; i < input->form_count; i++)
        for (size_t k = 0; k < input->forms[i].finding_count; k++)
            if (input->forms[i].works && reason->about &&
                input->forms[i].findings[k].about == reason->about && input->forms[i].at > at)
                at = input->forms[i].at;
    return at;
}

static bool is_of_day_before(const struct reason *reason, int64_t newest)
{
    return reason->day && reason->day < (int32_t)caltime_oslo_day(newest);
}

/* Has something newer of it come, with this report or before it? A value and a form go by their
 * moments (but readings of one row are one), the rest by its day. */
static bool is_late(const struct triage_input *input, const struct judged *judged,
                    const struct newest *newest, const struct reason *reason, unsigned bit)
{
    const struct rows *rows = newest->of[bit];
    int64_t at = rows && rows_count(rows) ? row_int(rows, 0, 0) : INT64_MIN;
    bool is_form = bit >= PARAMETER_COUNT;
    int64_t own = is_form ? own_answered_at(input, judged->programme, bit) : own_at(input, bit);
    enum matter matter = matter_of(reason->rule);
    int64_t given = INT64_MIN;
    at = own > at ? own : at;
    if (at == INT64_MIN)
        return false;
    if (is_form)
        given = answered_at(input, reason);
    else if (matter == MATTER_VALUE || matter == MATTER_COMBINED)
        given = given_at(input, judged, reason);
    if (given == INT64_MIN && matter == MATTER_VALUE)
        given = own;
    if (given == INT64_MIN)
        return is_of_day_before(reason, at);
    return at - given > (is_form ? 0 : REPEATS_AFTER);
}

/* Of each thing what is no late news. */
static void settle(const struct triage_input *input, const struct judged *judged,
                   const struct newest *newest, unwell_causes *causes_r, unwell_causes *greens_r)
{
    const struct triage *work = &judged->work;
    unwell_causes yellow = 0, green = 0;
    for (size_t i = 0; i < work->reason_count; i++) {
        const struct reason *reason = &work->reasons[i];
        unwell_causes about = unwell_about(reason);
        for (unsigned bit = 0; bit < BITS; bit++) {
            unwell_causes one = about & UINT64_C(1) << bit;
            if (!one || is_late(input, judged, newest, reason, bit))
                continue;
            yellow |= reason->zone >= ZONE_YELLOW ? one : 0;
            green |= reason->zone == ZONE_GREEN ? one : 0;
        }
    }
    *causes_r = yellow;
    *greens_r = green & ~yellow;
}

static void write_unwell(const struct triage_input *input, const struct followed *followed,
                         const struct unwell *after, struct tx *tx)
{
    const struct unwell *before = &followed->unwell;
    if (before->from == after->from && before->causes == after->causes &&
        before->reports == after->reports)
        return;
    db_send(tx->db, &WRITE,
            ARGS(v_uuid(&input->patient), v_uuid(&followed->id),
                 after->from ? v_int(after->from) : v_null(), v_int((int64_t)after->causes),
                 v_int(after->reports)));
    if (before->from && !after->from)
        db_send(tx->db, &ENDED,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->id), v_int(before->from),
                     v_int(tx->now > before->from ? tx->now : before->from),
                     v_int(before->reports)));
}

bool triage_unwell(const struct triage_input *input, struct followed *followed,
                   const struct judged *judged, struct tx *tx, struct error *error)
{
    const struct triage *work = &judged->work;
    unwell_causes causes = unwell_causes_of(work->reasons, work->reason_count);
    unwell_causes greens =
        unwell_greens_of(work->reasons, work->reason_count) & followed->unwell.causes;
    struct newest newest = {.counted = NULL};
    if (!causes && !greens)
        return true;
    for (unsigned bit = 0; bit < BITS; bit++)
        if ((causes | followed->unwell.causes) & UINT64_C(1) << bit)
            newest.of[bit] = ask_newest(input, judged, bit, tx);
    if (causes && followed->unwell.from)
        newest.counted =
            db_ask(tx->db, tx->arena, &COUNTED,
                   ARGS(v_uuid(&input->patient), v_uuid(&input->report), v_uuid(&followed->id)));
    if (!db_settle(tx->db, error))
        return false;
    settle(input, judged, &newest, &causes, &greens);
    bool counted = newest.counted && rows_count(newest.counted);
    struct unwell after = unwell_next(&followed->unwell, causes, greens, counted, tx->now);
    write_unwell(input, followed, &after, tx);
    followed->unwell = after;
    return true;
}

void unwell_end(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment)
{
    db_send(tx->db, &END_OPEN, ARGS(v_uuid(patient), v_uuid(enrolment), v_int(tx->now)));
    db_send(tx->db, &MAKE_WELL, ARGS(v_uuid(patient), v_uuid(enrolment)));
}
