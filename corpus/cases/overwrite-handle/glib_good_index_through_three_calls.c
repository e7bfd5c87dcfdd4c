// SPDX-License-Identifier: Apache-2.0
// login -> reset -> make_index: reset lets go of the tree from the login before.
#include <glib.h>
#include <stdio.h>

struct session {
    GTree *index;
};

static int compare(gconstpointer a, gconstpointer b, gpointer data) {
    (void)data;
    return g_strcmp0(a, b);
}

static void make_index(struct session *session) {
    session->index = g_tree_new_full(compare, NULL, g_free, NULL);
}

static void reset(struct session *session) {
    if (session->index)
        g_tree_unref(session->index);
    make_index(session);
    g_tree_insert(session->index, g_strdup("home"), (gpointer) "/");
}

static void login(struct session *session, const char *name) {
    reset(session);
    g_tree_insert(session->index, g_strdup(name), (gpointer) "user");
}

int main(void) {
    char line[256];
    struct session session = {NULL};
    while (fgets(line, sizeof line, stdin)) {
        login(&session, line);
        printf("%d\n", g_tree_nnodes(session.index));
    }
    if (session.index)
        g_tree_destroy(session.index);
    return 0;
}
