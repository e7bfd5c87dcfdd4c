// SPDX-License-Identifier: Apache-2.0
// The alarm that comes next is kept beside the tree, and looked for again when it is cancelled.
#include <glib.h>
#include <stdio.h>

struct alarm {
    int at;
    char text[32];
};

struct clock {
    GTree *alarms; // owns its values
    struct alarm *next;
};

static gint compare(gconstpointer a, gconstpointer b, gpointer data) {
    (void)data;
    return (gint)(GPOINTER_TO_INT(a) - GPOINTER_TO_INT(b));
}

static void set(struct clock *clock, int at, const char *text) {
    struct alarm *alarm = g_new0(struct alarm, 1);
    alarm->at = at;
    g_strlcpy(alarm->text, text, sizeof alarm->text);
    if (!clock->next)
        clock->next = alarm;
    g_tree_insert(clock->alarms, GINT_TO_POINTER(at), alarm);
}

static void cancel(struct clock *clock, int at) {
    g_tree_remove(clock->alarms, GINT_TO_POINTER(at));
    GTreeNode *first = g_tree_node_first(clock->alarms);
    clock->next = first ? g_tree_node_value(first) : NULL;
}

int main(void) {
    char line[64];
    struct clock clock = {g_tree_new_full(compare, NULL, NULL, g_free), NULL};
    for (int now = 1; fgets(line, sizeof line, stdin); now++) {
        set(&clock, now, line);
        printf("%d\n", clock.next->at);
        cancel(&clock, now);
    }
    g_tree_destroy(clock.alarms);
    return 0;
}
