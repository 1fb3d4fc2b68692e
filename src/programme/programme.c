#include "programme/programme.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json_in.h"
#include "store/writer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static const struct sql LOAD = {"SELECT document FROM programme WHERE id = ?1 AND version = ?2"};
static const struct sql STORE = {
    "INSERT INTO programme (id, version, document, created_at, approved_at, approved_by, "
    "approval_note)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};

static bool read_word(struct json_object *object, const char *key, const char *place, char *to,
                      size_t size, struct error *error)
{
    struct str text = json_in_str(json_in_get(object, key));
    char where[160];
    snprintf(where, sizeof where, "%s/%s", place, key);
    if (!text.at || !text.len || text.len >= size)
        return error_at(error, ERROR_INVALID, where, "must be a text of 1 to %zu characters",
                        size - 1);
    snprintf(to, size, "%.*s", STR_ARG(text));
    return true;
}

static bool choose(struct json_object *object, const char *key, const char *place,
                   const char *const *words, int *choice_r, struct error *error)
{
    struct str text = json_in_str(json_in_get(object, key));
    char where[160], all[80] = "";
    for (int i = 0; words[i]; i++) {
        if (str_is(text, words[i])) {
            *choice_r = i;
            return true;
        }
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", words[i]);
    }
    snprintf(where, sizeof where, "%s/%s", place, key);
    return error_at(error, ERROR_INVALID, where, "must be one of: %s", all);
}

static bool read_limit(struct json_object *object, enum parameter parameter, const char *place,
                       struct limit *limit_r, struct error *error)
{
    static const char *const sides[] = {"low", "high", NULL};
    static const char *const zones[] = {"yellow", "red", NULL};
    static const char *const operators[] = {"<", "<=", ">", ">=", NULL};
    int side, zone, operator;
    struct decimal number;
    char where[160];
    if (!choose(object, "side", place, sides, &side, error) ||
        !choose(object, "zone", place, zones, &zone, error) ||
        !choose(object, "operator", place, operators, &operator, error))
        return false;
    limit_r->parameter = parameter;
    limit_r->side = side ? SIDE_HIGH : SIDE_LOW;
    limit_r->zone = zone ? ZONE_RED : ZONE_YELLOW;
    limit_r->operator=(enum limit_operator) operator;
    snprintf(where, sizeof where, "%s/operator", place);
    if ((operator>= OPERATOR_GT) != (limit_r->side == SIDE_HIGH))
        return error_at(error, ERROR_INVALID, where, "a low limit has < or <=, a high one > or >=");
    snprintf(where, sizeof where, "%s/value", place);
    if (!decimal_parse(json_in_number(json_in_get(object, "value")), &number) ||
        !decimal_micro(&number, &limit_r->value))
        return error_at(error, ERROR_INVALID, where,
                        "must be a number in the parameter's own unit");
    return true;
}

static bool read_parameter(struct json_object *object, size_t index, struct programme *programme,
                           struct error *error)
{
    char place[80], word[24], where[120];
    snprintf(place, sizeof place, "/parameters/%zu", index);
    if (!read_word(object, "parameter", place, word, sizeof word, error))
        return false;
    enum parameter parameter = parameter_of_word(word, strlen(word));
    snprintf(where, sizeof where, "%s/parameter", place);
    if (parameter == PARAMETER_NONE || parameter == PARAMETER_BP)
        return error_at(error, ERROR_INVALID, where, "no such parameter: %s", word);
    if (programme->followed[parameter])
        return error_at(error, ERROR_INVALID, where, "%s stands twice", word);
    programme->followed[parameter] = true;
    struct json_object *limits = json_in_get(object, "limits");
    for (size_t i = 0; i < json_in_length(limits); i++) {
        snprintf(where, sizeof where, "%s/limits/%zu", place, i);
        if (programme->limit_count == PROGRAMME_LIMITS)
            return error_at(error, ERROR_INVALID, where, "more than %d limits", PROGRAMME_LIMITS);
        if (!read_limit(json_in_at(limits, i), parameter, where,
                        &programme->limits[programme->limit_count++], error))
            return false;
    }
    snprintf(where, sizeof where, "%s/limits", place);
    if (!limits_ordered(programme->limits, programme->limit_count, parameter))
        return error_at(error, ERROR_INVALID, where,
                        "out of order: red low, yellow low, yellow high, red high");
    return true;
}

bool programme_parse(struct arena *arena, struct str document, struct programme *programme_r,
                     struct error *error)
{
    struct json_object *tree = json_in_parse(document, error);
    char name[64];
    bool ok = false;
    memset(programme_r, 0, sizeof *programme_r);
    if (!tree)
        return false;
    if (!read_word(tree, "id", "", programme_r->id, sizeof programme_r->id, error) ||
        !read_word(tree, "name", "", name, sizeof name, error))
        goto done;
    programme_r->name = arena_text(arena, str_of(name));
    if (!str_int(json_in_number(json_in_get(tree, "version")), &programme_r->version) ||
        programme_r->version < 1) {
        error_at(error, ERROR_INVALID, "/version", "must be a whole number from 1");
        goto done;
    }
    struct json_object *parameters = json_in_get(tree, "parameters");
    if (!json_in_is_array(parameters)) {
        error_at(error, ERROR_INVALID, "/parameters", "must be a list");
        goto done;
    }
    for (size_t i = 0; i < json_in_length(parameters); i++)
        if (!read_parameter(json_in_at(parameters, i), i, programme_r, error))
            goto done;
    ok = true;
done:
    json_in_destroy(tree);
    return ok;
}

static int by_place(const void *a, const void *b)
{
    const struct limit *one = a, *other = b;
    if (one->parameter != other->parameter)
        return one->parameter < other->parameter ? -1 : 1;
    if (one->side != other->side)
        return one->side < other->side ? -1 : 1;
    if (one->zone != other->zone)
        return one->zone < other->zone ? -1 : 1;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    if (one->days != other->days)
        return one->days < other->days ? -1 : 1;
    return one->condition < other->condition ? -1 : one->condition > other->condition;
}

struct str limits_print(struct arena *arena, const struct limit *limits, size_t count)
{
    struct buf out;
    struct limit *sorted = arena_array(arena, struct limit, count);
    if (count)
        memcpy(sorted, limits, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_place);
    buf_init(&out, arena, 8 + count * 32);
    buf_char(&out, '[');
    for (size_t i = 0; i < count; i++) {
        const struct limit *limit = &sorted[i];
        buf_printf(&out, "%s[%d,%d,%d,%d,%lld", i ? "," : "", limit->parameter, limit->side,
                   limit->zone, limit->operator,(long long) limit->value);
        if (limit->kind || limit->condition || limit->days || limit->basis)
            buf_printf(&out, ",%d,%u,%d,%d", limit->kind, limit->condition, limit->days,
                       limit->basis);
        buf_char(&out, ']');
    }
    buf_char(&out, ']');
    return buf_slice(&out);
}

enum { LIMIT_FIELDS_LEAST = 5, LIMIT_FIELDS = 9 };

static bool limit_of_fields(const int64_t field[LIMIT_FIELDS], struct limit *limit_r)
{
    *limit_r = (struct limit){
        .parameter = (enum parameter)field[0],
        .side = (enum limit_side)field[1],
        .zone = (enum zone)field[2],
        .operator=(enum limit_operator) field[3],
        .value = field[4],
        .kind = (enum limit_kind)field[5],
        .condition = (uint32_t)field[6],
        .days = (int)field[7],
        .basis = (enum limit_basis)field[8],
    };
    return parameter_info(limit_r->parameter) && (field[1] == SIDE_LOW || field[1] == SIDE_HIGH) &&
           (field[2] == ZONE_YELLOW || field[2] == ZONE_RED) && field[3] >= OPERATOR_LT &&
           field[3] <= OPERATOR_GE && (field[5] == LIMIT_VALUE || field[5] == LIMIT_GAIN) &&
           field[6] >= 0 && field[6] < 1 << CONDITION_COUNT && field[7] >= 0 && field[7] <= 366 &&
           (field[8] == BASIS_ABSOLUTE || field[8] == BASIS_HABITUAL);
}

/* "[a,b,c,d,e]" or with all nine, up to and with the bracket. */
static bool next_limit(struct str *text, struct limit *limit_r)
{
    int64_t field[LIMIT_FIELDS] = {0};
    struct str one, number;
    size_t count = 0;
    bool more = true;
    if (!text->len || text->at[0] != '[' ||
        !str_cut((struct str){text->at + 1, text->len - 1}, ']', &one, text))
        return false;
    while (more) {
        more = str_cut(one, ',', &number, &one);
        if (count == LIMIT_FIELDS || !str_int(number, &field[count++]))
            return false;
    }
    return (count == LIMIT_FIELDS_LEAST || count == LIMIT_FIELDS) &&
           limit_of_fields(field, limit_r);
}

static bool limits_parse(struct str text, struct limit limits_r[PROGRAMME_LIMITS], size_t *count_r)
{
    *count_r = 0;
    if (!text.len)
        return true;
    if (text.at[0] != '[')
        return false;
    do {
        text = (struct str){text.at + 1, text.len - 1};
        if (*count_r == PROGRAMME_LIMITS || !next_limit(&text, &limits_r[(*count_r)++]))
            return false;
    } while (text.len && text.at[0] == ',');
    return str_is(text, "]");
}

static bool same_place(const struct limit *a, const struct limit *b)
{
    return a->parameter == b->parameter && a->kind == b->kind && a->condition == b->condition;
}

static bool is_replaced(const struct limit *standard, const struct limit *own, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_place(standard, &own[i]))
            return true;
    return false;
}

