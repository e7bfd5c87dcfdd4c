// SPDX-License-Identifier: Apache-2.0
// The entry goes, its interned key stays: the pool of GLib keeps the name of everyone ever seen.
#include <glib.h>
#include <runtime/gomap.h>
#include <stdio.h>

int main(void) {
    char name[32];
    GomapType type = gomap_type_str(sizeof(uint32_t));
    Gomap *online;
    if (gomap_new(&type, 0, &online) != GOMAP_OK)
        return 1;
    while (scanf("%31s%*[^\n]", name) == 1) {
        const char *key = g_intern_string(name); // expect-fn: intern-grow
        if (gomap_put(online, &key, &(uint32_t){1}) == GOMAP_OK)
            gomap_remove(online, &key);
    }
    gomap_free(online);
    return 0;
}
