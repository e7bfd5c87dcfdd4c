// SPDX-License-Identifier: Apache-2.0
// Released each time the set-up is undone, after a list that must be empty first: an empty list is
// not a flag that says "for the first time".
#include <glib.h>
#include <stdio.h>

static GSList *themes;
static GHashTable *formats;

static void theme_free(char *theme) {
    themes = g_slist_remove(themes, theme);
    g_free(theme);
}

static void (*drop)(char *theme) = theme_free;

static void set_up(int *fixture, const void *name) {
    (void)fixture;
    formats = g_hash_table_new(g_str_hash, g_str_equal);
    themes = g_slist_append(themes, g_strdup(name));
}

static void run(int *fixture, const void *name) {
    (void)fixture;
    printf("%s %u\n", (const char *)name, g_hash_table_size(formats));
}

static void tear_down(int *fixture, const void *name) {
    (void)fixture;
    (void)name;
    while (themes != NULL)
        drop(themes->data);
    g_hash_table_destroy(formats);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/dark", int, "dark", set_up, run, tear_down);
    g_test_add("/light", int, "light", set_up, run, tear_down);
    return g_test_run();
}
