// SPDX-License-Identifier: Apache-2.0
//
// .mapleak.yml and its globs.
#include "config.h"
#include "folder.h"
#include "glob.h"

#include "base/strbuf.h"

#include <setjmp.h>
#include <sys/stat.h>

#include <cmocka.h>

static void stars_and_question_marks_stay_inside_a_name(void **state) {
    UNUSED(state);
    assert_true(glob_matches("src/*.c", "src/a.c"));
    assert_false(glob_matches("src/*.c", "src/x/a.c"));
    assert_true(glob_matches("s?c/a.c", "src/a.c"));
    assert_false(glob_matches("src?a.c", "src/a.c"));
    assert_true(glob_matches("src/a*b*c.c", "src/axxbyyc.c"));
    assert_true(glob_matches("src/*ab.c", "src/aab.c"));
    assert_false(glob_matches("src/[ab].c", "src/a.c"));
}

static void two_stars_cross_folders(void **state) {
    UNUSED(state);
    assert_true(glob_matches("**/gen/*.c", "gen/a.c"));
    assert_true(glob_matches("**/gen/*.c", "x/y/gen/a.c"));
    assert_false(glob_matches("**/gen/*.c", "x/mygen/a.c"));
    assert_true(glob_matches("a/**/b.c", "a/b.c"));
    assert_true(glob_matches("a/**/b.c", "a/x/y/b.c"));
    assert_false(glob_matches("a/**/b.c", "a/xb.c"));
    assert_true(glob_matches("third_party/**", "third_party/x/y.c"));
    assert_true(glob_matches("a/**/b/*c/d.c", "a/b/x/b/yc/d.c"));
    assert_true(glob_matches("a**z.c", "ab/c/z.c"));
}

static void a_folder_stands_for_all_below_it(void **state) {
    UNUSED(state);
    assert_true(glob_matches("lib/old", "lib/old/a/b.c"));
    assert_true(glob_matches("lib/old/", "lib/old/a/b.c"));
    assert_false(glob_matches("lib/old", "lib/older/b.c"));
    assert_false(glob_matches("lib/old", "x/lib/old/b.c"));
}

static void a_glob_without_a_slash_is_tried_on_every_name(void **state) {
    UNUSED(state);
    assert_true(glob_matches("*.gen.c", "x/y/a.gen.c"));
    assert_true(glob_matches("vendor", "x/vendor/a.c"));
    assert_false(glob_matches("/vendor", "x/vendor/a.c"));
    assert_true(glob_matches("/vendor", "vendor/a.c"));
    assert_false(glob_matches("end", "x/vendor/a.c"));
    assert_false(glob_matches("", "a.c"));
    assert_false(glob_matches("/", "a.c"));
}

static void a_hostile_glob_takes_no_exponential_time(void **state) {
    UNUSED(state);
    StrBuf glob = {0}, path = {0};
    for (int i = 0; i < 2000; i++)
        strbuf_adds(&glob, i % 2 ? "*a" : "**a");
    strbuf_adds(&glob, "b/c");
    for (int i = 0; i < 4000; i++)
        strbuf_addc(&path, 'a');
    assert_false(glob_matches(strbuf_text(&glob), strbuf_text(&path)));
    strbuf_fini(&glob);
    strbuf_fini(&path);
}

// ---- The file ----

static void assert_config_fails(const char *folder, const char *text, const char *want) {
    Arena a;
    Config c;
    Error err = {0};
    char full[512];
    arena_init(&a, "test");
    folder_write(".mapleak.yml", text);
    snprintf(full, sizeof full, "%s/.mapleak.yml:%s", folder, want);
    assert_int_equal(config_read(&a, folder, &c, &err), STATUS_USAGE);
    if (strcmp(err.text, full) != 0)
        fail_msg("got  %s\nwant %s", err.text, full);
    arena_fini(&a);
}

static void models_and_globs_are_read(void **state) {
    Arena a;
    Config c;
    Error err = {0};
    char want[512];
    arena_init(&a, "test");
    folder_write(".mapleak.yml", "# ours\nmodels:\n  - m/a.yaml\n  - ../b.yaml\n  - /c.yaml\n"
                                 "exclude: [third_party/**, \"*.gen.c\"]\n");
    assert_int_equal(config_read(&a, *state, &c, &err), STATUS_OK);
    snprintf(want, sizeof want, "%s/.mapleak.yml", (char *)*state);
    assert_string_equal(c.source, want);
    assert_int_equal(c.nmodels, 3);
    snprintf(want, sizeof want, "%s/m/a.yaml", (char *)*state);
    assert_string_equal(c.models[0], want);
    assert_string_equal(c.models[2], "/c.yaml");
    assert_int_equal(c.nexclude, 2);
    assert_string_equal(c.exclude[0], "third_party/**");
    assert_string_equal(c.exclude[1], "*.gen.c");
    arena_fini(&a);
}

