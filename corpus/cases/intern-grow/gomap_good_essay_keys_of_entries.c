// SPDX-License-Identifier: Apache-2.0
// Each entry has its key to itself, made by the copy hook, and takes it along when it goes.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool copy_key(void *to, const void *from, void *ctx) {
    (void)ctx;
    return (*(char **)to = strdup(*(char *const *)from)) != NULL;
}

static void release_key(void *key, void *ctx) {
    (void)ctx;
    free(*(char **)key);
}

int main(void) {
    char name[32];
    GomapType type = gomap_type_str(sizeof(uint32_t));
    type.key_copy = copy_key;
    type.key_release = release_key;
    Gomap *online;
    if (gomap_new(&type, 0, &online) != GOMAP_OK)
        return 1;
    while (scanf("%31s%*[^\n]", name) == 1) {
        const char *key = name;
        if (gomap_put(online, &key, &(uint32_t){1}) == GOMAP_OK)
            gomap_remove(online, &key);
    }
    gomap_free(online);
    return 0;
}
