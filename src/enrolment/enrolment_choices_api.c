/* Whom the asker may enrol where: a nurse into the own service, patients of the municipalities that
 * it serves under an agreement; a coordinator out of the own municipality, into the services that
 * serve it. */
#include "app.h"
#include "enrolment/enrolment.h"
#include "enrolment/enrolment_create_api.h"
#include "json_common.h"
#include "programme/programme.h"

/* Pairs of service s and municipality m, one of which is ?1, at the time ?2. */
#define PAIRS                                                                                      \
    " FROM organisation_link l JOIN organisation s ON s.id = l.from_id"                            \
    " JOIN organisation m ON m.id = l.to_id"
#define PAIRED                                                                                     \
    " WHERE l.kind = 'serves' AND (s.id = ?1 OR m.id = ?1) AND s.kind = 'service'"                 \
    " AND s.ended_at IS NULL AND m.ended_at IS NULL AND (m.id = s.party_id OR EXISTS ("            \
    "SELECT 1 FROM agreement_party pm JOIN agreement_party pt"                                     \
    " ON pt.agreement_id = pm.agreement_id JOIN agreement a ON a.id = pm.agreement_id"             \
    " WHERE pm.organisation_id = s.party_id AND pt.organisation_id = m.id AND a.starts_at <= ?2"   \
    " AND (a.ends_at IS NULL OR a.ends_at > ?2)))"
#define IN_ORDER " ORDER BY 2, 1 LIMIT 1000"
static const struct sql SERVICES = {"SELECT DISTINCT s.id, s.name" PAIRS PAIRED IN_ORDER};
static const struct sql MUNICIPALITIES = {"SELECT DISTINCT m.id, m.name" PAIRS PAIRED IN_ORDER};
static const struct sql OFFICES = {
    "SELECT DISTINCT g.id, g.name, m.id" PAIRS
    " JOIN organisation g ON g.party_id = m.party_id AND g.kind = 'gp_office'"
    " AND g.ended_at IS NULL" PAIRED IN_ORDER,
};
static const struct sql DEPARTMENTS = {
    "SELECT DISTINCT d.id, d.name" PAIRS
    " JOIN organisation_link k ON k.to_id = s.id AND k.kind = 'partner'"
    " JOIN organisation d ON d.id = k.from_id AND d.kind = 'department'"
    " AND d.ended_at IS NULL" PAIRED IN_ORDER,
};

/* municipal: the third column is the municipality's id. */
static bool put_places(struct json_out *out, struct call *call, const char *key,
                       const struct sql *sql, bool municipal, struct error *error)
{
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, sql,
                ARGS(v_uuid(&call->who.organisation), v_int(call->request->now)), &rows, error))
        return false;
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid id = row_uuid(rows, i, 0), municipality = row_uuid(rows, i, municipal ? 2 : 0);
        json_object_open(out);
        put_id(out, "id", &id);
        json_put_str(out, "name", row_str(rows, i, 1));
        if (municipal)
            put_id(out, "municipality", &municipality);
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

static bool is_newest(const struct programme *const *list, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(list[i]->id, list[at]->id) == 0)
            return false;
    return true;
}

static bool put_programmes(struct json_out *out, struct call *call, struct error *error)
{
    const struct programme **list;
    size_t count;
    if (!programmes_approved(call->app->programmes, call->db, &call->request->arena, &list, &count,
                             error))
        return false;
    json_key(out, "programmes");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        if (!is_newest(list, i))
            continue;
        json_object_open(out);
        json_put_text(out, "id", list[i]->id);
        json_put_text(out, "name", programme_words(list[i], call->language, list[i]->name));
        json_put_int(out, "version", list[i]->version);
        json_put_int(out, "trialDays", list[i]->trial_days);
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

enum handled enrolment_choices(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 4096);
    json_object_open(&out);
    if (!put_places(&out, call, "services", &SERVICES, false, &error) ||
        !put_places(&out, call, "municipalities", &MUNICIPALITIES, false, &error) ||
        !put_places(&out, call, "gpOffices", &OFFICES, true, &error) ||
        !put_places(&out, call, "departments", &DEPARTMENTS, false, &error) ||
        !put_programmes(&out, call, &error))
        return call_fail(call, &error);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
