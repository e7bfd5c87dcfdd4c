// SPDX-License-Identifier: Apache-2.0
// An assignment shares the handle: the one that the global had before is freed first.
#include <runtime/gomap.h>
#include <stdio.h>

static struct { Gomap *last_scores; } server;

static void on_request(const char *line) {
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    Gomap *scores;
    if (gomap_new(&type, 0, &scores) != GOMAP_OK)
        return;
    for (uint32_t at = 0; line[at]; at++)
        gomap_put(scores, &at, &(uint32_t){(unsigned char)line[at]});
    printf("%zu scores\n", gomap_len(scores));
    gomap_free(server.last_scores);
    server.last_scores = scores;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        on_request(line);
    return 0;
}
