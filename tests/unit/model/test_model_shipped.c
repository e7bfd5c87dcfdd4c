// SPDX-License-Identifier: Apache-2.0
//
// The files of rules/models against the headers that they describe: what a header declares has a
// model. A header that is not installed is skipped.
#include "model/model.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

static ModelSet *set;

static int set_up(void **state) {
    UNUSED(state);
    Error err;
    Status status = models_new(&set, &err);
    if (status != STATUS_OK)
        print_error("%s\n", err.text);
    return status == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state) {
    UNUSED(state);
    models_free(set);
    return 0;
}

// The whole file; empty when it cannot be read.
static StrBuf read_file(const char *path) {
    StrBuf text = {0};
    FILE *f = fopen(path, "r");
    if (!f)
        return text;
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        strbuf_add(&text, block, n);
    fclose(f);
    return text;
}

static bool is_name_char(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

static bool is_listed(const char *name, const char *const *list) {
    for (; *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

// Calls `seen` for each "PREFIX…" in front of a '(' on a line that does (or does not) begin with
// #define, and returns how many there are.
static int each_call(const StrBuf *text, const char *prefix, bool defines,
                     void (*seen)(const char *name)) {
    const char *s = strbuf_text(text);
    int count = 0;
    for (const char *at = s; (at = strstr(at, prefix));) {
        const char *end = at, *line = at;
        while (is_name_char(*end))
            end++;
        while (line > s && line[-1] != '\n')
            line--;
        const char *paren = end + strspn(end, defines ? "" : " ");
        bool is_define = strncmp(line, "#define", 7) == 0;
        bool first = defines ? at == line + 8 : is_define == false && line[0] != '/';
        bool whole = at == s || !is_name_char(at[-1]);
        if (*paren == '(' && is_define == defines && first && whole) {
            char name[128];
            snprintf(name, sizeof name, "%.*s", (int)(end - at), at);
            seen(name);
            count++;
        }
        at = end;
    }
    return count;
}

static void expect_function(const char *name) {
    if (!models_function(set, name))
        fail_msg("no model for %s", name);
}

static void every_ghash_function_has_a_model(void **state) {
    UNUSED(state);
    StrBuf header = read_file(GHASH_H);
    if (!header.len)
        skip();
    assert_in_range(each_call(&header, "g_hash_table_", false, expect_function), 30, 100);
    assert_in_range(each_call(&header, "g_str_", false, expect_function), 2, 10);
    strbuf_fini(&header);
}

static void every_function_of_the_runtime_has_a_model(void **state) {
    UNUSED(state);
    static const char *const modules[] = {"gomap", "rwmap", "syncmap"};
    for (size_t i = 0; i < COUNT_OF(modules); i++) {
        char path[512], prefix[32];
        snprintf(path, sizeof path, "%s/%s.h", RUNTIME_DIR, modules[i]);
        snprintf(prefix, sizeof prefix, "%s_", modules[i]);
        StrBuf header = read_file(path);
        assert_in_range(each_call(&header, prefix, false, expect_function), 10, 200);
        strbuf_fini(&header);
    }
}

static void every_function_around_the_gomap_has_a_model(void **state) {
    UNUSED(state);
    static const struct {
        const char *header, *prefix;
        int least;
    } headers[] = {{"intern_pool.h", "intern_pool_", 8},
                   {"weak.h", "weak_", 20},
                   {"ledger.h", "ledger_", 5},
                   {"symbol.h", "symbol_", 4},
                   {"tool_map.h", "tool_map_", 2}};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", RUNTIME_DIR, headers[i].header);
        StrBuf header = read_file(path);
        assert_in_range(each_call(&header, headers[i].prefix, false, expect_function),
                        headers[i].least, 100);
        strbuf_fini(&header);
    }
}

// What uthash.h defines for its own use.
static const char *const uthash_inner[] = {"HASH_NONFATAL_OOM",
                                           "HASH_RECORD_OOM",
                                           "HASH_ROLLBACK_BKT",
                                           "HASH_BLOOM_MAKE",
                                           "HASH_BLOOM_FREE",
                                           "HASH_BLOOM_BITSET",
                                           "HASH_BLOOM_BITTEST",
                                           "HASH_BLOOM_ADD",
                                           "HASH_BLOOM_TEST",
                                           "HASH_MAKE_TABLE",
                                           "HASH_APPEND_LIST",
                                           "HASH_AKBI_INNER_LOOP",
                                           "HASH_ADD_TO_TABLE",
                                           "HASH_TO_BKT",
                                           "HASH_OOPS",
                                           "HASH_FSCK",
                                           "HASH_EMIT_KEY",
                                           "HASH_BER",
                                           "HASH_SAX",
                                           "HASH_FNV",
                                           "HASH_OAT",
                                           "HASH_JEN",
                                           "HASH_JEN_MIX",
                                           "HASH_SFH",
                                           "HASH_MUR",
                                           "HASH_FIND_IN_BKT",
                                           "HASH_ADD_TO_BKT",
                                           "HASH_DEL_IN_BKT",
                                           "HASH_EXPAND_BUCKETS",
                                           "HASH_FUNCTION",
                                           "HASH_KEYCMP",
                                           NULL};

static void expect_macro(const char *name) {
    if (!models_macro(set, name) && !is_listed(name, uthash_inner))
        fail_msg("no model for %s", name);
    if (models_macro(set, name) && is_listed(name, uthash_inner))
        fail_msg("%s is inner, but has a model", name);
}

static void every_uthash_macro_has_a_model_or_is_inner(void **state) {
    UNUSED(state);
    StrBuf header = read_file(UTHASH_H);
    if (!header.len)
        skip();
    assert_in_range(each_call(&header, "HASH_", true, expect_macro), 50, 200);
    strbuf_fini(&header);
}

// uthash's parameter lists decide which argument is which; here they are looked at.
static void uthash_models_follow_the_parameter_lists(void **state) {
    UNUSED(state);
    StrBuf header = read_file(UTHASH_H);
    if (!header.len)
        skip();
    int checked = 0;
    for (uint32_t i = 0; i < models_count(set); i++) {
        const Model *m = models_at(set, i);
        char start[128], params[8][32] = {{0}};
        if (!m->is_macro || strcmp(m->library, "uthash") != 0 || !m->neffects)
            continue;
        snprintf(start, sizeof start, "#define %s(", m->name);
        const char *list = strstr(strbuf_text(&header), start);
        if (!list)
            continue;
        list += strlen(start);
        for (int p = 0; p < 8; p++) {
            size_t n = strcspn(list, ",)");
            snprintf(params[p], sizeof params[p], "%.*s", (int)n, list);
            if (list[n] == ')')
                break;
            list += n + 1 + strspn(list + n + 1, " ");
        }
        const Effect *e = &m->effects[m->neffects - 1];
        for (uint32_t k = 0; k < m->neffects; k++)
            if (m->effects[k].map.kind)
                e = &m->effects[k];
        if (!e->map.kind)
            continue;
        const char *map = params[e->map.index];
        assert_true(strcmp(map, "head") == 0 || strcmp(map, "dst") == 0);
        if (e->kind == EFF_PUT && e->value.kind)
            assert_string_equal(params[e->value.index], "add");
        if (e->kind == EFF_PUT && e->key.kind == ARG_MEMBER) {
            assert_non_null(strstr(params[e->key.member], "field"));
            assert_string_equal(params[e->key.index], "add");
        }
        if (e->kind == EFF_GET)
            assert_string_equal(params[e->into.index], "out");
        if (e->old.kind)
            assert_string_equal(params[e->old.index], "replaced");
        checked++;
    }
    assert_in_range(checked, 25, 100);
    strbuf_fini(&header);
}

// ---- Counts and places ----

static void each_library_is_there(void **state) {
    UNUSED(state);
    static const struct {
        const char *library;
        int least;
    } expected[] = {{"cmocka", 20}, {"libc", 900},       {"glib", 500},      {"uthash", 30},
                    {"gomap", 15},  {"gomap-tools", 30}, {"gomap-sync", 25}, {"khash", 8}};
    for (size_t k = 0; k < COUNT_OF(expected); k++) {
        int n = 0;
        for (uint32_t i = 0; i < models_count(set); i++)
            n += strcmp(models_at(set, i)->library, expected[k].library) == 0;
        print_message("%s: %d models\n", expected[k].library, n);
        assert_true(n >= expected[k].least);
    }
}

static const Effect *only_effect(const char *name, EffectKind kind) {
    const Model *m = models_function(set, name);
    assert_non_null(m);
    const Effect *found = NULL;
    for (uint32_t i = 0; i < m->neffects; i++) {
        if (m->effects[i].kind == kind) {
            assert_null(found);
            found = &m->effects[i];
        }
    }
    assert_non_null(found);
    return found;
}

static bool has_effect(const char *name, EffectKind kind) {
    const Model *m = models_function(set, name);
    assert_non_null(m);
    for (uint32_t i = 0; i < m->neffects; i++)
        if (m->effects[i].kind == kind)
            return true;
    return false;
}

static void what_is_kept_and_what_is_copied_is_told_apart(void **state) {
    UNUSED(state);
    static const char *const keep[] = {
        "putenv",    "setvbuf",       "setbuf", "tsearch",
        "hsearch",   "fmemopen",      "strtok", "pthread_setspecific",
        "epoll_ctl", "open_memstream"};
    static const char *const copy[] = {"setenv", "fputs", "fwrite", "strcmp", "snprintf", "bind"};
    for (size_t i = 0; i < COUNT_OF(keep); i++)
        assert_true(has_effect(keep[i], EFF_ESCAPE));
    for (size_t i = 0; i < COUNT_OF(copy); i++)
        assert_false(has_effect(copy[i], EFF_ESCAPE));
}

static void interior_pointers_are_told_from_equal_ones(void **state) {
    UNUSED(state);
    assert_true(only_effect("strchr", EFF_ALIAS)->inside);
    assert_int_equal(only_effect("strchr", EFF_ALIAS)->when, WHEN_NONNULL);
    assert_false(only_effect("strcpy", EFF_ALIAS)->inside);
    assert_int_equal(only_effect("strcpy", EFF_ALIAS)->when, WHEN_ALWAYS);
    assert_int_equal(only_effect("fgets", EFF_ALIAS)->when, WHEN_NONNULL);
}

static void glib_says_who_releases_what(void **state) {
    UNUSED(state);
    const Effect *e = only_effect("g_hash_table_new_full", EFF_CREATE);
    assert_int_equal(e->key_free.index, 2);
    assert_int_equal(e->value_free.index, 3);
    assert_int_equal(only_effect("g_hash_table_new", EFF_CREATE)->key_free.kind, ARG_NONE);
    assert_int_equal(only_effect("g_hash_table_insert", EFF_PUT)->existing, EXISTING_REPLACE_VALUE);
    assert_int_equal(only_effect("g_hash_table_replace", EFF_PUT)->existing, EXISTING_REPLACE_BOTH);
    assert_int_equal(only_effect("g_hash_table_remove", EFF_REMOVE)->when, WHEN_NONNULL);
    e = only_effect("g_hash_table_steal_extended", EFF_TAKE);
    assert_int_equal(e->into.index, 3);
    assert_int_equal(e->into.deref, 1);
    assert_false(e->releases_rest);
    assert_true(only_effect("gomap_take", EFF_TAKE)->releases_rest);
}

// ---- The reference page ----

// Every YAML example of the README that is a whole model file is read.
static void the_examples_of_the_readme_are_right(void **state) {
    UNUSED(state);
    StrBuf page = read_file(MODELS_DIR "/README.md");
    assert_true(page.len > 0);
    int examples = 0;
    for (const char *at = strbuf_text(&page); (at = strstr(at, "```yaml\n"));) {
        at += strlen("```yaml\n");
        const char *end = strstr(at, "```");
        assert_non_null(end);
        if (strncmp(at, "library:", 8) == 0) {
            Error err;
            if (models_add_text(set, "README.md", at, (size_t)(end - at), &err) != STATUS_OK)
                fail_msg("example %d: %s", examples + 1, err.text);
            examples++;
        }
        at = end;
    }
    assert_int_equal(examples, 4);
    strbuf_fini(&page);
}

static void the_readme_knows_every_effect(void **state) {
    UNUSED(state);
    StrBuf page = read_file(MODELS_DIR "/README.md");
    for (int k = 0; k < EFF_COUNT; k++) {
        char row[64];
        snprintf(row, sizeof row, "\n| `%s` |", effect_name((EffectKind)k));
        if (!strstr(strbuf_text(&page), row))
            fail_msg("no row for %s", effect_name((EffectKind)k));
    }
    strbuf_fini(&page);
}

// The files on disk are those in the binary: adding them again changes no model.
static void the_embedded_files_are_those_on_disk(void **state) {
    UNUSED(state);
    static const char *const files[] = {"cmocka",      "glib",  "gomap", "gomap-sync",
                                        "gomap-tools", "khash", "libc",  "uthash"};
    uint32_t count = models_count(set);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[512];
        Error err = {0};
        snprintf(path, sizeof path, "%s/%s.yaml", MODELS_DIR, files[i]);
        if (models_add_file(set, path, &err) != STATUS_OK)
            fail_msg("%s", err.text);
    }
    assert_int_equal(models_count(set), count);
}

static double milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

// The measure is 5 ms in an optimised build; the limit here only catches a wrong order of growth.
static void loading_is_fast(void **state) {
    UNUSED(state);
    double best = 1e9;
    for (int i = 0; i < 10; i++) {
        ModelSet *other;
        Error err;
        double start = milliseconds();
        assert_int_equal(models_new(&other, &err), STATUS_OK);
        double took = milliseconds() - start;
        models_free(other);
        best = took < best ? took : best;
    }
    print_message("models_new: %.2f ms\n", best);
    assert_true(best < 500);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_ghash_function_has_a_model),
        TEST(every_function_of_the_runtime_has_a_model),
        TEST(every_function_around_the_gomap_has_a_model),
        TEST(every_uthash_macro_has_a_model_or_is_inner),
        TEST(uthash_models_follow_the_parameter_lists),
        TEST(each_library_is_there),
        TEST(what_is_kept_and_what_is_copied_is_told_apart),
        TEST(interior_pointers_are_told_from_equal_ones),
        TEST(glib_says_who_releases_what),
        TEST(the_examples_of_the_readme_are_right),
        TEST(the_readme_knows_every_effect),
        TEST(the_embedded_files_are_those_on_disk),
        TEST(loading_is_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
