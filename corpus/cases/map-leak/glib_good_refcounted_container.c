// SPDX-License-Identifier: Apache-2.0
// A session ends with its last reference: the counter inside it knows the function that frees the
// object around it.
#include <glib.h>
#include <stddef.h>
#include <stdio.h>

typedef struct Counter {
    int count;
    void (*free)(struct Counter *counter);
} Counter;

typedef struct {
    char *name;
    GHashTable *headers;
    Counter references;
} Session;

static void session_free(Counter *counter) {
    Session *s = (Session *)((char *)counter - offsetof(Session, references));
    g_hash_table_destroy(s->headers);
    g_free(s->name);
    g_free(s);
}

static void serve(const char *line) {
    Session *s = g_new0(Session, 1);
    s->name = g_strdup(line);
    s->headers = g_hash_table_new(g_str_hash, g_str_equal);
    s->references.count = 1;
    s->references.free = session_free;
    g_hash_table_insert(s->headers, s->name, s->name);
    printf("%s %u\n", s->name, g_hash_table_size(s->headers));
    if (--s->references.count == 0)
        s->references.free(&s->references);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        serve(line);
    return 0;
}
