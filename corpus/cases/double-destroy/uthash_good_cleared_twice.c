// SPDX-License-Identifier: Apache-2.0
// HASH_CLEAR sets its head to NULL, so that clearing the same head again does nothing.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct rule {
    int id;
    UT_hash_handle hh;
};

static void stage(struct rule **head, struct rule *rules, int n) {
    for (int i = 0; i < n; i++) {
        rules[i].id = i;
        HASH_ADD_INT(*head, id, &rules[i]);
    }
}

static void flush(struct rule **head) {
    HASH_CLEAR(hh, *head);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        struct rule rules[4];
        struct rule *active = NULL;
        stage(&active, rules, 4);
        printf("%u active\n", HASH_COUNT(active));
        flush(&active);
        flush(&active);
    }
    return 0;
}
