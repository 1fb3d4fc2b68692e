#include "response/form_response_habit.h"

#include "base/arena.h"
#include "observation/observation_days.h"
#include "response/form_response_words.h"
#include "store/newest.h"

static const struct sql ANSWERED = {
    "SELECT r.programme_version, r.document FROM response r WHERE r.patient_id = ?1"
    " AND r.authored >= ?2 AND r.authored < ?3 AND r.programme = ?4 AND r.form = ?5"
    " AND r.status IN ('completed', 'amended')" NEWEST_RESPONSE
    " ORDER BY r.authored DESC, r.key LIMIT 100",
};

/* How often one answer was given to one question; the newest come first. */
struct tally {
    struct str link_id, answer;
    int count;
};

struct answer_habits {
    struct arena *arena;
    size_t count, size;
    struct tally *tallies;
};

static struct tally *tally_add(struct answer_habits *habits, const struct answer_words *words)
{
    if (habits->count == habits->size) {
        size_t size = habits->size ? habits->size * 2 : 64;
        struct tally *tallies = arena_array(habits->arena, struct tally, size);
        if (habits->count)
            memcpy(tallies, habits->tallies, habits->count * sizeof *tallies);
        habits->tallies = tallies;
        habits->size = size;
    }
    struct tally *added = &habits->tallies[habits->count++];
    added->link_id = arena_str(habits->arena, words->link_id);
    added->answer = arena_str(habits->arena, words->answer);
    return added;
}

static void count_answer(void *context, const struct answer_words *words)
{
    struct answer_habits *habits = context;
    for (size_t i = 0; i < habits->count; i++) {
        struct tally *tally = &habits->tallies[i];
        if (str_equal(tally->link_id, words->link_id) && str_equal(tally->answer, words->answer)) {
            tally->count++;
            return;
        }
    }
    tally_add(habits, words)->count = 1;
}

bool answer_habits_read(struct db *db, struct arena *arena, struct programmes *programmes,
                        const struct language *language, const struct habit_question *question,
                        struct answer_habits **habits_r, struct error *error)
{
    struct rows *rows;
    *habits_r = arena_new(arena, struct answer_habits);
    (*habits_r)->arena = arena;
    if (!db_run(db, arena, &ANSWERED,
                ARGS(v_uuid(question->patient), v_int(observation_day_start(question->first)),
                     v_int(observation_day_start(question->before)), v_text(question->programme),
                     v_str(question->form)),
                &rows, error))
        return false;
    for (size_t row = 0; row < rows_count(rows); row++) {
        const struct programme *programme =
            programmes_get(programmes, db, question->programme, row_int(rows, row, 0), error);
        if (!programme)
            return false;
        const struct programme_form *form = programme_form_get(programme, question->form);
        if (form)
            form_response_tell(arena, form, language, row_str(rows, row, 1), count_answer,
                               *habits_r);
    }
    return true;
}

struct str answer_habit(const struct answer_habits *habits, struct str link_id)
{
    const struct tally *commonest = NULL;
    int answers = 0;
    for (size_t i = 0; habits && i < habits->count; i++) {
        const struct tally *tally = &habits->tallies[i];
        if (!str_equal(tally->link_id, link_id))
            continue;
        answers += tally->count;
        if (!commonest || tally->count > commonest->count)
            commonest = tally;
    }
    bool usual = commonest && answers >= HABIT_ANSWERS_LEAST && commonest->count > 1;
    return usual ? commonest->answer : STR_NONE;
}
