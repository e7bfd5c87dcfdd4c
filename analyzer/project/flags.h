// SPDX-License-Identifier: Apache-2.0
//
// Which compiler flags reach libclang. Everything that is not in the table is dropped: some flags
// write files, load code or run programs (-MF, -Xclang, -fplugin, -wrapper …), and a compile
// database is data that somebody else may have made.
#ifndef PROJECT_FLAGS_H
#define PROJECT_FLAGS_H

#include "split.h"

typedef enum {
    LANGUAGE_BY_SUFFIX, // no -x
    LANGUAGE_C,
    LANGUAGE_CXX,
    LANGUAGE_OTHER, // not for us: assembler, CUDA, LLVM IR, a header to precompile …
} Language;

typedef struct {
    Args args;         // what passed, in libclang's spelling, in order
    Args dropped;      // what did not, with the values that belong to it
    Language language; // of the last -x
} CleanFlags;

// Sorts the n arguments, of which none is the compiler. An argument that is no flag is dropped,
// silently when is_source says that it is the unit itself. Strings live in the arena, or are those
// given. Appends to *out.
void flags_clean(Arena *a, const char *const *in, uint32_t n,
                 bool (*is_source)(const char *arg, const void *ctx), const void *ctx,
                 CleanFlags *out);
void clean_flags_fini(CleanFlags *f);

// How many leading arguments are ccache-like launchers and the compiler; *is_cxx tells whether the
// compiler's name is that of a C++ compiler.
uint32_t flags_skip_compiler(const char *const *in, uint32_t n, bool *is_cxx);
// The language that a file's suffix stands for; LANGUAGE_OTHER when neither.
Language flags_language_of(const char *path);

#endif
