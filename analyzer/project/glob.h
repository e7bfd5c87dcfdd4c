// SPDX-License-Identifier: Apache-2.0
#ifndef PROJECT_GLOB_H
#define PROJECT_GLOB_H

#include "base/base.h"

// Whether the glob matches the relative path, or a folder that it lies in. `?` is one character and
// `*` any number of them, never a slash; `**` is any text. A glob without a slash inside is tried
// on every name of the path, as in .gitignore; a slash at the end is ignored, one at the start ties
// it to the root. All other characters stand for themselves. At most length of glob times length of
// path steps.
bool glob_matches(const char *glob, const char *path);

#endif
