// SPDX-License-Identifier: Apache-2.0
// The room knows who speaks.
#include "users.h"

static struct { struct user *speaker; } room;

struct user *room_speaker(void) {
    return room.speaker;
}

void room_give_word(struct user *user) {
    room.speaker = user;
}
