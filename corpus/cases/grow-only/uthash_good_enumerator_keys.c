// SPDX-License-Identifier: Apache-2.0
// One element a state of the protocol.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

enum state { IDLE, READING, WRITING, CLOSED };

struct visit {
    enum state state;
    unsigned times;
    UT_hash_handle hh;
};

static struct visit *visits;

static void enter(enum state state) {
    struct visit *visit;
    HASH_FIND(hh, visits, &state, sizeof state, visit);
    if (!visit) {
        visit = calloc(1, sizeof *visit);
        if (!visit)
            abort();
        visit->state = state;
        HASH_ADD(hh, visits, state, sizeof visit->state, visit);
    }
    visit->times++;
}

int main(void) {
    int byte;
    while ((byte = getchar()) != EOF)
        enter(byte == '\n' ? CLOSED : byte == '=' ? WRITING : byte == ' ' ? IDLE : READING);
    printf("%u states\n", HASH_COUNT(visits));
    return 0;
}
