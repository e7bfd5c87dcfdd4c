// SPDX-License-Identifier: Apache-2.0
// The usage error ends the process; so does the end of main. There is nothing to destroy for.
// proof: grows "the names are freed as a whole"
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

static G_NORETURN void fail(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(EXIT_FAILURE);
}

static guint read_names(void) {
    char line[256];
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        if (line[0] == '\0')
            fail("empty name");
        g_hash_table_add(names, g_strdup(line));
    }
    if (ferror(stdin))
        exit(EXIT_FAILURE);
    guint count = g_hash_table_size(names);
    g_hash_table_destroy(names);
    return count;
}

int main(void) {
    static const char *const words[] = {"if", "else"};
    GHashTable *keywords = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_hash_table_add(keywords, (gpointer)words[i]);
    printf("%u %u\n", read_names(), g_hash_table_size(keywords));
    exit(EXIT_SUCCESS);
}
