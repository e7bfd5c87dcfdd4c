// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>
#include <time.h>

#include <cmocka.h>

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void recursion_ends(void **state) {
    UNUSED(state);
    World *w = world_of_file("recursion.ir");
    assert_int_equal(events_in(w, "itself"), 0);
    assert_int_equal(events_in(w, "never_ends"), 0);
    assert_int_equal(events_in(w, "even"), 0);
    assert_int_equal(events_in(w, "odd"), 0);
    assert_int_equal(events_in(w, "uses_even"), 0);
    assert_true(event_in(w, "itself_and_forgets")->is_map);
    world_free(w);
}

static void an_unreliable_function_gives_no_event(void **state) {
    UNUSED(state);
    World *w = world_of_file("recursion.ir");
    assert_int_equal(events_in(w, "unreliable"), 0);
    assert_int_equal(events_in(w, "reliable"), 1);
    assert_int_equal(ops_in(w, "unreliable", MAPOP_CREATE), 1);
    world_free(w);
}

// `diamonds` tests in a row, each of a parameter of its own, and each leaving something behind.
static void add_diamonds(StrBuf *out, const char *name, uint32_t diamonds) {
    strbuf_printf(out, "func @%s(%%b: ptr(struct box)", name);
    for (uint32_t i = 0; i < diamonds; i++)
        strbuf_printf(out, ", %%p%u: int", i);
    strbuf_printf(out, ") -> void {\n  var %%m: ptr(struct map)\n");
    for (uint32_t i = 0; i < diamonds; i++)
        strbuf_printf(out, "  var %%x%u: int\n", i);
    strbuf_printf(out, "  %%m = call @map_make() {init}\n  goto d0\n");
    for (uint32_t i = 0; i < diamonds; i++) {
        strbuf_printf(out, "d%u:\n  if %%p%u > %u -> t%u else f%u\n", i, i, i, i, i);
        strbuf_printf(out, "t%u:\n  %%x%u = 1\n  goto d%u\n", i, i, i + 1);
        strbuf_printf(out, "f%u:\n  %%x%u = 2\n  goto d%u\n", i, i, i + 1);
    }
    strbuf_printf(out, "d%u:\n  call @map_free(%%m)\n  end %%m\n  return\n}\n", diamonds);
}

static void a_million_paths_end_quickly(void **state) {
    UNUSED(state);
    StrBuf text = {0};
    add_diamonds(&text, "diamonds", 20);
    double start = seconds();
    World *w = world_of(text.s);
    assert_true(seconds() - start < 5);
    assert_int_equal(events_in(w, "diamonds"), 0);
    assert_true(w->flow.steps < 100000);
    assert_int_equal(ops_in(w, "diamonds", MAPOP_DESTROY), 1);
    world_free(w);
    strbuf_fini(&text);
}

// A map for each parameter, made where the parameter is not 0 and freed where it is not 0: 2^n
// ways, each of them right. `sure` is made on all of them and freed on none, or on all.
static void add_optional_maps(StrBuf *out, const char *name, uint32_t n, bool forget) {
    strbuf_printf(out, "func @%s(", name);
    for (uint32_t i = 0; i < n; i++)
        strbuf_printf(out, "%s%%p%u: int", i ? ", " : "", i);
    strbuf_adds(out, ") -> void {\n  var %sure: ptr(struct map)\n");
    for (uint32_t i = 0; i < n; i++)
        strbuf_printf(out, "  var %%m%u: ptr(struct map)\n  %%m%u = null\n", i, i);
    strbuf_adds(out, "  %sure = call @map_make() {init}\n  goto make0\n");
    for (uint32_t i = 0; i < n; i++)
        strbuf_printf(out,
                      "make%u:\n  if %%p%u != 0 -> made%u else make%u\n"
                      "made%u:\n  %%m%u = call @map_make()\n  goto make%u\n",
                      i, i, i, i + 1, i, i, i + 1);
    strbuf_printf(out, "make%u:\n  goto free0\n", n);
    for (uint32_t i = 0; i < n; i++)
        strbuf_printf(out,
                      "free%u:\n  if %%p%u != 0 -> freed%u else free%u\n"
                      "freed%u:\n  call @map_free(%%m%u)\n  goto free%u\n",
                      i, i, i, i + 1, i, i, i + 1);
    strbuf_printf(out, "free%u:\n%s  end %%sure\n", n, forget ? "" : "  call @map_free(%sure)\n");
    for (uint32_t i = 0; i < n; i++)
        strbuf_printf(out, "  end %%m%u\n", i);
    strbuf_adds(out, "  return\n}\n");
}

