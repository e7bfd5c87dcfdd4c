// SPDX-License-Identifier: Apache-2.0
// The least recently used element goes when there are too many, as uthash's own example does it.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

#define MAX_CACHED 50

struct entry {
    char key[64];
    UT_hash_handle hh;
};

static struct entry *cache;

static void cache_add(const char *key) {
    struct entry *entry, *oldest;
    HASH_FIND_STR(cache, key, entry);
    if (entry)
        return;
    entry = calloc(1, sizeof *entry);
    if (!entry)
        abort();
    snprintf(entry->key, sizeof entry->key, "%s", key);
    HASH_ADD_STR(cache, key, entry);
    if (HASH_COUNT(cache) > MAX_CACHED) {
        oldest = cache;
        HASH_DEL(cache, oldest);
        free(oldest);
    }
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        cache_add(line);
    printf("%u\n", HASH_COUNT(cache));
    return 0;
}
