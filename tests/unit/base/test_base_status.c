// SPDX-License-Identifier: Apache-2.0
//
// The three words for trouble, as far as base has them: Status and BUG().
#include "base/base.h"
#include "base/status.h"

#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void an_error_returns_its_status_and_keeps_its_text(void **state) {
    UNUSED(state);
    Error err;
    assert_int_equal(error_set(&err, STATUS_USAGE, "%s:%d: no", "f", 3), STATUS_USAGE);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_string_equal(err.text, "f:3: no");
}

static void a_long_text_is_cut(void **state) {
    UNUSED(state);
    Error err;
    error_set(&err, STATUS_FAILED, "%5000d", 1);
    assert_int_equal(strlen(err.text), ERROR_TEXT_BYTES - 1);
}

static void bug(void) {
    BUG("%d is odd", 3);
}

static void bug_on(void) {
    BUG_ON(1 + 1 == 2);
}

static void no_memory(void) {
    base_malloc(SIZE_MAX / 2, "the moon");
}

// What f writes to standard error before it ends the process with exit code 4.
static void assert_ends(void (*f)(void), const char *want) {
    int fd[2], status = 0;
    char text[512] = "";
    fflush(NULL);
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fd[1], STDERR_FILENO);
        f();
        _exit(0);
    }
    close(fd[1]);
    waitpid(pid, &status, 0);
    assert_true(read(fd[0], text, sizeof text - 1) > 0);
    close(fd[0]);
    if (!strstr(text, want))
        fail_msg("'%s' has no '%s'", text, want);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 4);
}

static void a_bug_names_its_place_and_ends_with_4(void **state) {
    UNUSED(state);
    assert_ends(bug, "mapleak: internal error at ");
    assert_ends(bug, "test_base_status.c:");
    assert_ends(bug, ": 3 is odd\n");
    assert_ends(bug_on, ": 1 + 1 == 2\n");
}

static void no_memory_names_its_use_and_ends_with_4(void **state) {
    UNUSED(state);
#if defined(__SANITIZE_ADDRESS__)
    skip();
#endif
    assert_ends(no_memory, "bytes for the moon");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_returns_its_status_and_keeps_its_text),
        cmocka_unit_test(a_long_text_is_cut),
        cmocka_unit_test(a_bug_names_its_place_and_ends_with_4),
        cmocka_unit_test(no_memory_names_its_use_and_ends_with_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