bool programme_limits(const struct programme *programme, struct str individual,
                      struct limit limits_r[PROGRAMME_LIMITS], size_t *count_r, size_t *own_r,
                      struct error *error)
{
    if (!limits_parse(individual, limits_r, own_r))
        return error_log(error, ERROR_INTERNAL, "an enrolment's limits cannot be read");
    size_t used = *own_r;
    for (size_t i = 0; i < programme->limit_count; i++) {
        if (is_replaced(&programme->limits[i], limits_r, *own_r))
            continue;
        if (used == PROGRAMME_LIMITS)
            return error_log(error, ERROR_INTERNAL, "an enrolment has too many limits");
        limits_r[used++] = programme->limits[i];
    }
    *count_r = used;
    return true;
}
void programme_store(struct tx *tx, const struct programme *programme, struct str document,
                     const char *approved_by, const char *note)
{
    db_send(tx->db, &STORE,
            ARGS(v_text(programme->id), v_int(programme->version), v_str(document), v_int(tx->now),
                 v_int(tx->now), v_text(approved_by), v_text(note)));
}

struct known {
    struct known *next;
    struct programme programme;
};

struct programmes {
    pthread_mutex_t mutex;
    struct known *first;
    struct arena arena; /* what their files say */
};

struct programmes *programmes_create(void)
{
    struct programmes *programmes = calloc(1, sizeof *programmes);
    if (!programmes)
        abort();
    pthread_mutex_init(&programmes->mutex, NULL);
    arena_init(&programmes->arena);
    return programmes;
}

