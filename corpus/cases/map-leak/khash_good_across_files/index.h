// SPDX-License-Identifier: Apache-2.0
#ifndef INDEX_H
#define INDEX_H

#include <htslib/khash.h>

KHASH_SET_INIT_STR(index)

khash_t(index) * index_words(char *line);

#endif
