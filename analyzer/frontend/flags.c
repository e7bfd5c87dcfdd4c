// SPDX-License-Identifier: Apache-2.0
//
// Which flags reach libclang. The caller has cleaned them; here the ones are added that make clang
// read what gcc accepts, and a second, plain set is made for when libclang refuses the first (an
// unknown -march, a language that it does not have).
#include "lower.h"

// What a compiler of the gcc family takes with a warning and clang by default does not.
static const char *const lenient[] = {
    "-w",
    "-ferror-limit=0",
    "-Wno-error",
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=implicit-int",
    "-Wno-error=int-conversion",
    "-Wno-error=incompatible-function-pointer-types",
    "-Wno-error=return-type",
    "-Wno-error=return-mismatch",
    "-Wno-error=unknown-warning-option",
};

// Flags that the tree itself depends on; the last ones take a value behind a blank.
static const char *const needed[] = {
    "-I",   "-D",         "-U",       "-std=",     "-isystem", "-iquote",
    "-x",   "-m32",       "-m64",     "--target=", "-pthread", "-nostdinc",
    "-fms", "-idirafter", "-include", "-isysroot", "--sysroot"};

static bool is_needed(const char *arg) {
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (strncmp(arg, needed[i], strlen(needed[i])) == 0)
            return true;
    return false;
}

static bool takes_value(const char *arg) {
    static const char *const alone[] = {"-I", "-D",       "-U",         "-isystem", "-iquote",
                                        "-x", "-include", "-idirafter", "-isysroot"};
    for (size_t i = 0; i < COUNT_OF(alone); i++)
        if (strcmp(arg, alone[i]) == 0)
            return true;
    return false;
}

void flags_make(Flags *f, const FrontendCommand *cmd, bool plain) {
    *f = (Flags){0};
    strbuf_printf(&f->directory, "-working-directory=%s", cmd->directory);
    vec_push(&f->args, "clang");
    vec_push(&f->args, f->directory.s);
    for (size_t i = 0; i < cmd->nargs; i++) {
        const char *arg = cmd->args[i];
        if (plain && !is_needed(arg))
            continue;
        vec_push(&f->args, arg);
        if (takes_value(arg) && i + 1 < cmd->nargs)
            vec_push(&f->args, cmd->args[++i]);
    }
    for (size_t i = 0; i < COUNT_OF(lenient); i++)
        vec_push(&f->args, lenient[i]);
}

void flags_fini(Flags *f) {
    strbuf_fini(&f->directory);
    vec_fini(&f->args);
}
