// SPDX-License-Identifier: Apache-2.0
// The visitor that rooms_each calls leaves the room, which closes it in the middle of the walk.
#include "rooms.h"

#include <stdio.h>

static void leave_if_alone(const char *name, guint people) {
    if (people == 1)
        rooms_leave(name);
}

int main(void) {
    char line[64];
    rooms_open();
    while (fgets(line, sizeof line, stdin)) {
        if (rooms_count() >= 100)
            rooms_each(leave_if_alone);
        rooms_enter(line);
    }
    rooms_close();
    return 0;
}
