// SPDX-License-Identifier: Apache-2.0
#ifndef ROOMS_H
#define ROOMS_H

#include <glib.h>

void rooms_open(void);
void rooms_close(void);
void rooms_enter(const char *name);
void rooms_leave(const char *name); // the last one out closes the room
guint rooms_count(void);

typedef void RoomVisit(const char *name, guint people);
void rooms_each(RoomVisit *visit);

#endif
