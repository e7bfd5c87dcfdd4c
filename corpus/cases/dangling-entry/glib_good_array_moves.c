// SPDX-License-Identifier: Apache-2.0
// The index keeps positions in the array, which stay right when it moves.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

struct host {
    int id;
    int hits;
};

struct hosts {
    struct host *array;
    GHashTable *by_id;
};

static void add_host(struct hosts *hosts, int n, int id) {
    if (n % 16 == 0)
        hosts->array = g_renew(struct host, hosts->array, n + 16);
    hosts->array[n] = (struct host){id, 0};
    g_hash_table_insert(hosts->by_id, GINT_TO_POINTER(id), GINT_TO_POINTER(n));
}

int main(void) {
    char line[256];
    int n = 0;
    struct hosts hosts = {NULL, g_hash_table_new(g_direct_hash, g_direct_equal)};
    while (n < 200 && fgets(line, sizeof line, stdin)) {
        add_host(&hosts, n, n + 1);
        n++;
        gpointer first = g_hash_table_lookup(hosts.by_id, GINT_TO_POINTER(1));
        printf("%d\n", ++hosts.array[GPOINTER_TO_INT(first)].hits);
    }
    g_hash_table_destroy(hosts.by_id);
    g_free(hosts.array);
    return 0;
}
