// SPDX-License-Identifier: Apache-2.0
// begin_frame stores the frame's table in a global, end_frame takes it apart again.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct sprite {
    int id;
    UT_hash_handle hh;
};

static struct sprite *visible;

static void begin_frame(const char *line) {
    struct sprite *frame = NULL;
    for (int id = 0; line[id]; id++) {
        struct sprite *sprite = calloc(1, sizeof *sprite);
        if (!sprite)
            break;
        sprite->id = id;
        HASH_ADD_INT(frame, id, sprite);
    }
    visible = frame;
}

static void end_frame(void) {
    struct sprite *sprite, *next;
    HASH_ITER(hh, visible, sprite, next) {
        HASH_DEL(visible, sprite);
        free(sprite);
    }
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        begin_frame(line);
        printf("%u\n", HASH_COUNT(visible));
        end_frame();
    }
    return 0;
}
