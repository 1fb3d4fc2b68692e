#include "replay/said.h"

#include "base/decimal.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "response/form_response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- scores ---- */

static bool next_word(struct str *text, struct str *word_r)
{
    while (text->len && text->at[0] == ' ')
        *text = (struct str){text->at + 1, text->len - 1};
    size_t len = 0;
    while (len < text->len && text->at[len] != ' ')
        len++;
    *word_r = (struct str){text->at, len};
    *text = (struct str){text->at + len, text->len - len};
    return len > 0;
}

static bool read_points(struct str word, int *points_r)
{
    int64_t number;
    *points_r = INSTRUMENT_UNANSWERED;
    if (str_is(word, "-"))
        return true;
    if (!str_int(word, &number) || number < 0 || number > 1000)
        return false;
    *points_r = (int)number;
    return true;
}

bool said_score_read(enum instrument instrument, struct str value, struct instrument_score *score_r,
                     const char **why_r)
{
    const struct instrument_info *info = instrument_info(instrument);
    int points[INSTRUMENT_ITEMS];
    size_t count = 0;
    struct str word;
    *why_r =
        "must be whole points, one for each item with blanks between (- for no answer), or one "
        "total";
    while (next_word(&value, &word))
        if (count == INSTRUMENT_ITEMS || !read_points(word, &points[count++]))
            return false;
    if (count == 1 && info->items > 1 && points[0] != INSTRUMENT_UNANSWERED)
        instrument_of_score(instrument, points[0], score_r);
    else
        instrument_score(instrument, points, count, score_r);
    *why_r = "is no score that this instrument can have: the number of items, or their points";
    return score_r->state != INSTRUMENT_INVALID;
}

/* ---- one response ---- */

/* The answers from..until, all of one form and moment. */
struct sheet {
    struct arena *arena;
    const struct programme_form *form;
    const struct series_answer *answers;
    size_t count;
    const struct series_answer *at_fault;
};

static bool is_answered(const struct sheet *sheet, int item)
{
    const struct questionnaire *form = &sheet->form->questionnaire;
    for (size_t i = 0; i < sheet->count; i++)
        if (str_equal(sheet->answers[i].item, form->items[item].link_id))
            return true;
    return false;
}

/* It, or anything below it. */
static bool stands(const struct sheet *sheet, int item)
{
    const struct form *form = &sheet->form->questionnaire.form;
    for (int i = item; i < (int)form->item_count; i++) {
        int up = i;
        while (up > item)
            up = form->items[up].parent;
        if (up == item && is_answered(sheet, i))
            return true;
    }
    return false;
}

static bool put_option(struct sheet *sheet, struct json_out *out, const struct form_item *item,
                       struct str code)
{
    const struct questionnaire *form = &sheet->form->questionnaire;
    for (size_t i = item->options.first; i < item->options.first + item->options.count; i++) {
        const struct questionnaire_option *option = &form->options[i];
        if (!str_equal(option->code, code))
            continue;
        if (option->kind == OPTION_INTEGER) {
            json_key(out, "valueInteger");
            json_raw(out, code);
        } else if (option->kind == OPTION_CODING) {
            json_key(out, "valueCoding");
            json_object_open(out);
            if (option->system.at)
                json_put_str(out, "system", option->system);
            json_put_str(out, "code", code);
            json_object_close(out);
        } else {
            json_put_str(out, option->kind == OPTION_DATE ? "valueDate" : "valueString", code);
        }
        return true;
    }
    return false;
}

static bool put_number(struct json_out *out, const char *key, struct str text)
{
    struct decimal number;
    if (!decimal_parse(text, &number))
        return false;
    json_key(out, key);
    json_raw(out, text);
    return true;
}

