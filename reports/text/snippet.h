// SPDX-License-Identifier: Apache-2.0
//
// The source line under a message, with its caret.
#ifndef TEXT_SNIPPET_H
#define TEXT_SNIPPET_H

#include "base/strbuf.h"
#include "finding/finding.h"
#include "finding/source.h"

// Appends the line of the spot and a line with a caret under its column. Nothing when the source
// cannot be read or has no such line.
void snippet_add(StrBuf *out, SourceCache *sources, const Spot *spot, bool color);

#endif
