// SPDX-License-Identifier: Apache-2.0
// stop -> close_store -> drop_index destroy the tree, and the end of the store does so again.
#include <glib.h>
#include <stdio.h>
#include <string.h>

struct store {
    GTree *index;
};

static int compare(gconstpointer a, gconstpointer b) {
    return strcmp(a, b);
}

static void drop_index(struct store *store) {
    if (store->index)
        g_tree_destroy(store->index);
}

static void close_store(struct store *store) {
    printf("%d names\n", g_tree_nnodes(store->index));
    drop_index(store);
}

static void stop(struct store *store) {
    close_store(store);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct store store = {g_tree_new(compare)};
        g_tree_insert(store.index, line, line);
        stop(&store);
        drop_index(&store); // expect-fn: double-destroy
    }
    return 0;
}
