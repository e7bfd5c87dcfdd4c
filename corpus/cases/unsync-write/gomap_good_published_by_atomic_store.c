// SPDX-License-Identifier: Apache-2.0
// A new dictionary is filled in private and then published; nobody writes to a published one.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdatomic.h>
#include <stdio.h>

static _Atomic(Gomap *) current;

static void *look_up(void *result) {
    for (uint32_t word = 0; word < 64; word++) {
        Gomap *dictionary = atomic_load(&current);
        *(int *)result += dictionary && gomap_find(dictionary, &word);
    }
    return NULL;
}

int main(void) {
    unsigned id;
    pthread_t worker;
    int known = 0;
    Gomap *fresh;
    GomapType type = gomap_type_u32(sizeof(int));
    if (pthread_create(&worker, NULL, look_up, &known) != 0)
        return 1;
    if (gomap_new(&type, 0, &fresh) == GOMAP_OK) {
        while (scanf("%*[^0-9]%u", &id) == 1) {
            uint32_t word = id % 64;
            gomap_put(fresh, &word, &(int){1});
        }
        atomic_store(&current, fresh);
    }
    pthread_join(worker, NULL);
    printf("%d known\n", known);
    gomap_free(atomic_load(&current));
    return 0;
}
