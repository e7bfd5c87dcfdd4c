// SPDX-License-Identifier: Apache-2.0
// HASH_CLEAR sets one head to NULL, and so is the copy that was made of it.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct tag {
    int id;
    UT_hash_handle hh;
};

struct index {
    struct tag *tags;
    struct tag *before; // the head at the last mark
};

static struct tag pool[16];

static void fill(struct index *index, int first) {
    for (int i = 0; i < 16; i++) {
        pool[i].id = first + i;
        HASH_ADD_INT(index->tags, id, &pool[i]);
    }
    index->before = index->tags;
}

static void empty(struct index *index) {
    HASH_CLEAR(hh, index->tags);
    index->before = NULL;
}

int main(void) {
    char line[64];
    struct index index = {NULL, NULL};
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        fill(&index, id);
        empty(&index);
        printf("%u before\n", HASH_COUNT(index.before));
    }
    return 0;
}
