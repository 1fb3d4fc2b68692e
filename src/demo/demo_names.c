#include "demo/demo_names.h"

#include "base/caltime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct given {
    const char *name;
    const char *language;
};

static const struct given women[] = {
    {"Astrid", "nb"},   {"Solveig", "nb"}, {"Gerd", "nb"},     {"Torbjørg", "nn"},
    {"Samira", "ar"},   {"Wanda", "pl"},   {"Ragnhild", "nb"}, {"Johanne", "nb"},
    {"Kirsten", "nb"},  {"Máret", "se"},   {"Synnøve", "nb"},  {"Halima", "so"},
    {"Bjørg", "nb"},    {"Aslaug", "nn"},  {"Inger", "nb"},    {"Randi", "nb"},
    {"Zofia", "pl"},    {"Turid", "nb"},   {"Áile", "se"},     {"Berit", "nb"},
    {"Marit", "nb"},    {"Fatima", "ar"},  {"Liv", "nb"},      {"Ingebjørg", "nn"},
    {"Sigrun", "nb"},   {"Elsa", "nb"},    {"Hodan", "so"},    {"Unni", "nb"},
    {"Eldbjørg", "nn"}, {"Karin", "nb"},   {"Birgit", "nb"},   {"Danuta", "pl"},
    {"Tove", "nb"},     {"Ellen", "nb"},   {"Biret", "se"},    {"Magnhild", "nb"},
    {"Åse", "nb"},      {"Wenche", "nb"},  {"Leila", "ar"},    {"Oddny", "nb"},
    {"Signe", "nb"},    {"Kari", "nb"},    {"Aud", "nb"},      {"Sahra", "so"},
    {"Gunvor", "nb"},   {"Halldis", "nn"}, {"Krystyna", "pl"}, {"Eva", "nb"},
};

static const struct given men[] = {
    {"Bjørn", "nb"},   {"Harald", "nb"},    {"Arne", "nb"},    {"Olav", "nn"},     {"Leif", "nb"},
    {"Mehmet", "tr"},  {"Einar", "nb"},     {"Aslak", "se"},   {"Tor", "nb"},      {"Oddvar", "nb"},
    {"Ivar", "nb"},    {"Yusuf", "ar"},     {"Kåre", "nb"},    {"Andrzej", "pl"},  {"Sverre", "nb"},
    {"Magne", "nn"},   {"Abdi", "so"},      {"Reidar", "nb"},  {"Niillas", "se"},  {"Gunnar", "nb"},
    {"Per", "nb"},     {"Odd", "nb"},       {"Ahmed", "ar"},   {"Trygve", "nb"},   {"Kjell", "nb"},
    {"Steinar", "nb"}, {"Stanisław", "pl"}, {"Egil", "nb"},    {"Torstein", "nn"}, {"Rolf", "nb"},
    {"Ánte", "se"},    {"Håkon", "nb"},     {"Jan", "nb"},     {"Finn", "nb"},     {"Omar", "so"},
    {"Asbjørn", "nb"}, {"Knut", "nb"},      {"Kemal", "tr"},   {"Hassan", "ar"},   {"Sigurd", "nb"},
    {"Øystein", "nb"}, {"Nils", "nb"},      {"Tadeusz", "pl"}, {"Arvid", "nb"},    {"Birger", "nb"},
    {"Halvor", "nn"},  {"Dagfinn", "nb"},   {"Erling", "nb"},
};

enum { NAMES = sizeof women / sizeof women[0] };
_Static_assert(sizeof men == sizeof women, "as many men as women");

static bool goes_with(const struct given *one, const struct given *other)
{
    bool norwegian = one->language[0] == 'n' && other->language[0] == 'n';
    return norwegian || strcmp(one->language, other->language) == 0;
}

/* The one that stands `steps` further on among the others of the same language; there are some. */
static const char *second_name(const struct given *names, uint64_t first, uint64_t steps)
{
    uint64_t at = first;
    while (steps > 0) {
        at = (at + 1) % NAMES;
        steps -= at != first && goes_with(&names[first], &names[at]);
    }
    return names[at].name;
}

/* Round by round the list is gone through with another second name to each. */
void demo_given(bool female, uint64_t nth, char name_r[DEMO_NAME], const char **language_r)
{
    const struct given *names = female ? women : men;
    uint64_t first = nth % NAMES, round = nth / NAMES % NAMES;
    *language_r = names[first].language;
    if (round == 0)
        snprintf(name_r, DEMO_NAME, "%s", names[first].name);
    else
        snprintf(name_r, DEMO_NAME, "%s %s", names[first].name, second_name(names, first, round));
}

/* The two series of a birthday: individual numbers 000 to 499, odd for men. */
enum { FIRST_YEAR = 1900, LAST_YEAR = 1999, DAYS = 36525, SERIES = 250 /* of each */ };

struct demo_numbers {
    uint8_t used[2][DAYS];
};

struct demo_numbers *demo_numbers_create(void)
{
    struct demo_numbers *numbers = calloc(1, sizeof *numbers);
    if (!numbers)
        abort();
    return numbers;
}

void demo_numbers_destroy(struct demo_numbers *numbers)
{
    free(numbers);
}

static int check_digit(const int *digits, const int *weights, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += digits[i] * weights[i];
    return (11 - sum % 11) % 11;
}

/* Nine digits become eleven; false when they can have no check digits. */
static bool complete(int digits[11])
{
    static const int first[9] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    static const int second[10] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    digits[9] = check_digit(digits, first, 9);
    digits[10] = check_digit(digits, second, 10);
    return digits[9] < 10 && digits[10] < 10;
}

static bool number_of(int64_t born, int individual, char number_r[DEMO_NATIONAL_ID])
{
    int year, month, day, digits[11];
    caltime_civil(born, &year, &month, &day);
    int parts[] = {day, month + 80, year % 100};
    for (int i = 0; i < 3; i++) {
        digits[2 * i] = parts[i] / 10;
        digits[2 * i + 1] = parts[i] % 10;
    }
    digits[6] = individual / 100;
    digits[7] = individual / 10 % 10;
    digits[8] = individual % 10;
    if (!complete(digits))
        return false;
    for (int i = 0; i < 11; i++)
        number_r[i] = (char)('0' + digits[i]);
    number_r[11] = 0;
    return true;
}

void demo_numbers_next(struct demo_numbers *numbers, bool female, int64_t *born,
                       char number_r[DEMO_NATIONAL_ID])
{
    int64_t first = caltime_day(FIRST_YEAR, 1, 1), last = caltime_day(LAST_YEAR, 12, 31);
    for (;; *born = *born == last ? first : *born + 1) {
        uint8_t *used = &numbers->used[female][*born - first];
        while (*used < SERIES) {
            int individual = 2 * (*used)++ + !female;
            if (number_of(*born, individual, number_r))
                return;
        }
    }
}
