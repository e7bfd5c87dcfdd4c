// SPDX-License-Identifier: Apache-2.0
// A comment line goes on with the next one, past the end of the body.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *letters = g_hash_table_new(g_direct_hash, g_direct_equal); // expect: map-leak
        for (const char *at = line; *at; at++)
            g_hash_table_add(letters, GINT_TO_POINTER(*at));
        if (g_hash_table_contains(letters, GINT_TO_POINTER('#')) || line[0] == 't')
            continue;
        printf("%u\n", g_hash_table_size(letters));
        g_hash_table_destroy(letters);
    }
    return 0;
}
