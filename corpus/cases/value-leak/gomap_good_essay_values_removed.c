// SPDX-License-Identifier: Apache-2.0
// The map holds the values themselves: removing an entry loses nothing, and the buckets stay.
#include <runtime/gomap.h>
#include <stdio.h>

struct profile {
    char text[128];
};

static Gomap *profiles;

static void add(uint32_t user, const char *text) {
    struct profile profile;
    snprintf(profile.text, sizeof profile.text, "%s", text);
    gomap_put(profiles, &user, &profile);
}

static void remove_all(uint32_t users) {
    for (uint32_t user = 0; user < users; user++)
        gomap_remove(profiles, &user);
}

int main(void) {
    char line[64];
    uint32_t users = 0;
    GomapStats stats;
    GomapType type = gomap_type_u32(sizeof(struct profile));
    if (gomap_new(&type, 0, &profiles) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        add(users++, line);
        if (users == 100) {
            remove_all(users);
            users = 0;
        }
    }
    gomap_stats(profiles, &stats);
    printf("%zu entries in %zu bytes\n", stats.entries, stats.bytes);
    gomap_free(profiles);
    return 0;
}
