#include "fhir/search.h"

#include "base/arena.h"
#include "fhir/outcome.h"

void search_init(struct search *search, struct arena *arena, size_t most)
{
    search->count = 0;
    search->parameters = arena_array(arena, struct search_parameter, most);
}

bool search_add(struct search *search, size_t most, struct str name, struct str value)
{
    struct str left;
    if (search->count == most)
        return false;
    struct search_parameter *parameter = &search->parameters[search->count++];
    *parameter = (struct search_parameter){.whole = name, .value = value};
    str_cut(name, '.', &left, &parameter->chain);
    str_cut(left, ':', &parameter->name, &parameter->modifier);
    if (parameter->modifier.at || !parameter->chain.at)
        return true;
    str_cut(parameter->chain, ':', &parameter->chain, &parameter->modifier);
    return true;
}

/* ---- lists ---- */

/* Up to an unescaped comma. */
static bool item_next(struct str *list, struct str *item_r)
{
    if (!list->at)
        return false;
    size_t len = 0;
    while (len < list->len && list->at[len] != ',')
        len += list->at[len] == '\\' && len + 1 < list->len ? 2 : 1;
    *item_r = (struct str){list->at, len};
    *list = len < list->len ? (struct str){list->at + len + 1, list->len - len - 1} : STR_NONE;
    return true;
}

static struct str unescaped(struct arena *arena, struct str text)
{
    struct buf buf;
    if (!text.len || !memchr(text.at, '\\', text.len))
        return text;
    buf_init(&buf, arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\\' && i + 1 < text.len)
            i++;
        buf_char(&buf, text.at[i]);
    }
    return buf_slice(&buf);
}

bool search_next(struct arena *arena, struct str *list, struct str *value_r)
{
    struct str item;
    if (!item_next(list, &item))
        return false;
    *value_r = unescaped(arena, item);
    return true;
}

bool search_token_next(struct arena *arena, struct str *list, struct search_token *token_r)
{
    struct str item;
    if (!item_next(list, &item))
        return false;
    size_t bar = 0;
    while (bar < item.len && item.at[bar] != '|')
        bar += item.at[bar] == '\\' && bar + 1 < item.len ? 2 : 1;
    token_r->has_system = bar < item.len;
    token_r->system = STR("");
    token_r->code = unescaped(arena, item);
    if (token_r->has_system) {
        token_r->system = unescaped(arena, (struct str){item.at, bar});
        token_r->code = unescaped(arena, (struct str){item.at + bar + 1, item.len - bar - 1});
    }
    return true;
}

/* ---- dates ---- */

static enum search_prefix prefix_of(struct str *value)
{
    static const char words[][3] = {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(*value, words[i])) {
            *value = (struct str){value->at + 2, value->len - 2};
            return (enum search_prefix)i;
        }
    return PREFIX_EQ;
}

bool search_date_parse(struct str value, int64_t now, struct search_date *date_r)
{
    struct caltime time;
    date_r->prefix = prefix_of(&value);
    if (!caltime_parse_oslo(value, true, &time))
        return false;
    date_r->from = time.from;
    date_r->until = time.until;
    if (date_r->prefix == PREFIX_AP) {
        int64_t far = (now > time.from ? now - time.from : time.from - now) / 10;
        date_r->from -= far;
        date_r->until += far;
    }
    return true;
}

/* ---- answers ---- */

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void search_date_narrow(const struct search_date *date, int64_t span, int64_t *earliest,
                        int64_t *latest)
{
    switch (date->prefix) {
    case PREFIX_EQ: /* lies within */
        *earliest = larger(*earliest, date->from);
        *latest = smaller(*latest, date->until - span);
        break;
    case PREFIX_GT: /* reaches beyond its end */
        *earliest = larger(*earliest, date->until - span + 1);
        break;
    case PREFIX_LT:
        *latest = smaller(*latest, date->from - 1);
        break;
    case PREFIX_GE: /* either of the two */
        *earliest = larger(*earliest, smaller(date->from, date->until - span + 1));
        break;
    case PREFIX_LE:
        *latest = smaller(*latest, larger(date->from - 1, date->until - span));
        break;
    case PREFIX_SA:
        *earliest = larger(*earliest, date->until);
        break;
    case PREFIX_EB:
        *latest = smaller(*latest, date->from - span);
        break;
    case PREFIX_AP: /* overlaps */
        *earliest = larger(*earliest, date->from - span + 1);
        *latest = smaller(*latest, date->until - 1);
        break;
    case PREFIX_NE:
        break;
    }
}

const int64_t search_spans[PRECISION_MILLI + 1] = {
    [PRECISION_YEAR] = INT64_C(365) * 86400000,
    [PRECISION_MONTH] = INT64_C(28) * 86400000,
    [PRECISION_DAY] = 86400000,
    [PRECISION_MINUTE] = 60000,
    [PRECISION_SECOND] = 1000,
    [PRECISION_MILLI] = 1,
};

static void escape(struct buf *out, struct str text)
{
    static const char hex[] = "0123456789ABCDEF";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-._~:/,";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        char three[] = {'%', hex[c >> 4], hex[c & 15]};
        if (c && strchr(plain, (char)c))
            buf_char(out, (char)c);
        else
            buf_add(out, three, sizeof three);
    }
}

void search_url_add(struct buf *url, struct str name, struct str value)
{
    bool first = !url->len || !memchr(url->at, '?', url->len);
    buf_char(url, first ? '?' : '&');
    escape(url, name);
    buf_char(url, '=');
    escape(url, value);
}

static void put_link(struct json_out *out, const char *relation, struct str url)
{
    json_object_open(out);
    json_put_text(out, "relation", relation);
    json_put_str(out, "url", url);
    json_object_close(out);
}

void search_bundle_open(struct json_out *out, int64_t total, struct str self, struct str next)
{
    json_object_open(out);
    json_put_text(out, "resourceType", "Bundle");
    json_put_text(out, "type", "searchset");
    if (total >= 0)
        json_put_int(out, "total", total);
    json_key(out, "link");
    json_array_open(out);
    put_link(out, "self", self);
    if (next.len)
        put_link(out, "next", next);
    json_array_close(out);
}

void search_outcome_entry(struct json_out *out, const char *diagnostics)
{
    json_object_open(out);
    json_key(out, "resource");
    outcome_note(out, "warning", "not-supported", diagnostics);
    json_key(out, "search");
    json_object_open(out);
    json_put_text(out, "mode", "outcome");
    json_object_close(out);
    json_object_close(out);
}
