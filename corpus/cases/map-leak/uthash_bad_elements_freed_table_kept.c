// SPDX-License-Identifier: Apache-2.0
// The elements are freed, but none is taken out: the table behind the head stays allocated.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct port {
    int number;
    UT_hash_handle hh;
};

static void scan(const char *line) {
    struct port *ports = NULL, *port, *next;
    for (int number = 0; line[number]; number++) {
        if (!(port = calloc(1, sizeof *port)))
            abort();
        port->number = number;
        HASH_ADD_INT(ports, number, port); // expect: map-leak
    }
    printf("%u\n", HASH_COUNT(ports));
    HASH_ITER(hh, ports, port, next) {
        free(port);
    }
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        scan(line);
    return 0;
}
