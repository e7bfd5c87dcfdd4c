// SPDX-License-Identifier: Apache-2.0
//
// What GLib does to a GHashTable or a GTree, and to the keys that its own hash functions read.
// A reference count is atomic: taking one is no read of the map, giving one back orders.
#include "told.h"

#include <glib.h>
#include <string.h>

TOLD_READ(gpointer, g_hash_table_lookup, (GHashTable * map, gconstpointer key), map, key)
TOLD_READ(gboolean, g_hash_table_lookup_extended,
          (GHashTable * map, gconstpointer key, gpointer *stored, gpointer *value), map, key,
          stored, value)
TOLD_READ(gboolean, g_hash_table_contains, (GHashTable * map, gconstpointer key), map, key)
TOLD_READ(guint, g_hash_table_size, (GHashTable * map), map)
TOLD_READ(gpointer, g_hash_table_find, (GHashTable * map, GHRFunc wanted, gpointer data), map,
          wanted, data)
TOLD_READ(GList *, g_hash_table_get_keys, (GHashTable * map), map)
TOLD_READ(GList *, g_hash_table_get_values, (GHashTable * map), map)
TOLD_READ(gpointer *, g_hash_table_get_keys_as_array, (GHashTable * map, guint *length), map,
          length)
TOLD_WRITE(gboolean, g_hash_table_insert, (GHashTable * map, gpointer key, gpointer value), map,
           key, value)
TOLD_WRITE(gboolean, g_hash_table_replace, (GHashTable * map, gpointer key, gpointer value), map,
           key, value)
TOLD_WRITE(gboolean, g_hash_table_add, (GHashTable * map, gpointer key), map, key)
TOLD_WRITE(gboolean, g_hash_table_remove, (GHashTable * map, gconstpointer key), map, key)
TOLD_WRITE(gboolean, g_hash_table_steal, (GHashTable * map, gconstpointer key), map, key)
TOLD_WRITE(gboolean, g_hash_table_steal_extended,
           (GHashTable * map, gconstpointer key, gpointer *stored, gpointer *value), map, key,
           stored, value)
TOLD_WRITE(guint, g_hash_table_foreach_remove, (GHashTable * map, GHRFunc wanted, gpointer data),
           map, wanted, data)
TOLD_WRITE(guint, g_hash_table_foreach_steal, (GHashTable * map, GHRFunc wanted, gpointer data),
           map, wanted, data)

TOLD(void, g_hash_table_foreach, (GHashTable * map, GHFunc visit, gpointer data)) {
    told_read(map);
    real_g_hash_table_foreach(map, visit, data);
}

TOLD(void, g_hash_table_remove_all, (GHashTable * map)) {
    told_write(map);
    real_g_hash_table_remove_all(map);
}

TOLD(void, g_hash_table_steal_all, (GHashTable * map)) {
    told_write(map);
    real_g_hash_table_steal_all(map);
}

TOLD(void, g_hash_table_destroy, (GHashTable * map)) {
    told_write(map);
    real_g_hash_table_destroy(map);
}

TOLD(GHashTable *, g_hash_table_ref, (GHashTable * map)) {
    told_use(map);
    return real_g_hash_table_ref(map);
}

TOLD(void, g_hash_table_unref, (GHashTable * map)) {
    told_use(map);
    told_release(map);
    told_acquire(map);
    real_g_hash_table_unref(map);
}

TOLD(void, g_hash_table_iter_init, (GHashTableIter * iter, GHashTable *map)) {
    told_read(map);
    real_g_hash_table_iter_init(iter, map);
}

TOLD(gboolean, g_hash_table_iter_next, (GHashTableIter * iter, gpointer *key, gpointer *value)) {
    told_read(g_hash_table_iter_get_hash_table(iter));
    return real_g_hash_table_iter_next(iter, key, value);
}

TOLD(void, g_hash_table_iter_remove, (GHashTableIter * iter)) {
    told_write(g_hash_table_iter_get_hash_table(iter));
    real_g_hash_table_iter_remove(iter);
}

TOLD(void, g_hash_table_iter_replace, (GHashTableIter * iter, gpointer value)) {
    told_write(g_hash_table_iter_get_hash_table(iter));
    real_g_hash_table_iter_replace(iter, value);
}

TOLD(void, g_hash_table_iter_steal, (GHashTableIter * iter)) {
    told_write(g_hash_table_iter_get_hash_table(iter));
    real_g_hash_table_iter_steal(iter);
}

// Reads all of a string, which strlen's interceptor checks.
static void read_text(gconstpointer text) {
    volatile size_t length = strlen(text);
    (void)length;
}

TOLD(guint, g_str_hash, (gconstpointer key)) {
    read_text(key);
    return real_g_str_hash(key);
}

TOLD(gboolean, g_str_equal, (gconstpointer left, gconstpointer right)) {
    read_text(left);
    read_text(right);
    return real_g_str_equal(left, right);
}

TOLD(guint, g_int_hash, (gconstpointer key)) {
    told_read(key);
    return real_g_int_hash(key);
}

TOLD(gboolean, g_int_equal, (gconstpointer left, gconstpointer right)) {
    told_read(left);
    told_read(right);
    return real_g_int_equal(left, right);
}

TOLD(guint, g_int64_hash, (gconstpointer key)) {
    told_read(key);
    return real_g_int64_hash(key);
}

TOLD(gboolean, g_int64_equal, (gconstpointer left, gconstpointer right)) {
    told_read(left);
    told_read(right);
    return real_g_int64_equal(left, right);
}

TOLD_READ(gpointer, g_tree_lookup, (GTree * map, gconstpointer key), map, key)
TOLD_READ(gboolean, g_tree_lookup_extended,
          (GTree * map, gconstpointer key, gpointer *stored, gpointer *value), map, key, stored,
          value)
TOLD_READ(gint, g_tree_nnodes, (GTree * map), map)
TOLD_WRITE(gboolean, g_tree_remove, (GTree * map, gconstpointer key), map, key)
TOLD_WRITE(gboolean, g_tree_steal, (GTree * map, gconstpointer key), map, key)

TOLD(void, g_tree_insert, (GTree * map, gpointer key, gpointer value)) {
    told_write(map);
    real_g_tree_insert(map, key, value);
}

TOLD(void, g_tree_replace, (GTree * map, gpointer key, gpointer value)) {
    told_write(map);
    real_g_tree_replace(map, key, value);
}

TOLD(void, g_tree_foreach, (GTree * map, GTraverseFunc visit, gpointer data)) {
    told_read(map);
    real_g_tree_foreach(map, visit, data);
}

TOLD(void, g_tree_destroy, (GTree * map)) {
    told_write(map);
    real_g_tree_destroy(map);
}

TOLD(GTree *, g_tree_ref, (GTree * map)) {
    told_use(map);
    return real_g_tree_ref(map);
}

TOLD(void, g_tree_unref, (GTree * map)) {
    told_use(map);
    told_release(map);
    told_acquire(map);
    real_g_tree_unref(map);
}
