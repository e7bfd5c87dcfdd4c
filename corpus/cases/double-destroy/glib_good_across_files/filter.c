// SPDX-License-Identifier: Apache-2.0
// The filter only borrows its table.
#include "filter.h"

struct filter *filter_new(GHashTable *banned) {
    struct filter *filter = g_new0(struct filter, 1);
    filter->banned = banned;
    return filter;
}

int filter_passes(const struct filter *filter, const char *line) {
    return !g_hash_table_contains(filter->banned, line);
}

void filter_free(struct filter *filter) {
    g_free(filter);
}
