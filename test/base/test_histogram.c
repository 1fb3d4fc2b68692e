/* Values are counted in the right bucket, and none is lost when many threads count at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/histogram.h"

#include <pthread.h>

static const struct histogram_shape shape = {3, {10, 100, 1000}};

static void a_value_counts_in_its_bucket_and_all_above(void **state)
{
    static const int64_t values[] = {-5, 0, 10, 11, 100, 1000, 1001, INT64_C(1) << 40};
    static const uint64_t upto[] = {3, 5, 6, 8};
    struct histogram histogram = {0};
    struct histogram_reading reading;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        histogram_count(&histogram, &shape, values[i]);
    histogram_read(&histogram, &shape, &reading);
    for (size_t i = 0; i < sizeof upto / sizeof upto[0]; i++)
        assert_int_equal(reading.upto[i], upto[i]);
    assert_int_equal(reading.sum, 10 + 11 + 100 + 1000 + 1001 + (INT64_C(1) << 40));
}

enum { THREADS = 4, TIMES = 20000 };

static void *count_often(void *histogram)
{
    for (int64_t i = 0; i < TIMES; i++)
        histogram_count(histogram, &shape, i % 2000);
    return NULL;
}

static void many_threads_lose_nothing_and_a_reader_never_sees_less(void **state)
{
    struct histogram histogram = {0};
    struct histogram_reading reading = {0};
    pthread_t threads[THREADS];
    uint64_t before = 0;
    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_often, &histogram), 0);
    while (reading.upto[3] < THREADS * TIMES) {
        histogram_read(&histogram, &shape, &reading);
        assert_true(reading.upto[3] >= before);
        assert_true(reading.upto[0] <= reading.upto[1] && reading.upto[2] <= reading.upto[3]);
        before = reading.upto[3];
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    histogram_read(&histogram, &shape, &reading);
    assert_int_equal(reading.upto[0], THREADS * TIMES / 2000 * 11);
    assert_int_equal(reading.upto[3], THREADS * TIMES);
    assert_int_equal(reading.sum, (uint64_t)THREADS * TIMES / 2000 * (1999 * 2000 / 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_counts_in_its_bucket_and_all_above),
        cmocka_unit_test(many_threads_lose_nothing_and_a_reader_never_sees_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
