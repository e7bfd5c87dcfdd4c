// SPDX-License-Identifier: Apache-2.0
#ifndef ROOMS_H
#define ROOMS_H

#include <glib.h>

void rooms_open(void);
void rooms_close(void);
void rooms_enter(const char *name);
guint rooms_count(void);

typedef gboolean RoomCheck(const char *name, guint people);
void rooms_close_where(RoomCheck *check);

#endif
