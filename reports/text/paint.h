// SPDX-License-Identifier: Apache-2.0
//
// The colours of clang's diagnostics.
#ifndef TEXT_PAINT_H
#define TEXT_PAINT_H

#include "base/strbuf.h"

#define PAINT_BOLD "\033[1m"
#define PAINT_ERROR "\033[0;1;31m"
#define PAINT_WARNING "\033[0;1;35m"
#define PAINT_NOTE "\033[0;1;36m"
#define PAINT_CARET "\033[0;1;32m"
#define PAINT_GOOD "\033[0;32m"
#define PAINT_RESET "\033[0m"

static inline void paint(StrBuf *out, bool color, const char *code) {
    if (color)
        strbuf_adds(out, code);
}

#endif
