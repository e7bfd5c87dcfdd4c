// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_SECONDS 0.1
#define RATE_AFTER_SECONDS 0.5 // before that a rate would only flicker

enum { DEFAULT_COLUMNS = 80 };

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool is_terminal(void) {
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

static size_t columns(void) {
    struct winsize w = {0};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
        return DEFAULT_COLUMNS;
    return w.ws_col;
}

static void add_duration(StrBuf *out, double seconds) {
    unsigned s = seconds < 1e6 ? (unsigned)(seconds + 0.5) : 1000000;
    if (s >= 3600)
        strbuf_printf(out, "%uh %02um", s / 3600, s % 3600 / 60);
    else if (s >= 60)
        strbuf_printf(out, "%um %02us", s / 60, s % 60);
    else
        strbuf_printf(out, "%us", s);
}

void progress_format(const Progress *p, double seconds, StrBuf *out) {
    unsigned percent = p->total ? (unsigned)(100.0 * p->done / p->total) : 100;
    strbuf_printf(out, "%s %u/%u (%u%%)", p->what, p->done, p->total, percent);
    if (seconds < RATE_AFTER_SECONDS || !p->done)
        return;
    double rate = p->done / seconds;
    strbuf_printf(out, rate < 10 ? ", %.1f/s" : ", %.0f/s", rate);
    if (p->done < p->total) {
        strbuf_adds(out, ", ");
        add_duration(out, (p->total - p->done) / rate);
        strbuf_adds(out, " left");
    }
}

// One write a redraw, cut so that the line never wraps: a wrapped one cannot be removed.
static void draw(Progress *p, double now) {
    StrBuf line = {0};
    strbuf_addc(&line, '\r');
    progress_format(p, now - p->start, &line);
    size_t width = columns();
    if (line.len > width)
        line.len = width;
    strbuf_adds(&line, "\x1b[K");
    fwrite(line.s, 1, line.len, stderr);
    fflush(stderr);
    strbuf_fini(&line);
    p->drawn = now;
    p->is_shown = true;
}

void progress_start(Progress *p, const char *what, uint32_t total, bool enabled) {
    double now = now_seconds();
    *p = (Progress){.what = what,
                    .total = total,
                    .start = now,
                    .drawn = now,
                    .is_on = enabled && is_terminal()};
}

void progress_step(Progress *p) {
    p->done++;
    if (!p->is_on)
        return;
    double now = now_seconds();
    if (now - p->drawn >= REDRAW_SECONDS)
        draw(p, now);
}

void progress_hide(Progress *p) {
    if (p->is_shown)
        fputs("\r\x1b[K", stderr);
    fflush(stderr);
    p->is_shown = false;
}

void progress_end(Progress *p) {
    progress_hide(p);
    p->is_on = false;
}
