// SPDX-License-Identifier: Apache-2.0
// A swept session goes by the release function that it names itself, called two functions deep.
#include <glib.h>
#include <stdio.h>

struct session {
    guint id;
    int references;
    void (*release)(struct session *);
};

static GHashTable *sessions;

static void session_free(struct session *s) {
    g_free(s);
}

static void session_add(guint id) {
    struct session *s = g_new(struct session, 1);
    s->id = id;
    s->references = 1;
    s->release = session_free;
    g_hash_table_insert(sessions, GUINT_TO_POINTER(id), s);
}

static void session_unref(struct session *s) {
    if (--s->references == 0)
        s->release(s);
}

static void session_end(struct session *s) {
    printf("session %u ends\n", s->id);
    session_unref(s);
}

static void sweep(void) {
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, sessions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        g_hash_table_iter_remove(&iter);
        session_end(value);
    }
}

int main(void) {
    char line[256];
    sessions = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint id = 1; fgets(line, sizeof line, stdin); id++) {
        session_add(id);
        sweep();
    }
    g_hash_table_destroy(sessions);
    return 0;
}
