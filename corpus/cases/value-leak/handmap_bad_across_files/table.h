// SPDX-License-Identifier: Apache-2.0
#ifndef TABLE_H
#define TABLE_H

#include <handmap.h>

hand_map *table_read(const char *line);
void table_free(hand_map *table);

#endif
