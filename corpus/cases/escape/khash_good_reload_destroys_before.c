// SPDX-License-Identifier: Apache-2.0
// Each reload builds a fresh set of letters and destroys the one before it.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_SET_INIT_INT(letters)

static khash_t(letters) * allowed;

static void reload(const char *line) {
    khash_t(letters) *fresh = kh_init(letters);
    int added;
    if (!fresh)
        return;
    for (; *line; line++)
        kh_put(letters, fresh, (khint_t)*line, &added);
    kh_destroy(letters, allowed);
    allowed = fresh;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        reload(line);
        if (allowed)
            printf("%u\n", kh_size(allowed));
    }
    return 0;
}
