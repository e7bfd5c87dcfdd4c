// SPDX-License-Identifier: Apache-2.0
#include "flags.h"

#include "base/strbuf.h"

#include <setjmp.h>

#include <cmocka.h>

static void show(StrBuf *out, const Args *args) {
    vec_each (const char *, a, args)
        strbuf_printf(out, "%s%s", out->len ? " " : "", *a);
}

static bool is_source(const char *arg, const void *ctx) {
    UNUSED(ctx);
    return strcmp(arg, "a.c") == 0;
}

// `line` is split at blanks; `passed` and `dropped` are what is to become of it.
static void assert_clean(const char *line, const char *passed, const char *dropped) {
    Arena a;
    Args in = {0};
    CleanFlags out = {0};
    StrBuf p = {0}, d = {0};
    arena_init(&a, "test");
    assert_true(split_text(&a, line, strlen(line), SPLIT_SHELL, &in));
    flags_clean(&a, in.data, in.len, is_source, NULL, &out);
    show(&p, &out.args);
    show(&d, &out.dropped);
    assert_string_equal(strbuf_text(&p), passed);
    assert_string_equal(strbuf_text(&d), dropped);
    strbuf_fini(&p);
    strbuf_fini(&d);
    clean_flags_fini(&out);
    vec_fini(&in);
    arena_fini(&a);
}

static Language language_after(const char *line) {
    Arena a;
    Args in = {0};
    CleanFlags out = {0};
    arena_init(&a, "test");
    assert_true(split_text(&a, line, strlen(line), SPLIT_SHELL, &in));
    flags_clean(&a, in.data, in.len, is_source, NULL, &out);
    Language l = out.language;
    clean_flags_fini(&out);
    vec_fini(&in);
    arena_fini(&a);
    return l;
}

static void header_search_and_macros_pass_in_one_spelling(void **state) {
    UNUSED(state);
    assert_clean("-Ia -I b -DX -D Y=1 -UZ -U W", "-Ia -Ib -DX -DY=1 -UZ -UW", "");
    assert_clean("-isystem a -isystemb -iquote c -idirafter d -include e.h -imacros f.h",
                 "-isystem a -isystem b -iquote c -idirafter d -include e.h -imacros f.h", "");
    assert_clean("-isysroot r --sysroot=s --sysroot t", "-isysroot r --sysroot=s --sysroot=t", "");
    assert_clean("-iprefix p -iwithprefix q -iwithprefixbefore r",
                 "-iprefix p -iwithprefix q -iwithprefixbefore r", "");
}

static void language_and_target_pass(void **state) {
    UNUSED(state);
    assert_clean("-std=gnu11 -ansi -pthread -m32 -march=x86-64-v3 -target i386-pc-linux-gnu -O2 -O",
                 "-std=gnu11 -ansi -pthread -m32 -march=x86-64-v3 --target=i386-pc-linux-gnu -O2 "
                 "-O",
                 "");
    assert_clean("-funsigned-char -fno-short-enums -fno-builtin -fno-builtin-malloc -fPIC "
                 "-fvisibility=hidden -fno-strict-aliasing -fwrapv -ffreestanding -fms-extensions "
                 "-nostdinc -msse4.2 -mno-avx512f",
                 "-funsigned-char -fno-short-enums -fno-builtin -fno-builtin-malloc -fPIC "
                 "-fvisibility=hidden -fno-strict-aliasing -fwrapv -ffreestanding -fms-extensions "
                 "-nostdinc -msse4.2 -mno-avx512f",
                 "");
}

static void what_clang_spells_otherwise_is_translated(void **state) {
    UNUSED(state);
    assert_clean("-fplan9-extensions -fno-freestanding --std=c99",
                 "-fms-extensions -fhosted -std=c99", "");
}

static void what_means_nothing_here_goes_without_a_word(void **state) {
    UNUSED(state);
    assert_clean("-c -o a.o -oa.o -Wall -Wno-x -W -w -g -g3 -gdwarf-4 -pipe -pedantic a.c", "", "");
}

