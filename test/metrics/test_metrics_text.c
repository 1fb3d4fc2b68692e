/* Prometheus' text: heads, escaped labels, seconds out of microseconds, buckets that add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "metrics/metrics_text.h"

struct page {
    struct arena arena;
    struct buf out;
};

static int setup(void **state)
{
    static struct page page;
    arena_init(&page.arena);
    buf_init(&page.out, &page.arena, 16);
    *state = &page;
    return 0;
}

static int teardown(void **state)
{
    arena_finish(&((struct page *)*state)->arena);
    return 0;
}

static void a_number_has_its_head(void **state)
{
    struct buf *out = &((struct page *)*state)->out;
    metric_counter(out, "varde_x_total", 7, "What is counted.");
    metric_gauge(out, "varde_y", -7, "What stands.");
    assert_string_equal(buf_cstr(out), "# HELP varde_x_total What is counted.\n"
                                       "# TYPE varde_x_total counter\n"
                                       "varde_x_total 7\n"
                                       "# HELP varde_y What stands.\n"
                                       "# TYPE varde_y gauge\n"
                                       "varde_y -7\n");
}

static void values_of_labels_are_escaped(void **state)
{
    struct buf *out = &((struct page *)*state)->out;
    metric_number(out, "varde_x", LABELS({"a", "plain"}, {"b", "\"\\\n\xc3\xa5"}), 1);
    assert_string_equal(buf_cstr(out), "varde_x{a=\"plain\",b=\"\\\"\\\\\\n\xc3\xa5\"} 1\n");
}

static void microseconds_stand_there_as_seconds(void **state)
{
    static const struct {
        int64_t micros;
        const char *text;
    } rows[] = {
        {0, "v 0\n"},         {1, "v 0.000001\n"},    {2500, "v 0.0025\n"},  {1000000, "v 1\n"},
        {1500000, "v 1.5\n"}, {-1500000, "v -1.5\n"}, {-10, "v -0.00001\n"},
    };
    struct buf *out = &((struct page *)*state)->out;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        out->len = 0;
        metric_micros(out, "v", NO_LABELS, rows[i].micros);
        assert_string_equal(buf_cstr(out), rows[i].text);
    }
    out->len = 0;
    metric_moment(out, "v", NO_LABELS, INT64_C(1795337107437));
    assert_string_equal(buf_cstr(out), "v 1795337107.437\n");
}

static void a_histogram_ends_with_all(void **state)
{
    static const struct histogram_shape shape = {2, {500, 2000000}};
    const struct histogram_reading reading = {{1, 3, 4}, 4500000};
    struct buf *out = &((struct page *)*state)->out;
    metric_histogram(out, "h_seconds", LABELS({"kind", "api"}), &shape, &reading, true);
    assert_string_equal(buf_cstr(out), "h_seconds_bucket{kind=\"api\",le=\"0.0005\"} 1\n"
                                       "h_seconds_bucket{kind=\"api\",le=\"2\"} 3\n"
                                       "h_seconds_bucket{kind=\"api\",le=\"+Inf\"} 4\n"
                                       "h_seconds_sum{kind=\"api\"} 4.5\n"
                                       "h_seconds_count{kind=\"api\"} 4\n");
    out->len = 0;
    metric_histogram(out, "h", NO_LABELS, &shape, &reading, false);
    assert_string_equal(buf_cstr(out), "h_bucket{le=\"500\"} 1\n"
                                       "h_bucket{le=\"2000000\"} 3\n"
                                       "h_bucket{le=\"+Inf\"} 4\n"
                                       "h_sum 4500000\n"
                                       "h_count 4\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_number_has_its_head, setup, teardown),
        cmocka_unit_test_setup_teardown(values_of_labels_are_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(microseconds_stand_there_as_seconds, setup, teardown),
        cmocka_unit_test_setup_teardown(a_histogram_ends_with_all, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
