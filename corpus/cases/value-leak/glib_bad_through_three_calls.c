// SPDX-License-Identifier: Apache-2.0
// on_close -> drop_channel -> forget: the channel is looked up, told goodbye, and not freed.
#include <glib.h>
#include <stdio.h>

typedef struct {
    guint id;
    guint messages;
} Channel;

static GHashTable *channels;

static Channel *channel_new(guint id) {
    Channel *channel = g_new0(Channel, 1);
    channel->id = id;
    return channel;
}

static void on_open(guint id) {
    if (!g_hash_table_contains(channels, GUINT_TO_POINTER(id)))
        g_hash_table_insert(channels, GUINT_TO_POINTER(id), channel_new(id));
}

static void forget(GHashTable *table, guint id) {
    g_hash_table_remove(table, GUINT_TO_POINTER(id)); // expect: value-leak
}

static void drop_channel(guint id) {
    Channel *channel = g_hash_table_lookup(channels, GUINT_TO_POINTER(id));
    if (channel)
        printf("%u: %u messages\n", channel->id, channel->messages);
    forget(channels, id);
}

static void on_close(guint id) {
    drop_channel(id);
}

int main(void) {
    guint id;
    channels = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (scanf("%*[^0-9]%u", &id) == 1) {
        on_open(id);
        on_close(id);
    }
    return 0;
}
