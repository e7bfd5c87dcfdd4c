// SPDX-License-Identifier: Apache-2.0
#ifndef CONFIG_H
#define CONFIG_H

#include <handmap.h>

void config_use(hand_map *values);
const char *config_value(const char *name);

#endif
