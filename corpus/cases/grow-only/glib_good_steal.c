// SPDX-License-Identifier: Apache-2.0
// A waiter takes its answer out of the table, and owns it from then on.
#include <glib.h>
#include <stdio.h>

static GHashTable *answers;

static void on_answer(const char *id, const char *text) {
    g_hash_table_replace(answers, g_strdup(id), g_strdup(text));
}

static char *take_answer(const char *id) {
    gpointer key = NULL, text = NULL;
    if (!g_hash_table_steal_extended(answers, id, &key, &text))
        return NULL;
    g_free(key);
    return text;
}

int main(void) {
    char line[256];
    answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (fgets(line, sizeof line, stdin)) {
        on_answer(line, "yes");
        char *answer = take_answer(line);
        puts(answer ? answer : "none");
        g_free(answer);
    }
    return 0;
}
