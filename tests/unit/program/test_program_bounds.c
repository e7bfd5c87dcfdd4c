// SPDX-License-Identifier: Apache-2.0
//
// One program for each test: a service with one map, of which only some parts differ.
#include "programs.h"

#include <setjmp.h>

#include <cmocka.h>

typedef struct {
    const char *globals; // more of them, and more functions
    const char *start;   // in main, before the loop
    const char *serve;   // the body of serve(), called in the loop with a key that is not known
    const char *end;     // in main, behind the loop
} Parts;

#define PUT "  call @map_put(@reg, %key, null)\n"
#define RET "  return\n"

static Programs *service(Parts s) {
    StrBuf text = {0};
    strbuf_printf(&text,
                  "global @reg: ptr(struct map) static\n"
                  "global @other: ptr(struct map) static\n"
                  "global @stop: int static\n"
                  "%s"
                  "func @serve(%%key: ptr(char), %%n: int) -> void static {\n%s}\n"
                  "func @main() -> int {\n"
                  "  var $1: int\n"
                  "  var $2: ptr(char)\n"
                  "  @reg = call @map_make()\n"
                  "%s"
                  "  goto loop\n"
                  "loop:\n"
                  "  $1 = call @wait_event()\n"
                  "  $2 = cast $1\n"
                  "  call @serve($2, $1)\n"
                  "  if @stop != 0 -> end else loop\n"
                  "end:\n"
                  "%s"
                  "  return 0\n"
                  "}\n",
                  s.globals ? s.globals : "", s.serve ? s.serve : PUT RET, s.start ? s.start : "",
                  s.end ? s.end : "");
    Programs *q = programs_of(text.s);
    strbuf_fini(&text);
    return q;
}

static void assert_bound(Parts s, BoundKind want) {
    Programs *q = service(s);
    assert_int_equal(map_in_global(q, "reg")->bound, want);
    programs_free(q);
}

static void insertions_again_and_again_have_no_bound(void **state) {
    UNUSED(state);
    Programs *q = service((Parts){0});
    const MapInfo *reg = map_in_global(q, "reg");
    assert_true(reg->long_lived);
    assert_int_equal(reg->bound, BOUND_NONE);
    assert_int_equal(reg->bound_use, UINT32_MAX);
    const MapUse *put = use_in(q, reg, "serve", MAPOP_PUT);
    assert_int_equal(put->growth, CONTEXT_REPEATED);
    assert_false(put->initial);
    programs_free(q);
}

static void nothing_is_inserted(void **state) {
    UNUSED(state);
    assert_bound((Parts){.serve = "  call @map_get(@reg, %key)\n" RET}, BOUND_NO_INSERTION);
    assert_bound((Parts){.serve = "  call @map_put(@other, %key, null)\n" RET}, BOUND_NO_INSERTION);
}

static void entries_from_the_start_only(void **state) {
    UNUSED(state);
    static const char put[] = "  $2 = call @strdup(\"x\")\n"
                              "  $1 = call @unknown(null)\n"
                              "  $2 = cast $1\n"
                              "  call @map_put(@reg, $2, null)\n";
    assert_bound((Parts){.serve = "  call @map_get(@reg, %key)\n" RET, .start = put},
                 BOUND_STARTUP);
    assert_bound((Parts){.start = put}, BOUND_NONE);
}

static void entries_from_a_finite_loop(void **state) {
    UNUSED(state);
    static const char load[] = "func @load(%n: int, %from: ptr(ptr(char))) -> void static {\n"
                               "  var %i: int\n"
                               "  %i = 0 {init}\n"
                               "  goto b2\n"
                               "b2:\n"
                               "  if %i < %n -> b3 else b4\n"
                               "b3:\n"
                               "  call @map_put(@reg, (*%from)[*], null)\n"
                               "  %i = %i + 1\n"
                               "  goto b2\n"
                               "b4:\n"
                               "  return\n"
                               "}\n";
    assert_bound((Parts){.globals = load,
                         .serve = "  call @map_get(@reg, %key)\n" RET,
                         .start = "  call @load(7, null)\n"},
                 BOUND_FINITE);
    assert_bound((Parts){.globals = load, .serve = "  call @load(%n, null)\n" RET}, BOUND_NONE);
}

