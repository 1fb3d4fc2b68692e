/* Whether what an installation file says holds together. */
#include "installation/installation_parse.h"

#include "account/account.h"
#include "organisation/organisation.h"

/* ---- organisations ---- */

static bool goes_around(const struct installation *out, int start, bool *first_r)
{
    int at = out->organisations[start].parent;
    *first_r = true;
    for (int steps = 0; at != INSTALLATION_NONE && at != start; steps++) {
        if (steps > out->organisation_count)
            return false; /* into a circle that it is not part of */
        *first_r = *first_r && start < at;
        at = out->organisations[at].parent;
    }
    return at == start;
}

static int party_of(const struct installation *out, int at)
{
    int steps = 0;
    while (out->organisations[at].parent != INSTALLATION_NONE)
        if (steps++ > out->organisation_count)
            return INSTALLATION_NONE;
        else
            at = out->organisations[at].parent;
    return organisation_is_party(out->organisations[at].kind) ? at : INSTALLATION_NONE;
}

static void check_party(struct reading *reading, const struct installation_organisation *one)
{
    if (one->parent_line)
        installation_problem(reading, one->parent_line,
                             "parent: a %.*s has none: it signs for itself", STR_ARG(one->kind));
    if (str_is(one->kind, "municipality") && !one->number.at)
        installation_problem(reading, one->line, "number is missing, like “number = 9901”");
}

static void check_under(struct reading *reading, int index)
{
    struct installation *out = reading->out;
    struct installation_organisation *one = &out->organisations[index];
    bool first;
    if (!one->parent_line) {
        installation_problem(reading, one->line,
                             "parent is missing: say under which municipality or hospital, like "
                             "“parent = nesvik”");
        return;
    }
    if (goes_around(out, index, &first)) {
        if (first)
            installation_problem(reading, one->parent_line,
                                 "parent: “%.*s” stands under itself: its parents lead around in a "
                                 "circle",
                                 STR_ARG(one->key));
        return;
    }
    one->party = party_of(out, index);
    if (one->party == INSTALLATION_NONE)
        return; /* told where the parent is wrong */
    const struct installation_organisation *party = &out->organisations[one->party];
    if (!organisation_fits_under(one->kind, party->kind))
        installation_problem(reading, one->parent_line, "parent: a %.*s has no %.*s under it",
                             STR_ARG(party->kind), STR_ARG(one->kind));
}

static void check_links(struct reading *reading, const struct installation_organisation *one)
{
    for (const struct installation_link *link = one->links; link; link = link->next) {
        if (link->to == INSTALLATION_NONE)
            continue;
        const struct installation_organisation *other = &reading->out->organisations[link->to];
        bool may = str_is(link->kind, "member")
                       ? organisation_may_be_member(one->kind, other->kind)
                       : organisation_may_link(link->kind, one->kind, other->kind);
        if (!may)
            installation_problem(reading, link->line,
                                 "%.*s: a %.*s is not linked so to a %.*s: a service serves a "
                                 "municipality, a department is partner of a service, a "
                                 "municipality or a hospital is member of a health_community",
                                 STR_ARG(link->kind), STR_ARG(one->kind), STR_ARG(other->kind));
    }
}

static void check_number(struct reading *reading, int index)
{
    const struct installation_organisation *all = reading->out->organisations, *one = &all[index];
    for (int i = 0; i < index && one->number.at; i++)
        if (all[i].number.at && str_equal(all[i].number, one->number)) {
            installation_problem(reading, one->line, "the number %.*s is that of “%.*s” already",
                                 STR_ARG(one->number), STR_ARG(all[i].key));
            return;
        }
}

static void check_organisation(struct reading *reading, int index)
{
    struct installation_organisation *one = &reading->out->organisations[index];
    if (organisation_is_party(one->kind)) {
        check_party(reading, one);
        one->parent = INSTALLATION_NONE;
        one->party = index;
    }
    check_links(reading, one);
    check_number(reading, index);
    if ((one->has_hours || one->days) && !str_is(one->kind, "service"))
        installation_problem(reading, one->line, "a %.*s has no hours: only a service has",
                             STR_ARG(one->kind));
    if (str_is(one->kind, "service") && !one->has_hours)
        installation_remark(reading, one->line,
                            "“%.*s” has no hours: patients are not told when somebody looks",
                            STR_ARG(one->key));
}

/* ---- programmes ---- */

