// SPDX-License-Identifier: Apache-2.0
// The view has a reference of its own: the table that a reload drops is still there for it.
#include <glib.h>
#include <stdio.h>

struct model {
    GHashTable *rows;
};

struct view {
    GHashTable *shown; // a reference
};

static void reload(struct model *model, const char *line) {
    if (model->rows)
        g_hash_table_unref(model->rows);
    model->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(model->rows, g_strdup(line));
}

int main(void) {
    char line[256];
    struct model model = {NULL};
    reload(&model, "empty");
    while (fgets(line, sizeof line, stdin)) {
        struct view view = {g_hash_table_ref(model.rows)};
        reload(&model, line);
        printf("%u\n", g_hash_table_size(view.shown));
        g_hash_table_unref(view.shown);
    }
    g_hash_table_unref(model.rows);
    return 0;
}
