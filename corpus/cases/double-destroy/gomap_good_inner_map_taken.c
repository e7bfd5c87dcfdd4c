// SPDX-License-Identifier: Apache-2.0
// The inner map that is at hand is taken out of the outer one before it is freed.
#include <runtime/gomap.h>
#include <stdio.h>

static void release_group(void *value, void *ctx) {
    (void)ctx;
    gomap_free(*(Gomap **)value);
}

static bool add_group(Gomap *groups, uint32_t id) {
    GomapType type = gomap_type_u32(0);
    Gomap *group;
    if (gomap_new(&type, 0, &group) != GOMAP_OK)
        return false;
    if (gomap_put(groups, &id, &group) == GOMAP_OK)
        return true;
    gomap_free(group);
    return false;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u32(sizeof(Gomap *));
    type.value_release = release_group;
    while (fgets(line, sizeof line, stdin)) {
        Gomap *groups, *users;
        if (gomap_new(&type, 0, &groups) != GOMAP_OK)
            continue;
        uint32_t id = 1, user = (unsigned char)line[4];
        if (add_group(groups, id) && gomap_take(groups, &id, &id, &users)) {
            if (gomap_put(users, &user, NULL) == GOMAP_OK)
                printf("%zu\n", gomap_len(users));
            gomap_free(users);
        }
        gomap_free(groups);
    }
    return 0;
}