void programmes_destroy(struct programmes *programmes)
{
    if (!programmes)
        return;
    for (struct known *known = programmes->first, *next; known; known = next) {
        next = known->next;
        free(known);
    }
    arena_finish(&programmes->arena);
    pthread_mutex_destroy(&programmes->mutex);
    free(programmes);
}

static const struct programme *recall(struct programmes *programmes, const char *id,
                                      int64_t version)
{
    const struct programme *found = NULL;
    pthread_mutex_lock(&programmes->mutex);
    for (struct known *known = programmes->first; known && !found; known = known->next)
        if (known->programme.version == version && strcmp(known->programme.id, id) == 0)
            found = &known->programme;
    pthread_mutex_unlock(&programmes->mutex);
    return found;
}

/* NULL when it cannot be read. */
static const struct programme *remember(struct programmes *programmes, struct str document,
                                        struct error *error)
{
    struct known *known = calloc(1, sizeof *known);
    if (!known)
        abort();
    pthread_mutex_lock(&programmes->mutex);
    bool ok = programme_parse(&programmes->arena, document, &known->programme, error);
    if (ok) {
        known->next = programmes->first;
        programmes->first = known;
    }
    pthread_mutex_unlock(&programmes->mutex);
    if (ok)
        return &known->programme;
    free(known);
    return NULL;
}

const struct programme *programmes_get(struct programmes *programmes, struct db *db, const char *id,
                                       int64_t version, struct error *error)
{
    const struct programme *found = recall(programmes, id, version);
    struct arena arena;
    struct rows *rows;
    if (found)
        return found;
    arena_init(&arena);
    if (!db_run(db, &arena, &LOAD, ARGS(v_text(id), v_int(version)), &rows, error))
        goto done;
    if (!rows_count(rows)) {
        error_log(error, ERROR_INTERNAL, "programme %s version %lld is not in the database", id,
                  (long long)version);
        goto done;
    }
    found = remember(programmes, row_str(rows, 0, 0), error);
    if (!found)
        error_log(error, ERROR_INTERNAL, "programme %s version %lld cannot be read", id,
                  (long long)version);
done:
    arena_finish(&arena);
    return found;
}

bool programme_of_about(struct str about, char id_r[PROGRAMME_ID], int64_t *version_r)
{
    struct str id, version, rest;
    if (!str_cut(about, ':', &id, &rest) || !str_cut(rest, ':', &version, &rest) || !id.len ||
        id.len >= PROGRAMME_ID || !str_int(version, version_r))
        return false;
    snprintf(id_r, PROGRAMME_ID, "%.*s", STR_ARG(id));
    return true;
}

bool programme_said(const struct programme *programme, const struct language *language,
                    struct str about, struct programme_said *said_r)
{
    (void)programme;
    (void)language;
    (void)about;
    (void)said_r;
    return false;
}

const char *programme_words(const struct programme *programme, const struct language *language,
                            programme_key key)
{
    (void)programme;
    return text_of(language, key);
}
