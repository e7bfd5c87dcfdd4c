// SPDX-License-Identifier: Apache-2.0
// The map holds pointers: removing an entry removes the pointer, and what it leads to is lost.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>

struct profile {
    char text[128];
};

static Gomap *profiles;

static void add(uint32_t user, const char *text) {
    struct profile *profile = calloc(1, sizeof *profile);
    if (!profile)
        return;
    snprintf(profile->text, sizeof profile->text, "%s", text);
    if (gomap_find(profiles, &user) || gomap_put(profiles, &user, &profile) != GOMAP_OK)
        free(profile);
}

static void remove_all(uint32_t users) {
    for (uint32_t user = 0; user < users; user++)
        gomap_remove(profiles, &user); // expect: value-leak
}

int main(void) {
    char line[64];
    uint32_t users = 0;
    GomapType type = gomap_type_u32(sizeof(struct profile *));
    if (gomap_new(&type, 0, &profiles) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        add(users++, line);
        if (users == 100) {
            remove_all(users);
            users = 0;
        }
    }
    remove_all(users);
    gomap_free(profiles);
    return 0;
}
