// SPDX-License-Identifier: Apache-2.0
// GLib reads the dead table, and the sanitizer does not see into GLib.
#include <glib.h>

int main(void) {
    GHashTable *map = g_hash_table_new(NULL, NULL);
    g_hash_table_destroy(map);
    return g_hash_table_lookup(map, map) != NULL; // expect: use-after-destroy
}
