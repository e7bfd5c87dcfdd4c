// SPDX-License-Identifier: Apache-2.0
#include "config.h"

static struct {
    hand_map *values;
    unsigned generation;
} config;

void config_use(hand_map *values) {
    config.generation++;
    config.values = values; // expect: escape
}

const char *config_value(const char *name) {
    return hand_map_get(config.values, name);
}
