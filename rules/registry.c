// SPDX-License-Identifier: Apache-2.0
#include "rule.h"

#include "rule_pages.h"

#define RULE(id, name, group, severity, cwe, summary) void rule_##name(RuleContext *ctx);
#include "rules.def"
#undef RULE

static const Rule table[] = {
#define RULE(id, name, group, severity, cwe, summary) \
    {id, group, severity, cwe, summary, rule_page_##name, rule_##name},
#include "rules.def"
#undef RULE
};

uint32_t rules_count(void) {
    return COUNT_OF(table);
}

const Rule *rules_at(uint32_t i) {
    return &table[i];
}

const Rule *rules_find(const char *id) {
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (strcmp(table[i].id, id) == 0)
            return &table[i];
    return NULL;
}

void rules_run(RuleContext *ctx) {
    for (size_t i = 0; i < COUNT_OF(table); i++)
        table[i].run(ctx);
}
