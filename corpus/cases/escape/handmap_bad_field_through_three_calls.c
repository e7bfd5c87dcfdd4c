// SPDX-License-Identifier: Apache-2.0
// tick -> collect -> store_stats: a field of the one server gets a new table every time.
#include <handmap.h>
#include <stdio.h>

struct server {
    const char *name;
    hand_map *stats;
};

static struct server server = {"main", NULL};

static void store_stats(struct server *to, hand_map *stats) {
    to->stats = stats; // expect-fn: escape
}

static void collect(struct server *of, const char *line) {
    hand_map *stats = hand_map_new();
    hand_map_add(stats, line, (void *)of->name);
    store_stats(of, stats);
}

static void tick(const char *line) {
    collect(&server, line);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        tick(line);
        printf("%s %zu\n", server.name, hand_map_size(server.stats));
    }
    return 0;
}
