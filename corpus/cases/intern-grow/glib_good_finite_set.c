// SPDX-License-Identifier: Apache-2.0
// Only the names of a fixed table are interned; what is not in it has no quark.
#include <glib.h>
#include <stdio.h>

static const char *const methods[] = {"user", "the", "delete"};

static GQuark method_of(const char *line) {
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        if (g_str_has_prefix(line, methods[i]))
            return g_quark_from_string(methods[i]);
    return 0;
}

int main(void) {
    char line[64];
    guint unknown = 0;
    while (fgets(line, sizeof line, stdin))
        unknown += method_of(line) == 0;
    printf("%u\n", unknown);
    return 0;
}
