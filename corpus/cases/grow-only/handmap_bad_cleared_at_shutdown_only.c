// SPDX-License-Identifier: Apache-2.0
// stop() clears and frees; it runs when the loop is over.
#include <handmap.h>
#include <stdio.h>

struct watcher {
    hand_map *files;
    unsigned long events;
};

static struct watcher watcher;

static void on_event(struct watcher *self, const char *file) {
    self->events++;
    hand_map_put(self->files, file, (void *)"changed"); // expect: grow-only
}

static void stop(struct watcher *self) {
    hand_map_clear(self->files);
    hand_map_free(self->files);
    self->files = NULL;
}

int main(void) {
    char line[256];
    watcher.files = hand_map_new();
    while (fgets(line, sizeof line, stdin))
        on_event(&watcher, line);
    printf("%lu events, %zu files\n", watcher.events, hand_map_size(watcher.files));
    stop(&watcher);
    return 0;
}
