// SPDX-License-Identifier: Apache-2.0
// Each node's table is kept in the cache of its resource; reading the settings may have put another
// cache there meanwhile.
#include <glib.h>
#include <stdio.h>

typedef struct Resource {
    GHashTable *cache;
    void (*read)(struct Resource *r, GHashTable *into);
} Resource;

static void forget(gpointer table) {
    g_hash_table_destroy(table);
}

static void read_settings(Resource *r, GHashTable *into) {
    (void)r;
    g_hash_table_insert(into, g_strdup("interval"), g_strdup("10"));
}

static GHashTable *settings_for(Resource *r, const char *node) {
    GHashTable *settings = g_hash_table_lookup(r->cache, node);
    if (settings)
        return settings;
    settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (r->read)
        r->read(r, NULL);
    read_settings(r, settings);
    g_hash_table_insert(r->cache, g_strdup(node), settings);
    return settings;
}

static const char *interval(Resource *r, const char *node) {
    GHashTable *settings = settings_for(r, node);
    return g_hash_table_lookup(settings, "interval");
}

int main(int argc, char **argv) {
    Resource r = {.cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, forget)};
    for (int i = 0; i < argc; i++)
        puts(interval(&r, argv[i]));
    g_hash_table_destroy(r.cache);
    return 0;
}
