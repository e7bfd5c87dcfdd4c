// SPDX-License-Identifier: Apache-2.0
//
// The progress line, on a pseudo terminal, in a pipe, and on a dumb terminal.
#include "base/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_format(uint32_t done, uint32_t total, double seconds, const char *want) {
    StrBuf b = {0};
    const Progress p = {.what = "reading", .total = total, .done = done};
    progress_format(&p, seconds, &b);
    assert_string_equal(strbuf_text(&b), want);
    strbuf_fini(&b);
}

static void the_line_has_share_rate_and_time_left(void **state) {
    UNUSED(state);
    assert_format(0, 93, 10, "reading 0/93 (0%)");
    assert_format(12, 93, 0.2, "reading 12/93 (12%)");
    assert_format(10, 40, 5, "reading 10/40 (25%), 2.0/s, 15s left");
    assert_format(100, 40000, 5, "reading 100/40000 (0%), 20/s, 33m 15s left");
    assert_format(1, 10000, 1, "reading 1/10000 (0%), 1.0/s, 2h 46m left");
    assert_format(93, 93, 9.3, "reading 93/93 (100%), 10/s");
    assert_format(0, 0, 1, "reading 0/0 (100%)");
    assert_format(1, UINT32_MAX, 1e6, "reading 1/4294967295 (0%), 0.0/s, 277h 46m left");
}

// Standard error is the terminal or pipe between the two calls.
typedef struct {
    int saved, out, in;
} Redirect;

static void redirect(Redirect *r, int out, int in) {
    fflush(stderr);
    *r = (Redirect){.saved = dup(STDERR_FILENO), .out = out, .in = in};
    dup2(out, STDERR_FILENO);
}

static void restore(Redirect *r, StrBuf *got) {
    char buffer[4096];
    fflush(stderr);
    dup2(r->saved, STDERR_FILENO);
    close(r->saved);
    while (poll(&(struct pollfd){.fd = r->in, .events = POLLIN}, 1, 50) > 0) {
        ssize_t n = read(r->in, buffer, sizeof buffer);
        if (n <= 0)
            break;
        strbuf_add(got, buffer, (size_t)n);
    }
    close(r->out);
    close(r->in);
}

// Both ends of a pseudo terminal of that width; false with errno set where none can be had.
static bool open_terminal(unsigned short columns, int *master, int *slave) {
    const struct winsize size = {.ws_col = columns, .ws_row = 24};
    *slave = -1;
    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0)
        return false;
    const char *name = grantpt(*master) == 0 && unlockpt(*master) == 0 ? ptsname(*master) : NULL;
    if (name)
        *slave = open(name, O_RDWR | O_NOCTTY);
    if (*slave >= 0 && isatty(*slave) && ioctl(*slave, TIOCSWINSZ, &size) == 0)
        return true;
    int why = errno;
    close(*master);
    if (*slave >= 0)
        close(*slave);
    errno = why;
    return false;
}

// Skips the test where there is no terminal to be had: in a container without /dev/pts, say.
static void redirect_to_terminal(Redirect *r, unsigned short columns) {
    int master, slave;
    if (!open_terminal(columns, &master, &slave)) {
        print_message("no pseudo terminal can be had here: %s\n", strerror(errno));
        skip();
    }
    redirect(r, slave, master);
}

// A third of a second of work in 30 steps, then 1000 steps at once.
static void work(bool enabled) {
    Progress p;
    progress_start(&p, "reading", 1030, enabled);
    for (int i = 0; i < 30; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 11 * 1000 * 1000}, NULL);
        progress_step(&p);
    }
    for (int i = 0; i < 1000; i++)
        progress_step(&p);
    progress_end(&p);
}

static unsigned count(const char *text, const char *what) {
    unsigned n = 0;
    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

static void a_terminal_is_redrawn_ten_times_a_second_and_cleared(void **state) {
    UNUSED(state);
    Redirect r;
    StrBuf got = {0};
    setenv("TERM", "xterm", 1);
    redirect_to_terminal(&r, 80);
    work(true);
    restore(&r, &got);
    unsigned drawn = count(strbuf_text(&got), "\rreading ");
    assert_in_range(drawn, 2, 12);
    assert_non_null(strstr(strbuf_text(&got), "/1030 ("));
    assert_true(got.len > 4);
    assert_string_equal(got.s + got.len - 4, "\r\x1b[K");
    assert_null(strchr(got.s, '\n'));
    strbuf_fini(&got);
}

static void a_narrow_terminal_gets_a_line_that_does_not_wrap(void **state) {
    UNUSED(state);
    Redirect r;
    StrBuf got = {0};
    setenv("TERM", "xterm", 1);
    redirect_to_terminal(&r, 8);
    work(true);
    restore(&r, &got);
    assert_non_null(strstr(strbuf_text(&got), "\rreading\x1b[K"));
    strbuf_fini(&got);
}

static void assert_silent(const char *term, bool enabled, bool is_terminal) {
    Redirect r;
    StrBuf got = {0};
    if (term)
        setenv("TERM", term, 1);
    else
        unsetenv("TERM");
    if (is_terminal) {
        redirect_to_terminal(&r, 80);
    } else {
        int fd[2];
        assert_int_equal(pipe(fd), 0);
        redirect(&r, fd[1], fd[0]);
    }
    work(enabled);
    restore(&r, &got);
    assert_int_equal(got.len, 0);
    strbuf_fini(&got);
}

static void nothing_is_written_to_a_pipe(void **state) {
    UNUSED(state);
    assert_silent("xterm", true, false);
}

static void nothing_is_written_to_a_dumb_terminal_or_when_not_asked_for(void **state) {
    UNUSED(state);
    assert_silent("dumb", true, true);
    assert_silent("", true, true);
    assert_silent(NULL, true, true);
    assert_silent("xterm", false, true);
}

static void a_hidden_line_comes_back_with_the_next_step(void **state) {
    UNUSED(state);
    Redirect r;
    StrBuf got = {0};
    Progress p;
    setenv("TERM", "xterm", 1);
    redirect_to_terminal(&r, 80);
    progress_start(&p, "reading", 4, true);
    for (int i = 0; i < 2; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 120 * 1000 * 1000}, NULL);
        progress_step(&p);
        progress_hide(&p);
        progress_hide(&p);
        fputs("x", stderr);
    }
    progress_end(&p);
    restore(&r, &got);
    assert_string_equal(strbuf_text(&got), "\rreading 1/4 (25%)\x1b[K\r\x1b[Kx"
                                           "\rreading 2/4 (50%)\x1b[K\r\x1b[Kx");
    strbuf_fini(&got);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_has_share_rate_and_time_left),
        cmocka_unit_test(a_terminal_is_redrawn_ten_times_a_second_and_cleared),
        cmocka_unit_test(a_narrow_terminal_gets_a_line_that_does_not_wrap),
        cmocka_unit_test(nothing_is_written_to_a_pipe),
        cmocka_unit_test(nothing_is_written_to_a_dumb_terminal_or_when_not_asked_for),
        cmocka_unit_test(a_hidden_line_comes_back_with_the_next_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
