// SPDX-License-Identifier: Apache-2.0
// The only removal is in the shutdown path: it bounds nothing while the daemon runs.
#include <glib.h>
#include <stdio.h>

static GHashTable *leases;

static void grant(const char *client) {
    g_hash_table_insert(leases, g_strdup(client), g_strdup("10.0.0.1")); // expect: grow-only
}

static void shut_down(void) {
    g_hash_table_remove_all(leases);
    g_hash_table_destroy(leases);
    leases = NULL;
}

int main(void) {
    char line[256];
    leases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (fgets(line, sizeof line, stdin)) {
        grant(line);
        printf("%s\n", (char *)g_hash_table_lookup(leases, line));
    }
    shut_down();
    return 0;
}
