/* What is asked of the work list: any query is understood or refused by the name of what is wrong;
 * what may be saved as a view is understood. */
#include "fuzz.h"

#include "enrolment/enrolment.h"
#include "worklist/worklist_filter_api.h"

static void check(const struct worklist_filter *filter)
{
    enum enrolment_state state;
    must(filter->limit >= 1 && filter->limit <= 500);
    must(filter->tier_from <= filter->tier_to && filter->zone >= -1 && filter->zone <= ZONE_RED);
    must(filter->name.count <= NAME_WORDS);
    must(!filter->state.at || enrolment_state_of_word(filter->state, &state));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct request request = {0};
    struct worklist_filter filter;
    struct error error = {0}, other = {0};
    arena_init(&request.arena);
    char *query = arena_raw(&request.arena, size + 1);
    if (size)
        memcpy(query, data, size);
    const struct str asked = {query, size};
    bool read = worklist_filter_read(&request, asked, &filter, &error);
    if (read)
        check(&filter);
    else
        must(error.place[0] && error.detail[0]);
    if (worklist_filter_is_choice(&request, asked, &other))
        must(read);
    else
        must(other.detail[0] || other.place[0]);
    arena_finish(&request.arena);
    return 0;
}
