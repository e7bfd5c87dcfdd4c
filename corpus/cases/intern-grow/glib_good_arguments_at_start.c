// SPDX-License-Identifier: Apache-2.0
// The program's arguments are interned before it serves; the lines are only compared with them.
#include <glib.h>
#include <stdio.h>

int main(int argc, char **argv) {
    char line[64];
    const char *names[8];
    int n = 0;
    for (int i = 1; i < argc && n < 8; i++)
        names[n++] = g_intern_string(argv[i]);
    while (fgets(line, sizeof line, stdin))
        for (int i = 0; i < n; i++)
            if (g_str_has_prefix(line, names[i]))
                puts(names[i]);
    return 0;
}
