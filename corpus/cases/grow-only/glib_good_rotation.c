// SPDX-License-Identifier: Apache-2.0
// Each epoch ends with the destruction of its table; the next gets its own.
#include <glib.h>
#include <stdio.h>

static GHashTable *nonces;

static void begin_epoch(void) {
    if (nonces)
        g_hash_table_destroy(nonces);
    nonces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean first_use(const char *nonce) {
    return g_hash_table_add(nonces, g_strdup(nonce));
}

int main(void) {
    char line[256];
    unsigned used = 0;
    begin_epoch();
    while (fgets(line, sizeof line, stdin)) {
        if (!first_use(line))
            puts("replayed");
        if (++used % 500 == 0)
            begin_epoch();
    }
    return 0;
}
