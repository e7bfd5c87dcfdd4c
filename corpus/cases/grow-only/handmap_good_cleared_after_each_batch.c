// SPDX-License-Identifier: Apache-2.0
// The same clearing, at the end of each batch of events.
#include <handmap.h>
#include <stdio.h>

struct watcher {
    hand_map *files;
    unsigned long events;
};

static struct watcher watcher;

static void on_event(struct watcher *self, const char *file) {
    self->events++;
    hand_map_put(self->files, file, (void *)"changed");
}

static void end_batch(struct watcher *self) {
    printf("%zu files\n", hand_map_size(self->files));
    hand_map_clear(self->files);
}

int main(void) {
    char line[256];
    watcher.files = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        on_event(&watcher, line);
        if (watcher.events % 50 == 0)
            end_batch(&watcher);
    }
    return 0;
}
