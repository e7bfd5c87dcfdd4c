// SPDX-License-Identifier: Apache-2.0
#include "config.h"

static struct {
    hand_map *values;
    unsigned generation;
} config;

void config_use(hand_map *values) {
    config.generation++;
    hand_map_free(config.values);
    config.values = values;
}

const char *config_value(const char *name) {
    return hand_map_get(config.values, name);
}
