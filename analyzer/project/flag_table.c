// SPDX-License-Identifier: Apache-2.0
//
// Passed is what changes the meaning of the source: header search, macros, language, type sizes,
// predefined macros. A flag that clang does not know is not passed even when it is harmless: it is
// an error there. FATE_DROP rows exist for flags that take the next argument, so that this is
// dropped too and not mistaken for a flag, and for prefixes that a row of another fate would catch.
//
// What only another target's compiler knows (-mcpu, -mfpu, -mthumb, -maltivec …) is not passed: a
// cross compiler's name is no --target, so the unit is read as if for this machine.
//
// LIMIT: -march of a name that only a newer compiler knows reaches libclang, which then refuses the
// unit.
// LIMIT: for `-include x.h` clang's driver takes x.h.pch, when that lies beside it. Only whoever
// calls libclang can ask for the header itself (as a cc1 flag, which never comes from a database).
#include "flag_table.h"

enum { A = FLAG_ALONE, J = FLAG_JOINED, S = FLAG_SEPARATE, JS = FLAG_JOINED | FLAG_SEPARATE };

// Sought from the first to the last; of two prefixes the longer stands first.
static const FlagRow rows[] = {
    // header search and macros
    {"-I", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-D", JS, FATE_PASS, VALUE_TEXT, NULL},
    {"-U", JS, FATE_PASS, VALUE_TEXT, NULL},
    {"-isystem-after", JS, FATE_DROP, VALUE_PATH, NULL},
    {"-isystem", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-iquote", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-idirafter", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-iprefix", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-iwithprefixbefore", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-iwithprefix", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-iwithsysroot", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-isysroot", JS, FATE_PASS, VALUE_PATH, NULL},
    {"--sysroot=", J, FATE_PASS, VALUE_PATH, NULL},
    {"--sysroot", S, FATE_PASS, VALUE_PATH, "--sysroot="},
    {"-include-pch", S, FATE_DROP, VALUE_PATH, NULL},
    {"-include", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-imacros", JS, FATE_PASS, VALUE_PATH, NULL},
    {"-nostdinc", A, FATE_PASS, VALUE_NONE, NULL},
    {"-nostdinc++", A, FATE_PASS, VALUE_NONE, NULL},
    {"-nobuiltininc", A, FATE_PASS, VALUE_NONE, NULL},
    {"-undef", A, FATE_PASS, VALUE_NONE, NULL},
    {"-stdlib=libc++", A, FATE_PASS, VALUE_NONE, NULL},
    {"-stdlib=libstdc++", A, FATE_PASS, VALUE_NONE, NULL},

    // language and target
    {"-std=", J, FATE_PASS, VALUE_WORD, NULL},
    {"--std=", J, FATE_PASS, VALUE_WORD, "-std="},
    {"-x", JS, FATE_PASS, VALUE_LANGUAGE, NULL},
    {"-ansi", A, FATE_PASS, VALUE_NONE, NULL},
    {"-trigraphs", A, FATE_PASS, VALUE_NONE, NULL},
    {"-pthread", A, FATE_PASS, VALUE_NONE, NULL},
    {"-O", A | J, FATE_PASS, VALUE_LEVEL, NULL},
    {"--target=", J, FATE_PASS, VALUE_WORD, NULL},
    {"-target", S, FATE_PASS, VALUE_WORD, "--target="},
    {"-march=", J, FATE_PASS, VALUE_WORD, NULL},
    {"-m32", A, FATE_PASS, VALUE_NONE, NULL},
    {"-m64", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mx32", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mlong-double-64", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mlong-double-80", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mlong-double-128", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mabi=ms", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mabi=sysv", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mcmodel=small", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mcmodel=medium", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mcmodel=large", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mcmodel=kernel", A, FATE_PASS, VALUE_NONE, NULL},
    {"-mgeneral-regs-only", A, FATE_PASS, VALUE_NONE, NULL},
    {"-ffreestanding", A, FATE_PASS, VALUE_NONE, NULL},
    {"-fhosted", A, FATE_PASS, VALUE_NONE, NULL},
    {"-fstack-protector-all", A, FATE_PASS, VALUE_NONE, NULL},
    {"-fstack-protector-strong", A, FATE_PASS, VALUE_NONE, NULL},
    {"-ftrapv", A, FATE_PASS, VALUE_NONE, NULL},
    {"-fwritable-strings", A, FATE_PASS, VALUE_NONE, NULL},
    {"-fno-freestanding", A, FATE_PASS, VALUE_NONE, "-fhosted"},
    {"-fno-hosted", A, FATE_PASS, VALUE_NONE, "-ffreestanding"},
    {"-fno-builtin-", J, FATE_PASS, VALUE_WORD, NULL},
    {"-fvisibility=", J, FATE_PASS, VALUE_WORD, NULL},
    {"-fpack-struct=", J, FATE_PASS, VALUE_NUMBER, NULL},
    {"-ftemplate-depth=", J, FATE_PASS, VALUE_NUMBER, NULL},
    {"-ftemplate-depth-", J, FATE_PASS, VALUE_NUMBER, "-ftemplate-depth="},
    {"-flax-vector-conversions=", J, FATE_PASS, VALUE_WORD, NULL},
    {"-fstrict-flex-arrays=", J, FATE_PASS, VALUE_NUMBER, NULL},
    {"-finput-charset=UTF-8", A, FATE_PASS, VALUE_NONE, NULL},
    {"-finput-charset=utf-8", A, FATE_PASS, VALUE_NONE, NULL},
    {"-fplan9-extensions", A, FATE_PASS, VALUE_NONE, "-fms-extensions"}, // the same for us

    // no meaning here
    {"-c", A, FATE_QUIET, VALUE_NONE, NULL},
    {"-pipe", A, FATE_QUIET, VALUE_NONE, NULL},
    {"-pedantic", A, FATE_QUIET, VALUE_NONE, NULL},
    {"-pedantic-errors", A, FATE_QUIET, VALUE_NONE, NULL},
    {"-w", A, FATE_QUIET, VALUE_NONE, NULL},
    {"-Wp,", J, FATE_DROP, VALUE_TEXT, NULL},
    {"-Wl,", J, FATE_DROP, VALUE_TEXT, NULL},
    {"-Wa,", J, FATE_DROP, VALUE_TEXT, NULL},
    {"-W", A | J, FATE_QUIET, VALUE_TEXT, NULL},
    {"-gen-cdb-fragment-path", S, FATE_DROP, VALUE_PATH, NULL},
    {"-gcc-toolchain", S, FATE_DROP, VALUE_PATH, NULL},
    {"-g", A | J, FATE_QUIET, VALUE_TEXT, NULL},
    {"-o", JS, FATE_QUIET, VALUE_TEXT, NULL},

    // refused, with a value in the next argument
    {"-MF", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-MT", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-MQ", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-MJ", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xclang", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xpreprocessor", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xassembler", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xlinker", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xanalyzer", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xarch_host", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xarch_device", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xcuda-fatbinary", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xcuda-ptxas", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-Xopenmp-target", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-mllvm", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-mmlir", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-load", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-plugin", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-add-plugin", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-wrapper", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-specs", S, FATE_DROP, VALUE_TEXT, NULL},
    {"--specs", S, FATE_DROP, VALUE_TEXT, NULL},
    {"--config", S, FATE_DROP, VALUE_TEXT, NULL},
    {"--param", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-param", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-B", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-L", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-l", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-T", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-F", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-A", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-G", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-e", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-u", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-z", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-arch", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-framework", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-iframework", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-iframeworkwithsysroot", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-imultilib", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-imultiarch", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-ivfsoverlay", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-vfsoverlay", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-cxx-isystem", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-aux-info", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-dumpbase", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-dumpbase-ext", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-dumpdir", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-dependency-dot", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-dependency-file", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-header-include-file", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-index-store-path", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-index-unit-output-path", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-serialize-diagnostics", S, FATE_DROP, VALUE_TEXT, NULL},
    {"--serialize-diagnostics", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-fdebug-compilation-dir", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-fmodules-cache-path", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-fmodules-user-build-path", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-resource-dir", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-working-directory", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-ccc-install-dir", S, FATE_DROP, VALUE_TEXT, NULL},
    {"-ccc-gcc-name", S, FATE_DROP, VALUE_TEXT, NULL},
};

// -fNAME and -fno-NAME, both of which clang knows. Sorted.
static const char *const f_names[] = {
    "PIC",
    "PIE",
    "access-control",
    "aligned-allocation",
    "asm",
    "associative-math",
    "asynchronous-unwind-tables",
    "blocks",
    "borland-extensions",
    "builtin",
    "char8_t",
    "common",
    "declspec",
    "delayed-template-parsing",
    "delete-null-pointer-checks",
    "dollars-in-identifiers",
    "elide-constructors",
    "exceptions",
    "fast-math",
    "finite-math-only",
    "gnu-keywords",
    "gnu89-inline",
    "inline",
    "inline-functions",
    "lax-vector-conversions",
    "math-errno",
    "ms-compatibility",
    "ms-extensions",
    "omit-frame-pointer",
    "operator-names",
    "pack-struct",
    "pascal-strings",
    "pic",
    "pie",
    "plt",
    "reciprocal-math",
    "rounding-math",
    "rtti",
    "short-enums",
    "short-wchar",
    "signed-char",
    "signed-zeros",
    "sized-deallocation",
    "stack-protector",
    "strict-aliasing",
    "strict-enums",
    "strict-overflow",
    "threadsafe-statics",
    "trapping-math",
    "unsafe-math-optimizations",
    "unsigned-char",
    "unwind-tables",
    "visibility-inlines-hidden",
    "wrapv",
};

// -mNAME and -mno-NAME: what headers of intrinsics look at. Sorted.
static const char *const m_names[] = {
    "adx",        "aes",         "avx",      "avx2",         "avx512bitalg",
    "avx512bw",   "avx512cd",    "avx512dq", "avx512f",      "avx512ifma",
    "avx512vbmi", "avx512vbmi2", "avx512vl", "avx512vnni",   "avx512vpopcntdq",
    "avxvnni",    "bmi",         "bmi2",     "clflushopt",   "clwb",
    "crc32",      "cx16",        "f16c",     "fma",          "fma4",
    "fsgsbase",   "fxsr",        "gfni",     "lzcnt",        "mmx",
    "movbe",      "movdir64b",   "movdiri",  "ms-bitfields", "pclmul",
    "popcnt",     "prfchw",      "ptwrite",  "rdpid",        "rdrnd",
    "rdseed",     "red-zone",    "rtm",      "sahf",         "sha",
    "soft-float", "sse",         "sse2",     "sse3",         "sse4",
    "sse4.1",     "sse4.2",      "sse4a",    "ssse3",        "tbm",
    "vaes",       "vpclmulqdq",  "xop",      "xsave",        "xsavec",
    "xsaveopt",   "xsaves",
};

static int compare_names(const void *key, const void *item) {
    return strcmp(key, *(const char *const *)item);
}

static bool is_known_switch(const char *arg) {
    bool is_f = arg[1] == 'f';
    const char *name = arg + 2;
    if (arg[1] != 'f' && arg[1] != 'm')
        return false;
    if (!strncmp(name, "no-", 3))
        name += 3;
    return bsearch(name, is_f ? f_names : m_names, is_f ? COUNT_OF(f_names) : COUNT_OF(m_names),
                   sizeof(char *), compare_names) != NULL;
}

const FlagRow *flag_table_find(const char *arg, const char **value) {
    static const FlagRow switch_row = {"-", FLAG_ALONE, FATE_PASS, VALUE_NONE, NULL};
    const FlagRow *joined = NULL;
    *value = NULL;
    for (const FlagRow *r = rows; r < rows + COUNT_OF(rows); r++) {
        if (r->name[1] != arg[1])
            continue;
        if ((r->shape & (FLAG_ALONE | FLAG_SEPARATE)) && !strcmp(arg, r->name))
            return r;
        if (!joined && (r->shape & FLAG_JOINED) && !strncmp(arg, r->name, strlen(r->name)))
            joined = r;
    }
    if (is_known_switch(arg))
        return &switch_row;
    if (joined)
        *value = arg + strlen(joined->name);
    return joined;
}
