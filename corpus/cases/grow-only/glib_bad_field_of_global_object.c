// SPDX-License-Identifier: Apache-2.0
// The table hangs in a heap object, but that object hangs in a global.
#include <glib.h>
#include <stdio.h>

typedef struct {
    GHashTable *messages;
    guint received;
} Broker;

static Broker *broker;

static Broker *broker_new(void) {
    Broker *made = g_new0(Broker, 1);
    made->messages = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    return made;
}

static void broker_receive(Broker *self, const char *body) {
    guint id = ++self->received;
    g_hash_table_insert(self->messages, GUINT_TO_POINTER(id), g_strdup(body)); // expect: grow-only
}

int main(void) {
    char line[256];
    broker = broker_new();
    while (fgets(line, sizeof line, stdin))
        broker_receive(broker, line);
    printf("%u\n", g_hash_table_size(broker->messages));
    return 0;
}
