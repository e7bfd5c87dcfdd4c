// SPDX-License-Identifier: Apache-2.0
//
// Paths as text, and whole files as bytes.
#ifndef PROJECT_PATH_H
#define PROJECT_PATH_H

#include "base/arena.h"
#include "base/status.h"
#include "base/strbuf.h"

// `path` made absolute against the absolute `base`, without `.`, `..` and double slashes.
char *path_absolute(Arena *a, const char *base, const char *path);
// All before the last slash; "/" for a file in the root. `path` is absolute.
char *path_folder(Arena *a, const char *path);
// What is behind the last slash; all when there is none.
const char *path_name(const char *path);
// The name's suffix with its dot, "" when there is none.
const char *path_suffix(const char *path);
// Whether `path` is `folder` or below it. Both are absolute and normalised.
bool path_is_below(const char *path, const char *folder);
// `path` relative to `folder`, NULL when it is not below. Points into `path`.
const char *path_below(const char *path, const char *folder);

// Appends the bytes of the regular file at `path`, at most `limit`. STATUS_ENVIRONMENT with the
// reason when there is none, it is no regular file (a fifo would block), or it is larger.
Status path_read_file(const char *path, size_t limit, StrBuf *out, Error *err);

#endif
