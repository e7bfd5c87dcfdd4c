// SPDX-License-Identifier: Apache-2.0
// log_out ends the session's element; its byte count is printed after that.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct session {
    unsigned id;
    unsigned long bytes;
    UT_hash_handle hh;
};

static struct session *sessions;

static struct session *session_find(unsigned id) {
    struct session *session;
    HASH_FIND(hh, sessions, &id, sizeof id, session);
    return session;
}

static void log_in(unsigned id) {
    struct session *session = session_find(id);
    if (session || !(session = calloc(1, sizeof *session)))
        return;
    session->id = id;
    HASH_ADD(hh, sessions, id, sizeof id, session);
}

static void log_out(unsigned id) {
    struct session *session = session_find(id);
    if (!session)
        return;
    HASH_DEL(sessions, session);
    free(session);
}

int main(void) {
    unsigned id;
    while (scanf("%*[^0-9]%u", &id) == 1) {
        log_in(id);
        struct session *session = session_find(id);
        if (!session)
            break;
        session->bytes += 512;
        log_out(id);
        printf("%lu bytes\n", session->bytes); // expect-fn: slot-invalidated
    }
    return 0;
}
