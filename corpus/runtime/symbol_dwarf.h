// SPDX-License-Identifier: Apache-2.0

// What libdw knows of an address in this process. Internal to symbol.c, which serialises the calls.
#ifndef MAPLEAK_RUNTIME_SYMBOL_DWARF_H
#define MAPLEAK_RUNTIME_SYMBOL_DWARF_H

#include "symbol.h"

// The frames at `pc`, innermost first, at most `max` (not 0); 0 if no module holds the address or
// the process cannot be read. The texts live until the next call.
size_t symbol_dwarf_find(uintptr_t pc, Symbol out[], size_t max);

// Closes all files.
void symbol_dwarf_close(void);

#endif
