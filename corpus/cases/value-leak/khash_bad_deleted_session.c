// SPDX-License-Identifier: Apache-2.0
// kh_del marks the slot as empty, and with it the session is lost.
#include <htslib/khash.h>
#include <stdio.h>

struct session {
    int requests;
};

KHASH_MAP_INIT_INT(sessions, struct session *)

static khash_t(sessions) * sessions;

static void begin(khint_t id) {
    int fresh;
    struct session *session = calloc(1, sizeof *session);
    khint_t at = kh_put(sessions, sessions, id, &fresh);
    if (!session || fresh < 0)
        abort();
    kh_val(sessions, at) = session;
}

static void end(khint_t id) {
    khint_t at = kh_get(sessions, sessions, id);
    if (at != kh_end(sessions))
        kh_del(sessions, sessions, at); // expect-fn: value-leak
}

int main(void) {
    char line[64];
    sessions = kh_init(sessions);
    for (khint_t id = 0; sessions && fgets(line, sizeof line, stdin); id++) {
        begin(id);
        printf("%u\n", kh_size(sessions));
        end(id);
    }
    return 0;
}
