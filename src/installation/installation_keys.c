/* What each section of an installation file says, key by key. */
#include "installation/installation_parse.h"

#include "account/account.h"
#include "agreement/agreement.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "organisation/organisation.h"

enum { KEY_MOST = 40, NOTE_MOST = 400 };

typedef void take(struct reading *reading, const struct entry *entry, void *to);

struct key {
    const char *name;
    bool must, repeats;
    take *take;
    const char *like; /* a value that would be right */
};

/* ---- values ---- */

static void wrong(struct reading *reading, const struct entry *entry, const char *should)
{
    installation_problem(reading, entry->line, "%.*s: “%.*s” %s", STR_ARG(entry->key),
                         STR_ARG(entry->value), should);
}

static struct str take_text(struct reading *reading, const struct entry *entry, size_t most)
{
    if (entry->value.len > most)
        installation_problem(reading, entry->line, "%.*s: must be at most %zu bytes long",
                             STR_ARG(entry->key), most);
    return entry->value;
}

static bool read_day(struct str text, int64_t *day_r)
{
    struct caltime time;
    if (!caltime_parse(text, 0, false, &time) || time.precision != PRECISION_DAY)
        return false;
    *day_r = time.from / DAY;
    return *day_r >= AGREEMENT_EARLIEST && *day_r < AGREEMENT_LATEST;
}

static void take_day(struct reading *reading, const struct entry *entry, int64_t *day)
{
    if (!read_day(entry->value, day))
        wrong(reading, entry, "must be a day from 2000 to 2099, like 2026-12-24");
}

int installation_organisation_of(const struct installation *installation, struct str key)
{
    for (int i = 0; i < installation->organisation_count; i++)
        if (str_equal(installation->organisations[i].key, key))
            return i;
    return INSTALLATION_NONE;
}

int installation_programme_of(const struct installation *installation, struct str key)
{
    for (int i = 0; i < installation->programme_count; i++)
        if (str_equal(installation->programmes[i].key, key))
            return i;
    return INSTALLATION_NONE;
}

static int find_organisation(struct reading *reading, const struct entry *entry, struct str key)
{
    int at = installation_organisation_of(reading->out, key);
    if (at == INSTALLATION_NONE)
        installation_problem(reading, entry->line,
                             "%.*s: there is no organisation “%.*s” in this file: write the name "
                             "in its [KIND NAME]",
                             STR_ARG(entry->key), STR_ARG(key));
    return at;
}

/* ---- organisations ---- */

static void organisation_name(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    one->name = take_text(reading, entry, ORGANISATION_NAME_MOST);
}

static void organisation_number(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    size_t digits = str_is(one->kind, "municipality") ? 4 : 9;
    one->number = entry->value;
    if (one->number.len == digits && organisation_is_number(one->number))
        return;
    wrong(reading, entry,
          digits == 4 ? "is no municipality number: it has four digits, like 9901"
                      : "is no organisation number: it has nine digits, the last of which is its "
                        "check digit, and no blanks");
}

static void organisation_phone(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    one->phone = take_text(reading, entry, ORGANISATION_PHONE_MOST);
    if (!organisation_is_phone(one->phone))
        wrong(reading, entry, "is no telephone number: digits and blanks, like +47 900 00 100");
}

static void organisation_parent(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    one->parent_line = entry->line;
    one->parent = find_organisation(reading, entry, entry->value);
}

/* serves, member, partner: the key is the kind. */
static void organisation_links(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    struct str left = entry->value, item;
    while (installation_item(&left, &item)) {
        struct installation_link *link = arena_new(reading->arena, struct installation_link);
        *link = (struct installation_link){one->links, entry->line,
                                           find_organisation(reading, entry, item), entry->key};
        for (const struct installation_link *l = one->links; l; l = l->next)
            if (l->to == link->to && l->to != INSTALLATION_NONE && str_equal(l->kind, link->kind))
                installation_problem(reading, entry->line, "%.*s: “%.*s” stands there twice",
                                     STR_ARG(entry->key), STR_ARG(item));
        one->links = link;
    }
}

