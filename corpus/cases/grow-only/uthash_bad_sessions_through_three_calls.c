// SPDX-License-Identifier: Apache-2.0
// on_packet -> session_of -> session_add: a session a token, for ever.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct session {
    char *token;
    unsigned packets;
    UT_hash_handle hh;
};

static struct session *sessions;

static struct session *session_add(struct session **table, const char *token) {
    struct session *session = calloc(1, sizeof *session);
    if (!session || !(session->token = strdup(token)))
        abort();
    size_t length = strlen(session->token);
    HASH_ADD_KEYPTR(hh, *table, session->token, length, session); // expect: grow-only
    return session;
}

static struct session *session_of(const char *token) {
    struct session *session;
    HASH_FIND_STR(sessions, token, session);
    return session ? session : session_add(&sessions, token);
}

static void on_packet(const char *token) {
    session_of(token)->packets++;
}

int main(void) {
    char line[128];
    while (fgets(line, sizeof line, stdin))
        on_packet(line);
    printf("%u sessions\n", HASH_COUNT(sessions));
    return 0;
}
