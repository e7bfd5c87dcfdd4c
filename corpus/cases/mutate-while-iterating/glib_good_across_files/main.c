// SPDX-License-Identifier: Apache-2.0
// The visitor only answers; rooms_close_where closes the room through its iterator.
#include "rooms.h"

#include <stdio.h>

static gboolean is_lonely(const char *name, guint people) {
    (void)name;
    return people == 1;
}

int main(void) {
    char line[64];
    rooms_open();
    while (fgets(line, sizeof line, stdin)) {
        if (rooms_count() >= 100)
            rooms_close_where(is_lonely);
        rooms_enter(line);
    }
    rooms_close();
    return 0;
}