static void keys_from_a_small_set(void **state) {
    UNUSED(state);
    assert_bound((Parts){.serve = "  call @map_put(@reg, \"total\", null)\n" RET}, BOUND_KEYS);
    assert_bound((Parts){.serve = "  var $1: int\n"
                                  "  var $2: ptr(char)\n"
                                  "  $1 = %n % 64\n"
                                  "  $2 = cast $1\n"
                                  "  call @map_put(@reg, $2, null)\n" RET},
                 BOUND_KEYS);
    // One insertion with other keys opens the set.
    assert_bound((Parts){.serve = "  call @map_put(@reg, \"total\", null)\n" PUT RET}, BOUND_NONE);
    // A modulo that bounds nothing.
    assert_bound((Parts){.serve = "  var $1: int\n"
                                  "  var $2: ptr(char)\n"
                                  "  $1 = %n % 100000000\n"
                                  "  $2 = cast $1\n"
                                  "  call @map_put(@reg, $2, null)\n" RET},
                 BOUND_NONE);
}

static void removals_while_serving(void **state) {
    UNUSED(state);
    assert_bound((Parts){.serve = PUT "  call @map_remove(@reg, \"k\")\n" RET}, BOUND_REMOVAL);
    assert_bound((Parts){.serve = PUT "  call @map_take(@reg, \"k\")\n" RET}, BOUND_REMOVAL);
    assert_bound((Parts){.serve = PUT "  call @map_clear(@reg)\n" RET}, BOUND_REMOVAL);
    // An exported function may be called by others.
    assert_bound((Parts){.globals = "func @forget() -> void {\n"
                                    "  call @map_clear(@reg)\n  return\n}\n"},
                 BOUND_REMOVAL);
}

static void removals_that_are_no_bound(void **state) {
    UNUSED(state);
    assert_bound((Parts){.end = "  call @map_clear(@reg)\n"}, BOUND_NONE);
    assert_bound((Parts){.start = "  call @map_remove(@reg, \"k\")\n"}, BOUND_NONE);
    assert_bound((Parts){.serve = PUT "  call @map_remove(@other, \"k\")\n" RET}, BOUND_NONE);
    // Nobody calls it, and nobody else can.
    assert_bound((Parts){.globals = "func @forget() -> void static {\n"
                                    "  call @map_clear(@reg)\n  return\n}\n"},
                 BOUND_NONE);
    assert_bound((Parts){.globals = "func @at_end() -> void static address_taken {\n"
                                    "  call @map_clear(@reg)\n  return\n}\n",
                         .start = "  call @atexit(@at_end)\n"},
                 BOUND_NONE);
}

static void a_size_test_guards_the_insertion(void **state) {
    UNUSED(state);
    static const char guarded[] = "  var $1: long\n"
                                  "  $1 = call @map_size(@reg)\n"
                                  "  if $1 > 100 -> b2 else b3\n"
                                  "b2:\n"
                                  "  return\n"
                                  "b3:\n" PUT RET;
    assert_bound((Parts){.serve = guarded}, BOUND_SIZE);
    static const char looked_at[] = "  var $1: long\n"
                                    "  $1 = call @map_size(@reg)\n"
                                    "  if $1 > 100 -> b2 else b3\n"
                                    "b2:\n"
                                    "  call @wait_event()\n"
                                    "  goto b3\n"
                                    "b3:\n" PUT RET;
    assert_bound((Parts){.serve = looked_at}, BOUND_NONE);
    static const char of_another[] = "  var $1: long\n"
                                     "  $1 = call @map_size(@other)\n"
                                     "  if $1 > 100 -> b2 else b3\n"
                                     "b2:\n"
                                     "  return\n"
                                     "b3:\n" PUT RET;
    assert_bound((Parts){.serve = of_another}, BOUND_NONE);
}

#define INSERT "func @insert(%key: ptr(char)) -> void static {\n" PUT RET "}\n"
#define CALL_IF_SMALL               \
    "  var $1: long\n"              \
    "  $1 = call @map_size(@reg)\n" \
    "  if $1 < 100 -> b2 else b3\n" \
    "b2:\n"                         \
    "  call @insert(%key)\n"        \
    "  goto b3\n"                   \
    "b3:\n"

static void a_size_test_guards_every_call(void **state) {
    UNUSED(state);
    assert_bound((Parts){.globals = INSERT, .serve = CALL_IF_SMALL RET}, BOUND_SIZE);
    assert_bound((Parts){.globals = INSERT, .serve = CALL_IF_SMALL "  call @insert(%key)\n" RET},
                 BOUND_NONE);
}

