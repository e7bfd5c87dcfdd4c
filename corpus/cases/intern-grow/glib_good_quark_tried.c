// SPDX-License-Identifier: Apache-2.0
// on_request -> header_id -> quark_of: a name that is no quark yet does not become one.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GQuark quark_of(const char *name) {
    return g_quark_try_string(name);
}

static GQuark header_id(char *header) {
    header[strcspn(header, "=\n")] = '\0';
    return quark_of(header);
}

static void on_request(char *header) {
    if (header_id(header) == g_quark_from_static_string("user0"))
        puts("root");
}

int main(void) {
    char name[32];
    while (scanf("%31s%*[^\n]", name) == 1)
        on_request(name);
    return 0;
}
