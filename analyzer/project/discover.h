// SPDX-License-Identifier: Apache-2.0
//
// Looking for things in the file system: the compile database, and sources in a folder.
#ifndef PROJECT_DISCOVER_H
#define PROJECT_DISCOVER_H

#include "split.h"

// The compile database of `build` (a folder that holds one, or the file itself), or, when that is
// NULL, of the folder `root` or of the only build*/ in it that has one. *path lives in the arena,
// and is NULL when there is none and none was named. STATUS_USAGE: `build` has none, or several
// build*/ have one.
Status discover_database(Arena *a, const char *root, const char *build, const char **path,
                         Error *err);

// Appends the absolute paths of all *.c at or below the absolute `folder`, sorted. Symbolic links
// and names that start with a dot are passed over. STATUS_ENVIRONMENT when a folder cannot be read.
Status discover_sources(Arena *a, const char *folder, Args *out, Error *err);

#endif
