// SPDX-License-Identifier: Apache-2.0
// Each session that is named gets an entry, which goes when the session ends.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_INT(sessions, long)

static khash_t(sessions) * sessions;

static void begin(khint_t id) {
    int fresh;
    khiter_t at = kh_put(sessions, sessions, id, &fresh);
    if (fresh > 0)
        kh_val(sessions, at) = 0;
}

static void end(khint_t id) {
    khiter_t at = kh_get(sessions, sessions, id);
    if (at != kh_end(sessions))
        kh_del(sessions, sessions, at);
}

int main(void) {
    char line[64];
    sessions = kh_init(sessions);
    if (!sessions)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        khint_t id = (khint_t)strtoul(line + 4, NULL, 10); // user17=…
        begin(id);
        fputs(line, stdout);
        end(id);
    }
    kh_destroy(sessions, sessions);
    return 0;
}
