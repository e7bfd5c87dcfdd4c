// SPDX-License-Identifier: Apache-2.0
//
// What a rule is: a function that looks at the linked program and adds findings. A rule knows the
// query headers of program/ and flow/, nothing of how they find out.
//
// One rule = <group>/<rule>.c + <group>/<rule>.md + corpus/cases/<rule>/ + one line in rules.def.
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "finding/finding.h"
#include "program/program.h"

typedef struct {
    Program *program;
    RunReport *report; // findings are added to it; strings live in its arena
} RuleContext;

typedef struct {
    const char *id;    // "grow-only"
    const char *group; // "lifetime"
    Severity severity;
    const char *cwe;     // "770, 1325"
    const char *summary; // one line, no full stop
    const char *page;    // the .md, embedded
    void (*run)(RuleContext *ctx);
} Rule;

uint32_t rules_count(void);
const Rule *rules_at(uint32_t i);       // in the order of rules.def
const Rule *rules_find(const char *id); // NULL when there is none

// Runs every rule.
void rules_run(RuleContext *ctx);

#endif
