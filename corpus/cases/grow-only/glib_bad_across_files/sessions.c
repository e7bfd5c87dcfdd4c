// SPDX-License-Identifier: Apache-2.0
// Sessions are opened and looked up, and never closed.
#include "sessions.h"

#include <glib.h>

static GHashTable *sessions;

void sessions_open(const char *token) {
    if (!sessions)
        sessions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_replace(sessions, g_strdup(token), g_strdup("guest")); // expect: grow-only
}

int sessions_known(const char *token) {
    return g_hash_table_contains(sessions, token);
}
