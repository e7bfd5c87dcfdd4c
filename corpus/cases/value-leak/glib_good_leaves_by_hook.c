// SPDX-License-Identifier: Apache-2.0
// A widget leaves the registry in the hook that it names; who called the hook then frees it.
#include <glib.h>
#include <stdio.h>

typedef struct Widget Widget;

struct Widget {
    int id;
    void (*on_free)(Widget *);
};

static GHashTable *live;

static void leave(Widget *w) {
    g_hash_table_remove(live, GINT_TO_POINTER(w->id));
}

static Widget *widget_new(int id) {
    Widget *w = g_new0(Widget, 1);
    w->id = id;
    w->on_free = leave;
    g_hash_table_insert(live, GINT_TO_POINTER(id), w);
    return w;
}

static void widget_free(Widget *w) {
    if (w->on_free)
        w->on_free(w);
    g_free(w);
}

int main(void) {
    char line[256];
    live = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int id = 1; fgets(line, sizeof line, stdin); id++)
        widget_free(widget_new(id));
    g_hash_table_destroy(live);
    return 0;
}
