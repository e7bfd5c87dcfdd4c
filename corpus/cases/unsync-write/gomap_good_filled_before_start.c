// SPDX-License-Identifier: Apache-2.0
// The dictionary is filled before there is a thread, and then only read.
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
    pthread_t workers[2];
    int known[2] = {0, 0};
    GomapType type = gomap_type_u32(sizeof(int));
    if (gomap_new(&type, 0, &dictionary) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1) {
        uint32_t word = id % 64;
        gomap_put(dictionary, &word, &(int){1});
    }
    for (int i = 0; i < 2; i++)
        if (pthread_create(&workers[i], NULL, look_up, &known[i]) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(workers[i], NULL);
    printf("%d and %d known\n", known[0], known[1]);
    gomap_free(dictionary);
    return 0;
}
