// SPDX-License-Identifier: Apache-2.0
// The client that each line names is interned for good: GLib never gives an interned string back.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char name[32];
    const char *previous = NULL;
    while (scanf("%31s%*[^\n]", name) == 1) {
        const char *client = g_intern_string(name); // expect-fn: intern-grow
        if (client == previous)
            puts("asked twice");
        previous = client;
    }
    return 0;
}
