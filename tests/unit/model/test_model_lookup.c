// SPDX-License-Identifier: Apache-2.0
#include "model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static ModelSet *new_set(void) {
    ModelSet *set = NULL;
    Error err = {0};
    if (models_new(&set, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return set;
}

static void add(ModelSet *set, const char *text) {
    Error err = {0};
    if (models_add_text(set, "m.yaml", text, strlen(text), &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static const char *library_of(const Model *m) {
    return m ? m->library : "";
}

static void a_function_is_found_by_its_exact_name(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    const Model *m = models_function(set, "g_hash_table_insert");
    assert_non_null(m);
    assert_string_equal(m->name, "g_hash_table_insert");
    assert_string_equal(m->library, "glib");
    assert_false(m->is_macro);
    assert_int_equal(m->neffects, 1);
    assert_int_equal(m->effects[0].kind, EFF_PUT);
    assert_null(models_function(set, "g_hash_table_inser"));
    assert_null(models_function(set, ""));
    models_free(set);
}

static void functions_and_macros_are_apart(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    assert_non_null(models_macro(set, "HASH_ITER"));
    assert_true(models_macro(set, "HASH_ITER")->is_loop);
    assert_null(models_function(set, "HASH_ITER"));
    assert_null(models_macro(set, "malloc"));
    models_free(set);
}

static void the_longest_glob_is_tried_first(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    add(set, "library: short\nfunctions:\n  - {name: zz_*, effects: []}\n");
    add(set, "library: long\nfunctions:\n  - {name: zz_put_*, effects: []}\n");
    add(set, "library: tail\nfunctions:\n  - {name: zz_*_unlocked, effects: []}\n");
    add(set, "library: exact\nfunctions:\n  - {name: zz_put_exact, effects: []}\n");
    assert_string_equal(library_of(models_function(set, "zz_get_a")), "short");
    assert_string_equal(library_of(models_function(set, "zz_")), "short");
    assert_string_equal(library_of(models_function(set, "zz_put_a")), "long");
    assert_string_equal(library_of(models_function(set, "zz_put_")), "long");
    assert_string_equal(library_of(models_function(set, "zz_put_a_unlocked")), "tail");
    assert_string_equal(library_of(models_function(set, "zz_put_exact")), "exact");
    assert_null(models_function(set, "zz"));
    assert_null(models_function(set, "azz_put_"));
    models_free(set);
}

static void the_two_ends_of_a_glob_do_not_overlap(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    add(set, "library: x\nfunctions:\n  - {name: aba*aba, effects: []}\n");
    assert_null(models_function(set, "ababa"));
    assert_non_null(models_function(set, "abaaba"));
    models_free(set);
}

static void khash_functions_are_found_for_every_map_type(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    assert_int_equal(models_function(set, "kh_put_str")->effects[0].kind, EFF_PUT);
    assert_int_equal(models_function(set, "kh_init_oid_map")->effects[0].kind, EFF_CREATE);
    assert_non_null(models_handle(set, "kh_oid_map_t"));
    models_free(set);
}

static void a_later_file_replaces_a_model(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    uint32_t count = models_count(set);
    add(set, "library: mine\nfunctions:\n  - {name: strdup, effects: [{do: exit}]}\n"
             "  - {name: kh_put_*, effects: []}\nhandles:\n  - {type: GHashTable}\n"
             "  - {type: kh_*_t}\n");
    assert_int_equal(models_count(set), count);
    assert_string_equal(models_function(set, "strdup")->library, "mine");
    assert_int_equal(models_function(set, "strdup")->effects[0].kind, EFF_EXIT);
    assert_string_equal(models_function(set, "kh_put_a")->library, "mine");
    assert_string_equal(models_handle(set, "GHashTable")->library, "mine");
    assert_string_equal(models_handle(set, "kh_a_t")->library, "mine");
    models_free(set);
}

static void a_file_with_an_error_replaces_nothing(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    const char *text = "library: mine\nfunctions:\n  - {name: strdup, effects: []}\n"
                       "  - {name: strndup, effects: [{do: put}]}\n";
    Error err;
    assert_int_equal(models_add_text(set, "m.yaml", text, strlen(text), &err), STATUS_USAGE);
    assert_string_equal(models_function(set, "strdup")->library, "libc");
    models_free(set);
}

static void handles_say_how_their_maps_are_built(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    assert_true(models_handle(set, "UT_hash_handle")->intrusive);
    assert_false(models_handle(set, "GHashTable")->intrusive);
    assert_true(models_handle(set, "GHashTable")->stable_slots);
    assert_false(models_handle(set, "Gomap")->stable_slots);
    assert_null(models_handle(set, "GHashTable2"));
    models_free(set);
}

static void models_are_listed_in_order_of_name(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    add(set, "library: x\nfunctions:\n  - {name: HASH_ADD, effects: []}\n");
    bool pair = false;
    for (uint32_t i = 1; i < models_count(set); i++) {
        const Model *a = models_at(set, i - 1), *b = models_at(set, i);
        int order = strcmp(a->name, b->name);
        assert_true(order < 0 || (order == 0 && !a->is_macro && b->is_macro));
        pair = pair || order == 0;
    }
    assert_true(pair);
    models_free(set);
}

static void equal_sets_hash_alike_and_others_do_not(void **state) {
    UNUSED(state);
    static const char a[] = "library: a\nfunctions:\n  - {name: q, effects: []}\n";
    static const char b[] = "library: b\nfunctions:\n  - {name: q, effects: []}\n";
    ModelSet *one = new_set(), *two = new_set();
    assert_true(models_hash(one) == models_hash(two));
    add(one, a);
    assert_false(models_hash(one) == models_hash(two));
    add(one, b);
    add(two, b);
    add(two, a);
    assert_false(models_hash(one) == models_hash(two)); // the later one counts
    models_free(one);
    models_free(two);
}

static void the_text_may_go_after_it_was_added(void **state) {
    UNUSED(state);
    ModelSet *set = new_set();
    char text[] = "library: gone\nfunctions:\n  - name: q\n    effects:\n"
                  "      - {do: free, object: arg0->part, family: zone}\n";
    add(set, text);
    memset(text, 'x', sizeof text - 1);
    const Model *m = models_function(set, "q");
    assert_string_equal(m->library, "gone");
    assert_string_equal(m->effects[0].object.field, "part");
    assert_string_equal(m->effects[0].family, "zone");
    models_free(set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_is_found_by_its_exact_name),
        cmocka_unit_test(functions_and_macros_are_apart),
        cmocka_unit_test(the_longest_glob_is_tried_first),
        cmocka_unit_test(the_two_ends_of_a_glob_do_not_overlap),
        cmocka_unit_test(khash_functions_are_found_for_every_map_type),
        cmocka_unit_test(a_later_file_replaces_a_model),
        cmocka_unit_test(a_file_with_an_error_replaces_nothing),
        cmocka_unit_test(handles_say_how_their_maps_are_built),
        cmocka_unit_test(models_are_listed_in_order_of_name),
        cmocka_unit_test(equal_sets_hash_alike_and_others_do_not),
        cmocka_unit_test(the_text_may_go_after_it_was_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
