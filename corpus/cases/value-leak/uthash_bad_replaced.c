// SPDX-License-Identifier: Apache-2.0
// HASH_REPLACE hands the old element back, and nobody takes it.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct setting {
    int id;
    int value;
    UT_hash_handle hh;
};

static struct setting *settings;

static void set(int id, int value) {
    struct setting *old = NULL, *setting = calloc(1, sizeof *setting);
    if (!setting)
        abort();
    setting->id = id % 8;
    setting->value = value;
    HASH_REPLACE_INT(settings, id, setting, old); // expect: value-leak
    if (old)
        printf("%d was %d\n", old->id, old->value);
}

int main(void) {
    int id;
    while (scanf("%*[^0-9]%d", &id) == 1)
        set(id, id + 1);
    return 0;
}
