/* Settings as the program keeps them: ranges, what goes before what, and names that come close. */
#include "config/config.h"

#include "base/arena.h"
#include "config/config_table.h"
#include "store/db_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static bool set(struct config *config, enum config_source source, const char *name,
                const char *value)
{
    struct error error = {0};
    bool ok = config_set(config, source, str_of(name), str_of(value), "here", &error);
    assert_true(ok || (error.code == ERROR_MALFORMED && error.detail[0] &&
                       strcmp(error.place, "here") == 0));
    return ok;
}

static void every_setting_has_help_a_range_and_a_default_within_it(void **state)
{
    struct config config;
    (void)state;
    config_defaults(&config);
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_at(i);
        struct config other = config;
        assert_true(strlen(setting->help) > 8);
        assert_true(strlen(setting->name) < CONFIG_WORD);
        assert_true(set(&other, CONFIG_FLAG, setting->name, setting->usual));
        other.from[i] = CONFIG_DEFAULT;
        assert_memory_equal(&other, &config, sizeof config);
        if (setting->type == SETTING_NUMBER)
            assert_true(setting->least < setting->most);
    }
}

static void numbers_keep_to_their_range(void **state)
{
    struct config config;
    (void)state;
    config_defaults(&config);
    static const char *const wrong[] = {"0",  "65",  "-1",  "",
                                        "4 ", "0x4", "4.0", "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(set(&config, CONFIG_FLAG, "threads", wrong[i]));
    assert_true(set(&config, CONFIG_FLAG, "threads", "1"));
    assert_true(set(&config, CONFIG_FLAG, "threads", "64"));
    assert_int_equal(config.threads, 64);
}

static void a_later_place_goes_before_an_earlier_one_and_each_says_it_once(void **state)
{
    struct config config;
    (void)state;
    config_defaults(&config);
    assert_true(set(&config, CONFIG_FILE, "threads", "2"));
    assert_false(set(&config, CONFIG_FILE, "threads", "2"));
    assert_true(set(&config, CONFIG_ENVIRONMENT, "threads", "3"));
    assert_false(set(&config, CONFIG_ENVIRONMENT, "threads", "4"));
    assert_true(set(&config, CONFIG_FLAG, "threads", "5"));
    assert_true(set(&config, CONFIG_FLAG, "threads", "6"));
    assert_int_equal(config.threads, 6);
    assert_true(set(&config, CONFIG_FILE, "db_file", "/a"));
    assert_false(set(&config, CONFIG_FILE, "db", "sqlite:b"));
    assert_true(set(&config, CONFIG_ENVIRONMENT, "db", "sqlite:b"));
    assert_string_equal(config.db_file, "");
    assert_false(set(&config, CONFIG_ENVIRONMENT, "db_file", "/c"));
}

static void a_name_that_comes_close_is_offered(void **state)
{
    (void)state;
    assert_string_equal(setting_near(STR("behind_tsl")), "behind_tls");
    assert_string_equal(setting_near(STR("thread")), "threads");
    assert_string_equal(setting_near(STR("auto_migrat")), "auto_migrate");
    assert_string_equal(setting_near(STR("Demo")), "demo");
    assert_null(setting_near(STR("something_else_altogether")));
    assert_null(setting_near(STR("")));
}

static void mask(const char *url, const char *shown)
{
    char out[200];
    db_url_mask(url, out, sizeof out);
    assert_string_equal(out, shown);
}

static void a_password_is_masked_however_it_is_written(void **state)
{
    char small[12];
    (void)state;
    mask("postgresql://u:p@h/d", "postgresql://u:***@h/d");
    mask("postgresql://u:@h/d", "postgresql://u:***@h/d");
    mask("postgresql://u@h/d", "postgresql://u@h/d");
    mask("postgresql://h:5432/d", "postgresql://h:5432/d");
    mask("postgresql://u:a@b/c:d@h/d", "postgresql://u:***@h/d");
    mask("postgresql:///d?host=/run&password=x", "postgresql:///d?host=/run&password=***");
    mask("postgresql:///d?PASSWORD=x&SslPassword=y&a=b",
         "postgresql:///d?PASSWORD=***&SslPassword=***&a=b");
    mask("postgresql:///d?%70assword=x", "postgresql:///d?%70assword=***");
    mask("u:p@h", "u:***@h");
    mask("sqlite:/a:b@c", "sqlite:/a:b@c");
    mask("", "");
    db_url_mask("postgresql://u:p@h/d", small, sizeof small);
    assert_string_equal(small, "postgresql:");
}

static void what_is_printed_can_be_read_back(void **state)
{
    struct config config, again;
    struct arena arena;
    struct buf text;
    struct error error = {0};
    char path[] = "/tmp/varde-config-XXXXXX";
    (void)state;
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    config_defaults(&config);
    assert_true(set(&config, CONFIG_FILE, "db", "sqlite:/a # b"));
    assert_true(set(&config, CONFIG_FILE, "user", "\"quoted"));
    assert_true(set(&config, CONFIG_FILE, "log_file", " blank "));
    config_print(&config, &text);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, buf_cstr(&text), text.len), text.len);
    close(fd);
    config_defaults(&again);
    assert_true(config_file(&again, path, &error));
    memcpy(again.from, config.from, sizeof again.from);
    assert_memory_equal(&again, &config, sizeof config);
    unlink(path);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_has_help_a_range_and_a_default_within_it),
        cmocka_unit_test(numbers_keep_to_their_range),
        cmocka_unit_test(a_later_place_goes_before_an_earlier_one_and_each_says_it_once),
        cmocka_unit_test(a_name_that_comes_close_is_offered),
        cmocka_unit_test(a_password_is_masked_however_it_is_written),
        cmocka_unit_test(what_is_printed_can_be_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
