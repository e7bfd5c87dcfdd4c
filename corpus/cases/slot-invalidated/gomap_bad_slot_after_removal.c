// SPDX-License-Identifier: Apache-2.0
// The removal empties the slot; what is read through it afterwards is no job any more.
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
        gomap_remove(jobs, &id);
        printf("done at priority %d\n", (*slot)->priority); // expect-fn: slot-invalidated
    }
    gomap_free(jobs);
    return 0;
}
