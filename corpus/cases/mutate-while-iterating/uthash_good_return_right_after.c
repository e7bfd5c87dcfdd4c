// SPDX-License-Identifier: Apache-2.0
// The body deletes another element and returns: the saved next one is not used any more.
// proof: grows "the elements are read first, and freed as a whole"
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct message {
    unsigned id;
    UT_hash_handle hh;
};

static void message_delete(struct message **box, struct message *message) {
    HASH_DEL(*box, message);
    free(message);
}

static int drop_one_reply(struct message **box) {
    struct message *message, *reply, *next;
    HASH_ITER(hh, *box, message, next) {
        unsigned id = message->id + 1;
        HASH_FIND(hh, *box, &id, sizeof id, reply);
        if (reply) {
            message_delete(box, reply);
            return 1;
        }
    }
    return 0;
}

int main(void) {
    char line[64];
    struct message *box = NULL;
    for (unsigned id = 0; fgets(line, sizeof line, stdin); id++) {
        struct message *message = calloc(1, sizeof *message);
        if (!message)
            break;
        message->id = id;
        HASH_ADD(hh, box, id, sizeof message->id, message);
    }
    while (drop_one_reply(&box))
        continue;
    while (box)
        message_delete(&box, box);
    return 0;
}
