/* Numbers of seven bits a byte, the lowest first: the first month; then of each enrolment its id,
 * how many months and limits, and these. */
#include "alarm/alarm_sheet.h"

#include <stdlib.h>

static void put(struct buf *out, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        buf_char(out, (char)((number & 0x7f) | 0x80));
    buf_char(out, (char)number);
}

struct reader {
    const unsigned char *at, *end;
    bool broken;
};

static uint64_t take(struct reader *in)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in->at == in->end)
            break;
        number |= (uint64_t)(*in->at & 0x7f) << shift;
        if (!(*in->at++ & 0x80))
            return number;
    }
    in->broken = true;
    return 0;
}

/* ---- what alarmed, as two numbers ---- */

static uint64_t about(const struct alarm_cause *cause)
{
    return (uint64_t)cause->rule | (uint64_t)cause->parameter << 8 | (uint64_t)cause->zone << 16 |
           (uint64_t)cause->operator<< 18 |(uint64_t) cause->individual << 20 |
           (uint64_t)cause->limited << 21 | (uint64_t)(cause->condition & 0xffff) << 22 |
           (uint64_t)(uint16_t)cause->span << 38;
}

static void take_cause(struct reader *in, struct alarm_cause *cause)
{
    const uint64_t about = take(in), value = take(in);
    *cause = (struct alarm_cause){
        .rule = (enum rule)(about & 0xff),
        .parameter = (enum parameter)(about >> 8 & 0xff),
        .zone = (enum zone)(about >> 16 & 3),
        .operator=(enum limit_operator)(about >> 18 & 3),
        .individual = about >> 20 & 1,
        .limited = about >> 21 & 1,
        .condition = (uint32_t)(about >> 22 & 0xffff),
        .span = (int)(about >> 38 & 0xffff),
        .value = (int64_t)(value >> 1) ^ -(int64_t)(value & 1),
    };
}

static void put_cause(struct buf *out, const struct alarm_cause *cause)
{
    put(out, about(cause));
    put(out, (uint64_t)cause->value << 1 ^ (cause->value < 0 ? UINT64_MAX : 0));
}

/* ---- in order ---- */

static int order(int64_t one, int64_t other)
{
    return one < other ? -1 : one > other;
}

static int by_month(const void *a, const void *b)
{
    const struct alarm_month *one = a, *other = b;
    int first = uuid_compare(&one->enrolment, &other->enrolment);
    return first ? first : order(one->month, other->month);
}

static int by_limit(const void *a, const void *b)
{
    const struct alarm_limit *one = a, *other = b;
    int first = uuid_compare(&one->enrolment, &other->enrolment);
    first = first ? first : order(one->month, other->month);
    first = first ? first : order((int64_t)about(&one->cause), (int64_t)about(&other->cause));
    return first ? first : order(one->cause.value, other->cause.value);
}

/* ---- writing ---- */

static void put_months(struct buf *out, const struct alarm_rolled *rolled,
                       const struct alarm_month *months, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put(out, (uint64_t)(months[i].month - rolled->from));
        put(out, months[i].green);
        put(out, months[i].yellow);
        put(out, months[i].red);
        put(out, months[i].missing);
        put(out, months[i].downgraded);
    }
}

static void put_limits(struct buf *out, const struct alarm_rolled *rolled,
                       const struct alarm_limit *limits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put(out, (uint64_t)(limits[i].month - rolled->from));
        put_cause(out, &limits[i].cause);
        put(out, limits[i].days);
        put(out, limits[i].downgraded);
    }
}

struct str alarm_sheet_pack(struct arena *arena, struct alarm_rolled *rolled)
{
    struct buf out;
    buf_init(&out, arena, 512);
    put(&out, (uint64_t)rolled->from);
    if (rolled->month_count)
        qsort(rolled->months, rolled->month_count, sizeof *rolled->months, by_month);
    if (rolled->limit_count)
        qsort(rolled->limits, rolled->limit_count, sizeof *rolled->limits, by_limit);
    /* An alarm has a day: no enrolment has limits and no month. */
    for (size_t i = 0, k = 0, month, limit; i < rolled->month_count; i = month, k = limit) {
        const struct uuid *id = &rolled->months[i].enrolment;
        for (month = i; month < rolled->month_count; month++)
            if (!uuid_equal(&rolled->months[month].enrolment, id))
                break;
        while (k < rolled->limit_count && uuid_compare(&rolled->limits[k].enrolment, id) < 0)
            k++;
        for (limit = k; limit < rolled->limit_count; limit++)
            if (!uuid_equal(&rolled->limits[limit].enrolment, id))
                break;
        buf_add(&out, (const char *)id->b, sizeof id->b);
        put(&out, month - i);
        put(&out, limit - k);
        put_months(&out, rolled, &rolled->months[i], month - i);
        put_limits(&out, rolled, &rolled->limits[k], limit - k);
    }
    return buf_slice(&out);
}

/* ---- reading ---- */

static struct reader reader_of(struct str sheet)
{
    const unsigned char *at = (const unsigned char *)sheet.at;
    return (struct reader){at, at ? at + sheet.len : at, false};
}

int64_t alarm_sheet_from(struct str sheet)
{
    struct reader in = reader_of(sheet);
    return (int64_t)take(&in);
}

static void take_part(struct reader *in, const struct alarm_sheet_take *to, int64_t from,
                      const struct uuid *enrolment, bool wanted)
{
    const uint64_t months = take(in), limits = take(in);
    for (uint64_t i = 0; i < months && !in->broken; i++) {
        struct alarm_month month = {.enrolment = *enrolment, .month = from + (int64_t)take(in)};
        month.green = (uint32_t)take(in);
        month.yellow = (uint32_t)take(in);
        month.red = (uint32_t)take(in);
        month.missing = (uint32_t)take(in);
        month.downgraded = (uint32_t)take(in);
        if (wanted && !in->broken)
            to->month(to->context, &month);
    }
    for (uint64_t i = 0; i < limits && !in->broken; i++) {
        struct alarm_limit limit = {.enrolment = *enrolment, .month = from + (int64_t)take(in)};
        take_cause(in, &limit.cause);
        limit.days = (uint32_t)take(in);
        limit.downgraded = (uint32_t)take(in);
        if (wanted && !in->broken)
            to->limit(to->context, &limit);
    }
}

bool alarm_sheet_each(struct str sheet, const struct uuid *enrolment,
                      const struct alarm_sheet_take *to)
{
    struct reader in = reader_of(sheet);
    const int64_t from = (int64_t)take(&in);
    while (in.at < in.end && !in.broken) {
        struct uuid id;
        if ((size_t)(in.end - in.at) < sizeof id.b)
            return false;
        memcpy(id.b, in.at, sizeof id.b);
        in.at += sizeof id.b;
        bool wanted = uuid_equal(&id, enrolment);
        take_part(&in, to, from, &id, wanted);
        if (wanted)
            break;
    }
    return !in.broken;
}
