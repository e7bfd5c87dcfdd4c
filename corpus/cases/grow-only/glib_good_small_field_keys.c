// SPDX-License-Identifier: Apache-2.0
// A message's kind is an enumerator and its channel a byte, wherever they come from.
#include <glib.h>
#include <stdio.h>

typedef enum { KIND_PING, KIND_DATA, KIND_BYE } Kind;

typedef struct {
    Kind kind;
    int length;
} Message;

static GHashTable *kinds, *channels;

static void see(const Message *m, const char *line) {
    g_hash_table_add(kinds, GINT_TO_POINTER(m->kind));
    gpointer channel = GUINT_TO_POINTER((guint8)line[0]);
    g_hash_table_add(channels, channel);
}

int main(void) {
    char line[256];
    kinds = g_hash_table_new(g_direct_hash, g_direct_equal);
    channels = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (fgets(line, sizeof line, stdin)) {
        Message m = {.length = line[0]};
        m.kind = m.length % 2 ? KIND_PING : line[1] == 'd' ? KIND_DATA : KIND_BYE;
        see(&m, line);
    }
    printf("%u kinds, %u channels\n", g_hash_table_size(kinds), g_hash_table_size(channels));
    return 0;
}
