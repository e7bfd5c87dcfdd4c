// SPDX-License-Identifier: Apache-2.0
// The old key is looked up and freed once the new one stands in its place.
// proof: grows "the table has every lease once, and is freed as a whole"
#include <glib.h>
#include <stdio.h>

struct leases {
    GHashTable *by_host; // name -> number of the line
};

static void renew(struct leases *leases, const char *host, int now) {
    gpointer old = NULL;
    g_hash_table_lookup_extended(leases->by_host, host, &old, NULL);
    g_hash_table_replace(leases->by_host, g_strdup(host), GINT_TO_POINTER(now));
    g_free(old);
}

static void end(struct leases *leases) {
    GHashTableIter iter;
    gpointer host;
    g_hash_table_iter_init(&iter, leases->by_host);
    while (g_hash_table_iter_next(&iter, &host, NULL))
        g_free(host);
    g_hash_table_destroy(leases->by_host);
}

int main(void) {
    char line[256];
    struct leases leases = {g_hash_table_new(g_str_hash, g_str_equal)};
    for (int now = 0; fgets(line, sizeof line, stdin); now++)
        renew(&leases, line, now);
    printf("%u leases\n", g_hash_table_size(leases.by_host));
    end(&leases);
    return 0;
}
