// SPDX-License-Identifier: Apache-2.0
// The same with a word that is read from outside: it has too many values to count as a bound.
#include <glib.h>
#include <stdio.h>

static GHashTable *serials;

static void see_serial(guint serial) {
    g_hash_table_add(serials, GUINT_TO_POINTER(serial)); // expect: grow-only
}

int main(void) {
    guint serial;
    serials = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (scanf("%*[^0-9]%u", &serial) == 1)
        see_serial(serial);
    printf("%u serials\n", g_hash_table_size(serials));
    return 0;
}
