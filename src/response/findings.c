#include "response/findings.h"

#include "base/arena.h"

#include <inttypes.h>

void findings_print(struct buf *out, const struct finding *findings, size_t count)
{
    buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        const struct finding *finding = &findings[i];
        buf_printf(out, "%s[%d,%d,%" PRId64 ",%d,%" PRId64 ",\"%.*s\"", i ? "," : "", finding->kind,
                   finding->zone, finding->value, finding->score, (int64_t)finding->symptoms,
                   (int)finding->about_len, finding->about_len ? finding->about : "");
        bool symptoms = finding->majors || finding->minors;
        if (finding->day || finding->earlier || symptoms)
            buf_printf(out, ",%d,%d", finding->day, finding->earlier);
        if (symptoms)
            buf_printf(out, ",%d,%d", finding->majors, finding->minors);
        buf_char(out, ']');
    }
    buf_char(out, ']');
}

enum { FIELDS = 5, BEHIND = 4 };

/* Day and earlier, and behind these majors and minors; what is left out is 0. */
static bool read_behind(struct str fields, int64_t behind_r[BEHIND])
{
    size_t count = 0;
    struct str one;
    for (bool more = fields.len > 0; more; count++) {
        if (count == BEHIND)
            return false;
        more = str_cut(fields, ',', &one, &fields);
        if (!str_int(one, &behind_r[count]))
            return false;
    }
    return count % 2 == 0;
}

static bool is_count(int64_t number)
{
    return number >= 0 && number < 1000;
}

static bool read_finding(struct str fields, struct finding *finding_r)
{
    int64_t field[FIELDS], behind[BEHIND] = {0};
    struct str one, about;
    for (size_t i = 0; i < FIELDS; i++)
        if (!str_cut(fields, ',', &one, &fields) || !str_int(one, &field[i]))
            return false;
    bool more = str_cut(fields, ',', &about, &fields);
    if (about.len < 2 || about.at[0] != '"' || about.at[about.len - 1] != '"' ||
        (more && !read_behind(fields, behind)) || behind[0] < INT32_MIN || behind[0] > INT32_MAX ||
        !is_count(behind[2]) || !is_count(behind[3]))
        return false;
    *finding_r = (struct finding){
        .kind = (enum finding_kind)field[0],
        .zone = (enum zone)field[1],
        .value = field[2],
        .score = (int)field[3],
        .symptoms = (uint64_t)field[4],
        .majors = (int)behind[2],
        .minors = (int)behind[3],
        .earlier = behind[1] != 0,
        .day = (int32_t)behind[0],
        .about = about.at + 1,
        .about_len = about.len - 2,
    };
    return field[0] >= FINDING_ANSWER && field[0] <= FINDING_SELF_HARM && field[1] >= ZONE_NONE &&
           field[1] <= ZONE_RED && is_count(field[3]);
}

void findings_parse(struct arena *arena, struct str text, struct finding **findings_r,
                    size_t *count_r)
{
    size_t most = 0;
    struct str fields;
    for (size_t i = 0; i < text.len; i++)
        most += text.at[i] == ']';
    *findings_r = arena_array(arena, struct finding, most);
    *count_r = 0;
    while (text.len && (text.at[0] == '[' || text.at[0] == ',')) {
        text = (struct str){text.at + 1, text.len - 1};
        if (!text.len || text.at[0] != '[')
            continue;
        text = (struct str){text.at + 1, text.len - 1};
        if (!str_cut(text, ']', &fields, &text))
            return;
        *count_r += read_finding(fields, &(*findings_r)[*count_r]);
    }
}
