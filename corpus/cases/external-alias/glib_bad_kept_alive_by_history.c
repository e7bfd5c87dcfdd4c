// SPDX-License-Identifier: Apache-2.0
// Sessions that end leave the table to be released; the history holds a reference to each for ever.
#include <glib.h>
#include <stdio.h>

struct session {
    int id;
    char state[200];
};

static GHashTable *sessions; // holds a reference to each
static GPtrArray *history;   // and so does this

static void begin(int id) {
    struct session *session = g_rc_box_new0(struct session);
    session->id = id;
    g_hash_table_insert(sessions, GINT_TO_POINTER(id), session);
    g_ptr_array_add(history, g_rc_box_acquire(session));
}

static void end(int id) {
    g_hash_table_remove(sessions, GINT_TO_POINTER(id)); // expect-fn: external-alias
}

int main(void) {
    char line[64];
    sessions = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_rc_box_release);
    history = g_ptr_array_new_with_free_func(g_rc_box_release);
    for (int id = 1; fgets(line, sizeof line, stdin); id++) {
        begin(id);
        printf("%d open\n", (int)g_hash_table_size(sessions));
        end(id);
    }
    return 0;
}
