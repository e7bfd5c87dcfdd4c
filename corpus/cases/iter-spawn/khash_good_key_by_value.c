// SPDX-License-Identifier: Apache-2.0
// Each C11 thread gets the port itself, packed into the pointer.
#include <htslib/khash.h>
#include <stdint.h>
#include <stdio.h>
#include <threads.h>

KHASH_SET_INIT_INT(ports)

static khash_t(ports) * ports;

static int listen_on(void *data) {
    return printf("port %u\n", (unsigned)(uintptr_t)data) < 0;
}

int main(void) {
    int fresh;
    thrd_t threads[8];
    size_t n = 0;
    ports = kh_init(ports);
    for (khint_t port = 8080; port < 8088; port++)
        kh_put(ports, ports, port, &fresh);
    for (khiter_t at = kh_begin(ports); at < kh_end(ports); at++) {
        if (!kh_exist(ports, at))
            continue;
        void *port = (void *)(uintptr_t)kh_key(ports, at);
        if (thrd_create(&threads[n], listen_on, port) == thrd_success)
            n++;
    }
    while (n > 0)
        thrd_join(threads[--n], NULL);
    kh_destroy(ports, ports);
    return 0;
}
