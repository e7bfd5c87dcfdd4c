// SPDX-License-Identifier: Apache-2.0
// The view keeps a handle of its own, and gets the new one with each reload.
#include <glib.h>
#include <stdio.h>

struct model {
    GHashTable *rows;
};

struct view {
    GHashTable *shown; // the rows of the model
};

static void reload(struct model *model, const char *line) {
    if (model->rows)
        g_hash_table_destroy(model->rows);
    model->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(model->rows, g_strdup(line));
}

static void mark(struct view *view, const char *line) {
    g_hash_table_add(view->shown, g_strdup(line));
}

int main(void) {
    char line[256];
    struct model model = {NULL};
    reload(&model, "empty");
    struct view view = {model.rows};
    while (fgets(line, sizeof line, stdin)) {
        reload(&model, line);
        view.shown = model.rows;
        mark(&view, line);
        printf("%u\n", g_hash_table_size(model.rows));
    }
    g_hash_table_destroy(model.rows);
    return 0;
}
