// SPDX-License-Identifier: Apache-2.0
// A session knows its number. Whoever holds the last reference takes it out and frees it.
#include <glib.h>
#include <stdio.h>

typedef struct {
    int id, references;
} Session;

static GHashTable *sessions;
static GSList *attached;

static Session *attach(int id) {
    Session *s = g_hash_table_lookup(sessions, GINT_TO_POINTER(id));
    if (!s) {
        s = g_new0(Session, 1);
        s->id = id;
        g_hash_table_insert(sessions, GINT_TO_POINTER(id), s);
    }
    s->references++;
    return s;
}

static void detach(Session *s) {
    if (--s->references)
        return;
    g_hash_table_remove(sessions, GINT_TO_POINTER(s->id));
    g_free(s);
}

int main(void) {
    char line[64];
    sessions = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int i = 0; fgets(line, sizeof line, stdin); i++) {
        attached = g_slist_prepend(attached, attach(i));
        if (i % 4 < 3)
            continue;
        for (GSList *l = attached; l; l = l->next)
            detach(l->data);
        g_slist_free(attached);
        attached = NULL;
    }
    for (GSList *l = attached; l; l = l->next)
        detach(l->data);
    g_slist_free(attached);
    g_hash_table_destroy(sessions);
    return 0;
}
