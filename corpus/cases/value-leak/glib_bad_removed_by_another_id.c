// SPDX-License-Identifier: Apache-2.0
// The request that ends a session is freed, the session is not.
#include <glib.h>
#include <stdio.h>

typedef struct {
    int id, references;
} Session;

typedef struct {
    int session;
} Request;

static GHashTable *sessions;

static void begin(int id) {
    Session *s = g_new0(Session, 1);
    s->id = id;
    g_hash_table_insert(sessions, GINT_TO_POINTER(id), s);
}

static void end(const Request *request) {
    g_hash_table_remove(sessions, GINT_TO_POINTER(request->session));
    // expect@-1: value-leak "not freed"
}

int main(void) {
    char line[64];
    sessions = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        Request *request = g_new0(Request, 1);
        request->session = id;
        begin(id);
        end(request);
        g_free(request);
    }
    return 0;
}
