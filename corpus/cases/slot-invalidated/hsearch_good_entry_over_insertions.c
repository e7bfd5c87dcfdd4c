// SPDX-License-Identifier: Apache-2.0
// The table of hsearch never grows: an entry stays where it is.
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    static const char *const methods[] = {"GET", "PUT", "POST", "DELETE"};
    static size_t counts[4], total;
    char line[64];
    ENTRY *all;
    if (!hcreate(16) || !(all = hsearch((ENTRY){"all", &total}, ENTER)))
        return 1;
    for (size_t i = 0; i < 4; i++)
        hsearch((ENTRY){(char *)methods[i], &counts[i]}, ENTER);
    while (fgets(line, sizeof line, stdin)) {
        ENTRY *one = hsearch((ENTRY){(char *)methods[strlen(line) % 4], NULL}, FIND);
        ++*(size_t *)one->data;
        ++*(size_t *)all->data;
    }
    hdestroy();
    return 0;
}
