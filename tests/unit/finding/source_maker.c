// SPDX-License-Identifier: Apache-2.0
#include "source_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <unistd.h>

static char dir[64];
static Arena arena;

void sources_begin(void) {
    arena_init(&arena, "test sources");
    snprintf(dir, sizeof dir, "/tmp/mapleak-finding-XXXXXX");
    assert_non_null(mkdtemp(dir));
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *walk) {
    UNUSED(st), UNUSED(flag), UNUSED(walk);
    return remove(path);
}

void sources_end(void) {
    assert_int_equal(nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
    arena_fini(&arena);
}

const char *source_write(const char *name, const char *text, size_t n) {
    const char *path = arena_printf(&arena, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), (ssize_t)n);
    close(fd);
    return path;
}

const char *source_text(const char *name, const char *text) {
    return source_write(name, text, strlen(text));
}

Finding *add_finding(RunReport *r, const char *source, uint32_t line, uint32_t col) {
    const char *slash = strrchr(source, '/');
    vec_push(&r->findings, (Finding){.rule = "grow-only",
                                     .severity = SEVERITY_WARNING,
                                     .confidence = CONFIDENCE_HIGH,
                                     .message = "m only grows",
                                     .spot = {slash ? slash + 1 : source, source, line, col},
                                     .holder = "m",
                                     .function = "f"});
    return vec_last(&r->findings);
}
