// SPDX-License-Identifier: Apache-2.0
//
// Where in a YAML text something stands. libcyaml gives values without positions, and for an
// unknown key the position of the entry before it; so the text is walked once more with libyaml,
// but only when there is an error to tell.
#ifndef MODEL_LOCATE_H
#define MODEL_LOCATE_H

#include "base/base.h"

enum { PATH_DEPTH = 8 };

// One step into the document: the value of a key, or the index-th entry of a list.
typedef struct {
    const char *key; // NULL: index
    uint32_t index;  // from 0
} PathStep;

typedef struct {
    PathStep steps[PATH_DEPTH];
    uint32_t len;
} Path;

// The path with one more step; what is deeper than PATH_DEPTH is not told apart.
Path path_key(Path p, const char *key);
Path path_index(Path p, uint32_t index);

// The line (from 1) of the key or list entry at the end of the path, or of the deepest part of the
// path that there is. 1 when the text is no YAML.
uint32_t locate(const char *text, size_t n, const Path *path);

// What a model file may not hold, whatever its form: anchors, aliases, tags, a second document,
// more than PATH_DEPTH levels, or an error of syntax. NULL when there is nothing of it; otherwise
// the reason (static, or libyaml's) and its line.
const char *locate_forbidden(const char *text, size_t n, uint32_t *line);

#endif