#define ANSWER(flags)                       \
    "func @is_full() -> int " flags "{\n"   \
    "  var $1: long\n"                      \
    "  var $2: int\n"                       \
    "  $1 = call @map_size(@reg)\n"         \
    "  $2 = $1 > 100\n"                     \
    "  return $2\n"                         \
    "}\n"                                   \
    "func @printf(ptr(char), int) -> int\n" \
    "func @handed_on() -> int static {\n"   \
    "  var $1: int\n"                       \
    "  var $2: int\n"                       \
    "  $1 = call @is_full()\n"              \
    "  $2 = lnot $1\n"                      \
    "  return $2\n"                         \
    "}\n"
#define IF_FULL(f)                 \
    "  var $1: int\n"              \
    "  $1 = call @" f "()\n"       \
    "  if $1 != 0 -> b2 else b3\n" \
    "b2:\n"                        \
    "  return\n"                   \
    "b3:\n"

static void a_function_answers_for_the_size(void **state) {
    UNUSED(state);
    assert_bound((Parts){.globals = ANSWER("static "), .serve = IF_FULL("is_full") PUT RET},
                 BOUND_SIZE);
    assert_bound((Parts){.globals = ANSWER("static "), .serve = IF_FULL("handed_on") PUT RET},
                 BOUND_SIZE);
    // A branch elsewhere that decides nothing does not speak against it.
    assert_bound((Parts){.globals = ANSWER(
                             "static ") "func @look() -> void static {\n"
                                        "  var $1: long\n"
                                        "  $1 = call @map_size(@reg)\n"
                                        "  if $1 > 5 -> b2 else b3\n"
                                        "b2:\n  call @wait_event()\n  goto b3\nb3:\n  return\n}\n",
                         .start = "  call @look()\n",
                         .serve = IF_FULL("is_full") PUT RET},
                 BOUND_SIZE);
}

static void an_answer_that_decides_nothing_is_no_bound(void **state) {
    UNUSED(state);
    assert_bound((Parts){.globals = ANSWER("static ")}, BOUND_NONE);
    static const char printed[] = "  var $1: int\n"
                                  "  $1 = call @is_full()\n"
                                  "  call @printf(\"%d\", $1)\n" PUT RET;
    assert_bound((Parts){.globals = ANSWER("static "), .serve = printed}, BOUND_NONE);
    assert_bound((Parts){.globals = ANSWER(""), .serve = printed}, BOUND_NONE);
}

static void an_answer_to_code_that_is_not_seen_may_decide(void **state) {
    UNUSED(state);
    // Exported and called from nowhere here; its address is somewhere; handed to an unknown
    // function.
    assert_bound((Parts){.globals = ANSWER("") "func @api() -> int {\n  var $1: int\n"
                                               "  $1 = call @is_full()\n  return $1\n}\n"},
                 BOUND_SIZE);
    assert_bound((Parts){.globals = ANSWER("static address_taken "),
                         .start = "  call @on_event(@is_full)\n"},
                 BOUND_SIZE);
    static const char told[] = "  var $1: int\n"
                               "  var $2: ptr(void)\n"
                               "  $1 = call @is_full()\n"
                               "  $2 = cast $1\n"
                               "  call @unknown($2)\n" PUT RET;
    assert_bound((Parts){.globals = ANSWER("static "), .serve = told}, BOUND_SIZE);
    static const char kept[] = "  @full = call @is_full()\n" PUT RET;
    assert_bound((Parts){.globals = ANSWER("static ") "global @full: int static\n", .serve = kept},
                 BOUND_SIZE);
}

static void the_map_is_made_anew(void **state) {
    UNUSED(state);
    assert_bound((Parts){.serve = PUT "  call @map_free(@reg)\n  @reg = call @map_make()\n" RET},
                 BOUND_ROTATION);
    assert_bound((Parts){.serve = PUT "  @reg = null\n" RET}, BOUND_ROTATION);
    assert_bound((Parts){.end = "  call @map_free(@reg)\n"}, BOUND_NONE);
    assert_bound((Parts){.end = "  call @map_free(@reg)\n  @reg = null\n"}, BOUND_NONE);
}