static void a_file_without_keys_is_empty(void **state) {
    static const char *const texts[] = {"", "# nothing\n", "{}\n"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Arena a;
        Config c;
        Error err = {0};
        arena_init(&a, "test");
        folder_write(".mapleak.yml", texts[i]);
        if (config_read(&a, *state, &c, &err) != STATUS_OK)
            fail_msg("%zu: %s", i, err.text);
        assert_non_null(c.source);
        assert_int_equal(c.nmodels + c.nexclude, 0);
        arena_fini(&a);
    }
}

static void the_file_is_found_above(void **state) {
    Arena a;
    Config c;
    Error err = {0};
    char below[512], want[512];
    arena_init(&a, "test");
    folder_write(".mapleak.yml", "models: [m.yaml]\n");
    folder_make("x/y");
    snprintf(below, sizeof below, "%s/x/y", (char *)*state);
    snprintf(want, sizeof want, "%s/m.yaml", (char *)*state);
    assert_int_equal(config_read(&a, below, &c, &err), STATUS_OK);
    assert_int_equal(c.nmodels, 1);
    assert_string_equal(c.models[0], want);
    arena_fini(&a);
}

static void an_unknown_key_is_named_with_the_nearest(void **state) {
    assert_config_fails(*state, "models:\n  - a\n\nexlude:\n  - b\n",
                        "4: unknown key 'exlude'; the nearest is 'exclude'");
    assert_config_fails(*state, "model: [a]\n", "1: unknown key 'model'; the nearest is 'models'");
}

static void what_is_wrong_is_named_with_its_line(void **state) {
    assert_config_fails(*state, "exclude: [a]\nmodels: a\n", "2: 'models' is to be a list");
    assert_config_fails(*state, "models:\n", "1: 'models' is to be a list");
    assert_config_fails(*state, "models:\n  - a\n  - [b]\n",
                        "3: an item of 'models' is to be a text");
    assert_config_fails(*state, "models:\n  - a\n  - ''\n", "3: an item of 'models' is empty");
    assert_config_fails(*state, "models: [a]\nexclude: []\nmodels: [b]\n",
                        "3: the key 'models' stands here again");
    assert_config_fails(*state, "- a\n", "1: the file is to be a list of 'key: value' lines");
    assert_config_fails(*state, "models: [a]\n---\nmodels: [b]\n",
                        "2: a second document starts here");
    assert_config_fails(*state, "? [a]\n: b\n", "1: a key is to be a word");
}

static void broken_yaml_is_named_with_its_line(void **state) {
    assert_config_fails(*state, "models: [a]\nexclude: [a\n",
                        "3: did not find expected ',' or ']'");
    assert_config_fails(*state, "models:\n\t- a\n",
                        "2: found character that cannot start any token");
    assert_config_fails(*state, "exclude: [\xff]\n", "1: invalid leading UTF-8 octet");
}

static void aliases_are_refused(void **state) {
    assert_config_fails(*state, "models:\n - &x a\n - *x\n", "3: an alias (*) is not allowed here");
    assert_config_fails(*state, "models: &x [a]\nexclude: *x\n",
                        "2: an alias (*) is not allowed here");
}

static void a_huge_or_special_file_is_refused(void **state) {
    Arena a;
    Config c;
    Error err = {0};
    arena_init(&a, "test");
    char *big = calloc(1, CONFIG_MAX_BYTES + 1);
    memset(big, '#', CONFIG_MAX_BYTES + 1);
    folder_write_bytes(".mapleak.yml", big, CONFIG_MAX_BYTES + 1);
    free(big);
    assert_int_equal(config_read(&a, *state, &c, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "larger than 1048576 bytes"));
    remove(".mapleak.yml");
    assert_int_equal(mkfifo(".mapleak.yml", 0600), 0);
    assert_int_equal(config_read(&a, *state, &c, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "not a regular file"));
    arena_fini(&a);
}

int main(void) {
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_and_question_marks_stay_inside_a_name),
        cmocka_unit_test(two_stars_cross_folders),
        cmocka_unit_test(a_folder_stands_for_all_below_it),
        cmocka_unit_test(a_glob_without_a_slash_is_tried_on_every_name),
        cmocka_unit_test(a_hostile_glob_takes_no_exponential_time),
        IN_FOLDER(models_and_globs_are_read),
        IN_FOLDER(a_file_without_keys_is_empty),
        IN_FOLDER(the_file_is_found_above),
        IN_FOLDER(an_unknown_key_is_named_with_the_nearest),
        IN_FOLDER(what_is_wrong_is_named_with_its_line),
        IN_FOLDER(broken_yaml_is_named_with_its_line),
        IN_FOLDER(aliases_are_refused),
        IN_FOLDER(a_huge_or_special_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
