// SPDX-License-Identifier: Apache-2.0

// From an address in the running program to the functions, file and line it belongs to.
//
//     Symbol at[8];
//     size_t n = symbol_find_call(__builtin_return_address(0), at, 8);
//     for (size_t i = 0; i < n; i++)
//         printf("%s %s:%d\n", at[i].function, at[i].file, at[i].line);
//
// What is known comes, best first, from DWARF (functions, inlined ones too, file and line), from
// the symbol table (function and offset), from the loaded segments (module and offset). Debug
// information may stand in the file itself or in a file of its own that the build id names, below
// /usr/lib/debug. Nothing is ever fetched over a network.
//
// LIMIT: C++ functions have the name that DWARF gives them, without namespace and class.
// LIMIT: code that was unloaded before it was asked for is not known, and code that was loaded at
// the addresses of an unloaded library answers with what was found there first.
//
// Threads: every call may be made from any thread; look-ups wait for each other. They allocate with
// malloc, keep a map and open files, so they are not for signal handlers, nor for the inside of an
// allocator or of an observer of maps, nor while a lock is held that one of those takes.
#ifndef MAPLEAK_RUNTIME_SYMBOL_H
#define MAPLEAK_RUNTIME_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One frame. The texts live until symbol_release.
typedef struct Symbol {
    const char *function; // NULL: not known
    const char *file;     // as the compiler knew it, absolute as a rule; NULL: not known
    int line;             // from 1; 0: not known
    const char *module;   // path of the program or library; NULL: the address is in none
    uintptr_t offset;     // from the start of `function`, or if that is NULL of `module`
} Symbol;

// The frames of the instruction at `pc`: out[0] is the innermost inlined function, the last one the
// function that the code belongs to. At most `max` are written; the number of them is returned.
// An address that nothing is known of gives one frame with all members NULL or 0. Without memory
// the number is 0. The first look-up in a module reads its debug information (some ms to some s);
// an address that was asked for before costs O(1).
size_t symbol_find(const void *pc, Symbol out[], size_t max);

// symbol_find for a return address, which stands behind the call: the frames of the call.
size_t symbol_find_call(const void *return_address, Symbol out[], size_t max);

// One line about the call before a return address, without a newline: "function file:line" with
// the file's last two parts, "function+0x1c", "libname.so+0x4c10" or "0x7f00deadbeef"; of inlined
// functions the innermost one, with ", inlined into function" behind it. NULL is "unknown". Cut to
// `size` bytes (not 0), NUL included; returns `buf`.
const char *symbol_text(const void *return_address, char *buf, size_t size);

// Forgets everything and gives the memory back. Texts of earlier answers are dead then.
void symbol_release(void);

#ifdef __cplusplus
}
#endif

#endif