static void code_that_is_not_seen_may_hold_it(void **state) {
    UNUSED(state);
    assert_bound((Parts){.start = "  call @unknown(@reg)\n"}, BOUND_UNKNOWN);
    assert_bound((Parts){.start = "  call @unknown(@other)\n"}, BOUND_NONE);
    assert_bound((Parts){.globals = "func @give() -> ptr(struct map) {\n"
                                    "  var $1: ptr(struct map)\n"
                                    "  $1 = @reg\n  return $1\n}\n"},
                 BOUND_UNKNOWN);
    assert_bound((Parts){.globals = "func @give() -> ptr(struct map) static {\n"
                                    "  var $1: ptr(struct map)\n"
                                    "  $1 = @reg\n  return $1\n}\n",
                         .start = "  call @give()\n"},
                 BOUND_NONE);
}

#define FREE_BOX "func @drop(%b: ptr(struct box)) -> void static {\n  call @free(%b)\n" RET "}\n"
#define PUT_BOX                                                              \
    "func @put_box(%b: ptr(struct box), %key: ptr(char)) -> void static {\n" \
    "  call @map_put(%b->map, %key, null)\n" RET "}\n"

// The first field `map` of the prelude is that of struct iter, the second that of struct box.
static const MapInfo *map_of_box(const Programs *q) {
    for (uint32_t i = 1; i < q->w->m.fields.len; i++) {
        Holder h = {.kind = HOLDER_FIELD, .id = i};
        const MapInfo *map = program_map(&q->p, h);
        if (map && strcmp(map->name, "struct box.map") == 0)
            return map;
    }
    fail_msg("no map in a box");
    return NULL;
}

static void assert_box(Parts s, bool long_lived, BoundKind want) {
    Programs *q = service(s);
    const MapInfo *map = map_of_box(q);
    assert_int_equal(map->long_lived, long_lived);
    assert_int_equal(map->bound, want);
    programs_free(q);
}

static void the_owner_does_not_live_long(void **state) {
    UNUSED(state);
    assert_box((Parts){.globals = PUT_BOX "global @box: ptr(struct box) static\n" FREE_BOX,
                       .serve = "  call @put_box(@box, %key)\n  call @drop(@box)\n" RET},
               false, BOUND_OWNER);
}

static void a_field_of_a_global_object_lives_long(void **state) {
    UNUSED(state);
    assert_box((Parts){.globals = PUT_BOX "global @box: struct box static\n",
                       .serve = "  call @put_box(&@box, %key)\n" RET},
               true, BOUND_NONE);
    assert_box((Parts){.globals = PUT_BOX "global @box: ptr(struct box) static\n",
                       .serve = "  call @put_box(@box, %key)\n" RET},
               true, BOUND_NONE);
    // Freed only at the end: it lives as long as the program.
    assert_box((Parts){.globals = PUT_BOX "global @box: ptr(struct box) static\n" FREE_BOX,
                       .serve = "  call @put_box(@box, %key)\n" RET,
                       .end = "  call @drop(@box)\n"},
               true, BOUND_NONE);
    // Through another record.
    assert_box((Parts){.globals = PUT_BOX "struct room { box: ptr(struct box) }\n"
                                          "global @room: struct room static\n",
                       .serve = "  call @put_box(@room.box, %key)\n" RET},
               true, BOUND_NONE);
}

// The record in between is declared first, so that the way to the box is found in a second turn.
static void a_way_over_several_records_is_found(void **state) {
    UNUSED(state);
    assert_box((Parts){.globals = PUT_BOX "struct room { box: ptr(struct box) }\n"
                                          "struct hall { room: ptr(struct room) }\n"
                                          "global @hall: ptr(struct hall) static\n",
                       .serve = "  call @put_box(@hall->room->box, %key)\n" RET},
               true, BOUND_NONE);
    // Rooms come and go, and no other way leads to a box.
    assert_box((Parts){.globals = PUT_BOX "struct room { box: ptr(struct box) }\n"
                                          "struct hall { room: ptr(struct room) }\n"
                                          "global @hall: ptr(struct hall) static\n"
                                          "func @leave(%r: ptr(struct room)) -> void static {\n"
                                          "  call @free(%r)\n  return\n}\n",
                       .serve = "  call @put_box(@hall->room->box, %key)\n"
                                "  call @leave(@hall->room)\n" RET},
               false, BOUND_OWNER);
}

