// SPDX-License-Identifier: Apache-2.0
//
// What the C library does to the table of hsearch, to the tables of hsearch_r, and to the trees of
// tsearch.
#define _GNU_SOURCE
#include "told.h"

#include <search.h>
#include <string.h>

// Stands for the one table of hsearch.
static char process_table;

static void read_key(const ENTRY *item) {
    volatile size_t length = item->key ? strlen(item->key) : 0;
    (void)length;
}

static void tell_search(void *table, const ENTRY *item, ACTION action) {
    read_key(item);
    if (action == ENTER)
        told_write(table);
    else
        told_read(table);
}

TOLD(int, hcreate, (size_t count)) {
    told_write(&process_table);
    return real_hcreate(count);
}

TOLD(ENTRY *, hsearch, (ENTRY item, ACTION action)) {
    tell_search(&process_table, &item, action);
    return real_hsearch(item, action);
}

TOLD(void, hdestroy, (void)) {
    told_write(&process_table);
    real_hdestroy();
}

TOLD_WRITE(int, hcreate_r, (size_t count, struct hsearch_data *map), count, map)

TOLD(int, hsearch_r, (ENTRY item, ACTION action, ENTRY **found, struct hsearch_data *map)) {
    tell_search(map, &item, action);
    return real_hsearch_r(item, action, found, map);
}

TOLD(void, hdestroy_r, (struct hsearch_data * map)) {
    told_write(map);
    real_hdestroy_r(map);
}

TOLD(void *, tsearch, (const void *key, void **root, __compar_fn_t compare)) {
    told_write(root);
    told_use(root ? *root : NULL);
    return real_tsearch(key, root, compare);
}

TOLD(void *, tfind, (const void *key, void *const *root, __compar_fn_t compare)) {
    told_read(root);
    told_use(root ? *root : NULL);
    return real_tfind(key, root, compare);
}

TOLD(void *, tdelete, (const void *key, void **root, __compar_fn_t compare)) {
    told_write(root);
    told_use(root ? *root : NULL);
    return real_tdelete(key, root, compare);
}

TOLD(void, twalk, (const void *root, __action_fn_t visit)) {
    told_use(root);
    real_twalk(root, visit);
}

TOLD(void, tdestroy, (void *root, __free_fn_t release)) {
    told_use(root);
    real_tdestroy(root, release);
}
