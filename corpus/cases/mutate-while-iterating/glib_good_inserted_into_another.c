// SPDX-License-Identifier: Apache-2.0
// The callback of g_hash_table_foreach adds an entry to another table than the one that is walked.
// proof: grows "both tables are filled from the whole input, and freed as a whole"
#include <glib.h>
#include <stdio.h>
#include <string.h>

static void add_alias(gpointer name, gpointer address, gpointer data) {
    GHashTable *aliases = data;
    if (!strchr(name, '.'))
        g_hash_table_insert(aliases, g_strdup_printf("%s.local", (char *)name), g_strdup(address));
}

int main(void) {
    char line[64];
    GHashTable *hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTable *aliases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (fgets(line, sizeof line, stdin))
        g_hash_table_insert(hosts, g_strdup(g_strchomp(line)), g_strdup("127.0.0.1"));
    g_hash_table_foreach(hosts, add_alias, aliases);
    printf("%u aliases\n", g_hash_table_size(aliases));
    g_hash_table_destroy(aliases);
    g_hash_table_destroy(hosts);
    return 0;
}