static void check_programme(struct reading *reading, struct installation_programme *one)
{
    const struct installation_source *source = reading->source;
    struct error error = {0};
    if (one->note.at && !one->approved_by.at)
        installation_problem(reading, one->line,
                             "approval_note: nobody has approved it: say by whom, like "
                             "“approved_by = Sunniva Demo”");
    one->programme = arena_new(reading->arena, struct programme);
    if (!source->read(source->context, reading->arena, one->key, one->file, &one->document,
                      &error) ||
        !programme_parse(reading->arena, one->document, one->programme, &error)) {
        installation_problem(reading, one->line, "%s%s%s", error.place, error.place[0] ? ": " : "",
                             error.detail);
        return;
    }
    if (!str_is(one->key, one->programme->id))
        installation_problem(reading, one->line, "the file is of the programme “%s”, not “%.*s”",
                             one->programme->id, STR_ARG(one->key));
    if (!one->approved_by.at)
        installation_remark(reading, one->line,
                            "“%.*s” stays a draft: nobody can be followed by it until a clinician "
                            "has approved it",
                            STR_ARG(one->key));
}

/* ---- agreements ---- */

static void check_agreement(struct reading *reading, const struct installation_agreement *one)
{
    for (int i = 0; i < 2; i++) {
        if (one->parties[i] == INSTALLATION_NONE)
            continue;
        const struct installation_organisation *party =
            &reading->out->organisations[one->parties[i]];
        if (!str_is(party->kind, "municipality") && !str_is(party->kind, "hospital"))
            installation_problem(reading, one->line,
                                 "parties: “%.*s” is a %.*s: only municipalities and hospitals "
                                 "sign agreements",
                                 STR_ARG(party->key), STR_ARG(party->kind));
    }
}

static bool has_agreement(const struct installation *out, int party, int other)
{
    for (int i = 0; i < out->agreement_count; i++) {
        const int *parties = out->agreements[i].parties;
        if ((parties[0] == party && parties[1] == other) ||
            (parties[1] == party && parties[0] == other))
            return true;
    }
    return false;
}

/* A service that follows another party's patients needs that party's word. */
static void check_served(struct reading *reading, const struct installation_organisation *one)
{
    const struct installation *out = reading->out;
    for (const struct installation_link *link = one->links; link; link = link->next)
        if (str_is(link->kind, "serves") && link->to != INSTALLATION_NONE &&
            one->party != INSTALLATION_NONE && link->to != one->party &&
            !has_agreement(out, one->party, link->to))
            installation_remark(reading, link->line,
                                "serves: no agreement between “%.*s” and “%.*s” stands in this "
                                "file: until there is one nobody there can be followed",
                                STR_ARG(out->organisations[one->party].key),
                                STR_ARG(out->organisations[link->to].key));
}

/* ---- accounts ---- */

static void check_account(struct reading *reading, int index)
{
    struct installation *out = reading->out;
    const struct installation_account *one = &out->accounts[index];
    struct error error = {0};
    if (one->organisation == INSTALLATION_NONE || one->role == ROLE_NONE)
        return;
    const struct installation_organisation *at = &out->organisations[one->organisation];
    if (!account_may_act(one->kind, one->role, at->kind, "role", &error))
        installation_problem(reading, one->line, "role: %s", error.detail);
    else if (one->role == ROLE_ADMIN && out->first_admin == INSTALLATION_NONE)
        out->first_admin = index;
}

static bool has_admin(const struct installation *out, int party)
{
    for (int i = 0; i < out->account_count; i++)
        if (out->accounts[i].role == ROLE_ADMIN && out->accounts[i].organisation == party)
            return true;
    return false;
}

static void check_admins(struct reading *reading)
{
    struct installation *out = reading->out;
    if (out->first_admin == INSTALLATION_NONE)
        installation_problem(reading, reading->last_line,
                             "nobody is administrator: add an [account LOGIN] with “role = admin "
                             "at” a municipality or a hospital");
    for (int i = 0; i < out->organisation_count; i++) {
        const struct installation_organisation *one = &out->organisations[i];
        if (organisation_is_party(one->kind) && !str_is(one->kind, "health_community") &&
            !has_admin(out, i))
            installation_remark(reading, one->line,
                                "“%.*s” has no administrator: nobody will be able to give accounts "
                                "there",
                                STR_ARG(one->key));
    }
}

void installation_check(struct reading *reading)
{
    struct installation *out = reading->out;
    for (int i = 0; i < out->organisation_count; i++)
        check_organisation(reading, i);
    for (int i = 0; i < out->organisation_count; i++)
        if (!organisation_is_party(out->organisations[i].kind))
            check_under(reading, i);
    for (int i = 0; i < out->programme_count; i++)
        check_programme(reading, &out->programmes[i]);
    for (int i = 0; i < out->agreement_count; i++)
        check_agreement(reading, &out->agreements[i]);
    for (int i = 0; i < out->organisation_count; i++)
        check_served(reading, &out->organisations[i]);
    for (int i = 0; i < out->account_count; i++)
        check_account(reading, i);
    check_admins(reading);
}
