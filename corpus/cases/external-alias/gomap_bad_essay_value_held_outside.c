// SPDX-License-Identifier: Apache-2.0
// The current user is also held outside of the map, and still is when the entry and it are gone.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>

struct user {
    uint32_t id;
    uint32_t visits;
};

static Gomap *users;
static struct user *current;

static void log_in(uint32_t id) {
    struct user *user = calloc(1, sizeof *user);
    if (!user)
        return;
    user->id = id;
    if (gomap_put(users, &id, &user) == GOMAP_OK)
        current = user;
    else
        free(user);
}

static void log_out(uint32_t id) {
    struct user *user;
    if (gomap_take(users, &id, NULL, &user))
        free(user); // expect-fn: external-alias
}

int main(void) {
    unsigned id;
    GomapType type = gomap_type_u32(sizeof(struct user *));
    if (gomap_new(&type, 0, &users) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1) {
        log_in(id);
        log_out(id);
        if (current)
            current->visits++;
    }
    gomap_free(users);
    return 0;
}
