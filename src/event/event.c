#include "event/event.h"

#include <stdio.h>

static const struct sql LAST = {"SELECT max(id) FROM event"};
static const struct sql APPEND = {
    "INSERT INTO event (id, at, kind, patient_id, enrolment_id, service_id, municipality_id,"
    " gp_office_id, department_id, programme)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    .gather = true,
};

static const struct sql AFTER = {
    "SELECT id, at, kind, patient_id, enrolment_id, service_id, municipality_id, gp_office_id,"
    " department_id, programme FROM event WHERE id > ?1 ORDER BY id LIMIT ?2",
};

struct event event_of_enrolment(const char *kind, const struct uuid *patient,
                                const struct permit_enrolment *enrolment)
{
    struct event event = {
        .patient = *patient,
        .enrolment = enrolment->id,
        .service = enrolment->service,
        .municipality = enrolment->municipality,
        .gp_office = enrolment->gp_office,
        .department = enrolment->department,
    };
    snprintf(event.kind, sizeof event.kind, "%s", kind);
    snprintf(event.programme, sizeof event.programme, "%s",
             enrolment->programme ? enrolment->programme : "");
    return event;
}

void event_batch_ask(struct event_batch *batch, struct tx *tx)
{
    *batch = (struct event_batch){0};
    batch->rows = db_ask(tx->db, tx->arena, &LAST, NO_ARGS);
}

bool event_batch_know(struct event_batch *batch, struct tx *tx)
{
    if (batch->known)
        return true;
    if (!db_settle(tx->db, NULL))
        return false;
    batch->last = row_int(batch->rows, 0, 0);
    batch->known = true;
    return true;
}

static struct event *batch_add(struct event_batch *batch, struct tx *tx)
{
    if (batch->count == batch->size) {
        size_t size = batch->size ? batch->size * 2 : 64;
        struct event *events = arena_array(tx->arena, struct event, size);
        if (batch->count)
            memcpy(events, batch->events, batch->count * sizeof *events);
        batch->events = events;
        batch->size = size;
    }
    return &batch->events[batch->count++];
}

int64_t event_append(struct event_batch *batch, struct tx *tx, const struct event *event)
{
    if (!event_batch_know(batch, tx))
        return 0;
    struct event *added = batch_add(batch, tx);
    *added = *event;
    added->id = ++batch->last;
    added->at = tx->now;
    db_send(tx->db, &APPEND,
            ARGS(v_int(added->id), v_int(added->at), v_text(added->kind), v_uuid(&added->patient),
                 v_uuid(&added->enrolment), v_uuid(&added->service), v_uuid(&added->municipality),
                 v_uuid(&added->gp_office), v_uuid(&added->department), v_text(added->programme)));
    return added->id;
}

void event_batch_tell(const struct event_batch *batch, struct tx *tx)
{
    if (batch->count)
        db_notify(tx->db, NEWS_EVENT, batch->last);
}

static void copy(char *to, size_t size, struct str from)
{
    if (from.len < size)
        memcpy(to, from.at, from.len);
}

bool event_read(struct db *db, struct arena *arena, int64_t after, size_t most,
                struct event **events_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &AFTER, ARGS(v_int(after), v_int((int64_t)most)), &rows, error))
        return false;
    *count_r = rows_count(rows);
    *events_r = arena_array(arena, struct event, *count_r);
    for (size_t i = 0; i < *count_r; i++) {
        struct event *event = &(*events_r)[i];
        *event = (struct event){
            .id = row_int(rows, i, 0),
            .at = row_int(rows, i, 1),
            .patient = row_uuid(rows, i, 3),
            .enrolment = row_uuid(rows, i, 4),
            .service = row_uuid(rows, i, 5),
            .municipality = row_uuid(rows, i, 6),
            .gp_office = row_uuid(rows, i, 7),
            .department = row_uuid(rows, i, 8),
        };
        copy(event->kind, sizeof event->kind, row_str(rows, i, 2));
        copy(event->programme, sizeof event->programme, row_str(rows, i, 9));
    }
    return true;
}
