// SPDX-License-Identifier: Apache-2.0
//
// Argument references: `arg0`, `*arg1`, `arg2...`, `return`, `*return`, `null`, `fn:free`,
// `arg2->arg1`, `arg0->size`, `*arg0->size`. The forms are explained in model.h.
#ifndef MODEL_ARGREF_H
#define MODEL_ARGREF_H

#include "model.h"

enum { ARGREF_MAX_INDEX = 15, ARGREF_MAX_DEREF = 2 };

// Reads all of `text`. False when it is no reference; then *why is a phrase that says what is
// wrong. Names are kept as pointers into `text`, so it has to live as long as *out.
bool argref_parse(ArgRef *out, const char *text, const char **why);
// A letter or '_', then letters, digits and '_'. The same for all of s.
bool argref_is_identifier(const char *s);

#endif
