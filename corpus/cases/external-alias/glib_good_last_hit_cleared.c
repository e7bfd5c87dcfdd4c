// SPDX-License-Identifier: Apache-2.0
// The last document that was found is remembered beside the table, until it is removed.
#include <glib.h>
#include <stdio.h>

struct document {
    int id;
    int reads;
};

static GHashTable *documents; // owns its values
static struct document *last;

static struct document *find(int id) {
    if (!last || last->id != id)
        last = g_hash_table_lookup(documents, GINT_TO_POINTER(id));
    return last;
}

static void store(int id) {
    struct document *document = g_new0(struct document, 1);
    document->id = id;
    g_hash_table_insert(documents, GINT_TO_POINTER(id), document);
}

static void drop(int id) {
    if (last && last->id == id)
        last = NULL;
    g_hash_table_remove(documents, GINT_TO_POINTER(id));
}

int main(void) {
    char line[64];
    documents = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    for (int id = 1; fgets(line, sizeof line, stdin); id++) {
        store(id);
        printf("%d\n", ++find(id)->reads);
        drop(id);
    }
    g_hash_table_destroy(documents);
    return 0;
}
