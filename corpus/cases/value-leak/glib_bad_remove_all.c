// SPDX-License-Identifier: Apache-2.0
// Emptying the table between two documents frees no value.
#include <glib.h>
#include <stdio.h>

static GHashTable *titles;

static void add_title(guint page, const char *title) {
    if (!g_hash_table_contains(titles, GUINT_TO_POINTER(page)))
        g_hash_table_insert(titles, GUINT_TO_POINTER(page), g_strdup(title));
}

static void next_document(void) {
    g_hash_table_remove_all(titles); // expect: value-leak
}

int main(void) {
    char line[256];
    guint page = 0;
    titles = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (fgets(line, sizeof line, stdin)) {
        add_title(page++, line);
        if (page == 10) {
            next_document();
            page = 0;
        }
    }
    return 0;
}
