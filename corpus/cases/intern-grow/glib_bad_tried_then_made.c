// SPDX-License-Identifier: Apache-2.0
// The try only saves a call: a name that is new is interned after it all the same.
#include <glib.h>
#include <stdio.h>

static GQuark quark_of(const char *name) {
    GQuark quark = g_quark_try_string(name);
    return quark ? quark : g_quark_from_string(name); // expect-fn: intern-grow
}

int main(void) {
    char name[32];
    GQuark highest = 0;
    while (scanf("%31s%*[^\n]", name) == 1)
        highest = MAX(highest, quark_of(name));
    printf("%u\n", highest);
    return 0;
}
