// SPDX-License-Identifier: Apache-2.0
// serve -> note -> add: a host gets an entry while there is room for it.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_MAP_INIT_STR(hosts, int)

static khash_t(hosts) * hosts;

static void add(const char *name) {
    int fresh;
    khint_t at = kh_put(hosts, hosts, name, &fresh); // expect-fp: grow-only
    if (fresh <= 0)
        return;
    kh_key(hosts, at) = strdup(name);
    kh_val(hosts, at) = 0;
}

static void note(const char *name) {
    if (kh_get(hosts, hosts, name) == kh_end(hosts) && kh_size(hosts) < 100)
        add(name);
}

static void serve(const char *line) {
    note(line);
    printf("%u\n", kh_size(hosts));
}

int main(void) {
    char line[256];
    hosts = kh_init(hosts);
    while (hosts && fgets(line, sizeof line, stdin))
        serve(line);
    return 0;
}
