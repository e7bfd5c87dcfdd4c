// SPDX-License-Identifier: Apache-2.0
//
// From the text of a model file to its raw form, and from libcyaml's complaints to ours.
#ifndef MODEL_READ_H
#define MODEL_READ_H

#include "schema.h"
#include "source.h"

#include "base/arena.h"

// Reads the text by the schema. Everything that *out points to lives in the arena, also after an
// error. STATUS_USAGE with "name:line: key: reason" when the text is too large, is not YAML, or is
// not of the form; an unknown word comes with the nearest one that would be right there.
Status read_model_text(RawFile **out, Arena *arena, const Source *src, Error *err);

#endif
