// SPDX-License-Identifier: Apache-2.0
// finish -> unregister -> take_out: the transfer leaves the table, and nobody frees it.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct transfer {
    int id;
    long bytes;
    UT_hash_handle hh;
};

static struct transfer *transfers;

static void begin(int id) {
    struct transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer)
        abort();
    transfer->id = id;
    HASH_ADD_INT(transfers, id, transfer);
}

static void take_out(struct transfer **table, struct transfer *transfer) {
    HASH_DEL(*table, transfer); // expect-fn: value-leak
}

static void unregister(int id) {
    struct transfer *transfer;
    HASH_FIND_INT(transfers, &id, transfer);
    if (transfer)
        take_out(&transfers, transfer);
}

static void finish(int id) {
    unregister(id);
}

int main(void) {
    char line[64];
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        begin(id);
        printf("%u\n", HASH_COUNT(transfers));
        finish(id);
    }
    return 0;
}
