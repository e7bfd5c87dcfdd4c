// SPDX-License-Identifier: Apache-2.0
#include "figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *title;
} maps[MAPS] = {
    [MAP_GO] = {"go", "Go's map"},
    [MAP_GOMAP] = {"gomap", "**gomap**"},
    [MAP_ABSL] = {"absl", "absl::flat_hash_map"},
    [MAP_BOOST] = {"boost", "boost::unordered_flat_map"},
    [MAP_GLIB] = {"glib", "GLib GHashTable"},
    [MAP_KHASH] = {"khash", "khash"},
    [MAP_STD] = {"std", "std::unordered_map"},
    [MAP_UTHASH] = {"uthash", "uthash"},
    [MAP_NULL] = {"null", "null (floor)"},
};

const char *figures_name(MapId map) {
    return maps[map].name;
}

const char *figures_title(MapId map) {
    return maps[map].title;
}

void figures_fini(Figures *f) {
    free(f->list);
}

static Figure *find(const Figures *f, MapId map, const char *metric, size_t size) {
    for (size_t i = 0; i < f->count; i++) {
        Figure *at = &f->list[i];
        if (at->map == map && at->size == size && strcmp(at->metric, metric) == 0)
            return at;
    }
    return NULL;
}

void figures_add(Figures *f, MapId map, const char *metric, size_t size, double value) {
    Figure *at = find(f, map, metric, size);
    if (!at) {
        if (f->count == f->room) {
            f->room = f->room ? 2 * f->room : 64;
            f->list = bench_must(realloc(f->list, f->room * sizeof *f->list));
        }
        at = &f->list[f->count++];
        *at = (Figure){.map = map, .size = size};
        snprintf(at->metric, sizeof at->metric, "%s", metric);
    }
    series_add(&at->rounds, value);
}

const Series *figures_find(const Figures *f, MapId map, const char *metric, size_t size) {
    const Figure *at = find(f, map, metric, size);
    return at ? &at->rounds : NULL;
}

double figures_ratio(const Figures *f, MapId map, const char *metric, size_t size) {
    const Series *own = figures_find(f, map, metric, size);
    const Series *base = figures_find(f, MAP_GO, metric, size);
    if (!own || !base)
        return NAN;
    Series ratios = {.count = 0};
    for (size_t i = 0; i < own->count && i < base->count; i++)
        series_add(&ratios, own->values[i] / base->values[i]);
    return series_median(&ratios);
}
