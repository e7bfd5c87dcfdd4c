// SPDX-License-Identifier: Apache-2.0
// The tree keeps a copy of each name, and the buffer is free to move.
// proof: grows "the tree has a copy of every name, and is freed as a whole"
#include <glib.h>
#include <stdio.h>
#include <string.h>

static gint compare(gconstpointer a, gconstpointer b, gpointer data) {
    (void)data;
    return strcmp(a, b);
}

int main(void) {
    char line[256];
    GTree *seen = g_tree_new_full(compare, NULL, g_free, NULL);
    char *name = NULL;
    while (fgets(line, sizeof line, stdin)) {
        name = g_realloc(name, strlen(line) + 1);
        strcpy(name, line);
        if (g_tree_lookup(seen, name))
            puts("again");
        else
            g_tree_insert(seen, g_strdup(name), GINT_TO_POINTER(1));
    }
    g_tree_destroy(seen);
    g_free(name);
    return 0;
}
