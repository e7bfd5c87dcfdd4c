// SPDX-License-Identifier: Apache-2.0
// Names are known by number and numbers by name: one string is the value of one map and the key of
// the other, which frees it.
#include <glib.h>
#include <stdio.h>

static GHashTable *by_name, *by_number;
static int next_number;

static int intern(const char *name) {
    gpointer known;
    if (g_hash_table_lookup_extended(by_name, name, NULL, &known))
        return GPOINTER_TO_INT(known);
    char *saved = g_strdup(name);
    int number = next_number++;
    g_hash_table_insert(by_name, saved, GINT_TO_POINTER(number));
    g_hash_table_insert(by_number, GINT_TO_POINTER(number), saved);
    return number;
}

static void forget(gpointer name, gpointer number, gpointer data) {
    (void)data;
    g_hash_table_remove(by_number, number);
    g_free(name);
}

int main(void) {
    char line[64];
    by_number = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int round = 0; round < 100; round++) {
        by_name = g_hash_table_new(g_str_hash, g_str_equal);
        for (int i = 0; i < 10 && fgets(line, sizeof line, stdin); i++)
            printf("%d\n", intern(line));
        g_hash_table_foreach(by_name, forget, NULL);
        g_hash_table_destroy(by_name);
    }
    g_hash_table_destroy(by_number);
    return 0;
}
