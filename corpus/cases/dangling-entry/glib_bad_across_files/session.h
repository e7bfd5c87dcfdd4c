// SPDX-License-Identifier: Apache-2.0
#ifndef SESSION_H
#define SESSION_H

#include <glib.h>

struct session {
    int id;
    int requests;
};

void sessions_begin(void);
struct session *session_open(int id);
struct session *session_find(int id);
void session_close(struct session *session);

#endif
