// SPDX-License-Identifier: Apache-2.0
// The thread's loop inserts, main only waits.
#include <glib.h>
#include <stdio.h>

static GHashTable *hosts;

static gpointer resolve_all(gpointer input) {
    char line[256];
    while (fgets(line, sizeof line, input))
        g_hash_table_insert(hosts, g_strdup(line), g_strdup("127.0.0.1")); // expect: grow-only
    return NULL;
}

int main(void) {
    hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GThread *worker = g_thread_new("resolver", resolve_all, stdin);
    g_thread_join(worker);
    printf("%u hosts\n", g_hash_table_size(hosts));
    return 0;
}