/* "09:00-15:00", "closed". */
static bool read_hours(struct str text, int *opens_r, int *closes_r)
{
    struct str opens, closes;
    *opens_r = *closes_r = 0;
    if (str_is(text, "closed"))
        return true;
    return str_cut(text, '-', &opens, &closes) && hours_clock(str_trim(opens), opens_r) &&
           hours_clock(str_trim(closes), closes_r);
}

static void check_hours(struct reading *reading, const struct entry *entry, struct str hours,
                        int opens, int closes)
{
    if (opens >= closes && !str_is(hours, "closed"))
        wrong(reading, entry, "closes before it opens: write the opening first, or “closed”");
}

static int weekday_of(struct str word)
{
    static const char *const words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    for (int i = 0; i < 7; i++)
        if (str_is(word, words[i]))
            return i;
    return -1;
}

/* "monday-friday", "saturday". */
static bool read_weekdays(struct str text, int *first_r, int *last_r)
{
    struct str first, last;
    bool several = str_cut(text, '-', &first, &last);
    *first_r = weekday_of(first);
    *last_r = several ? weekday_of(last) : *first_r;
    return *first_r >= 0 && *last_r >= *first_r;
}

static void organisation_hours(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    struct str days, hours;
    int first, last, opens, closes;
    one->has_hours = true;
    str_cut(entry->value, ' ', &days, &hours);
    hours = str_trim(hours);
    if (!read_weekdays(days, &first, &last) || !read_hours(hours, &opens, &closes)) {
        wrong(reading, entry,
              "must be days and times, like “monday-friday 09:00-15:00” or "
              "“saturday closed”");
        return;
    }
    check_hours(reading, entry, hours, opens, closes);
    for (int weekday = first; weekday <= last; weekday++) {
        if (one->weekdays & 1u << weekday)
            wrong(reading, entry, "names a weekday that has its hours already");
        one->weekdays |= 1u << weekday;
        one->week.opens[weekday] = opens;
        one->week.closes[weekday] = closes;
    }
}

static void check_day(struct reading *reading, const struct entry *entry,
                      const struct installation_organisation *one,
                      const struct installation_day *day)
{
    for (const struct installation_day *d = one->days; d; d = d->next)
        if (d->hours.day == day->hours.day)
            installation_problem(reading, entry->line,
                                 "day: this day has its hours already, in line %d", d->line);
    if (day->reason.len > HOURS_REASON_MOST)
        installation_problem(reading, entry->line, "day: the reason is longer than %d bytes",
                             HOURS_REASON_MOST);
    if (day->hours.day < reading->today)
        installation_remark(reading, entry->line, "day: this day is over: is its year right?");
}

static void organisation_day(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_organisation *one = to;
    struct installation_day *day = arena_new(reading->arena, struct installation_day);
    struct str date, rest, hours;
    *day = (struct installation_day){.next = one->days, .line = entry->line};
    str_cut(entry->value, ' ', &date, &rest);
    str_cut(str_trim(rest), ' ', &hours, &day->reason);
    day->reason = str_trim(day->reason);
    if (!read_day(date, &day->hours.day) ||
        !read_hours(hours, &day->hours.opens, &day->hours.closes) || !day->reason.len) {
        wrong(reading, entry,
              "must be a day, its times and why, like “2026-12-24 09:00-12:00 "
              "Christmas Eve” or “2026-12-31 closed New Year's Eve”");
        return;
    }
    check_hours(reading, entry, hours, day->hours.opens, day->hours.closes);
    check_day(reading, entry, one, day);
    one->days = day;
}

