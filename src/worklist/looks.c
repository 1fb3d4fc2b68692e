#include "worklist/looks.h"

#include "base/caltime.h"

#include <stdio.h>

#define A_DAY (INT64_C(24) * 60 * 60 * 1000)
/* A date further away than this is told with its year. */
enum { YEAR_TOLD = 300 };

unsigned looks_of(const struct overview *row)
{
    return (row->unread ? LOOK_UNREAD : 0) | (row->tasks ? LOOK_TASK : 0) |
           (row->missing ? LOOK_MISSING : 0) | (row->unconfirmed ? LOOK_UNCONFIRMED : 0) |
           (row->looks & LOOKS_KEPT);
}

/* "19. oktober", by the Norwegian calendar. */
static struct str date_words(const struct looks_words *words, int64_t at)
{
    char key[24], number[16], of_year[16];
    int year, month, day;
    struct buf out;
    caltime_civil(caltime_oslo_day(at), &year, &month, &day);
    snprintf(key, sizeof key, "date.month.%d", month);
    snprintf(number, sizeof number, "%d", day);
    snprintf(of_year, sizeof of_year, "%d", year);
    struct text_arg args[] = {
        {"day", str_of(number)},
        {"month", str_of(text_of(words->language, key))},
        {"year", str_of(of_year)},
    };
    bool far = words->now - at > YEAR_TOLD * A_DAY;
    buf_init(&out, words->arena, 32);
    text_fill(&out, text_of(words->language, far ? "date.day_year" : "date.day"), args,
              sizeof args / sizeof args[0]);
    return buf_slice(&out);
}

static const char *key_of(const struct looks_words *words, unsigned look)
{
    const struct overview *row = words->row;
    switch (look) {
    case LOOK_MISSING:
        return row->reported_at ? "look.missing" : "look.missing.never";
    case LOOK_UNCONFIRMED:
        return "look.unconfirmed";
    case LOOK_SUSPICIOUS:
        return "look.suspicious";
    case LOOK_WROTE:
        return "look.wrote";
    case LOOK_SILENCED:
        return "look.silenced";
    case LEFT_CHANGED:
        return "left.changed";
    case LEFT_TAKEN:
        return "left.taken";
    default:
        return "left.gone";
    }
}

static struct str text_for(const struct looks_words *words, unsigned look)
{
    const struct overview *row = words->row;
    char number[24];
    struct buf out;
    int64_t count = look == LOOK_UNREAD ? row->unread : row->tasks;
    int64_t date = look == LOOK_MISSING ? row->reported_at : 0;
    snprintf(number, sizeof number, "%lld", (long long)count);
    struct text_arg args[] = {
        {"n", str_of(number)},
        {"date", date ? date_words(words, date) : STR("")},
        {"words", row->remark.at ? row->remark : STR("")},
        {"name", words->taken_by.at ? words->taken_by : STR("")},
    };
    const char *text = look == LOOK_UNREAD ? text_plural(words->language, "look.unread", count)
                       : look == LOOK_TASK ? text_plural(words->language, "look.task", count)
                                           : text_of(words->language, key_of(words, look));
    buf_init(&out, words->arena, 64);
    text_fill(&out, text, args, sizeof args / sizeof args[0]);
    return buf_slice(&out);
}

void looks_json(struct json_out *out, const struct looks_words *words, unsigned looks)
{
    static const struct {
        unsigned look;
        const char *kind;
    } all[] = {
        {LOOK_UNREAD, "unread"},
        {LOOK_TASK, "task"},
        {LOOK_MISSING, "missing"},
        {LOOK_SILENCED, "silenced"},
        {LOOK_UNCONFIRMED, "unconfirmed"},
        {LOOK_SUSPICIOUS, "suspicious"},
        {LOOK_WROTE, "wrote"},
        {LEFT_CHANGED, "changed"},
        {LEFT_TAKEN, "taken"},
        {LEFT_GONE, "gone"},
    };
    json_array_open(out);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (!(looks & all[i].look))
            continue;
        json_object_open(out);
        json_put_text(out, "kind", all[i].kind);
        json_put_str(out, "text", text_for(words, all[i].look));
        json_object_close(out);
    }
    json_array_close(out);
}
