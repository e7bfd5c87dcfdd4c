// SPDX-License-Identifier: Apache-2.0
// on_signal -> reload_rules -> install: the old rule set is freed before the new one goes there.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct rule {
    char name[32];
    UT_hash_handle hh;
};

static struct rule *active_rules;

static struct rule *parse_rules(const char *text) {
    struct rule *rules = NULL, *rule = calloc(1, sizeof *rule);
    if (!rule)
        return NULL;
    snprintf(rule->name, sizeof rule->name, "%s", text);
    HASH_ADD_STR(rules, name, rule);
    return rules;
}

static void install(struct rule *rules) {
    struct rule *rule, *next;
    HASH_ITER(hh, active_rules, rule, next) {
        HASH_DEL(active_rules, rule);
        free(rule);
    }
    active_rules = rules;
}

static void reload_rules(const char *text) {
    install(parse_rules(text));
}

static void on_signal(const char *text) {
    reload_rules(text);
}

int main(void) {
    char line[128];
    while (fgets(line, sizeof line, stdin)) {
        on_signal(line);
        printf("%u\n", HASH_COUNT(active_rules));
    }
    return 0;
}
