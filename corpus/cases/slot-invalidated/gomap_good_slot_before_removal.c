// SPDX-License-Identifier: Apache-2.0
// What the slot leads to is read before the removal empties it.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    int priority;
};

static void release_job(void *object, void *ctx) {
    (void)ctx;
    free(*(struct job **)object);
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u64(sizeof(struct job *));
    type.value_release = release_job;
    Gomap *jobs;
    if (gomap_new(&type, 0, &jobs) != GOMAP_OK)
        return 1;
    for (uint64_t id = 0; fgets(line, sizeof line, stdin); id++) {
        struct job *job = calloc(1, sizeof *job);
        if (!job || gomap_put(jobs, &id, &job) != GOMAP_OK) {
            free(job);
            break;
        }
        struct job **slot = gomap_find(jobs, &id);
        int priority = (*slot)->priority;
        gomap_remove(jobs, &id);
        printf("done at priority %d\n", priority);
    }
    gomap_free(jobs);
    return 0;
}
