// SPDX-License-Identifier: Apache-2.0
// g_ref_string_new_intern counts, but the counts that the requests take are never given back.
#include <glib.h>
#include <stdio.h>

static guint length_of(const char *name) {
    char *shared = g_ref_string_new_intern(name); // expect-fn: intern-grow
    return (guint)g_ref_string_length(shared);
}

int main(void) {
    char line[64];
    guint total = 0;
    while (fgets(line, sizeof line, stdin))
        total += length_of(line);
    printf("%u\n", total);
    return 0;
}
