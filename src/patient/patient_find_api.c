#include "patient/patient_find_api.h"

#include "app.h"
#include "json_common.h"
#include "patient/patient.h"
#include "patient/patient_name.h"
#include "programme/programme.h"
#include "take.h"

enum { FOUND_USUAL = 20, FOUND_MOST = 50, NATIONAL_ID = 11 };

/* Through an enrolment that stands open. ?4 limit. */
#define PERSON                                                                                     \
    "SELECT p.id, p.given, p.family, p.birth_date, p.sex, m.id, m.name FROM patient p"             \
    " JOIN organisation m ON m.id = p.municipality_id WHERE EXISTS (SELECT 1 FROM enrolment e "    \
    "WHERE "
#define OF_PERSON " AND e.patient_id = p.id AND " PERMIT_OPEN ")"
#define FIRST " ORDER BY p.search, p.id LIMIT ?4"
PERMIT_STATEMENTS(static const struct sql BY_NAME, PERSON,
                  OF_PERSON " AND " NAME_FITS("?5", "?6", "?7", "?8", "?9", "?10") FIRST);
PERMIT_STATEMENTS(static const struct sql BY_NUMBER, PERSON,
                  OF_PERSON " AND p.national_id = ?5" FIRST);
PERMIT_STATEMENTS(static const struct sql ENROLMENTS,
                  "SELECT e.id, e.programme, e.programme_version, e.state, e.service_id, s.name"
                  " FROM enrolment e JOIN organisation s ON s.id = e.service_id WHERE ",
                  " AND e.patient_id = ?4 AND " PERMIT_OPEN " ORDER BY e.id");

struct question {
    struct str number; /* STR_NONE: by name */
    struct name_words name;
    int64_t limit;
};

/* A national identity number, also as it is often written: 010190 12345. */
static struct str number_of(struct arena *arena, struct str text)
{
    struct buf digits;
    buf_init(&digits, arena, NATIONAL_ID);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == ' ')
            continue;
        if (text.at[i] < '0' || text.at[i] > '9' || digits.len == NATIONAL_ID)
            return STR_NONE;
        buf_char(&digits, text.at[i]);
    }
    return digits.len == NATIONAL_ID ? buf_slice(&digits) : STR_NONE;
}

static bool read_question(struct call *call, struct question *question, struct error *error)
{
    struct str q = request_parameter(call->request, "q");
    *question = (struct question){0};
    if (!take_limit(call, FOUND_USUAL, FOUND_MOST, &question->limit, error))
        return false;
    question->number = number_of(&call->request->arena, q);
    return question->number.at ||
           name_words_read(&call->request->arena, q, "q", &question->name, error);
}

static bool ask_people(struct call *call, const struct question *question, struct rows **rows_r,
                       struct error *error)
{
    struct arena *arena = &call->request->arena;
    const struct who *who = &call->who;
    const int64_t now = call->request->now;
    if (question->number.at)
        return db_run(
            call->db, arena, &BY_NUMBER[who->ground],
            ARGS(PERMIT_ARGS(who, now), v_int(question->limit + 1), v_str(question->number)),
            rows_r, error);
    return db_run(
        call->db, arena, &BY_NAME[who->ground],
        ARGS(PERMIT_ARGS(who, now), v_int(question->limit + 1), NAME_ARGS(&question->name)), rows_r,
        error);
}

static bool put_enrolments(struct json_out *out, struct call *call, const struct uuid *patient,
                           const struct rows *rows, struct error *error)
{
    json_key(out, "enrolments");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        char text[OWNED_TEXT];
        struct uuid id = row_uuid(rows, i, 0), service = row_uuid(rows, i, 4);
        const struct programme *programme = programmes_get(
            call->app->programmes, call->db, row_str(rows, i, 1).at, row_int(rows, i, 2), error);
        if (!programme)
            return false;
        owned_text(patient, &id, text);
        json_object_open(out);
        json_put_text(out, "id", text);
        json_put_text(out, "programme", programme->id);
        json_put_text(out, "programmeName", text_of(call->language, programme->name));
        json_put_str(out, "state", row_str(rows, i, 3));
        put_named(out, "service", &service, row_str(rows, i, 5));
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

static bool put_people(struct json_out *out, struct call *call, const struct rows *people,
                       size_t count, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct rows **enrolments = arena_array(arena, struct rows *, count);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        struct uuid id = row_uuid(people, i, 0);
        enrolments[i] = db_ask(call->db, arena, &ENROLMENTS[call->who.ground],
                               ARGS(PERMIT_ARGS(&call->who, call->request->now), v_uuid(&id)));
    }
    if (!db_settle(call->db, error))
        return false;
    for (size_t i = 0; i < count && ok; i++) {
        struct uuid id = row_uuid(people, i, 0), municipality = row_uuid(people, i, 5);
        json_object_open(out);
        put_id(out, "id", &id);
        json_put_str(out, "name",
                     patient_full_name(arena, row_str(people, i, 1), row_str(people, i, 2)));
        json_put_str(out, "born", row_str(people, i, 3));
        json_put_str(out, "sex", row_str(people, i, 4));
        put_named(out, "municipality", &municipality, row_str(people, i, 6));
        ok = put_enrolments(out, call, &id, enrolments[i], error);
        json_object_close(out);
        call_shows(call, &id);
    }
    return ok;
}

static bool find(struct call *call, const struct question *question, struct json_out *out,
                 struct error *error)
{
    struct rows *people = NULL;
    if (BY_NAME[call->who.ground].text && !ask_people(call, question, &people, error))
        return false;
    size_t count = people ? rows_count(people) : 0;
    bool more = count > (size_t)question->limit;
    if (more)
        count--;
    json_object_open(out);
    json_key(out, "items");
    json_array_open(out);
    if (count && !put_people(out, call, people, count, error))
        return false;
    json_array_close(out);
    json_put_bool(out, "more", more);
    json_object_close(out);
    return true;
}

enum handled patient_find(struct call *call)
{
    struct error error = {0};
    struct question question;
    struct json_out out;
    json_out_init(&out, &call->request->arena, 4096);
    if (!read_question(call, &question, &error) || !db_begin_read(call->db, &error))
        return call_fail(call, &error);
    bool ok = find(call, &question, &out, &error);
    db_end_read(call->db);
    return ok ? call_json(call, 200, &out) : call_fail(call, &error);
}
