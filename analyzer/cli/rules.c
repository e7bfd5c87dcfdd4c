// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include "rules/rule.h"

int cli_rules(int argc, char **argv) {
    if (cli_wants_help(argc, argv, ""))
        return EXIT_CLEAN;
    if (argc > 1)
        return cli_error("rules takes no argument, not '%s'", argv[1]);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        printf("%-24s %-9s %-8s CWE-%-10s %s\n", r->id, r->group, severity_name(r->severity),
               r->cwe, r->summary);
    }
    return EXIT_CLEAN;
}

int cli_explain(int argc, char **argv) {
    if (cli_wants_help(argc, argv, "RULE"))
        return EXIT_CLEAN;
    if (argc != 2)
        return cli_error("usage: mapleak explain RULE");
    const char *id = argv[1];
    if (strncmp(id, "mapleak-", 8) == 0)
        id += 8;
    const Rule *r = rules_find(id);
    if (!r)
        return cli_error("no rule '%s'; mapleak rules lists them", argv[1]);
    fputs(r->page, stdout);
    return EXIT_CLEAN;
}