static const struct key organisation_keys[] = {
    {"name", true, false, organisation_name, "Nesvik kommune"},
    {"number", false, false, organisation_number, "9901"},
    {"phone", false, false, organisation_phone, "900 00 100"},
    {"parent", false, false, organisation_parent, "nesvik"},
    {"serves", false, true, organisation_links, "nesvik, fjelldal"},
    {"member", false, true, organisation_links, "nesfjorden"},
    {"partner", false, true, organisation_links, "follow-up"},
    {"hours", false, true, organisation_hours, "monday-friday 09:00-15:00"},
    {"day", false, true, organisation_day, "2026-12-24 closed Christmas Eve"},
    {NULL},
};

/* ---- programmes ---- */

static void programme_file(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_programme *one = to;
    one->file = take_text(reading, entry, INSTALLATION_LINE_MOST);
}

static void programme_approved_by(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_programme *one = to;
    one->approved_by = take_text(reading, entry, ACCOUNT_NAME_MOST);
}

static void programme_note(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_programme *one = to;
    one->note = take_text(reading, entry, NOTE_MOST);
}

static const struct key programme_keys[] = {
    {"file", false, false, programme_file, "copd.json"},
    {"approved_by", false, false, programme_approved_by, "Sunniva Demo"},
    {"approval_note", false, false, programme_note, "read on 2026-11-20"},
    {NULL},
};

/* ---- agreements ---- */

static void agreement_title(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_agreement *one = to;
    one->title = take_text(reading, entry, AGREEMENT_TITLE_MOST);
}

static void agreement_parties(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_agreement *one = to;
    struct str left = entry->value, item;
    int count = 0;
    while (installation_item(&left, &item)) {
        int party = find_organisation(reading, entry, item);
        if (count < 2)
            one->parties[count] = party;
        count++;
    }
    if (count != 2)
        wrong(reading, entry, "must be two parties, like “nesvik, hospital”");
    else if (one->parties[0] == one->parties[1] && one->parties[0] != INSTALLATION_NONE)
        wrong(reading, entry, "is the same party twice");
}

static void agreement_programmes(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_agreement *one = to;
    struct str left = entry->value, item;
    int count = 0;
    while (installation_item(&left, &item)) {
        struct installation_cover *cover = arena_new(reading->arena, struct installation_cover);
        *cover = (struct installation_cover){one->programmes,
                                             installation_programme_of(reading->out, item)};
        if (cover->programme == INSTALLATION_NONE)
            installation_problem(reading, entry->line,
                                 "programmes: there is no [programme %.*s] in this file",
                                 STR_ARG(item));
        for (const struct installation_cover *c = one->programmes; c; c = c->next)
            if (c->programme == cover->programme && c->programme != INSTALLATION_NONE)
                installation_problem(reading, entry->line, "programmes: “%.*s” stands there twice",
                                     STR_ARG(item));
        one->programmes = cover;
        count++;
    }
    if (count > AGREEMENT_PROGRAMMES_MOST)
        installation_problem(reading, entry->line, "programmes: at most %d",
                             AGREEMENT_PROGRAMMES_MOST);
}

static void agreement_from(struct reading *reading, const struct entry *entry, void *to)
{
    take_day(reading, entry, &((struct installation_agreement *)to)->starts_on);
}

static void agreement_until(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_agreement *one = to;
    take_day(reading, entry, &one->ends_on);
    if (one->ends_on && (one->ends_on <= one->starts_on || one->ends_on <= reading->today))
        wrong(reading, entry,
              "must be after today and after the first day: it is the first day "
              "on which the agreement no longer holds");
}

/* `from` stands before `until`, so that it is known there. */
static const struct key agreement_keys[] = {
    {"title", true, false, agreement_title, "Nesvik kommune – Nesfjorden sykehus"},
    {"parties", true, false, agreement_parties, "nesvik, hospital"},
    {"programmes", true, false, agreement_programmes, "copd, heart-failure"},
    {"from", false, false, agreement_from, "2026-12-01"},
    {"until", false, false, agreement_until, "2028-12-01"},
    {NULL},
};

