// SPDX-License-Identifier: Apache-2.0
// The player that is shown is a counted object, but the screen has not taken a reference of its
// own.
#include <glib.h>
#include <stdio.h>

struct player {
    int score;
};

static GHashTable *players; // holds a reference to each
static struct player *shown;

static void join(int id) {
    struct player *player = g_rc_box_new0(struct player);
    g_hash_table_insert(players, GINT_TO_POINTER(id), player);
}

static void show(int id) {
    shown = g_hash_table_lookup(players, GINT_TO_POINTER(id));
}

static void leave(int id) {
    g_hash_table_remove(players, GINT_TO_POINTER(id)); // expect-fn: external-alias
}

int main(void) {
    char line[64];
    players = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_rc_box_release);
    for (int id = 1; fgets(line, sizeof line, stdin); id++) {
        join(id);
        show(id);
        leave(id);
        printf("%d\n", ++shown->score);
    }
    g_hash_table_destroy(players);
    return 0;
}
