#include "organisation/organisation.h"

#define ROLE(role) (1u << (role))

static const struct {
    const char *word;
    const char *under; /* kinds of party that have it; NULL: is a party itself */
    unsigned roles;
} kinds[] = {
    {"health_community", NULL, ROLE(ROLE_ADMIN)},
    {"municipality", NULL,
     ROLE(ROLE_ADMIN) | ROLE(ROLE_COORDINATOR) | ROLE(ROLE_CASEWORKER) | ROLE(ROLE_EDITOR) |
         ROLE(ROLE_MACHINE)},
    {"hospital", NULL, ROLE(ROLE_ADMIN) | ROLE(ROLE_EDITOR)},
    {"service", "municipality hospital",
     ROLE(ROLE_NURSE) | ROLE(ROLE_TEAMLEAD) | ROLE(ROLE_EDITOR) | ROLE(ROLE_MACHINE)},
    {"gp_office", "municipality", ROLE(ROLE_GP) | ROLE(ROLE_MACHINE)},
    {"department", "hospital", ROLE(ROLE_SPECIALIST) | ROLE(ROLE_EDITOR) | ROLE(ROLE_MACHINE)},
    {"home_nursing", "municipality", ROLE(ROLE_GROUPSTAFF)},
    {"unit", "municipality", ROLE(ROLE_GROUPSTAFF)},
    {"district", "municipality", ROLE(ROLE_CASEWORKER)},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static size_t kind_of(struct str word)
{
    size_t at = 0;
    while (at < KINDS && !str_is(word, kinds[at].word))
        at++;
    return at;
}

bool organisation_is_kind(struct str kind)
{
    return kind_of(kind) < KINDS;
}

const char *organisation_kind_word(size_t at)
{
    return at < KINDS ? kinds[at].word : NULL;
}

bool organisation_is_party(struct str kind)
{
    size_t at = kind_of(kind);
    return at < KINDS && !kinds[at].under;
}

bool organisation_fits_under(struct str kind, struct str party_kind)
{
    size_t at = kind_of(kind);
    struct str left = at < KINDS ? str_of(kinds[at].under) : STR_NONE, word;
    while (left.len) {
        str_cut(left, ' ', &word, &left);
        if (str_equal(word, party_kind))
            return true;
    }
    return false;
}

bool organisation_takes_role(struct str kind, enum role role)
{
    size_t at = kind_of(kind);
    return at < KINDS && (kinds[at].roles & ROLE(role)) != 0;
}

bool organisation_may_link(struct str link, struct str from_kind, struct str to_kind)
{
    if (str_is(link, "serves"))
        return str_is(from_kind, "service") && str_is(to_kind, "municipality");
    return str_is(link, "partner") && str_is(from_kind, "department") && str_is(to_kind, "service");
}

bool organisation_may_be_member(struct str from_kind, struct str to_kind)
{
    return organisation_is_party(from_kind) && !str_is(from_kind, "health_community") &&
           str_is(to_kind, "health_community");
}

bool organisation_is_number(struct str number)
{
    static const int weights[] = {3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    if (number.len != 4 && number.len != 9)
        return false;
    for (size_t i = 0; i < number.len; i++) {
        if (number.at[i] < '0' || number.at[i] > '9')
            return false;
        sum += weights[i] * (number.at[i] - '0');
    }
    return number.len == 4 || sum % 11 == 0;
}

bool organisation_is_phone(struct str phone)
{
    size_t digits = 0;
    for (size_t i = 0; i < phone.len; i++) {
        bool digit = phone.at[i] >= '0' && phone.at[i] <= '9';
        digits += digit;
        if (!digit && phone.at[i] != ' ' && !(phone.at[i] == '+' && i == 0))
            return false;
    }
    return digits >= 3 && digits <= 15;
}

bool organisation_keeps(const struct who *who, const struct uuid *organisation,
                        const struct uuid *party)
{
    if (uuid_is_zero(&who->organisation))
        return false;
    return who->role == ROLE_ADMIN ? uuid_equal(&who->party, party)
                                   : uuid_equal(&who->organisation, organisation);
}