/* ---- accounts ---- */

static void account_name(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_account *one = to;
    one->name = take_text(reading, entry, ACCOUNT_NAME_MOST);
}

static void account_kind(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_account *one = to;
    one->kind = entry->value;
    if (!str_is(one->kind, "person") && !str_is(one->kind, "machine"))
        wrong(reading, entry, "must be person or machine");
}

/* "admin at nesvik". */
static void account_role(struct reading *reading, const struct entry *entry, void *to)
{
    struct installation_account *one = to;
    struct str word, rest, at, place;
    str_cut(entry->value, ' ', &word, &rest);
    str_cut(str_trim(rest), ' ', &at, &place);
    place = str_trim(place);
    if (!str_is(at, "at") || !place.len) {
        wrong(reading, entry, "must be a role and where, like “admin at nesvik”");
        return;
    }
    one->role = account_role_of(word);
    if (one->role == ROLE_NONE)
        installation_problem(reading, entry->line,
                             "role: there is no role “%.*s”: nurse, coordinator, caseworker, gp, "
                             "specialist, groupstaff, teamlead, editor, admin or machine",
                             STR_ARG(word));
    one->organisation = find_organisation(reading, entry, place);
    if (!one->kind.at)
        one->kind = one->role == ROLE_MACHINE ? STR("machine") : STR("person");
}

/* `kind` stands before `role`, which else says it. */
static const struct key account_keys[] = {
    {"name", true, false, account_name, "Alma Demo"},
    {"kind", false, false, account_kind, "person"},
    {"role", true, false, account_role, "admin at nesvik"},
    {NULL},
};

/* ---- sections ---- */

static const struct key *find_key(const struct key *keys, struct str name)
{
    while (keys->name && !str_is(name, keys->name))
        keys++;
    return keys->name ? keys : NULL;
}

static void check_unknown(struct reading *reading, const struct section *section,
                          const struct key *keys)
{
    struct buf known;
    for (size_t i = 0; i < section->entry_count; i++) {
        const struct entry *entry = &section->entries[i];
        if (find_key(keys, entry->key))
            continue;
        buf_init(&known, reading->arena, 80);
        for (const struct key *key = keys; key->name; key++)
            buf_printf(&known, "%s%s", key == keys ? "" : key[1].name ? ", " : " or ", key->name);
        installation_problem(reading, entry->line, "a %.*s has no “%.*s”: it has %s",
                             STR_ARG(section->kind), STR_ARG(entry->key), buf_cstr(&known));
    }
}

/* In the order of the keys, whatever order the file has. */
static void take_keys(struct reading *reading, const struct section *section,
                      const struct key *keys, void *to)
{
    check_unknown(reading, section, keys);
    for (const struct key *key = keys; key->name; key++) {
        const struct entry *first = NULL;
        for (size_t i = 0; i < section->entry_count; i++) {
            const struct entry *entry = &section->entries[i];
            if (!str_is(entry->key, key->name))
                continue;
            if (first && !key->repeats) {
                installation_problem(reading, entry->line, "%s: stands in line %d already",
                                     key->name, first->line);
                continue;
            }
            first = entry;
            if (entry->value.len)
                key->take(reading, entry, to);
        }
        if (!first && key->must)
            installation_problem(reading, section->line, "%s is missing, like “%s = %s”", key->name,
                                 key->name, key->like);
    }
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || c != '-'))
            return false;
    }
    return name.len <= KEY_MOST;
}

static void check_name(struct reading *reading, const struct section *section)
{
    if (!is_name(section->name))
        installation_problem(reading, section->line,
                             "“%.*s” is no name for a section: a-z, 0-9 and -, at most %d, like "
                             "nesvik",
                             STR_ARG(section->name), KEY_MOST);
}

