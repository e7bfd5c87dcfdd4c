// SPDX-License-Identifier: Apache-2.0
// g_hash_table_foreach_remove removes what the callback says, and goes on.
#include <glib.h>
#include <stdio.h>

static gboolean is_idle(gpointer id, gpointer seen, gpointer now) {
    (void)id;
    return GPOINTER_TO_UINT(seen) + 10 < GPOINTER_TO_UINT(now);
}

int main(void) {
    guint id, now = 0;
    GHashTable *seen = g_hash_table_new(NULL, NULL);
    while (scanf("%*[^0-9]%u", &id) == 1) {
        g_hash_table_insert(seen, GUINT_TO_POINTER(id), GUINT_TO_POINTER(++now));
        g_hash_table_foreach_remove(seen, is_idle, GUINT_TO_POINTER(now));
    }
    g_hash_table_destroy(seen);
    return 0;
}
