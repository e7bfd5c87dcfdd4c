// SPDX-License-Identifier: Apache-2.0
// names_get and names_set take the lock of their file; two threads call them.
#include "names.h"

#include <stdio.h>
#include <threads.h>

static int resolve(void *data) {
    (void)data;
    return names_get("gateway") != NULL;
}

int main(void) {
    thrd_t resolver;
    if (!names_open())
        return 1;
    if (thrd_create(&resolver, resolve, NULL) == thrd_success) {
        names_set("gateway", "10.0.0.1");
        thrd_join(resolver, NULL);
    }
    names_close();
    return 0;
}
