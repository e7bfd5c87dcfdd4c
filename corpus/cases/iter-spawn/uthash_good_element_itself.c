// SPDX-License-Identifier: Apache-2.0
// The threads get the job that the loop's pointer points to, and end before it is freed.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct job {
    unsigned id;
    pthread_t thread;
    UT_hash_handle hh;
};

static void *run(void *data) {
    struct job *job = data;
    printf("job %u\n", job->id);
    return NULL;
}

int main(void) {
    struct job *jobs = NULL, *job, *next;
    for (unsigned id = 0; id < 16; id++) {
        if (!(job = calloc(1, sizeof *job)))
            abort();
        job->id = id;
        HASH_ADD(hh, jobs, id, sizeof job->id, job);
    }
    HASH_ITER(hh, jobs, job, next) {
        if (pthread_create(&job->thread, NULL, run, job) != 0)
            abort();
    }
    for (struct job *done = jobs; done; done = done->hh.next)
        pthread_join(done->thread, NULL);
    while ((next = jobs)) {
        HASH_DEL(jobs, next);
        free(next);
    }
    return 0;
}
