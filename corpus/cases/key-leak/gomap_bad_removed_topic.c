// SPDX-License-Identifier: Apache-2.0
// The map borrows its string keys; a removal by an equal string forgets the one that is stored.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void subscribe(Gomap *topics, const char *name) {
    int subscribers = 1;
    if (gomap_find(topics, &name))
        return;
    const char *key = strdup(name);
    if (key && gomap_put(topics, &key, &subscribers) != GOMAP_OK)
        free((char *)key);
}

static void unsubscribe(Gomap *topics, const char *name) {
    gomap_remove(topics, &name); // expect-fn: key-leak
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_str(sizeof(int));
    Gomap *topics;
    if (gomap_new(&type, 0, &topics) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        subscribe(topics, line);
        printf("%zu\n", gomap_len(topics));
        unsubscribe(topics, line);
    }
    gomap_free(topics);
    return 0;
}
