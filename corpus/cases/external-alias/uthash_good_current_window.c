// SPDX-License-Identifier: Apache-2.0
// The window that has the focus loses it before it is freed.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct window {
    int id;
    int keys;
    UT_hash_handle hh;
};

static struct window *windows;
static struct window *focus;

static void open_window(int id) {
    struct window *window = calloc(1, sizeof *window);
    if (!window)
        abort();
    window->id = id;
    HASH_ADD_INT(windows, id, window);
    focus = window;
}

static void close_window(int id) {
    struct window *window;
    HASH_FIND_INT(windows, &id, window);
    if (window) {
        HASH_DEL(windows, window);
        if (focus == window)
            focus = windows;
        free(window);
    }
}

int main(void) {
    char line[64];
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        open_window(id);
        if (line[0] == 't')
            close_window(id);
        if (focus)
            printf("%d\n", ++focus->keys);
        close_window(id);
    }
    return 0;
}
