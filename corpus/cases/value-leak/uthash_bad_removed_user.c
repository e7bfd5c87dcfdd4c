// SPDX-License-Identifier: Apache-2.0
// HASH_DEL takes the element out; it does not free it.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct user {
    char name[64];
    UT_hash_handle hh;
};

int main(void) {
    char line[64];
    struct user *users = NULL, *user, *next;
    while (fgets(line, sizeof line, stdin)) {
        HASH_FIND_STR(users, line, user);
        if (user) {
            HASH_DEL(users, user); // expect-fn: value-leak
            continue;
        }
        if (!(user = calloc(1, sizeof *user)))
            abort();
        snprintf(user->name, sizeof user->name, "%s", line);
        HASH_ADD_STR(users, name, user);
    }
    HASH_ITER(hh, users, user, next) {
        HASH_DEL(users, user);
        free(user);
    }
    return 0;
}
