#include "auth/who.h"

static const char *const role_words[ROLE_COUNT] = {
    [ROLE_NONE] = "none",
    [ROLE_NURSE] = "nurse",
    [ROLE_COORDINATOR] = "coordinator",
    [ROLE_CASEWORKER] = "caseworker",
    [ROLE_GP] = "gp",
    [ROLE_SPECIALIST] = "specialist",
    [ROLE_GROUPSTAFF] = "groupstaff",
    [ROLE_TEAMLEAD] = "teamlead",
    [ROLE_EDITOR] = "editor",
    [ROLE_ADMIN] = "admin",
    [ROLE_MACHINE] = "machine",
    [ROLE_PATIENT] = "patient",
    [ROLE_KIN] = "kin",
};

static const char *const ground_words[GROUND_COUNT] = {
    [GROUND_NONE] = "none",
    [GROUND_SERVICE] = "service",
    [GROUND_MUNICIPALITY] = "municipality",
    [GROUND_GP_OFFICE] = "gp_office",
    [GROUND_DEPARTMENT] = "department",
    [GROUND_SELF] = "self",
    [GROUND_KIN] = "kin",
};

const char *role_word(enum role role)
{
    return role_words[role];
}

enum role role_of_word(struct str word)
{
    for (enum role role = ROLE_NURSE; role < ROLE_COUNT; role++)
        if (str_is(word, role_words[role]))
            return role;
    return ROLE_NONE;
}

const char *ground_word(enum ground ground)
{
    return ground_words[ground];
}
