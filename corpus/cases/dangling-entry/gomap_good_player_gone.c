// SPDX-License-Identifier: Apache-2.0
// A player leaves the map, and is freed then.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>

struct player {
    int score;
};

static int sum(Gomap *players) {
    GomapIter it;
    int total = 0;
    for (gomap_iter_init(&it, players); gomap_iter_next(&it);)
        total += (*(struct player **)it.value)->score;
    return total;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u32(sizeof(struct player *));
    Gomap *players;
    if (gomap_new(&type, 0, &players) != GOMAP_OK)
        return 1;
    for (uint32_t id = 0; fgets(line, sizeof line, stdin); id++) {
        struct player *player = calloc(1, sizeof *player);
        if (!player || gomap_put(players, &id, &player) != GOMAP_OK)
            abort();
        player->score = line[4];
        printf("%d\n", sum(players));
        gomap_remove(players, &id);
        free(player);
    }
    gomap_free(players);
    return 0;
}
