// SPDX-License-Identifier: Apache-2.0
// The values are numbers in the clothes of pointers.
#include <glib.h>
#include <stdio.h>

static GHashTable *lengths;

static void add_length(guint page, guint length) {
    if (!g_hash_table_contains(lengths, GUINT_TO_POINTER(page)))
        g_hash_table_insert(lengths, GUINT_TO_POINTER(page), GUINT_TO_POINTER(length));
}

static void next_document(void) {
    g_hash_table_remove_all(lengths);
}

int main(void) {
    char line[256];
    guint page = 0;
    lengths = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (fgets(line, sizeof line, stdin)) {
        add_length(page++, (guint)line[0]);
        if (page == 10) {
            next_document();
            page = 0;
        }
    }
    return 0;
}
