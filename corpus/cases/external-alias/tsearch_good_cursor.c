// SPDX-License-Identifier: Apache-2.0
// The cursor leaves a row that is deleted from the tree and freed.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

struct row {
    int number;
};

struct table {
    void *rows;
    struct row *cursor;
};

static int compare(const void *a, const void *b) {
    int left = ((const struct row *)a)->number;
    int right = ((const struct row *)b)->number;
    return (left > right) - (left < right);
}

static void add_row(struct table *table, int number) {
    struct row *row = calloc(1, sizeof *row);
    if (!row)
        abort();
    row->number = number;
    if (!tsearch(row, &table->rows, compare))
        abort();
    table->cursor = row;
    printf("%d\n", number);
}

static void delete_row(struct table *table, struct row *row) {
    tdelete(row, &table->rows, compare);
    if (table->cursor == row)
        table->cursor = NULL;
    free(row);
}

int main(void) {
    char line[64];
    static struct table table;
    for (int number = 0; fgets(line, sizeof line, stdin); number++) {
        add_row(&table, number);
        delete_row(&table, table.cursor);
        if (table.cursor)
            printf("%d\n", table.cursor->number);
    }
    return 0;
}
