// SPDX-License-Identifier: Apache-2.0
// The outer map frees the inner ones with its hook; the one that is at hand is freed by hand too.
#include <runtime/gomap.h>
#include <stdio.h>

static void release_group(void *value, void *ctx) {
    (void)ctx;
    gomap_free(*(Gomap **)value);
}

static Gomap *add_group(Gomap *groups, uint32_t id) {
    GomapType type = gomap_type_u32(0);
    Gomap *group;
    if (gomap_new(&type, 0, &group) != GOMAP_OK)
        return NULL;
    if (gomap_put(groups, &id, &group) == GOMAP_OK)
        return group;
    gomap_free(group);
    return NULL;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u32(sizeof(Gomap *));
    type.value_release = release_group;
    while (fgets(line, sizeof line, stdin)) {
        Gomap *groups;
        if (gomap_new(&type, 0, &groups) != GOMAP_OK)
            continue;
        Gomap *users = add_group(groups, 1);
        uint32_t user = (unsigned char)line[4];
        if (users && gomap_put(users, &user, NULL) == GOMAP_OK)
            printf("%zu\n", gomap_len(users));
        gomap_free(users);
        gomap_free(groups); // expect-fn: double-destroy
    }
    return 0;
}
