/* National ids: what is good has eleven digits and a day; by the rule from 2032 whatever was good
 * before still is; and one digit that is typed wrong is always seen. */
#include "fuzz.h"

#include "patient/national_id.h"

static void check(const struct national_id *id)
{
    char born[NATIONAL_ID_DAY];
    must(id->month >= 1 && id->month <= 12 && id->day >= 1 && id->day <= 31);
    must(id->has_century ? id->year >= 1854 && id->year <= 2039 : id->year >= 0 && id->year <= 99);
    must(national_id_is_of(id, id->year, id->month, id->day));
    must(national_id_born(id, born) == id->has_century);
}

/* By the rule before 2032 both check digits are remainders that a single wrong digit changes. */
static void one_digit_wrong(struct str text)
{
    char other[11];
    struct national_id id;
    for (size_t i = 0; i < sizeof other; i++)
        for (int digit = '0'; digit <= '9'; digit++) {
            memcpy(other, text.at, sizeof other);
            if (other[i] == digit)
                continue;
            other[i] = (char)digit;
            must(national_id_read((struct str){other, sizeof other}, NATIONAL_ID_BEFORE_2032,
                                  &id) != NATIONAL_ID_GOOD);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct national_id before, after, any;
    struct str text = {(const char *)data, size};
    bool good = national_id_read(text, NATIONAL_ID_BEFORE_2032, &before) == NATIONAL_ID_GOOD;
    bool later = national_id_read(text, NATIONAL_ID_FROM_2032, &after) == NATIONAL_ID_GOOD;
    bool unchecked = national_id_read(text, NATIONAL_ID_UNCHECKED, &any) == NATIONAL_ID_GOOD;
    must(!(good || later || unchecked) || size == 11);
    if (good) {
        must(later && unchecked);
        check(&before);
        one_digit_wrong(text);
    }
    if (later)
        check(&after);
    if (unchecked)
        check(&any);
    return 0;
}
