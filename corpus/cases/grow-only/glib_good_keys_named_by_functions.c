// SPDX-License-Identifier: Apache-2.0
// Requests are counted by verb and by kind: what a function answers is one of its few returns.
#include <glib.h>
#include <stdio.h>
#include <string.h>

enum verb { GET, PUT, DELETE };

static GHashTable *by_verb, *by_kind;

static int verb_of(const char *line) {
    if (!strncmp(line, "get ", 4))
        return GET;
    if (!strncmp(line, "put ", 4))
        return PUT;
    return DELETE;
}

static const char *kind_of(char first) {
    switch (first) {
    case 'u':
        return "user";
    case 'g':
        return "group";
    default:
        return "other";
    }
}

int main(void) {
    char line[256];
    by_verb = g_hash_table_new(g_direct_hash, g_direct_equal);
    by_kind = g_hash_table_new(g_str_hash, g_str_equal);
    while (fgets(line, sizeof line, stdin)) {
        int verb = verb_of(line);
        g_hash_table_insert(by_verb, GINT_TO_POINTER(verb), GINT_TO_POINTER(1));
        g_hash_table_insert(by_kind, (gpointer)kind_of(line[0]), GINT_TO_POINTER(1));
    }
    g_hash_table_destroy(by_verb);
    g_hash_table_destroy(by_kind);
    return 0;
}
