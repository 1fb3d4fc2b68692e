/* Accounts of people and machines, and their roles, as one party's administrator keeps them. */
#ifndef VARDE_ACCOUNT_STORE_H
#define VARDE_ACCOUNT_STORE_H

#include "store/writer.h"

enum { ACCOUNTS_MOST = 2000 };

struct account {
    struct uuid id;
    struct str login, name, kind;
    bool active;
};

struct account_role {
    struct uuid account, id, organisation, party;
    struct str role, organisation_name;
    int64_t starts_at, ends_at; /* ends_at 0: no end */
};

/* Those that have or had a role of the party, by name. One alone when `one` is not the zero id. */
bool accounts_read(struct db *db, struct arena *arena, const struct uuid *party,
                   const struct uuid *one, struct rows **rows_r, struct error *error);
void account_of_row(const struct rows *rows, size_t row, struct account *to);
/* Their roles for organisations of the party, the latest first. */
bool account_roles_read(struct db *db, struct arena *arena, const struct uuid *party,
                        const struct uuid *one, struct rows **rows_r, struct error *error);
void account_role_of_row(const struct rows *rows, size_t row, struct account_role *to);

bool account_login_taken(struct tx *tx, struct str login, bool *taken_r, struct error *error);
/* A role by its id, whichever party it is for. */
bool account_role_find(struct tx *tx, const struct uuid *id, bool *found_r,
                       struct account_role *role_r, struct error *error);

/* What an organisation must be for a role. */
struct account_place {
    struct uuid party;
    struct str kind;
    bool ended;
};
bool account_place_find(struct tx *tx, const struct uuid *organisation, bool *found_r,
                        struct account_place *place_r, struct error *error);

/* Roles in force: the account's for other parties; the party's administrators that are active,
 * without this role and this account (either may be the zero id); the account's in this role for
 * the organisation. */
bool account_counts_elsewhere(struct tx *tx, const struct uuid *account, const struct uuid *party,
                              int64_t *count_r, struct error *error);
bool account_counts_admins(struct tx *tx, const struct uuid *party, const struct uuid *but_role,
                           const struct uuid *but_account, int64_t *count_r, struct error *error);
bool account_counts_same(struct tx *tx, const struct account_role *role, int64_t *count_r,
                         struct error *error);

void account_add(struct tx *tx, const struct account *account);
void account_change(struct tx *tx, const struct account *account);
void account_role_add(struct tx *tx, const struct account_role *role, const struct uuid *by);
void account_role_end(struct tx *tx, const struct uuid *role, const struct uuid *by);

#endif
