// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_H
#define STORE_H

#include <glib.h>

void store_set_current(GHashTable *headers);
const char *store_find(const char *name);

#endif
