// SPDX-License-Identifier: Apache-2.0
// quit -> close_all -> drop: three calls below, the tree is destroyed that is looked in for "quit".
#include <glib.h>
#include <stdio.h>
#include <string.h>

struct shell {
    GTree *commands;
    int lines;
};

static int compare(gconstpointer a, gconstpointer b) {
    return strcmp(a, b);
}

static void drop(struct shell *shell) {
    g_tree_destroy(shell->commands);
}

static void close_all(struct shell *shell) {
    if (shell->lines >= 100)
        drop(shell);
}

static void quit(struct shell *shell) {
    close_all(shell);
    printf("%d lines\n", shell->lines);
}

int main(void) {
    char line[256];
    struct shell shell = {g_tree_new(compare), 0};
    g_tree_insert(shell.commands, (gpointer) "quit", (gpointer) "leaves");
    while (shell.lines < 100 && fgets(line, sizeof line, stdin))
        shell.lines++;
    quit(&shell);
    puts(g_tree_lookup(shell.commands, "quit")); // expect-fn: use-after-destroy
    return 0;
}
