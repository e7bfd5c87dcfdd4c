// SPDX-License-Identifier: Apache-2.0
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include <runtime/gomap.h>

struct symbol {
    uint32_t line; // of the definition
    uint32_t uses;
};

// The symbol of that number, made when it is not there yet; NULL when memory runs out.
struct symbol *symbols_intern(Gomap *symbols, uint64_t number);

#endif
