/* Installation files: any bytes are refused with lines and reasons, or read into an installation
 * that holds together: all that is named is there, and no parents lead around in a circle. */
#include "fuzz.h"

#include "installation/installation.h"

/* A programme of whatever id is asked for. */
static bool read_programme(void *context, struct arena *arena, struct str id, struct str file,
                           struct str *document_r, struct error *error)
{
    (void)context;
    if (file.len)
        return error_set(error, ERROR_INVALID, "files are not read here");
    *document_r = str_of(arena_printf(
        arena,
        "{\"id\":\"%.*s\",\"version\":1,\"name\":\"programme.copd\",\"status\":\"proposal\","
        "\"states\":[\"referred\"],\"trial\":{\"days\":14,\"longest\":99},\"parameters\":[]}",
        STR_ARG(id)));
    return true;
}

static void check_organisations(const struct installation *it)
{
    for (int i = 0; i < it->organisation_count; i++) {
        const struct installation_organisation *one = &it->organisations[i];
        int steps = 0, at = i;
        for (; it->organisations[at].parent != INSTALLATION_NONE; steps++)
            must(steps < it->organisation_count && (at = it->organisations[at].parent) >= 0);
        must(one->key.len && one->name.len && one->party == at);
        for (const struct installation_link *link = one->links; link; link = link->next)
            must(link->to >= 0 && link->to < it->organisation_count);
        for (int day = 0; day < 7; day++)
            must(one->week.opens[day] < one->week.closes[day] || !one->week.closes[day]);
    }
}

static void check_rest(const struct installation *it)
{
    for (int i = 0; i < it->agreement_count; i++) {
        const struct installation_agreement *one = &it->agreements[i];
        must(one->parties[0] >= 0 && one->parties[1] >= 0 && one->parties[0] != one->parties[1]);
        must(one->programmes && (!one->ends_on || one->ends_on > one->starts_on));
        for (const struct installation_cover *at = one->programmes; at; at = at->next)
            must(at->programme >= 0 && at->programme < it->programme_count);
    }
    for (int i = 0; i < it->account_count; i++)
        must(it->accounts[i].role != ROLE_NONE && it->accounts[i].kind.len &&
             it->accounts[i].organisation >= 0);
    for (int i = 0; i < it->programme_count; i++)
        must(it->programmes[i].programme && it->programmes[i].document.len);
    must(it->first_admin >= 0 && it->accounts[it->first_admin].role == ROLE_ADMIN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct installation_source source = {read_programme, NULL};
    struct arena arena;
    struct installation installation;
    struct str text = {(const char *)data, size};
    arena_init(&arena);
    if (installation_read(&arena, text, &source, 20000, &installation)) {
        check_organisations(&installation);
        check_rest(&installation);
    } else {
        must(installation.problem_count >= installation.noted && installation.noted > 0);
        for (size_t i = 0; i < installation.noted; i++)
            must(installation.problems[i].line > 0 && installation.problems[i].text[0]);
    }
    arena_finish(&arena);
    return 0;
}
