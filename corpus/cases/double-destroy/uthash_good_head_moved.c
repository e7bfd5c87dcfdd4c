// SPDX-License-Identifier: Apache-2.0
// The table moves from one head to the other; each is cleared, the first one is NULL.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct rule {
    int id;
    UT_hash_handle hh;
};

struct chain {
    struct rule *active;
    struct rule *pending;
};

static void stage(struct chain *chain, struct rule *rules, int n) {
    for (int i = 0; i < n; i++) {
        rules[i].id = i;
        HASH_ADD_INT(chain->pending, id, &rules[i]);
    }
}

static void activate(struct chain *chain) {
    chain->active = chain->pending;
    chain->pending = NULL;
}

static void flush(struct rule **head) {
    HASH_CLEAR(hh, *head);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        struct rule rules[4];
        struct chain chain = {NULL, NULL};
        stage(&chain, rules, 4);
        activate(&chain);
        printf("%u active\n", HASH_COUNT(chain.active));
        flush(&chain.active);
        flush(&chain.pending);
    }
    return 0;
}
