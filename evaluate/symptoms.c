/* What a simulated patient answers: what an episode brings, and what means nothing. */
#include "person.h"

#include "random.h"

#define BIT(symptom) (UINT32_C(1) << (symptom))

/* ---- in an episode ---- */

struct feeling {
    enum symptom symptom;
    double from, to; /* how strong it must be felt before this is answered: drawn in between */
};
#define FEELINGS 12

static const struct feeling *feelings_of(enum shape shape)
{
    static const struct feeling copd[FEELINGS + 1] = {
        {SYMPTOM_BREATH_LITTLE, 0.15, 0.5},
        {SYMPTOM_BREATH_MUCH, 0.6, 1.1},
        {SYMPTOM_BREATH_REST, 1.1, 1.6},
        {SYMPTOM_MUCH_WORSE, 0.8, 1.4},
        {SYMPTOM_SPUTUM, 0.2, 1.3},
        {SYMPTOM_COLOUR, 0.3, 1.5},
        {SYMPTOM_COUGH, 0.1, 1.0},
        {SYMPTOM_WHEEZE, 0.2, 1.4},
        {SYMPTOM_FEVER, 0.5, 2.0},
        {SYMPTOM_COLD, 0.2, 2.5},
        {SYMPTOM_COUNT, 0, 0},
    };
    static const struct feeling heart[FEELINGS + 1] = {
        {SYMPTOM_BREATH_LITTLE, 0.2, 0.7},
        {SYMPTOM_BREATH_MUCH, 0.6, 1.3},
        {SYMPTOM_BREATH_REST, 1.1, 1.8},
        {SYMPTOM_MUCH_WORSE, 0.8, 1.6},
        {SYMPTOM_PILLOWS, 0.5, 1.6},
        {SYMPTOM_NIGHT, 0.6, 1.8},
        {SYMPTOM_OEDEMA, 0.3, 1.2},
        {SYMPTOM_OEDEMA_MUCH, 0.9, 2.0},
        {SYMPTOM_DIZZY, 0.6, 2.0},
        {SYMPTOM_PALPITATIONS, 0.6, 2.0},
        {SYMPTOM_COUNT, 0, 0},
    };
    static const struct feeling dry[FEELINGS + 1] = {
        {SYMPTOM_DIZZY, 0.2, 1.0},      {SYMPTOM_DIZZY_OFTEN, 0.8, 1.8},
        {SYMPTOM_MUCH_WORSE, 0.9, 1.8}, {SYMPTOM_PALPITATIONS, 0.6, 2.0},
        {SYMPTOM_COUNT, 0, 0},
    };
    if (shape == SHAPE_HEART_LOSS) {
        return dry;
    }
    return shape_info(shape)->illness == ILLNESS_COPD ? copd : heart;
}

/* Each is forgotten now and then. */
static void feel(struct person *person, const struct episode *episode, double speaks,
                 struct random *random)
{
    const struct shape_info *info = shape_info(episode->shape);
    const struct feeling *feelings = feelings_of(episode->shape);
    double needed[FEELINGS];
    for (size_t i = 0; feelings[i].symptom != SYMPTOM_COUNT; i++) {
        needed[i] = random_between(random, feelings[i].from, feelings[i].to);
    }
    for (int day = episode->onset; day < episode->until && day < PERSON_DAYS; day++) {
        double felt = speaks * info->felt * episode_height(episode, info->symptom_lag, day);
        for (size_t i = 0; feelings[i].symptom != SYMPTOM_COUNT; i++) {
            bool forgotten = random_chance(random, 0.12);
            if (felt > needed[i] && !forgotten) {
                person->symptoms[day] |= BIT(feelings[i].symptom);
            }
        }
    }
}

/* ---- on any day ---- */

struct noise {
    enum symptom symptom;
    double daily; /* how often it is answered on a day without an episode */
};

static const struct noise *noises_of(enum illness illness)
{
    static const struct noise copd[] = {
        {SYMPTOM_BREATH_LITTLE, 0.02}, {SYMPTOM_COUGH, 0.012},      {SYMPTOM_WHEEZE, 0.008},
        {SYMPTOM_FEVER, 0.003},        {SYMPTOM_SPUTUM, 0.006},     {SYMPTOM_COLOUR, 0.003},
        {SYMPTOM_BREATH_MUCH, 0.0006}, {SYMPTOM_MUCH_WORSE, 0.001}, {SYMPTOM_COUNT, 0},
    };
    static const struct noise heart[] = {
        {SYMPTOM_BREATH_LITTLE, 0.015}, {SYMPTOM_OEDEMA, 0.008},     {SYMPTOM_PILLOWS, 0.003},
        {SYMPTOM_NIGHT, 0.003},         {SYMPTOM_DIZZY, 0.012},      {SYMPTOM_PALPITATIONS, 0.008},
        {SYMPTOM_BREATH_MUCH, 0.0005},  {SYMPTOM_MUCH_WORSE, 0.001}, {SYMPTOM_COUNT, 0},
    };
    return illness == ILLNESS_COPD ? copd : heart;
}

/* A cold, or swollen ankles on hot days: days in a row that are no episode. */
static void draw_spell(struct person *person, int from, struct random *random)
{
    static const struct noise cold[] = {{SYMPTOM_COLD, 0.8},
                                        {SYMPTOM_COUGH, 0.6},
                                        {SYMPTOM_WHEEZE, 0.15},
                                        {SYMPTOM_FEVER, 0.15},
                                        {SYMPTOM_COUNT, 0}};
    static const struct noise heat[] = {
        {SYMPTOM_OEDEMA, 0.6}, {SYMPTOM_DIZZY, 0.25}, {SYMPTOM_COUNT, 0}};
    const struct noise *all = person->illness == ILLNESS_COPD ? cold : heat;
    int until = from + random_whole(random, 3, 7);
    for (int day = from; day < until && day < PERSON_DAYS; day++) {
        for (size_t i = 0; all[i].symptom != SYMPTOM_COUNT; i++) {
            if (random_chance(random, all[i].daily)) {
                person->symptoms[day] |= BIT(all[i].symptom);
            }
        }
    }
}

static void draw_noise(struct person *person, struct random *random)
{
    const struct noise *noises = noises_of(person->illness);
    double anxious = random_chance(random, 0.15) ? 3 : 0.7;
    for (int day = 0; day < PERSON_DAYS; day++) {
        for (size_t i = 0; noises[i].symptom != SYMPTOM_COUNT; i++) {
            if (random_chance(random, anxious * noises[i].daily)) {
                person->symptoms[day] |= BIT(noises[i].symptom);
            }
        }
        if (random_chance(random, 0.9 / 365)) {
            draw_spell(person, day, random);
        }
    }
}

void symptoms_draw(struct person *person, struct random *random)
{
    double speaks = random_between(random, 0.7, 1.1);
    for (size_t i = 0; i < person->episode_count; i++) {
        feel(person, &person->episodes[i], speaks, random);
    }
    draw_noise(person, random);
}
