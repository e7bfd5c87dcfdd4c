// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700
#include "build.h"

#include "batch.h"

#include <stdlib.h>
#include <string.h>

enum { COMPILE_SECONDS = 120 };

static void add_copy(Strings *to, const char *item) {
    cases_add_string(to, cases_must(strdup(item)));
}

static void add_copies(Strings *to, const Strings *items) {
    for (size_t i = 0; i < items->count; i++)
        add_copy(to, items->items[i]);
}

bool build_case(const Build *build, const Case *one, const char *program, FILE *err) {
    static const char *const own[] = {"-O0", "-g", "-Wall", "-Wextra", "-Werror"};
    Strings argv = {0};
    add_copy(&argv, build->cc);
    add_copies(&argv, &build->flags);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        add_copy(&argv, own[i]);
    add_copies(&argv, &one->sources);
    add_copies(&argv, &build->linked);
    add_copy(&argv, "-o");
    add_copy(&argv, program);
    BatchProcess process = {.folder = build->root, .seconds = COMPILE_SECONDS, .err = err};
    int status = batch_run(&process, argv.items);
    cases_free_strings(&argv);
    return status == 0;
}
