// SPDX-License-Identifier: Apache-2.0
//
// For rule files: a finding built step by step.
//
//     Draft d;
//     draft_begin(&d, ctx, "grow-only", op->func, CONFIDENCE_HIGH);
//     draft_step(&d, op->loc, "inserted here");
//     draft_end(&d, op->loc, map->name, "'%s' only grows", map->name);
#ifndef RULES_EMIT_H
#define RULES_EMIT_H

#include "rule.h"

enum { DRAFT_STEPS = 24 };

typedef struct {
    RuleContext *ctx;
    Finding finding;
    FindingStep steps[DRAFT_STEPS];
} Draft;

void draft_begin(Draft *d, RuleContext *ctx, const char *rule, FuncId func, Confidence confidence);
void draft_step(Draft *d, Loc loc, const char *fmt, ...) PRINTF_LIKE(3, 4);
// The chain of calls that makes func run again and again.
void draft_context(Draft *d, FuncId func);
// The same for an insertion: the calls that hand over its key.
void draft_insertion(Draft *d, const MapUse *u);
// Whether this rule has already reported something at this place.
bool draft_known(const RuleContext *ctx, const char *rule, Loc loc);
void draft_end(Draft *d, Loc loc, const char *holder, const char *fmt, ...) PRINTF_LIKE(4, 5);

// A location as people see it: relative to the run's root where it lies below.
Spot emit_spot(const RuleContext *ctx, Loc loc);

#endif