static bool put_value(struct sheet *sheet, struct json_out *out, const struct form_item *item,
                      const struct series_answer *answer)
{
    switch (item->type) {
    case FORM_CHOICE:
        return put_option(sheet, out, item, answer->value);
    case FORM_BOOLEAN:
        json_put_bool(out, "valueBoolean", str_is(answer->value, "true"));
        return str_is(answer->value, "true") || str_is(answer->value, "false");
    case FORM_INTEGER:
        return put_number(out, "valueInteger", answer->value);
    case FORM_DECIMAL:
        return put_number(out, "valueDecimal", answer->value);
    case FORM_STRING:
    case FORM_TEXT:
        json_put_str(out, "valueString", answer->value);
        return answer->value.len > 0;
    case FORM_DATE:
        json_put_str(out, "valueDate", answer->value);
        return answer->value.len > 0;
    default:
        return false;
    }
}

static bool put_items(struct sheet *sheet, struct json_out *out, int parent);

/* What stands below a question belongs to its answer. */
static bool put_answers(struct sheet *sheet, struct json_out *out, int number)
{
    const struct questionnaire *form = &sheet->form->questionnaire;
    bool first = true;
    json_key(out, "answer");
    json_array_open(out);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct series_answer *answer = &sheet->answers[i];
        if (!str_equal(answer->item, form->items[number].link_id))
            continue;
        json_object_open(out);
        if (!put_value(sheet, out, &form->form.items[number], answer)) {
            sheet->at_fault = answer;
            return false;
        }
        if (first && !put_items(sheet, out, number))
            return false;
        first = false;
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

/* As deep as the form, which was read within bounds. */
static bool put_items(struct sheet *sheet, struct json_out *out, int parent)
{
    const struct questionnaire *form = &sheet->form->questionnaire;
    bool opened = false;
    for (int i = parent + 1; i < (int)form->form.item_count; i++) {
        if (form->form.items[i].parent != parent || !stands(sheet, i))
            continue;
        if (!opened) {
            json_key(out, "item");
            json_array_open(out);
        }
        opened = true;
        json_object_open(out);
        json_put_str(out, "linkId", form->items[i].link_id);
        if (!(is_answered(sheet, i) ? put_answers(sheet, out, i) : put_items(sheet, out, i)))
            return false;
        json_object_close(out);
    }
    if (opened)
        json_array_close(out);
    return true;
}

static bool fault(const struct series_answer *answer, const char *column, const char *why,
                  struct error *error)
{
    char place[64];
    snprintf(place, sizeof place, "line %lld, column %s", (long long)answer->line, column);
    return error_at(error, ERROR_INVALID, place, "%s", why);
}

static bool judge_sheet(struct sheet *sheet, const struct programme *programme, size_t form,
                        struct form_response *response_r, struct error *error)
{
    struct json_out out;
    struct error found = {0};
    json_out_init(&out, sheet->arena, 1024);
    json_object_open(&out);
    json_put_text(&out, "resourceType", "QuestionnaireResponse");
    json_put_text(&out, "status", "completed");
    json_put_str(&out, "questionnaire", sheet->form->questionnaire.url);
    if (!put_items(sheet, &out, FORM_NONE))
        return fault(sheet->at_fault, "value", "is no answer to this question", error);
    json_object_close(&out);
    struct json_object *json = json_in_parse(json_out_slice(&out), &found);
    bool ok = json && form_response_judge(sheet->arena, json, programme, form, response_r, &found);
    json_in_destroy(json);
    return ok || fault(&sheet->answers[0], "parameter",
                       arena_printf(sheet->arena, "%s: %s", found.place,
                                    found.log[0] ? found.log : found.detail),
                       error);
}

/* ---- all of them ---- */

static int by_moment(const void *a, const void *b)
{
    const struct series_answer *one = a, *other = b;
    if (one->day != other->day)
        return one->day < other->day ? -1 : 1;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    size_t least = one->form.len < other->form.len ? one->form.len : other->form.len;
    int order = least ? memcmp(one->form.at, other->form.at, least) : 0;
    if (order || one->form.len != other->form.len)
        return order ? order : one->form.len < other->form.len ? -1 : 1;
    return (one->line > other->line) - (one->line < other->line);
}

static bool is_same_sheet(const struct series_answer *a, const struct series_answer *b)
{
    return a->day == b->day && a->at == b->at && str_equal(a->form, b->form);
}

struct gathered {
    struct arena *arena;
    struct series *series;
    struct finding *findings;
    size_t count;
};

static void take_response(struct gathered *g, const struct form_response *response,
                          const struct series_answer *of)
{
    for (size_t i = 0; i < response->finding_count; i++) {
        g->findings[g->count] = response->findings[i];
        g->findings[g->count++].day = of->day;
    }
    for (size_t i = 0; i < response->instrument_count; i++)
        g->series->scores[g->series->score_count++] = (struct series_score){
            response->instruments[i].instrument, response->instruments[i].score, of->day, of->at};
}

static bool take_sheets(struct gathered *g, const struct programme *programme, struct error *error)
{
    const struct series *series = g->series;
    for (size_t i = 0, until; i < series->answer_count; i = until) {
        const struct series_answer *first = &series->answers[i];
        const struct programme_form *form = programme_form_get(programme, first->form);
        if (!form)
            return fault(first, "parameter", "the programme has no such form", error);
        for (until = i;
             until < series->answer_count && is_same_sheet(first, &series->answers[until]); until++)
            if (questionnaire_item_find(&form->questionnaire, series->answers[until].item) ==
                FORM_NONE)
                return fault(&series->answers[until], "parameter",
                             "the form has no question with this linkId", error);
        struct sheet sheet = {g->arena, form, first, until - i, NULL};
        struct form_response response = {.programme = NULL};
        if (!judge_sheet(&sheet, programme, (size_t)(form - programme->forms), &response, error))
            return false;
        take_response(g, &response, first);
    }
    return true;
}

static void take_self_harm(struct gathered *g)
{
    for (size_t i = 0; i < g->series->score_count; i++) {
        const struct series_score *score = &g->series->scores[i];
        if (score->score.triggers & TRIGGER_SELF_HARM)
            g->findings[g->count++] =
                (struct finding){.kind = FINDING_SELF_HARM, .zone = ZONE_RED, .day = score->day};
    }
}

static int by_day(const void *a, const void *b)
{
    const struct finding *one = a, *other = b;
    return (one->day > other->day) - (one->day < other->day);
}

static int by_score_moment(const void *a, const void *b)
{
    const struct series_score *one = a, *other = b;
    int order = (one->day > other->day) - (one->day < other->day);
    order = order ? order : (one->at > other->at) - (one->at < other->at);
    order = order ? order : (int)one->instrument - (int)other->instrument;
    return order ? order : one->score.score - other->score.score;
}

/* What stands twice is told once, as a measurement is. */
static void drop_doubles(struct series *series)
{
    size_t kept = 0;
    for (size_t i = 0; i < series->score_count; i++) {
        const struct series_score *one = &series->scores[i];
        const struct series_score *last = kept ? &series->scores[kept - 1] : NULL;
        if (!last || by_score_moment(last, one) != 0 ||
            last->score.answered != one->score.answered ||
            last->score.triggers != one->score.triggers)
            series->scores[kept++] = *one;
    }
    series->score_count = kept;
}

/* An answer gives two findings and two scores at most, and each response three more. */
bool said_judge(struct arena *arena, const struct programme *programme, struct series *series,
                struct finding **findings_r, size_t *count_r, struct error *error)
{
    size_t most = series->answer_count * 5 + series->score_count;
    struct series_score *scores = arena_array(
        arena, struct series_score, series->score_count + series->answer_count * FORM_ITEMS);
    struct gathered g = {arena, series, arena_array(arena, struct finding, most), 0};
    if (series->score_count)
        memcpy(scores, series->scores, series->score_count * sizeof *scores);
    series->scores = scores;
    take_self_harm(&g);
    if (series->answer_count > 1)
        qsort(series->answers, series->answer_count, sizeof *series->answers, by_moment);
    if (!take_sheets(&g, programme, error))
        return false;
    if (g.count > 1)
        qsort(g.findings, g.count, sizeof *g.findings, by_day);
    if (series->score_count > 1)
        qsort(series->scores, series->score_count, sizeof *series->scores, by_score_moment);
    drop_doubles(series);
    *findings_r = g.findings;
    *count_r = g.count;
    return true;
}
