// SPDX-License-Identifier: Apache-2.0
// The gauges are defined at the start; later only those that are there get a new value.
#include <glib.h>
#include <stdio.h>

static GHashTable *gauges, *limits;

static void set_gauge(const char *name, int value) {
    if (!g_hash_table_contains(gauges, name))
        return;
    g_hash_table_insert(gauges, g_strdup(name), GINT_TO_POINTER(value));
}

static int set_limit(const char *name, int value) {
    const char *old = g_hash_table_lookup(limits, name);
    if (!old)
        return -1;
    g_hash_table_insert(limits, g_strdup(name), g_strdup_printf("%d", value));
    return 0;
}

int main(void) {
    char line[64];
    gauges = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    limits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(gauges, g_strdup("cpu"), GINT_TO_POINTER(0));
    g_hash_table_insert(limits, g_strdup("cpu"), g_strdup("1"));
    for (int n = 0; fgets(line, sizeof line, stdin); n++) {
        set_gauge(line, n);
        set_limit(line, n);
    }
    g_hash_table_destroy(gauges);
    g_hash_table_destroy(limits);
    return 0;
}
