// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <search.h>
#include <stddef.h>

int main(void) {
    struct hsearch_data map = {0};
    ENTRY entry = {(char[]){"key"}, NULL}, *found;
    hcreate_r(10, &map);
    hdestroy_r(&map);
    return hsearch_r(entry, FIND, &found, &map); // expect: use-after-destroy
}
