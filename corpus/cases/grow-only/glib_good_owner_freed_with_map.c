// SPDX-License-Identifier: Apache-2.0
// The table hangs in an object that lives for one batch, and is freed with it.
#include <glib.h>
#include <stdio.h>

typedef struct {
    GHashTable *messages;
    guint received;
} Broker;

static Broker *broker_new(void) {
    Broker *made = g_new0(Broker, 1);
    made->messages = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    return made;
}

static void broker_free(Broker *self) {
    g_hash_table_destroy(self->messages);
    g_free(self);
}

static void broker_receive(Broker *self, const char *body) {
    guint id = ++self->received;
    g_hash_table_insert(self->messages, GUINT_TO_POINTER(id), g_strdup(body));
}

static guint run_batch(void) {
    char line[256];
    Broker *broker = broker_new();
    while (fgets(line, sizeof line, stdin) && line[0] != '\n')
        broker_receive(broker, line);
    guint received = g_hash_table_size(broker->messages);
    broker_free(broker);
    return received;
}

int main(void) {
    for (guint received; (received = run_batch()) > 0;)
        printf("%u\n", received);
    return 0;
}
