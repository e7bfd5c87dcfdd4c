// SPDX-License-Identifier: Apache-2.0
// A word without a value ends the table, and the report at the end reads it all the same.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static void show(gpointer name, gpointer value, gpointer data) {
    (void)data;
    printf("%s: %s\n", (char *)name, (char *)value);
}

static void parse(char *line) {
    GHashTable *fields = g_hash_table_new(g_str_hash, g_str_equal);
    char *equals = strchr(line, '=');
    if (equals) {
        *equals = '\0';
        g_hash_table_insert(fields, line, equals + 1);
    } else {
        fprintf(stderr, "no value: %s", line);
        g_hash_table_destroy(fields);
    }
    g_hash_table_foreach(fields, show, NULL); // expect-fn: use-after-destroy
    if (equals)
        g_hash_table_destroy(fields);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        parse(line);
    return 0;
}
