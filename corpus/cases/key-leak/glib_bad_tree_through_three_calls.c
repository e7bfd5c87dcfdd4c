// SPDX-License-Identifier: Apache-2.0
// parse -> add_option -> store copy the names for a tree without notify; its end loses them.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static int compare(gconstpointer a, gconstpointer b) {
    return strcmp(a, b);
}

static void store(GTree *options, const char *name) {
    if (!g_tree_lookup(options, name))
        g_tree_insert(options, g_strdup(name), GINT_TO_POINTER(1));
}

static void add_option(GTree *options, const char *text) {
    if (text[0] != '#')
        store(options, text);
}

static void parse(GTree *options, char *line) {
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
        add_option(options, word);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GTree *options = g_tree_new(compare);
        parse(options, line);
        printf("%d\n", g_tree_nnodes(options));
        g_tree_destroy(options); // expect-fn: key-leak // expect: value-leak
    }
    return 0;
}