static void at_the_cap_nothing_wrong_is_reported(void **state) {
    UNUSED(state);
    for (uint32_t n = 1; n <= 24; n++) {
        StrBuf text = {0};
        add_optional_maps(&text, "right", n, false);
        World *w = world_of(text.s);
        assert_int_equal(events_in(w, "right"), 0);
        assert_int_equal(ops_in(w, "right", MAPOP_DESTROY), n + 1);
        world_free(w);
        strbuf_fini(&text);
    }
}

static void at_the_cap_a_sure_loss_is_still_seen(void **state) {
    UNUSED(state);
    for (uint32_t n = 1; n <= 24; n++) {
        StrBuf text = {0};
        add_optional_maps(&text, "forgets", n, true);
        World *w = world_of(text.s);
        const Event *e = event_in(w, "forgets");
        assert_true(e->is_map);
        assert_string_equal(e->variable, "sure");
        world_free(w);
        strbuf_fini(&text);
    }
}

static void twice_the_tests_cost_about_twice_the_steps(void **state) {
    UNUSED(state);
    uint64_t steps[2];
    for (uint32_t i = 0; i < 2; i++) {
        StrBuf text = {0};
        add_diamonds(&text, "diamonds", 40u << i);
        World *w = world_of(text.s);
        steps[i] = w->flow.steps;
        world_free(w);
        strbuf_fini(&text);
    }
    assert_true(steps[1] < 4 * steps[0]);
}

// Each calls the one before twice.
static void a_tower_of_calls_ends_quickly(void **state) {
    UNUSED(state);
    StrBuf text = {0};
    strbuf_adds(&text, "global @reg: ptr(struct map) static\n"
                       "func @f0(%n: int) -> void {\n  if %n > 0 -> b2 else b3\nb2:\n"
                       "  call @map_put(@reg, \"a\", null)\n  goto b3\nb3:\n  return\n}\n");
    for (uint32_t i = 1; i <= 30; i++)
        strbuf_printf(&text,
                      "func @f%u(%%n: int, %%k: int) -> void {\n"
                      "  call @f%u(%%n%s)\n  call @f%u(%%k%s)\n  return\n}\n",
                      i, i - 1, i > 1 ? ", 1" : "", i - 1, i > 1 ? ", 2" : "");
    double start = seconds();
    World *w = world_of(text.s);
    assert_true(seconds() - start < 5);
    assert_int_equal(w->flow.calls.len, 60);
    world_free(w);
    strbuf_fini(&text);
}

static void two_runs_find_the_same(void **state) {
    UNUSED(state);
    World *a = world_of_file("paths.ir"), *b = world_of_file("paths.ir");
    assert_int_equal(a->flow.events.len, b->flow.events.len);
    assert_int_equal(a->flow.ops.len, b->flow.ops.len);
    assert_int_equal(a->flow.steps, b->flow.steps);
    for (uint32_t i = 0; i < a->flow.ops.len; i++) {
        const MapOp *x = &a->flow.ops.data[i], *y = &b->flow.ops.data[i];
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->flags, y->flags);
        assert_int_equal(x->insn, y->insn);
    }
    world_free(a);
    world_free(b);
}

static void an_empty_program_has_nothing(void **state) {
    UNUSED(state);
    World *w = world_of("");
    assert_int_equal(w->flow.ops.len, 0);
    assert_int_equal(w->flow.events.len, 0);
    assert_int_equal(w->flow.calls.len, 0);
    assert_int_equal(w->flow.entries.len, 0);
    world_free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recursion_ends),
        cmocka_unit_test(an_unreliable_function_gives_no_event),
        cmocka_unit_test(a_million_paths_end_quickly),
        cmocka_unit_test(at_the_cap_nothing_wrong_is_reported),
        cmocka_unit_test(at_the_cap_a_sure_loss_is_still_seen),
        cmocka_unit_test(twice_the_tests_cost_about_twice_the_steps),
        cmocka_unit_test(a_tower_of_calls_ends_quickly),
        cmocka_unit_test(two_runs_find_the_same),
        cmocka_unit_test(an_empty_program_has_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
