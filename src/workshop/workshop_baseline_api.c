/* GET /api/enrolments/{id}/baseline: what the trial, or any other days, propose. */
#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "limit/limit_api.h"
#include "patient/patient.h"
#include "replay/trial.h"
#include "take.h"
#include "workshop/history.h"
#include "workshop/workshop_api.h"

enum { TRIAL_USUAL = 14 };

static const struct sql NAME = {"SELECT given, family FROM patient WHERE id = ?1"};

struct asked {
    const struct permit_enrolment *enrolment;
    struct history_question question;
    int days;
};

/* ---- what is asked ---- */

static bool read_days(struct call *call, struct asked *asked, struct error *error)
{
    struct str text = request_parameter(call->request, "days");
    int usual = asked->question.programme->trial_days;
    int64_t days = usual > 0 ? usual : TRIAL_USUAL;
    if (text.at && (!str_int(text, &days) || days < 1 || days > HISTORY_DAYS_MOST))
        return error_at(error, ERROR_MALFORMED, "days", "must be a whole number from 1 to %d",
                        HISTORY_DAYS_MOST);
    asked->days = (int)days;
    return true;
}

static bool read_from(struct call *call, struct asked *asked, struct error *error)
{
    struct str text = request_parameter(call->request, "from");
    int64_t from = asked->question.today;
    if (text.at && (!day_parse(text, &from) || from > asked->question.today || from < 0))
        return error_at(error, ERROR_MALFORMED, "from", "must be a day up to today, YYYY-MM-DD");
    asked->question.from = text.at ? (int32_t)from : -1;
    return true;
}

static bool read_asked(struct call *call, struct asked *asked, struct error *error)
{
    asked->question = (struct history_question){
        .patient = call->grant.patient,
        .enrolment = call->owned,
        .programmes = call->app->programmes,
        .today = (int32_t)caltime_oslo_day(call->request->now),
    };
    return take_enrolment(call, &asked->enrolment, &asked->question.programme, error) &&
           read_days(call, asked, error) && read_from(call, asked, error);
}

static bool read_history(struct call *call, struct asked *asked, struct history *history_r,
                         struct rows **name_r, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct history_question *question = &asked->question;
    if (question->from < 0 &&
        !history_trial(call->db, arena, question, asked->days, &question->from, error))
        return false;
    question->to = question->from + asked->days - 1;
    *name_r = db_ask(call->db, arena, &NAME, ARGS(v_uuid(&call->grant.patient)));
    return history_read(call->db, arena, question, history_r, error);
}

static bool read_trial(struct call *call, struct asked *asked, struct trial *trial_r,
                       struct rows **name_r, struct error *error)
{
    struct history history;
    if (!db_begin_read(call->db, error))
        return false;
    bool ok = read_history(call, asked, &history, name_r, error);
    db_end_read(call->db);
    if (!ok)
        return false;
    if (history.cut)
        return error_at(error, ERROR_MALFORMED, "days", HISTORY_CUT);
    *trial_r = (struct trial){.programme = history.programme,
                              .values = history.values,
                              .value_count = history.value_count,
                              .findings = history.findings,
                              .finding_count = history.finding_count,
                              .from = history.from,
                              .days = asked->days};
    return true;
}

/* ---- the answer ---- */

void workshop_put_name(struct json_out *out, struct call *call, enum parameter parameter)
{
    const char *key =
        arena_printf(&call->request->arena, "parameter.%s", parameter_info(parameter)->word);
    json_put_text(out, "name", text_of(call->language, key));
}

static void put_limit(struct json_out *out, struct call *call, const struct limit *limit,
                      size_t alarms)
{
    json_object_open(out);
    limit_put(out, limit);
    workshop_put_name(out, call, limit->parameter);
    json_put_int(out, "trialDays", (int64_t)alarms);
    json_object_close(out);
}

