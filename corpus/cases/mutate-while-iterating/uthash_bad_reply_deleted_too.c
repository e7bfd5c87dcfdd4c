// SPDX-License-Identifier: Apache-2.0
// HASH_ITER is safe for the element itself; the body deletes another, which may be the next.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct message {
    unsigned id;
    UT_hash_handle hh;
};

static void message_delete(struct message **box, struct message *message) {
    HASH_DEL(*box, message); // expect-fn: mutate-while-iterating
    free(message);
}

static void drop_replies(struct message **box) {
    struct message *message, *reply, *next;
    HASH_ITER(hh, *box, message, next) {
        unsigned id = message->id + 1;
        HASH_FIND(hh, *box, &id, sizeof id, reply);
        if (reply)
            message_delete(box, reply);
    }
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
    drop_replies(&box);
    while (box)
        message_delete(&box, box);
    return 0;
}
