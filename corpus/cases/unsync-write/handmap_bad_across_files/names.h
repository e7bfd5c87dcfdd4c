// SPDX-License-Identifier: Apache-2.0
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>

bool names_open(void);
void names_close(void);
void names_set(const char *name, const char *value); // from any thread
const char *names_get(const char *name);             // from any thread

#endif
