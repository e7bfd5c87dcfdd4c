// SPDX-License-Identifier: Apache-2.0
// Each failure jumps to the label that undoes what was done so far.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int convert(const char *line) {
    int result = -1;
    char *copy = strdup(line);
    GHashTable *names;
    if (!copy)
        return -1;
    if (strlen(copy) < 2)
        goto out_copy;
    names = g_hash_table_new(g_str_hash, g_str_equal);
    if (!strchr(copy, '='))
        goto out_names;
    g_hash_table_add(names, copy);
    result = (int)g_hash_table_size(names);
out_names:
    g_hash_table_destroy(names);
out_copy:
    free(copy);
    return result;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", convert(line));
    return 0;
}
