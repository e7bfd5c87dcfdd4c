// SPDX-License-Identifier: Apache-2.0
// Sessions are found by number.
#include "session.h"

static GHashTable *sessions;

void sessions_begin(void) {
    sessions = g_hash_table_new(g_direct_hash, g_direct_equal);
}

struct session *session_open(int id) {
    struct session *session = g_new0(struct session, 1);
    session->id = id;
    g_hash_table_insert(sessions, GINT_TO_POINTER(id), session);
    return session;
}

struct session *session_find(int id) {
    return g_hash_table_lookup(sessions, GINT_TO_POINTER(id));
}

void session_forget(int id) {
    g_hash_table_remove(sessions, GINT_TO_POINTER(id)); // expect-fp: value-leak
}
