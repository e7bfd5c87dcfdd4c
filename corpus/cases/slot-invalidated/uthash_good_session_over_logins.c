// SPDX-License-Identifier: Apache-2.0
// The element stays where it is while others are added; it is used before its own log_out.
// proof: grows "most sessions last to the end of the input"
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
    log_in(0);
    struct session *root = session_find(0);
    while (root && scanf("%*[^0-9]%u", &id) == 1) {
        log_in(id + 1);
        root->bytes += 512;
        if (id % 2)
            log_out(id + 1);
    }
    while (sessions)
        log_out(sessions->id);
    return 0;
}
