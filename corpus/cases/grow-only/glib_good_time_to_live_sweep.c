// SPDX-License-Identifier: Apache-2.0
// Every insertion first drops what is older than a minute.
// proof: grows "an answer lives for a minute, and the input ends sooner"
#include <glib.h>
#include <stdio.h>

typedef struct {
    gint64 born;
    char *address;
} Answer;

static GHashTable *cache;

static void answer_free(gpointer data) {
    Answer *answer = data;
    g_free(answer->address);
    g_free(answer);
}

static gboolean is_stale(gpointer key, gpointer value, gpointer now) {
    (void)key;
    return ((Answer *)value)->born + 60 * G_USEC_PER_SEC < *(gint64 *)now;
}

static void remember(const char *host, const char *address) {
    gint64 now = g_get_monotonic_time();
    g_hash_table_foreach_remove(cache, is_stale, &now);
    Answer *answer = g_new(Answer, 1);
    answer->born = now;
    answer->address = g_strdup(address);
    g_hash_table_replace(cache, g_strdup(host), answer);
}

int main(void) {
    char line[256];
    cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, answer_free);
    while (fgets(line, sizeof line, stdin))
        remember(line, "127.0.0.1");
    printf("%u\n", g_hash_table_size(cache));
    return 0;
}
