#include "patient/patient.h"

bool patient_is_phone(struct str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool digit = text.at[i] >= '0' && text.at[i] <= '9';
        if (!digit && !memchr(" +-()", text.at[i], 5))
            return false;
        digits += digit;
    }
    return digits >= 3 && text.len <= 32;
}

bool patient_is_language(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < 'a' || text.at[i] > 'z')
            return false;
    return text.len == 2 || text.len == 3;
}

struct str patient_full_name(struct arena *arena, struct str given, struct str family)
{
    return str_of(arena_printf(arena, "%.*s %.*s", STR_ARG(given), STR_ARG(family)));
}
