// SPDX-License-Identifier: Apache-2.0
// A plugin makes its table in the init function of its operations, which the host calls once.
#include <glib.h>
#include <stdio.h>

struct operations {
    void (*init)(void);
    void (*serve)(const char *line);
};

static GHashTable *last;

static void plugin_init(void) {
    last = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
}

static void plugin_serve(const char *line) {
    g_hash_table_replace(last, (gpointer) "last", g_strdup(line));
    printf("%u\n", g_hash_table_size(last));
}

static const struct operations plugin = {plugin_init, plugin_serve};

static const struct operations *const plugins[] = {&plugin};

int main(void) {
    char line[256];
    for (unsigned i = 0; i < G_N_ELEMENTS(plugins); i++)
        plugins[i]->init();
    while (fgets(line, sizeof line, stdin))
        plugins[0]->serve(line);
    return 0;
}
