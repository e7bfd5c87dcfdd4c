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

void room_forget(const struct user *user) {
    if (room.speaker == user)
        room.speaker = NULL;
}
