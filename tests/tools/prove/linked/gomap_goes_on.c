// SPDX-License-Identifier: Apache-2.0
//
// Lets a program go on where the reference map would end it. The map says that two threads are at
// work when it happens to see it; ThreadSanitizer says so in any case, if it comes to that. So
// which of the two is seen does not depend on which thread is quicker.
#include <runtime/gomap.h>
#include <stddef.h>
#include <stdio.h>

static void go_on(const char *message, void *ctx) {
    (void)ctx;
    fprintf(stderr, "fatal error: %s\n", message);
}

__attribute__((constructor)) static void begin(void) {
    gomap_set_fatal(go_on, NULL);
}
