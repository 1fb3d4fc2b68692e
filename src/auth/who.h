/* Who is asking: the account, and the role in which it acts. */
#ifndef VARDE_AUTH_WHO_H
#define VARDE_AUTH_WHO_H

#include "base/uuid.h"

enum role {
    ROLE_NONE,
    ROLE_NURSE,
    ROLE_COORDINATOR,
    ROLE_CASEWORKER,
    ROLE_GP,
    ROLE_SPECIALIST,
    ROLE_GROUPSTAFF,
    ROLE_TEAMLEAD,
    ROLE_EDITOR,
    ROLE_ADMIN,
    ROLE_MACHINE,
    ROLE_PATIENT,
    ROLE_KIN,
    ROLE_COUNT
};

/* What a patient's relation to the asker rests on. Organisations of other kinds have none yet. */
enum ground {
    GROUND_NONE,
    GROUND_SERVICE,
    GROUND_MUNICIPALITY,
    GROUND_GP_OFFICE,
    GROUND_DEPARTMENT,
    GROUND_SELF,
    GROUND_KIN,
    GROUND_COUNT
};

#define WHO_NAME 120

struct who {
    struct uuid account;
    char login[WHO_NAME];
    char name[WHO_NAME];
    char kind[16];       /* person, machine, patient, kin */
    struct uuid patient; /* whose own account it is; zero otherwise */
    struct uuid role_id;
    enum role role;
    enum ground ground;
    struct uuid organisation; /* acted for; zero for patients and kin */
    struct uuid party;        /* the legal party that the organisation belongs to */
    char organisation_name[WHO_NAME];
    char organisation_kind[32];
    int64_t expires_at;
};

const char *role_word(enum role role);
enum role role_of_word(struct str word);
const char *ground_word(enum ground ground);

#endif
