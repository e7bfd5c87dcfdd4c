// SPDX-License-Identifier: Apache-2.0
#ifndef USERS_H
#define USERS_H

#include <glib.h>

struct user {
    int id;
    int posts;
};

void users_begin(void);
struct user *users_add(int id);
void users_remove(int id);

struct user *room_speaker(void);
void room_give_word(struct user *user);

#endif
