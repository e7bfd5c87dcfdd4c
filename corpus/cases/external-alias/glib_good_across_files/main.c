// SPDX-License-Identifier: Apache-2.0
#include "users.h"

#include <stdio.h>

int main(void) {
    char line[64];
    users_begin();
    for (int id = 1; fgets(line, sizeof line, stdin); id++) {
        struct user *user = users_add(id);
        if (!room_speaker())
            room_give_word(user);
        printf("%d\n", ++room_speaker()->posts);
        users_remove(id);
    }
    return 0;
}
