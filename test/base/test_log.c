/* The log: one line of JSON whatever the message holds, and nobody waits for it. */
#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROOM = 1 << 17 };

struct caught {
    int saved, from;
};

/* Standard error becomes a pipe. */
static struct caught catch_stderr(void)
{
    int ends[2];
    struct caught caught;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    caught.saved = dup(STDERR_FILENO);
    caught.from = ends[0];
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    return caught;
}

static size_t take(const struct caught *caught, char *text)
{
    size_t len = 0;
    for (ssize_t got; (got = read(caught->from, text + len, ROOM - 1 - len)) > 0;)
        len += (size_t)got;
    text[len] = 0;
    return len;
}

static void release(const struct caught *caught)
{
    dup2(caught->saved, STDERR_FILENO);
    close(caught->saved);
    close(caught->from);
}

static void expect_message(const char *message, const char *written)
{
    static char text[ROOM];
    struct caught caught = catch_stderr();
    log_line(LOG_ERROR, "test.event", "%s", message);
    take(&caught, text);
    release(&caught);
    const char *at = strstr(text, "\"message\":\"");
    assert_non_null(at);
    at += strlen("\"message\":\"");
    if (strncmp(at, written, strlen(written)) != 0 || strcmp(at + strlen(written), "\"}\n") != 0)
        fail_msg("%s is written as %s", message, at);
}

static void a_message_stays_one_string_on_one_line(void **state)
{
    (void)state;
    expect_message("plain", "plain");
    expect_message("a \"quote\" and \\", "a \\\"quote\\\" and \\\\");
    expect_message("\",\"level\":\"info\"}\n{\"event\":\"x",
                   "\\\",\\\"level\\\":\\\"info\\\"} {\\\"event\\\":\\\"x");
    expect_message("a\r\n\tb\x1b[31m\x7f", "a   b [31m ");
    expect_message("\xc3\xa6\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa6\xe2\x82\xac\xf0\x9f\x98\x80");
}

static void what_is_no_utf8_is_a_question_mark(void **state)
{
    (void)state;
    expect_message("a\xff z", "a? z");
    expect_message("\xc3", "?");
    expect_message("\xc0\xaf", "??");
    expect_message("\xed\xa0\x80", "???");
    expect_message("\xe2\x82", "??");
    expect_message("\xf4\x90\x80\x80", "????");
}

static void a_long_message_is_cut_and_still_ends_well(void **state)
{
    static char text[ROOM], message[2000];
    (void)state;
    for (int fill = 0; fill < 2; fill++) {
        memset(message, fill ? '"' : 'x', sizeof message - 1);
        struct caught caught = catch_stderr();
        log_line(LOG_ERROR, "test.event", "%s", message);
        size_t len = take(&caught, text);
        release(&caught);
        assert_true(len > 500 && len < 1800);
        assert_string_equal(text + len - 3, "\"}\n");
    }
}

static void nobody_waits_for_who_does_not_read(void **state)
{
    static char text[ROOM];
    (void)state;
    struct caught caught = catch_stderr();
    fcntl(STDERR_FILENO, F_SETPIPE_SZ, 8192);
    for (int i = 0; i < 200; i++)
        log_number(LOG_ERROR, "test.full", "number", i);
    size_t len = take(&caught, text);
    assert_true(len > 0 && len <= 8192);
    assert_null(strstr(text, "log.lost"));
    log_number(LOG_ERROR, "test.again", "number", 1);
    take(&caught, text);
    release(&caught);
    assert_non_null(strstr(text, "test.again"));
    assert_non_null(strstr(text, "\"event\":\"log.lost\",\"lines\":"));
}

/* Last: from here on the process has a file. */
static void a_file_is_written_and_a_full_one_goes_to_standard_error(void **state)
{
    static char text[ROOM];
    char folder[] = "/tmp/varde-log-XXXXXX", path[64];
    struct error error = {0};
    struct stat seen;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/log", folder);
    assert_true(log_file_open(path, &error));
    assert_int_equal(stat(path, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
    struct caught caught = catch_stderr();
    log_number(LOG_ERROR, "test.file", "number", 1);
    assert_int_equal(take(&caught, text), 0);
    assert_int_equal(stat(path, &seen), 0);
    assert_true(seen.st_size > 50);
    assert_false(log_file_open("/nowhere/log", &error));
    log_number(LOG_ERROR, "test.kept", "number", 1);
    assert_int_equal(take(&caught, text), 0);
    assert_true(log_file_open("/dev/full", &error));
    log_number(LOG_ERROR, "test.full", "number", 1);
    assert_true(take(&caught, text) > 0);
    assert_non_null(strstr(text, "test.full"));
    release(&caught);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_stays_one_string_on_one_line),
        cmocka_unit_test(what_is_no_utf8_is_a_question_mark),
        cmocka_unit_test(a_long_message_is_cut_and_still_ends_well),
        cmocka_unit_test(nobody_waits_for_who_does_not_read),
        cmocka_unit_test(a_file_is_written_and_a_full_one_goes_to_standard_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
