// SPDX-License-Identifier: Apache-2.0
#ifndef FILTER_H
#define FILTER_H

#include <glib.h>

struct filter {
    GHashTable *banned;
};

struct filter *filter_new(GHashTable *banned);
int filter_passes(const struct filter *filter, const char *line);
void filter_free(struct filter *filter);

#endif
