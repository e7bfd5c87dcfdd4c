// SPDX-License-Identifier: Apache-2.0
// The element that is taken out goes back to the caller, who moves it to the other table.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct job {
    int id;
    UT_hash_handle hh;
};

static struct job *waiting, *running;

static struct job *take_waiting(int id) {
    struct job *job;
    HASH_FIND_INT(waiting, &id, job);
    if (job)
        HASH_DEL(waiting, job);
    return job;
}

static void finish(int id) {
    struct job *job;
    HASH_FIND_INT(running, &id, job);
    if (job) {
        HASH_DEL(running, job);
        free(job);
    }
}

int main(void) {
    char line[64];
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        struct job *job = calloc(1, sizeof *job);
        if (!job)
            return 1;
        job->id = id;
        HASH_ADD_INT(waiting, id, job);
        job = take_waiting(id);
        if (job)
            HASH_ADD_INT(running, id, job);
        finish(id);
    }
    return 0;
}
