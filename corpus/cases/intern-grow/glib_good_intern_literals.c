// SPDX-License-Identifier: Apache-2.0
// What is interned are three literals, whatever the lines hold.
#include <glib.h>
#include <stdio.h>

static const char *kind_of(const char *line) {
    if (g_str_has_prefix(line, "user"))
        return g_intern_string("user");
    if (g_str_has_prefix(line, "the"))
        return g_intern_static_string("file");
    return g_intern_string("other");
}

int main(void) {
    char line[64];
    const char *previous = NULL;
    while (fgets(line, sizeof line, stdin)) {
        const char *kind = kind_of(line);
        if (kind == previous)
            puts("asked twice");
        previous = kind;
    }
    return 0;
}