static void put_days(struct json_out *out, enum parameter parameter,
                     const struct trial_proposal *proposal)
{
    json_key(out, "days");
    json_array_open(out);
    for (size_t i = 0; i < proposal->day_count; i++) {
        const struct trial_day *day = &proposal->days[i];
        json_object_open(out);
        put_calendar_day(out, "day", day->day);
        put_measured(out, "value", parameter, day->value);
        json_put_str(out, "left",
                     day->left == TRIAL_TAKEN ? STR_NONE : str_of(trial_left_word(day->left)));
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_level(struct json_out *out, enum parameter parameter,
                      const struct baseline *baseline)
{
    if (baseline->quality == BASELINE_NONE) {
        json_put_null(out, "level");
        json_put_null(out, "sigma");
    } else {
        put_measured(out, "level", parameter, baseline->level);
        put_measured(out, "sigma", parameter, baseline->sigma);
    }
    json_key(out, "warnings");
    json_array_open(out);
    for (unsigned bit = 0; bit < BASELINE_WARNINGS; bit++)
        if (baseline->warnings & 1U << bit)
            json_text(out, baseline_warning_word(bit));
    json_array_close(out);
}

static void put_limits(struct json_out *out, struct call *call, const struct trial *trial,
                       enum parameter parameter, const struct trial_proposal *proposal)
{
    json_key(out, "limits");
    json_array_open(out);
    for (size_t i = 0; i < proposal->limit_count; i++)
        put_limit(out, call, &proposal->limits[i], proposal->alarms[i]);
    json_array_close(out);
    json_key(out, "standard");
    json_array_open(out);
    for (size_t i = 0; i < trial->programme->limit_count; i++) {
        const struct limit *limit = &trial->programme->limits[i];
        if (limit->parameter == parameter)
            put_limit(out, call, limit,
                      trial_alarms(&call->request->arena, trial, proposal, limit));
    }
    json_array_close(out);
}

static void put_advice(struct json_out *out, struct call *call, const struct trial *trial,
                       enum parameter parameter, const struct trial_proposal *proposal)
{
    struct arena *arena = &call->request->arena;
    struct trial_advice advice;
    trial_advise(arena, trial, parameter, proposal, &advice);
    json_put_bool(out, "recommended", advice.recommended);
    json_put_text(out, "why", trial_why_word(advice.why));
    json_put_int(out, "standardDays", (int64_t)advice.standard_days);
    json_key(out, "recommendedLimits");
    json_array_open(out);
    for (size_t i = 0; i < advice.limit_count; i++)
        put_limit(out, call, &advice.limits[i],
                  trial_alarms(arena, trial, proposal, &advice.limits[i]));
    json_array_close(out);
}

static void put_parameter(struct json_out *out, struct call *call, const struct trial *trial,
                          enum parameter parameter)
{
    const struct parameter_info *info = parameter_info(parameter);
    struct trial_proposal *proposal = arena_new(&call->request->arena, struct trial_proposal);
    trial_propose(&call->request->arena, trial, parameter, proposal);
    json_object_open(out);
    json_put_text(out, "parameter", info->word);
    workshop_put_name(out, call, parameter);
    json_put_text(out, "unit", info->ucum);
    json_put_int(out, "decimals", info->places);
    json_put_text(out, "quality", baseline_quality_word(proposal->baseline.quality));
    json_put_int(out, "validDays", (int64_t)proposal->baseline.valid_days);
    json_put_int(out, "needed", proposal->needed);
    json_put_int(out, "outliers", (int64_t)proposal->baseline.outliers);
    put_level(out, parameter, &proposal->baseline);
    put_days(out, parameter, proposal);
    put_limits(out, call, trial, parameter, proposal);
    put_advice(out, call, trial, parameter, proposal);
    if (proposal->held)
        json_put_text(out, "note", "floor");
    json_object_close(out);
}

static void put_all(struct json_out *out, struct call *call, const struct asked *asked,
                    const struct trial *trial, const struct rows *name)
{
    char id[OWNED_TEXT];
    owned_text(&call->grant.patient, &call->owned, id);
    json_object_open(out);
    json_put_text(out, "enrolment", id);
    put_named(out, "patient", &call->grant.patient,
              patient_full_name(&call->request->arena, row_str(name, 0, 0), row_str(name, 0, 1)));
    json_put_text(out, "programme", asked->enrolment->programme);
    put_calendar_day(out, "from", trial->from);
    put_calendar_day(out, "to", (int64_t)trial->from + trial->days - 1);
    json_put_int(out, "days", trial->days);
    json_key(out, "parameters");
    json_array_open(out);
    for (int i = 1; i < PARAMETER_COUNT; i++)
        if (trial->programme->followed[i] && baseline_prior((enum parameter)i))
            put_parameter(out, call, trial, (enum parameter)i);
    json_array_close(out);
    json_object_close(out);
}

enum handled workshop_baseline(struct call *call)
{
    struct error error = {0};
    struct asked asked = {.days = 0};
    struct trial trial;
    struct rows *name;
    struct json_out out;
    if (!read_asked(call, &asked, &error) || !read_trial(call, &asked, &trial, &name, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 8192);
    put_all(&out, call, &asked, &trial, name);
    return call_json(call, 200, &out);
}
