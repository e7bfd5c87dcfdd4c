// SPDX-License-Identifier: Apache-2.0
//
// Findings as compiler-style warnings:
//
//     src/reg.c:41:5: warning: message [mapleak-grow-only]
//        41 |     g_hash_table_insert(registry, key, value);
//           |     ^
//     src/reg.c:12:20: note: step
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/strbuf.h"
#include "finding/finding.h"

typedef struct {
    bool color;
    bool show_suppressed;
    Confidence min_confidence;
} TextOptions;

// All findings, each with source line, caret and steps. Control characters in names and sources are
// escaped.
void text_findings(StrBuf *out, const RunReport *r, const TextOptions *options);
// The maps, one a paragraph: holder, kind, library, bound or verdict, operations.
void text_maps(StrBuf *out, const RunReport *r, bool color);
// The last lines of a run: units, functions, statements, opaque share with reasons, failed units,
// findings by rule.
void text_summary(StrBuf *out, const RunReport *r, bool color);

#endif
