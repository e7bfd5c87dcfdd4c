// SPDX-License-Identifier: Apache-2.0
//
// What every file of mapleak sees: the fixed-width types, BUG(), and the list of banned functions.
//
// Three words for trouble, and no fourth:
//   Status   the user or the environment is wrong; returned, with a message (base/status.h)
//   BUG()    mapleak is wrong; prints where and ends the process with exit code 4
//   opaque   C that the front end does not lower; counted in the IR (ir/ir.h)
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define NORETURN __attribute__((noreturn))
#define UNUSED(x) ((void)(x))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

// An invariant of mapleak's own does not hold. Prints file, line and the message to stderr, exit 4.
#define BUG(...) base_bug(__FILE__, __LINE__, __VA_ARGS__)
#define BUG_ON(cond)          \
    do {                      \
        if (cond)             \
            BUG("%s", #cond); \
    } while (0)

NORETURN void base_bug(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

// malloc and realloc that end the process, naming `what`, when there is no memory. Never NULL.
void *base_malloc(size_t n, const char *what);
void *base_realloc(void *p, size_t n, const char *what);

#include "banned.h"

#endif
