// SPDX-License-Identifier: Apache-2.0
// A line that starts a new section empties the table of the old one; its elements lie in one array.
#include <stdio.h>
#include <string.h>
#include <uthash.h>

struct label {
    char name[64];
    UT_hash_handle hh;
};

static struct label storage[1024];
static size_t used;
static struct label *labels;

static void see_label(const char *name) {
    struct label *label;
    HASH_FIND_STR(labels, name, label);
    if (label)
        return;
    if (used == 1024 || strncmp(name, "user0", 5) == 0) {
        HASH_CLEAR(hh, labels);
        used = 0;
    }
    label = &storage[used++];
    snprintf(label->name, sizeof label->name, "%s", name);
    HASH_ADD_STR(labels, name, label);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        see_label(line);
    printf("%u\n", HASH_COUNT(labels));
    return 0;
}
