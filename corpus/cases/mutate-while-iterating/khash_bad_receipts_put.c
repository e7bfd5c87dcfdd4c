// SPDX-License-Identifier: Apache-2.0
// Each letter that is sent leaves a receipt in the same map; the rehash makes the loop pass over
// some.
#include <htslib/khash.h>
#include <stdio.h>
#include <string.h>

KHASH_MAP_INIT_INT(letters, char *)

enum { RECEIPT = 1 << 20 };

static void send_all(khash_t(letters) * outbox) {
    int fresh;
    for (khiter_t at = kh_begin(outbox); at != kh_end(outbox); at++) {
        if (!kh_exist(outbox, at) || kh_key(outbox, at) >= RECEIPT)
            continue;
        khint_t id = kh_key(outbox, at);
        free(kh_val(outbox, at));
        kh_del(letters, outbox, at);
        khiter_t end =
            kh_put(letters, outbox, RECEIPT + id, &fresh); // expect-fn: mutate-while-iterating
        if (fresh >= 0)
            kh_val(outbox, end) = NULL;
    }
}

int main(void) {
    char line[64];
    int fresh;
    khash_t(letters) *outbox = kh_init(letters);
    for (khint_t id = 0; fgets(line, sizeof line, stdin); id++) {
        khiter_t at = kh_put(letters, outbox, id * 7919, &fresh);
        if (fresh > 0)
            kh_val(outbox, at) = strdup(line);
    }
    send_all(outbox);
    kh_destroy(letters, outbox);
    return 0;
}