static void told_twice(struct reading *reading, const struct section *section, int line)
{
    installation_problem(reading, section->line, "“%.*s” stands in line %d already",
                         STR_ARG(section->name), line);
}

static void unknown_kind(struct reading *reading, const struct section *section)
{
    struct buf kinds;
    buf_init(&kinds, reading->arena, 160);
    for (size_t i = 0; organisation_kind_word(i); i++)
        buf_printf(&kinds, "%s, ", organisation_kind_word(i));
    installation_problem(reading, section->line,
                         "there is no section “%.*s”: it is %sprogramme, agreement or account",
                         STR_ARG(section->kind), buf_cstr(&kinds));
}

/* First all names, so that whatever refers to one may stand before it. */
static void name_section(struct reading *reading, const struct section *section)
{
    struct installation *out = reading->out;
    if (organisation_is_kind(section->kind)) {
        int there = installation_organisation_of(out, section->name);
        if (there != INSTALLATION_NONE)
            told_twice(reading, section, out->organisations[there].line);
        check_name(reading, section);
        out->organisations[out->organisation_count++] =
            (struct installation_organisation){.line = section->line,
                                               .key = section->name,
                                               .kind = section->kind,
                                               .parent = INSTALLATION_NONE,
                                               .party = INSTALLATION_NONE};
    } else if (str_is(section->kind, "programme")) {
        int there = installation_programme_of(out, section->name);
        if (there != INSTALLATION_NONE)
            told_twice(reading, section, out->programmes[there].line);
        check_name(reading, section);
        out->programmes[out->programme_count++] =
            (struct installation_programme){.line = section->line, .key = section->name};
    } else if (str_is(section->kind, "agreement")) {
        for (int i = 0; i < out->agreement_count; i++)
            if (str_equal(out->agreements[i].key, section->name))
                told_twice(reading, section, out->agreements[i].line);
        check_name(reading, section);
        out->agreements[out->agreement_count++] =
            (struct installation_agreement){.line = section->line,
                                            .key = section->name,
                                            .parties = {INSTALLATION_NONE, INSTALLATION_NONE},
                                            .starts_on = reading->today};
    } else if (str_is(section->kind, "account")) {
        for (int i = 0; i < out->account_count; i++)
            if (str_equal(out->accounts[i].login, section->name))
                told_twice(reading, section, out->accounts[i].line);
        if (!account_is_login(section->name))
            installation_problem(reading, section->line, "the log-in “%.*s” " ACCOUNT_LOGIN_RULE,
                                 STR_ARG(section->name));
        out->accounts[out->account_count++] = (struct installation_account){
            .line = section->line, .login = section->name, .organisation = INSTALLATION_NONE};
    } else if (section->kind.len) {
        unknown_kind(reading, section);
    }
}

void installation_keys(struct reading *reading)
{
    struct installation *out = reading->out;
    struct arena *arena = reading->arena;
    size_t count = reading->section_count;
    int organisation = 0, programme = 0, agreement = 0, account = 0;
    out->organisations = arena_array(arena, struct installation_organisation, count);
    out->programmes = arena_array(arena, struct installation_programme, count);
    out->agreements = arena_array(arena, struct installation_agreement, count);
    out->accounts = arena_array(arena, struct installation_account, count);
    for (size_t i = 0; i < count; i++)
        name_section(reading, &reading->sections[i]);
    for (size_t i = 0; i < count; i++) {
        const struct section *one = &reading->sections[i];
        if (organisation_is_kind(one->kind))
            take_keys(reading, one, organisation_keys, &out->organisations[organisation++]);
        else if (str_is(one->kind, "programme"))
            take_keys(reading, one, programme_keys, &out->programmes[programme++]);
        else if (str_is(one->kind, "agreement"))
            take_keys(reading, one, agreement_keys, &out->agreements[agreement++]);
        else if (str_is(one->kind, "account"))
            take_keys(reading, one, account_keys, &out->accounts[account++]);
    }
}
