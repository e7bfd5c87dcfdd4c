// SPDX-License-Identifier: Apache-2.0
// Each C11 thread gets the address of the loop's index, which runs on.
#include <htslib/khash.h>
#include <stdio.h>
#include <threads.h>

KHASH_SET_INIT_INT(ports)

static khash_t(ports) * ports;

static int listen_on(void *data) {
    const khiter_t *at = data;
    return printf("port %u\n", kh_key(ports, *at)) < 0;
}

int main(void) {
    int fresh;
    thrd_t threads[8];
    size_t n = 0;
    ports = kh_init(ports);
    for (khint_t port = 8080; port < 8088; port++)
        kh_put(ports, ports, port, &fresh);
    khiter_t at;
    for (at = kh_begin(ports); at < kh_end(ports); at++)
        if (kh_exist(ports, at) &&
            thrd_create(&threads[n], listen_on, &at) == thrd_success) // expect-fn: iter-spawn
            n++;
    while (n > 0)
        thrd_join(threads[--n], NULL);
    kh_destroy(ports, ports);
    return 0;
}
