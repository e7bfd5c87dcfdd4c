// SPDX-License-Identifier: Apache-2.0
//
// A model file as text, and errors that point into it.
#ifndef MODEL_SOURCE_H
#define MODEL_SOURCE_H

#include "locate.h"

#include "base/status.h"
#include "base/strbuf.h"

enum { SOURCE_BYTES_MAX = 1 << 20 };

typedef struct {
    const char *name; // as shown in errors
    const char *text; // n bytes
    size_t n;
} Source;

// Fills *err with "name:line: " and the message; the line is that of the path. STATUS_USAGE.
Status source_error(const Source *src, const Path *path, Error *err, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

// Appends the word in quotes, made safe for a terminal and cut after some 60 bytes.
void source_add_quoted(StrBuf *b, const char *word);

#endif
