// SPDX-License-Identifier: Apache-2.0
// A few counters have fixed names; what makes the map grow is the user's.
#include <glib.h>
#include <stdio.h>

static GHashTable *counters;

static void count(const char *name) {
    g_hash_table_add(counters, g_strdup(name));
}

static void count_user(const char *user) {
    g_hash_table_add(counters, g_strdup(user)); // expect: grow-only
}

int main(void) {
    char line[256];
    counters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        count("requests");
        count(line[0] == '#' ? line : "plain");
        count_user(line);
    }
    printf("%u\n", g_hash_table_size(counters));
    return 0;
}
