// SPDX-License-Identifier: Apache-2.0
// The index borrows the connection and ends before it.
#include <glib.h>
#include <stdio.h>

struct connection {
    int id;
    int sent;
};

static void serve(int id) {
    struct connection *c = g_new0(struct connection, 1);
    GHashTable *index = g_hash_table_new(g_direct_hash, g_direct_equal);
    c->id = id;
    g_hash_table_insert(index, GINT_TO_POINTER(id), c);
    ((struct connection *)g_hash_table_lookup(index, GINT_TO_POINTER(id)))->sent++;
    g_hash_table_destroy(index);
    printf("%d sent\n", c->sent);
    g_free(c);
}

int main(void) {
    char line[256];
    for (int id = 1; fgets(line, sizeof line, stdin); id++)
        serve(id);
    return 0;
}
