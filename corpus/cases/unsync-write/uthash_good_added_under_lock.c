// SPDX-License-Identifier: Apache-2.0
// The reporter counts the sessions and the loop adds them under one lock.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct session {
    unsigned id;
    UT_hash_handle hh;
};

static struct session *sessions;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *report(void *data) {
    (void)data;
    pthread_mutex_lock(&lock);
    printf("%u sessions\n", HASH_COUNT(sessions));
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void log_in(unsigned id) {
    struct session *session;
    HASH_FIND(hh, sessions, &id, sizeof id, session);
    if (session || !(session = calloc(1, sizeof *session)))
        return;
    session->id = id;
    HASH_ADD(hh, sessions, id, sizeof id, session);
}

int main(void) {
    pthread_t reporter;
    if (pthread_create(&reporter, NULL, report, NULL) != 0)
        return 1;
    pthread_mutex_lock(&lock);
    for (unsigned id = 0; id < 64; id++)
        log_in(id);
    pthread_mutex_unlock(&lock);
    pthread_join(reporter, NULL);
    for (struct session *session; (session = sessions);) {
        HASH_DEL(sessions, session);
        free(session);
    }
    return 0;
}