static void a_free_that_nobody_calls_is_no_shutdown(void **state) {
    UNUSED(state);
    assert_box((Parts){.globals = PUT_BOX FREE_BOX "global @box: ptr(struct box) static\n",
                       .serve = "  call @put_box(@box, %key)\n" RET},
               false, BOUND_OWNER);
}

static void an_insertion_is_explained_by_the_call_that_hands_over_the_key(void **state) {
    UNUSED(state);
    Programs *q = service((Parts){.globals = INSERT,
                                  .serve = "  call @insert(\"total\") !s.c:7:1\n"
                                           "  call @insert(%key) !s.c:8:1\n" RET});
    const MapInfo *reg = map_in_global(q, "reg");
    const MapUse *put = use_in(q, reg, "insert", MAPOP_PUT);
    assert_non_null(put);
    assert_int_equal(reg->bound, BOUND_NONE);
    assert_true(put->key.is_text);
    FlowStep steps[8];
    uint32_t n = program_explain_context(&q->p, func_of(q->w, "insert"), steps, COUNT_OF(steps));
    assert_int_equal(n, 2);
    assert_int_equal(steps[1].loc.line, 7);
    assert_int_equal(program_explain_insertion(&q->p, put, steps, COUNT_OF(steps)), 2);
    assert_int_equal(steps[1].loc.line, 8);
    programs_free(q);
}

static void a_key_is_followed_back_through_the_functions_that_hand_it_on(void **state) {
    UNUSED(state);
    Programs *q =
        service((Parts){.globals = INSERT "func @count(%key: ptr(char)) -> void static {\n"
                                          "  call @insert(%key) !s.c:5:1\n" RET "}\n"
                                          "func @log(%key: ptr(char)) -> void static {\n"
                                          "  call @count(\"lines\") !s.c:6:1\n" RET "}\n",
                        .serve = "  call @log(%key) !s.c:7:1\n"
                                 "  call @count(\"total\") !s.c:8:1\n"
                                 "  call @count(%key) !s.c:9:1\n" RET});
    const MapUse *put = use_in(q, map_in_global(q, "reg"), "insert", MAPOP_PUT);
    FlowStep steps[8];
    assert_int_equal(program_explain_insertion(&q->p, put, steps, COUNT_OF(steps)), 3);
    assert_int_equal(steps[1].loc.line, 9);
    assert_int_equal(steps[2].loc.line, 5);
    // No more than there is room for: the innermost ones.
    assert_int_equal(program_explain_insertion(&q->p, put, steps, 1), 1);
    assert_int_equal(steps[0].loc.line, 5);
    programs_free(q);
}

static void a_text_for_each_bound(void **state) {
    UNUSED(state);
    assert_string_equal(program_bound_text(BOUND_NONE), "");
    for (BoundKind b = BOUND_NO_INSERTION; b < BOUND_COUNT; b++)
        assert_true(strlen(program_bound_text(b)) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insertions_again_and_again_have_no_bound),
        cmocka_unit_test(nothing_is_inserted),
        cmocka_unit_test(entries_from_the_start_only),
        cmocka_unit_test(entries_from_a_finite_loop),
        cmocka_unit_test(keys_from_a_small_set),
        cmocka_unit_test(removals_while_serving),
        cmocka_unit_test(removals_that_are_no_bound),
        cmocka_unit_test(a_size_test_guards_the_insertion),
        cmocka_unit_test(a_size_test_guards_every_call),
        cmocka_unit_test(a_function_answers_for_the_size),
        cmocka_unit_test(an_answer_that_decides_nothing_is_no_bound),
        cmocka_unit_test(an_answer_to_code_that_is_not_seen_may_decide),
        cmocka_unit_test(the_map_is_made_anew),
        cmocka_unit_test(code_that_is_not_seen_may_hold_it),
        cmocka_unit_test(the_owner_does_not_live_long),
        cmocka_unit_test(a_field_of_a_global_object_lives_long),
        cmocka_unit_test(a_way_over_several_records_is_found),
        cmocka_unit_test(a_free_that_nobody_calls_is_no_shutdown),
        cmocka_unit_test(an_insertion_is_explained_by_the_call_that_hands_over_the_key),
        cmocka_unit_test(a_key_is_followed_back_through_the_functions_that_hand_it_on),
        cmocka_unit_test(a_text_for_each_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
