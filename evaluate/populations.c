/* Every set of rules over the same people. */
#include "evaluate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

struct work {
    const struct evaluation *evaluation;
    struct population *population;
    struct plan *plans;    /* one a set */
    struct tally *tallies; /* set by set, people of each */
};

static void run_people(struct work *work)
{
    struct population *population = work->population;
    size_t people = (size_t)work->evaluation->people;
    struct person *person = room(1, sizeof *person);
    struct course *course = room(1, sizeof *course);
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < people; i++) {
        person_make(person, population->illness, population->weekly, work->evaluation->seed, i);
        for (size_t j = 0; j < population->set_count; j++) {
            course_run(&arena, &work->plans[j], person, course);
            tally_year(person, course, &work->tallies[j * people + i]);
        }
    }
    arena_finish(&arena);
    free(person);
    free(course);
}

static void score(const struct work *work, size_t number)
{
    struct scored *scored = &work->population->scored[number];
    size_t people = (size_t)work->evaluation->people, rounds = work->evaluation->rounds;
    const struct tally *tallies = work->tallies + number * people;
    double values[FIGURE_COUNT];
    double *sorted = room(rounds, sizeof *sorted);
    for (size_t i = 0; i < people; i++) {
        tally_add(&scored->sum, &tallies[i]);
    }
    for (int i = 0; i < FIGURE_COUNT; i++) {
        scored->samples[i] = room(rounds, sizeof(double));
    }
    tally_figures(&scored->sum, values);
    tally_resample(tallies, people, work->evaluation->seed, rounds, scored->samples);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        memcpy(sorted, scored->samples[i], rounds * sizeof *sorted);
        scored->figures[i] = stats_percentiles(values[i], sorted, rounds);
    }
    free(sorted);
}

static void *run_population(void *context)
{
    struct work *work = context;
    run_people(work);
    for (size_t i = 0; i < work->population->set_count; i++) {
        score(work, i);
    }
    return NULL;
}

static bool prepare(struct evaluation *evaluation, size_t number, struct work *work_r,
                    struct error *error)
{
    static const struct {
        enum illness illness;
        bool weekly;
        const char *name;
    } all[POPULATIONS] = {{ILLNESS_COPD, false, "copd, daily"},
                          {ILLNESS_COPD, true, "copd, weekly"},
                          {ILLNESS_HEART, false, "heart failure, daily"},
                          {ILLNESS_HEART, true, "heart failure, weekly"}};
    struct population *population = &evaluation->populations[number];
    const struct set *sets[SETS_MOST];
    *population = (struct population){.illness = all[number].illness,
                                      .weekly = all[number].weekly,
                                      .name = all[number].name,
                                      .programme = &evaluation->programmes[all[number].illness]};
    population->set_count = sets_of(population->illness, sets);
    *work_r = (struct work){
        .evaluation = evaluation,
        .population = population,
        .plans = room(population->set_count, sizeof(struct plan)),
        .tallies = room(population->set_count * (size_t)evaluation->people, sizeof(struct tally))};
    for (size_t i = 0; i < population->set_count; i++) {
        population->scored[i].set = sets[i];
        if (!plan_make(&work_r->plans[i], population->programme, population->illness, sets[i],
                       error)) {
            return false;
        }
    }
    return true;
}

/* Each on a thread of its own; they share nothing that is written. */
bool populations_run(struct evaluation *evaluation, struct error *error)
{
    struct work works[POPULATIONS] = {{NULL}};
    pthread_t threads[POPULATIONS];
    bool ok = true;
    for (size_t i = 0; i < POPULATIONS && ok; i++) {
        ok = prepare(evaluation, i, &works[i], error);
    }
    for (size_t i = 0; i < POPULATIONS && ok; i++) {
        if (pthread_create(&threads[i], NULL, run_population, &works[i]) != 0) {
            abort();
        }
    }
    for (size_t i = 0; i < POPULATIONS && ok; i++) {
        if (pthread_join(threads[i], NULL) != 0) {
            abort();
        }
    }
    for (size_t i = 0; i < POPULATIONS; i++) {
        free(works[i].plans);
        free(works[i].tallies);
    }
    return ok;
}

void populations_free(struct evaluation *evaluation)
{
    for (size_t i = 0; i < POPULATIONS; i++) {
        for (size_t j = 0; j < evaluation->populations[i].set_count; j++) {
            for (int k = 0; k < FIGURE_COUNT; k++) {
                free(evaluation->populations[i].scored[j].samples[k]);
            }
        }
    }
}

const struct scored *population_set(const struct population *population, const char *name)
{
    for (size_t i = 0; i < population->set_count; i++) {
        if (strcmp(population->scored[i].set->name, name) == 0) {
            return &population->scored[i];
        }
    }
    return NULL;
}

struct figure population_difference(const struct evaluation *evaluation, const struct scored *a,
                                    const struct scored *b, enum tally_figure figure)
{
    double *samples = room(evaluation->rounds, sizeof *samples);
    for (size_t i = 0; i < evaluation->rounds; i++) {
        samples[i] = a->samples[figure][i] - b->samples[figure][i];
    }
    struct figure difference = stats_percentiles(
        a->figures[figure].value - b->figures[figure].value, samples, evaluation->rounds);
    free(samples);
    return difference;
}
