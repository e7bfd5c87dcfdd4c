// SPDX-License-Identifier: Apache-2.0
// The tree keeps the buffer that each name is read into: fitting it to the next name moves it.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static gint compare(gconstpointer a, gconstpointer b) {
    return strcmp(a, b);
}

int main(void) {
    char line[256];
    GTree *seen = g_tree_new(compare);
    char *name = NULL;
    while (fgets(line, sizeof line, stdin)) {
        name = g_realloc(name, strlen(line) + 1); // expect-fn: dangling-entry
        strcpy(name, line);
        if (g_tree_lookup(seen, name))
            puts("again");
        else
            g_tree_insert(seen, name, GINT_TO_POINTER(1));
    }
    g_tree_destroy(seen);
    g_free(name);
    return 0;
}
