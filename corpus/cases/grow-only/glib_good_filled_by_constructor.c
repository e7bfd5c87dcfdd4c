// SPDX-License-Identifier: Apache-2.0
// Modules enter themselves before main starts.
#include <glib.h>
#include <stdio.h>

static GHashTable *modules;

static void add_module(const char *name) {
    if (!modules)
        modules = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(modules, g_strdup(name));
}

__attribute__((constructor)) static void add_builtin_modules(void) {
    const char *extra = g_getenv("EXTRA_MODULE");
    add_module("core");
    add_module(extra ? extra : "none");
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", g_hash_table_contains(modules, g_strstrip(line)));
    return 0;
}
