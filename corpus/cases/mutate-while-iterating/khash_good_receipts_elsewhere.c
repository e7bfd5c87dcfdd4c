// SPDX-License-Identifier: Apache-2.0
// Each letter that is sent leaves a receipt in another map; kh_del moves nothing.
// proof: grows "the letters are read first, and each leaves a receipt"
#include <htslib/khash.h>
#include <stdio.h>
#include <string.h>

KHASH_MAP_INIT_INT(letters, char *)
KHASH_SET_INIT_INT(receipts)

static void send_all(khash_t(letters) * outbox, khash_t(receipts) * sent) {
    int fresh;
    for (khiter_t at = kh_begin(outbox); at != kh_end(outbox); at++) {
        if (!kh_exist(outbox, at))
            continue;
        khint_t id = kh_key(outbox, at);
        free(kh_val(outbox, at));
        kh_del(letters, outbox, at);
        kh_put(receipts, sent, id, &fresh);
    }
}

int main(void) {
    char line[64];
    int fresh;
    khash_t(letters) *outbox = kh_init(letters);
    khash_t(receipts) *sent = kh_init(receipts);
    for (khint_t id = 0; fgets(line, sizeof line, stdin); id++) {
        khiter_t at = kh_put(letters, outbox, id * 7919, &fresh);
        if (fresh > 0)
            kh_val(outbox, at) = strdup(line);
    }
    send_all(outbox, sent);
    kh_destroy(receipts, sent);
    kh_destroy(letters, outbox);
    return 0;
}
