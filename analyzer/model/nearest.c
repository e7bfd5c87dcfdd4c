// SPDX-License-Identifier: Apache-2.0
#include "nearest.h"

enum { WORD_MAX = 63 };

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

uint32_t nearest_distance(const char *a, const char *b) {
    uint32_t row[3]
                [WORD_MAX + 1]; // row[i % 3][j]: distance of the first i of a to the first j of b
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX)
        return UINT32_MAX;
    for (uint32_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t *now = row[i % 3], *above = row[(i - 1) % 3], *two_above = row[(i + 1) % 3];
        now[0] = i;
        for (uint32_t j = 1; j <= m; j++) {
            uint32_t change = above[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = least(change, least(above[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], two_above[j - 2] + 1);
        }
    }
    return row[n % 3][m];
}
