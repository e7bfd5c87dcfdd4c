// SPDX-License-Identifier: Apache-2.0
//
// Source files by line, each read at most once in the life of a cache.
#ifndef FINDING_SOURCE_H
#define FINDING_SOURCE_H

#include "base/intern.h"

enum { SOURCE_BYTES_MAX = 32 << 20 }; // larger files are not read

typedef struct {
    uint32_t start, length; // bytes; without the line's end
} SourceLine;

typedef struct {
    uint32_t start, end; // bytes, with the comment's marks
} SourceComment;

typedef struct {
    char *text; // may hold NUL bytes; one is appended. NULL: the file cannot be read
    uint32_t size;
    VEC(SourceLine) lines;       // of a file that was read, at least one
    VEC(SourceComment) comments; // in order; filled by source_comments
    bool scanned;                // comments is filled
} SourceFile;

typedef struct {
    Interner paths;
    VEC(SourceFile *) files; // by id of the path; NULL not asked for yet
} SourceCache;

void source_cache_init(SourceCache *cache);
void source_cache_fini(SourceCache *cache);

// The file at `path`, valid until the cache's end. NULL when path is NULL or empty, or when it
// cannot be read: no regular file (a FIFO is not waited for), larger than SOURCE_BYTES_MAX, no
// permission.
SourceFile *source_find(SourceCache *cache, const char *path);
// Line number `line` (from 1), NULL when the file has no such line.
const SourceLine *source_line(const SourceFile *file, uint32_t line);
// The number (from 1) of the line that holds byte `at`. O(log lines).
uint32_t source_line_of(const SourceFile *file, uint32_t at);
// Fills file->comments at the first call.
void source_comments(SourceFile *file);
// Whether byte `at` lies inside a comment, behind its first byte. Needs source_comments.
bool source_in_comment(const SourceFile *file, uint32_t at);

#endif
