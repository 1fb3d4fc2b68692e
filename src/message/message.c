#include "message/message.h"

#include "house.h"
#include "message/message_store.h"
#include "worklist/overview.h"

const char *message_side_word(enum message_side side)
{
    return side == MESSAGE_BY_PATIENT ? "patient" : "service";
}

void message_act_ask(struct message_act *act, struct tx *tx)
{
    message_store_ask(act, tx);
}

static bool is_of(const struct rows *rows, size_t row, unsigned column, const struct uuid *service)
{
    struct uuid of = row_uuid(rows, row, column);
    return uuid_equal(&of, service);
}

/* The first enrolment through which the service follows the patient; SIZE_MAX: it does not. */
static size_t followed_by(const struct message_act *act, const struct uuid *service)
{
    for (size_t row = 0; row < rows_count(act->enrolments); row++)
        if (is_of(act->enrolments, row, FOLLOWS_SERVICE, service))
            return row;
    return SIZE_MAX;
}

/* Which service a new thread is with. */
static bool choose_service(const struct message_act *act, struct uuid *service_r,
                           struct error *error)
{
    const struct rows *rows = act->enrolments;
    *service_r = act->service;
    if (!uuid_is_zero(service_r)) {
        if (followed_by(act, service_r) != SIZE_MAX)
            return true;
        return error_at(error, ERROR_INVALID, "/service", "is no service that follows the patient");
    }
    if (!rows_count(rows))
        return error_set(error, ERROR_CONFLICT,
                         "No service follows you now, so nobody would read the message.");
    *service_r = row_uuid(rows, 0, FOLLOWS_SERVICE);
    for (size_t row = 1; row < rows_count(rows); row++)
        if (!is_of(rows, row, FOLLOWS_SERVICE, service_r))
            return error_at(error, ERROR_INVALID, "/service",
                            "more than one service follows the patient: say which");
    return true;
}

/* The thread as it is, or a new one that is not stored yet. */
static bool find_thread(const struct message_act *act, struct thread_state *state_r,
                        struct error *error)
{
    *state_r = (struct thread_state){0};
    if (uuid_is_zero(&act->thread))
        return choose_service(act, &state_r->service, error);
    bool found = thread_state_of(act, state_r);
    if (!found ||
        (act->side == MESSAGE_BY_SERVICE && !uuid_equal(&act->service, &state_r->service)))
        return error_set(error, ERROR_NOT_FOUND,
                         "There is no such thread, or it is not yours to see.");
    if (act->kind == MESSAGE_POST && followed_by(act, &state_r->service) == SIZE_MAX)
        return error_set(error, ERROR_CONFLICT,
                         "This service does not follow the patient now, so nobody would read the "
                         "message.");
    return true;
}

/* Whoever of the service or the patient's own hears of it: one for each enrolment, since each of
 * the personnel may be let in by another. */
static void tell(const struct message_act *act, const struct uuid *service, struct tx *tx)
{
    const struct rows *rows = act->enrolments;
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (!is_of(rows, row, FOLLOWS_SERVICE, service))
            continue;
        const struct permit_enrolment told = {
            .id = row_uuid(rows, row, FOLLOWS_ENROLMENT),
            .programme = row_str(rows, row, FOLLOWS_PROGRAMME).at,
            .service = *service,
            .municipality = row_uuid(rows, row, FOLLOWS_MUNICIPALITY),
            .gp_office = row_uuid(rows, row, FOLLOWS_GP_OFFICE),
            .department = row_uuid(rows, row, FOLLOWS_DEPARTMENT),
        };
        house_tell(tx, "message", &act->patient, &told);
    }
}

/* The service's row; one is made for a patient who has none yet. */
static struct overview overview_of(const struct message_act *act, const struct uuid *service)
{
    struct overview overview;
    for (size_t row = 0; row < rows_count(act->overviews); row++) {
        overview_read(act->overviews, row, 0, &overview);
        if (uuid_equal(&overview.service, service))
            return overview;
    }
    return (struct overview){.stored = false};
}

