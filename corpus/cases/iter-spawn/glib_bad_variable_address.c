// SPDX-License-Identifier: Apache-2.0
// Each resolver gets the address of the variable that holds the host's name in turn.
#include <glib.h>
#include <stdio.h>

static gpointer resolve(gpointer data) {
    const char **host = data;
    printf("resolving %s", *host);
    return NULL;
}

int main(void) {
    char line[64];
    const char *host;
    gpointer key;
    GHashTableIter iter;
    GSList *threads = NULL;
    GHashTable *hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (g_hash_table_size(hosts) < 16 && fgets(line, sizeof line, stdin))
        g_hash_table_add(hosts, g_strdup(line));
    g_hash_table_iter_init(&iter, hosts);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        host = key;
        GThread *thread = g_thread_new("resolver", resolve, &host); // expect-fn: iter-spawn
        threads = g_slist_prepend(threads, thread);
    }
    for (GSList *at = threads; at; at = at->next)
        g_thread_join(at->data);
    g_slist_free(threads);
    g_hash_table_destroy(hosts);
    return 0;
}
