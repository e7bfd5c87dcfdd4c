// SPDX-License-Identifier: Apache-2.0
// The workers look words up while main is still filling the dictionary.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *dictionary;

static void *look_up(void *result) {
    for (uint32_t word = 0; word < 64; word++)
        *(int *)result += gomap_find(dictionary, &word) != NULL;
    return NULL;
}

int main(void) {
    unsigned id;
    pthread_t worker;
    int known = 0;
    GomapType type = gomap_type_u32(sizeof(int));
    if (gomap_new(&type, 0, &dictionary) != GOMAP_OK)
        return 1;
    if (pthread_create(&worker, NULL, look_up, &known) == 0) {
        while (scanf("%*[^0-9]%u", &id) == 1) {
            uint32_t word = id % 64;
            gomap_put(dictionary, &word, &(int){1}); // expect-fn: unsync-write
        }
        pthread_join(worker, NULL);
    }
    printf("%d known\n", known);
    gomap_free(dictionary);
    return 0;
}
