// SPDX-License-Identifier: Apache-2.0
// No call leads to the insertion: the library calls it back for every key of a message.
#include <glib.h>
#include <stdio.h>

static GHashTable *known_names;

static void remember(GQuark id, gpointer data, gpointer user_data) {
    (void)id;
    (void)user_data;
    g_hash_table_add(known_names, g_strdup(data)); // expect: grow-only
}

static void on_message(GData **message) {
    g_datalist_foreach(message, remember, NULL);
}

int main(void) {
    char line[256];
    known_names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        GData *message;
        g_datalist_init(&message);
        g_datalist_set_data(&message, "name", line);
        on_message(&message);
        g_datalist_clear(&message);
    }
    printf("%u\n", g_hash_table_size(known_names));
    return 0;
}
