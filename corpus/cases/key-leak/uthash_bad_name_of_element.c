// SPDX-License-Identifier: Apache-2.0
// The table is keyed by a string outside of the element; the element is freed, the string is not.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct channel {
    char *name; // the key
    int members;
    UT_hash_handle hh;
};

static struct channel *channels;

static void join(const char *name) {
    struct channel *channel;
    HASH_FIND_STR(channels, name, channel);
    if (!channel) {
        channel = calloc(1, sizeof *channel);
        if (!channel || !(channel->name = strdup(name)))
            abort();
        HASH_ADD_KEYPTR(hh, channels, channel->name, strlen(channel->name), channel);
    }
    channel->members++;
}

static void leave(const char *name) {
    struct channel *channel;
    HASH_FIND_STR(channels, name, channel);
    if (channel && --channel->members == 0) {
        HASH_DEL(channels, channel);
        free(channel); // expect-fn: key-leak
    }
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        join(line);
        printf("%u\n", HASH_COUNT(channels));
        leave(line);
    }
    return 0;
}