static void a_dangerous_flag_never_passes(void **state) {
    UNUSED(state);
    static const char *const lines[] = {
        "-Xclang -load",
        "-Xclang -ast-dump",
        "-Xclang=-load",
        "-Xpreprocessor -MD",
        "-Xassembler a",
        "-Xlinker a",
        "-Xanalyzer a",
        "-Xarch_x86_64 -load",
        "-Wp,-MD,f",
        "-Wl,-o,f",
        "-Wa,-o,f",
        "-mllvm -load=x.so",
        "-mllvm=-load",
        "-M",
        "-MM",
        "-MD",
        "-MMD",
        "-MG",
        "-MP",
        "-MV",
        "-MF f",
        "-MFf",
        "-MT t",
        "-MQ t",
        "-MJ f",
        "-MJf",
        "-fplugin=x.so",
        "-fpass-plugin=x.so",
        "-fplugin-arg-x-y",
        "-load x.so",
        "-plugin x",
        "-add-plugin x",
        "-save-temps",
        "-save-temps=obj",
        "--save-temps",
        "-specs=f",
        "-specs f",
        "--specs=f",
        "-Bdir",
        "-B dir",
        "-wrapper prog",
        "-fprofile-generate",
        "-fprofile-use=f",
        "-fprofile-instr-generate=f",
        "-fprofile-arcs",
        "-ftest-coverage",
        "--coverage",
        "-coverage",
        "--config f",
        "--config=f",
        "-config f",
        "--config-system-dir=d",
        "-gen-cdb-fragment-path d",
        "-ivfsoverlay f",
        "-vfsoverlay f",
        "-include-pch f",
        "-fmodules",
        "-fmodules-cache-path=d",
        "-fmodules-cache-path d",
        "-fmodule-file=f",
        "-fmodule-output=f",
        "-fcrash-diagnostics-dir=d",
        "-fdump-tree-all",
        "-fdump-rtl-expand",
        "-fcallgraph-info",
        "-fsave-optimization-record",
        "-foptimization-record-file=f",
        "-fdiagnostics-format=sarif-file",
        "-ftime-trace=f",
        "-ftime-report",
        "-fsanitize=address",
        "-fsanitize-blacklist=f",
        "-fbracket-depth=100000",
        "-fxray-instrument",
        "-index-store-path d",
        "-dependency-dot f",
        "-dependency-file f",
        "-header-include-file f",
        "-serialize-diagnostics f",
        "--serialize-diagnostics f",
        "-working-directory d",
        "-working-directory=d",
        "-resource-dir d",
        "-resource-dir=d",
        "-dumpbase f",
        "-dumpdir d",
        "-aux-info f",
        "-emit-llvm",
        "-emit-ast",
        "-S",
        "-E",
        "-v",
        "-###",
        "-ld",
        "-l d",
        "-L d",
        "-T f",
        "-u s",
        "--param x=1",
        "-stdlib=evil",
        "-cc1",
        "--driver-mode=cl",
        "-ccc-gcc-name f",
        "-fuse-ld=f",
        "-gcc-toolchain d",
        "--gcc-toolchain=d",
        "-xnone",
        "-x ir",
        "-x assembler",
        "-x ast",
        "@f",
        "-",
        "b.c",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        assert_clean(lines[i], "", lines[i]);
}

static void a_refused_flag_takes_its_value_along(void **state) {
    UNUSED(state);
    assert_clean("-Xclang -Ia -MF -DX -Ib", "-Ib", "-Xclang -Ia -MF -DX");
    assert_clean("-MF", "", "-MF");
}

static void a_value_cannot_become_a_flag(void **state) {
    UNUSED(state);
    assert_clean("-I -MD -Ix", "-Ix", "-I -MD");
    assert_clean("-I-", "", "-I-");
    assert_clean("-include -pch", "", "-include -pch");
    assert_clean("-isystem-after d", "", "-isystem-after d");
    assert_clean("-isystem -MJ", "", "-isystem -MJ");
    assert_clean("-target -load", "", "-target -load");
    assert_clean("-D -Xclang", "-D-Xclang", "");
    assert_clean("-I '' -DX", "-DX", "-I ");
    assert_clean("-D '' -DX", "-DX", "-D ");
    assert_clean("-Ia -I", "-Ia", "-I");
}

static void a_value_of_another_form_is_refused(void **state) {
    UNUSED(state);
    assert_clean("-std=", "", "-std=");
    assert_clean("'-std=c11 -load'", "", "-std=c11 -load");
    assert_clean("-march=a/b --target=$x -Ofoo -O22 -fpack-struct=x -ftemplate-depth=99999", "",
                 "-march=a/b --target=$x -Ofoo -O22 -fpack-struct=x -ftemplate-depth=99999");
    assert_clean("-fpack-struct=4 -Ofast -Os -ftemplate-depth-300",
                 "-fpack-struct=4 -Ofast -Os -ftemplate-depth=300", "");
}

static void a_switch_with_more_behind_it_is_another_flag(void **state) {
    UNUSED(state);
    assert_clean("-ansix -m32x -fPICx -nostdincx", "", "-ansix -m32x -fPICx -nostdincx");
}

static void behind_two_dashes_all_are_files(void **state) {
    UNUSED(state);
    assert_clean("-Ia -- -Ib a.c", "-Ia", "-Ib");
}

static void x_gives_the_language(void **state) {
    UNUSED(state);
    assert_int_equal(language_after("-c a.c"), LANGUAGE_BY_SUFFIX);
    assert_int_equal(language_after("-x c"), LANGUAGE_C);
    assert_int_equal(language_after("-xc++"), LANGUAGE_CXX);
    assert_int_equal(language_after("-x c -x assembler-with-cpp"), LANGUAGE_OTHER);
    assert_int_equal(language_after("-x c -x none"), LANGUAGE_BY_SUFFIX);
    assert_int_equal(language_after("-x c-header"), LANGUAGE_OTHER);
    assert_clean("-xc -x c++", "-xc -xc++", "");
}

static void the_suffix_gives_the_language(void **state) {
    UNUSED(state);
    assert_int_equal(flags_language_of("a/b.c"), LANGUAGE_C);
    static const char *const cxx[] = {"a.cc", "a.cpp", "a.cxx", "a.C", "x.y/a.c++"};
    for (size_t i = 0; i < COUNT_OF(cxx); i++)
        assert_int_equal(flags_language_of(cxx[i]), LANGUAGE_CXX);
    static const char *const other[] = {"a.s", "a.S", "a.cu", "a.m", "a", ".c", "a.c/b", "a.h"};
    for (size_t i = 0; i < COUNT_OF(other); i++)
        assert_int_equal(flags_language_of(other[i]), LANGUAGE_OTHER);
}

static void assert_skips(uint32_t want, bool want_cxx, const char *line) {
    Arena a;
    Args in = {0};
    bool is_cxx;
    arena_init(&a, "test");
    assert_true(split_text(&a, line, strlen(line), SPLIT_SHELL, &in));
    assert_int_equal(flags_skip_compiler(in.data, in.len, &is_cxx), want);
    assert_int_equal(is_cxx, want_cxx);
    vec_fini(&in);
    arena_fini(&a);
}

static void launchers_and_the_compiler_are_skipped(void **state) {
    UNUSED(state);
    assert_skips(1, false, "cc -c a.c");
    assert_skips(1, true, "/usr/bin/g++-12 -c a.c");
    assert_skips(1, true, "arm-linux-gnueabihf-c++ a.c");
    assert_skips(2, false, "ccache gcc -c a.c");
    assert_skips(3, true, "/x/ccache distcc clang++ -c a.c");
    assert_skips(4, false, "env CCACHE_DIR=/x ccache gcc -c a.c");
    assert_skips(1, false, "ccache -c a.c");
    assert_skips(0, false, "-c a.c");
    assert_skips(0, false, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_search_and_macros_pass_in_one_spelling),
        cmocka_unit_test(language_and_target_pass),
        cmocka_unit_test(what_clang_spells_otherwise_is_translated),
        cmocka_unit_test(what_means_nothing_here_goes_without_a_word),
        cmocka_unit_test(a_dangerous_flag_never_passes),
        cmocka_unit_test(a_refused_flag_takes_its_value_along),
        cmocka_unit_test(a_value_cannot_become_a_flag),
        cmocka_unit_test(a_value_of_another_form_is_refused),
        cmocka_unit_test(a_switch_with_more_behind_it_is_another_flag),
        cmocka_unit_test(behind_two_dashes_all_are_files),
        cmocka_unit_test(x_gives_the_language),
        cmocka_unit_test(the_suffix_gives_the_language),
        cmocka_unit_test(launchers_and_the_compiler_are_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