static int64_t earlier(int64_t a, int64_t b)
{
    return !a || (b && b < a) ? b : a;
}

/* What the service has not read stands on its list. A new message makes what was seen of the row
 * stale; that one was read does not. */
static void change_overview(const struct message_act *act, const struct thread_state *state,
                            struct tx *tx)
{
    struct overview before = overview_of(act, &state->service), after = before;
    size_t lead = followed_by(act, &state->service);
    if (!before.stored && lead == SIZE_MAX)
        return;
    if (!before.stored) {
        after.patient = act->patient;
        after.service = state->service;
        after.municipality = row_uuid(act->enrolments, lead, FOLLOWS_MUNICIPALITY);
        after.enrolment = row_uuid(act->enrolments, lead, FOLLOWS_ENROLMENT);
        after.zone = ZONE_NONE;
        after.since = tx->now;
    }
    after.unread = state->service_unread;
    after.unread_since = state->service_unread_since;
    for (size_t row = 0; row < rows_count(act->others); row++) {
        if (!is_of(act->others, row, OTHERS_SERVICE, &state->service))
            continue;
        after.unread += row_int(act->others, row, OTHERS_UNREAD);
        after.unread_since = earlier(after.unread_since, row_int(act->others, row, OTHERS_SINCE));
    }
    if (act->kind == MESSAGE_POST)
        after.version++;
    overview_write(&before, &after, tx);
}

static void log_access(struct message_act *act, struct tx *tx)
{
    act->by.patient = act->patient;
    house_access(tx, &act->by);
}

static void post(struct message_act *act, struct thread_state *state, struct tx *tx)
{
    bool is_new = uuid_is_zero(&state->id);
    if (is_new)
        state->id = house_id(tx);
    state->last_number++;
    act->written_thread = state->id;
    act->written_number = state->last_number;
    act->written_service = state->service;
    act->written_service_name =
        row_str(act->enrolments, followed_by(act, &state->service), FOLLOWS_SERVICE_NAME);
    state->last_at = tx->now;
    if (act->side == MESSAGE_BY_SERVICE) {
        state->patient_unread++;
    } else if (state->service_unread++ == 0) {
        state->service_unread_since = tx->now;
    }
    (is_new ? thread_insert : thread_update)(act, state, tx);
    message_insert(act, tx);
    if (act->side == MESSAGE_BY_PATIENT)
        change_overview(act, state, tx);
    else
        overview_touch_contact(tx, &act->patient, &state->service, tx->now);
    tell(act, &state->service, tx);
}

/* What is left unseen never grows by it: another of the same side may have seen more. */
static void see(const struct message_act *act, struct thread_state *state, struct tx *tx)
{
    bool by_patient = act->side == MESSAGE_BY_PATIENT;
    int64_t *unread = by_patient ? &state->patient_unread : &state->service_unread;
    int64_t left = row_int(act->left, 0, LEFT_COUNT);
    if (row_int(act->mark, 0, 0) < act->up_to)
        message_seen_insert(act, tx);
    if (left >= *unread)
        return;
    *unread = left;
    if (!by_patient) {
        state->service_unread_since = row_int(act->left, 0, LEFT_SINCE);
        change_overview(act, state, tx);
    }
    thread_update(act, state, tx);
    tell(act, &state->service, tx);
}

bool message_act_apply(struct message_act *act, struct tx *tx, struct error *error)
{
    struct thread_state state;
    if (!find_thread(act, &state, error))
        return false;
    if (act->kind == MESSAGE_SEEN && act->up_to > state.last_number)
        return error_at(error, ERROR_INVALID, "/upTo", "there is no message %lld in this thread",
                        (long long)act->up_to);
    if (act->kind == MESSAGE_POST)
        post(act, &state, tx);
    else
        see(act, &state, tx);
    log_access(act, tx);
    return true;
}
