// SPDX-License-Identifier: Apache-2.0
//
// The files of rules/models as they were when mapleak was built; embed.cmake writes the table.
#ifndef MODEL_EMBEDDED_H
#define MODEL_EMBEDDED_H

#include "base/base.h"

typedef struct {
    const char *name; // "glib.yaml"
    const unsigned char *text;
    size_t n;
} EmbeddedModel;

// In order of name; ends with a NULL name.
extern const EmbeddedModel embedded_models[];

#endif
