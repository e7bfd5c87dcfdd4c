// SPDX-License-Identifier: Apache-2.0
#ifndef ROUTES_H
#define ROUTES_H

#include <glib.h>

void routes_begin(void);
void routes_learn(const char *prefix);
void routes_flush(void);
unsigned routes_count(void);

#endif
