// SPDX-License-Identifier: Apache-2.0
// Each session that is named gets an entry, and none is ever taken away.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_INT(sessions, long)

static khash_t(sessions) * sessions;

static void touch(khint_t id) {
    int fresh;
    khiter_t at = kh_get(sessions, sessions, id);
    if (at == kh_end(sessions)) {
        at = kh_put(sessions, sessions, id, &fresh); // expect: grow-only
        if (fresh < 0)
            return;
        kh_val(sessions, at) = 0;
    }
    kh_val(sessions, at)++;
}

int main(void) {
    char line[64];
    sessions = kh_init(sessions);
    if (!sessions)
        return 1;
    while (fgets(line, sizeof line, stdin))
        touch((khint_t)strtoul(line + 4, NULL, 10)); // user17=…
    kh_destroy(sessions, sessions);
    return 0;
}
