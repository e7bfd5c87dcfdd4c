// SPDX-License-Identifier: Apache-2.0
#include "ir/text.h"

#include "ir_text.h"

#include <setjmp.h>

#include <cmocka.h>

// What the text becomes when it is parsed and printed.
static void assert_becomes(const char *text, const char *want) {
    IrModule *m = module_of(text);
    assert_prints(m, want);
    IrModule *again = module_of(want);
    assert_prints(again, want);
    module_free(again);
    module_free(m);
}

// One instruction in a function that has %p, %q: struct node *, %n: int and the global @g.
static void assert_insn(const char *text, const char *want) {
    StrBuf in = {0}, out = {0};
    strbuf_printf(&in,
                  "struct node size 16 {\n next: ptr(struct node)\n n: array(i32, 2)\n}\n"
                  "global @g: ptr(struct node)\n"
                  "func @f(%%p: ptr(struct node), %%q: ptr(struct node), %%n: i32) -> i32 {\n"
                  "  %s\n  return 0\n}\nfunc @h(i32) -> i32\n",
                  text);
    IrModule *m = module_of(strbuf_text(&in));
    const IrFunc *f = func_named(m, "f");
    ir_print_insn(&out, m, f, &f->insns[0]);
    assert_string_equal(strbuf_text(&out), want);
    module_free(m);
    strbuf_fini(&in);
    strbuf_fini(&out);
}

static void assert_same_insn(const char *text) {
    assert_insn(text, text);
}

static void assert_error(const char *text, const char *want) {
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    assert_int_equal(ir_parse(&m, "t.ir", text, strlen(text), &err), STATUS_USAGE);
    assert_string_equal(err.text, want);
    ir_module_fini(&m);
}

static void nothing_prints_as_nothing(void **state) {
    UNUSED(state);
    IrModule m;
    Error err;
    StrBuf out = {0};
    ir_module_init(&m);
    assert_int_equal(ir_parse(&m, "t.ir", "", 0, &err), STATUS_OK);
    ir_print(&out, &m);
    assert_int_equal(out.len, 0);
    strbuf_fini(&out);
    ir_module_fini(&m);
}

static void places_read_as_in_c(void **state) {
    UNUSED(state);
    assert_same_insn("%p = %p->next->next");
    assert_same_insn("*%p = ?");
    assert_same_insn("%n = (*%p)[3].n[*]");
    assert_insn("%n = (*%p).n[1]", "%n = %p->n[1]");
    assert_insn("%n = *(%p)::int", "%n = *%p::i32");
    assert_same_insn("@g->next = &*%p");
    assert_insn("%p->(struct node.next) = @g", "%p->next = @g");
}

static void operands_leave_out_the_type_that_follows(void **state) {
    UNUSED(state);
    assert_same_insn("%p = null");
    assert_same_insn("%p = null:ptr(void)");
    assert_same_insn("%n = -7");
    assert_insn("%n = 7:int", "%n = 7");
    assert_same_insn("%n = 7:u8");
    assert_same_insn("%n = float");
    assert_same_insn("%p = @h");
    assert_same_insn("%p = \"a\\\"b\\\\c\\n\\x07\"");
}

static void operators_have_their_own_spelling(void **state) {
    UNUSED(state);
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">=", "+",  "-",
                                      "*",  "/",  "%", "&",  "|", "^",  "<<", ">>"};
    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        char text[64];
        snprintf(text, sizeof text, "%%n = %%n %s %%n", ops[i]);
        assert_same_insn(text);
    }
    assert_same_insn("%n = %n * *%p::i32");
    assert_same_insn("%n = %n - -5");
    assert_same_insn("%n = lnot %n");
    assert_same_insn("%n = cast %p");
}

static void calls_show_how_they_call(void **state) {
    UNUSED(state);
    assert_same_insn("call @h(%n)");
    assert_same_insn("%n = call @h(3) {implicit}");
    assert_same_insn("%n = icall %p->next(%n, null) sig \"int (int)\"");
    assert_same_insn("macro HASH_ADD(%p, \"hh\")");
    assert_insn("call @h(\n %n, // first\n 2\n )", "call @h(%n, 2)");
}

static void positions_may_leave_out_the_file_of_the_function(void **state) {
    UNUSED(state);
    assert_becomes("file a.c \"/s/a.c\" main\nfile b.h \"/s/b.h\"\n"
                   "func @f() !a.c:1:5 end 9:1 { return !3:2 !!b.h:7:9\n }",
                   "file a.c \"/s/a.c\" main\nfile b.h \"/s/b.h\"\n"
                   "func @f() -> void !a.c:1:5 end 9:1 {\n"
                   "b1:\n  return  !3:2 !!b.h:7:9\n}\n");
}

static void hand_written_text_may_leave_out_much(void **state) {
    UNUSED(state);
    assert_becomes("func @get(%m: ptr(struct map)) -> int {\n"
                   "  $0 = call @load(%m)\n"
                   "  if $0 -> yes else no\n"
                   "yes:\n"
                   "  call @use($0)\n"
                   "no:\n"
                   "  return 0\n"
                   "}\n",
                   "struct map\n"
                   "func @get(%m: ptr(struct map)) -> i32 {\n"
                   "  var $2: _\n"
                   "b1:\n  $2 = call @load(%m)\n  if $2 != 0:_ -> b2 else b3\n"
                   "b2:\n  call @use($2)\n  goto b3\n"
                   "b3:\n  return 0\n}\n"
                   "func @load() -> _\nfunc @use() -> _\n");
}

static void declarations_may_come_in_any_order(void **state) {
    UNUSED(state);
    IrModule *m = module_of("func @f() { @g.b.n = 1\n return }\n"
                            "global @g: struct a\n"
                            "struct a { b: struct b; rows: array(struct b, 3) }\n"
                            "struct b size 4 { n: int }\n");
    assert_prints(m, "struct a {\n  b: struct b\n  rows: array(struct b, 3)\n}\n"
                     "struct b size 4 {\n  n: i32\n}\n"
                     "global @g: struct a\n"
                     "func @f() -> void {\nb1:\n  @g.b.n = 1\n  return\n}\n");
    module_free(m);
}

static void names_that_occur_twice_get_numbers(void **state) {
    UNUSED(state);
    const char *text = "file u.h#1 \"/a/u.h\"\nfile u.h#2 \"/b/u.h\"\n"
                       "struct s#1\nstruct s#2 usr \"c:b.c@S@s\" {\n  #1: i32\n  #2: i32\n}\n"
                       "global @x#1: i32 static usr \"c:a.c@x\" !u.h#1:1:1\n"
                       "func @x#2(%#1: i32, %v: ptr(struct s#2)) -> void {\n"
                       "  var %i#1: i32\n  var %i#2: i32\n"
                       "b1:\n  %i#2 = %v->#2\n  @x#1 = %#1\n  return\n}\n";
    assert_becomes(text, text);
}

static void odd_names_stand_in_quotes(void **state) {
    UNUSED(state);
    const char *text = "struct \"std::pair<int, int>\"\n"
                       "func @\"operator+=\"(%\"a b\": i32) -> void {\nb1:\n"
                       "  call @\"operator+=\"(%\"a b\")\n  return\n}\n";
    assert_becomes(text, text);
}

static void a_place_may_be_printed_alone(void **state) {
    UNUSED(state);
    IrModule *m = module_of("struct n { x: ptr(struct n) }\n"
                            "func @f(%p: ptr(struct n)) { %p->x = %p\n return }");
    const IrFunc *f = func_named(m, "f");
    StrBuf out = {0};
    ir_print_place(&out, m, f, f->insns[0].dst);
    strbuf_addc(&out, ' ');
    ir_print_operand(&out, m, f, ir_args(f, &f->insns[0]));
    assert_string_equal(strbuf_text(&out), "%p->x %p");
    strbuf_fini(&out);
    module_free(m);
}

static void the_graph_names_every_edge(void **state) {
    UNUSED(state);
    IrModule *m = module_of("func @f(%n: int) {\n call @g(\"\\\"\") unwind c\n"
                            " if %n -> a else b\na:\n return\nb:\n goto a\nc:\n unreachable\n}");
    StrBuf out = {0};
    ir_print_dot(&out, m, (FuncId){1});
    static const char *const parts[] = {"digraph f1 {\n", "b1 -> b2;", "b1 -> b3 [style=dashed];",
                                        "b1 -> b4 [style=dotted];", "call @g(\\\"\\\\\\\"\\\")"};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        assert_non_null(strstr(strbuf_text(&out), parts[i]));
    strbuf_fini(&out);
    module_free(m);
}

static void counts_in_the_text_stand(void **state) {
    UNUSED(state);
    const char *text = "module \"a.c\"\nerrors 3\nopaque 7 \"asm\"\n"
                       "func @f() -> void statements 40 {\nb1:\n  opaque \"asm\"\n  return\n}\n";
    assert_becomes(text, text);
}

static void errors_say_where_and_what(void **state) {
    UNUSED(state);
    assert_error("func @f() {\n  %x = 1\n}", "t.ir:2:5: %x is not declared");
    assert_error("func @f() {\n  return", "t.ir:2:9: a '(' or '{' that is not closed");
    assert_error("func @f() { goto out\n }", "t.ir:2:3: no block is named out");
    assert_error("func @f() { return\n return }", "t.ir:2:2: the block has ended; a new one "
                                                  "needs a name");
    assert_error("func @f() { }", "t.ir:1:14: the last block does not end in a terminator");
    assert_error("func @f()\nfunc @f()", "t.ir:2:8: @f was declared before");
    assert_error("struct s { a: int a: int }", "t.ir:1:19: unexpected text");
    assert_error("struct s {}\nfunc @f(%p: ptr(struct s)) { %p->x = 1\n return }",
                 "t.ir:2:35: s has no field x");
    assert_error("global @g: itn", "t.ir:1:15: no such type: itn");
    assert_error("func @f(%p: ptr(void)) { call %p()\n return }",
                 "t.ir:1:31: expected a function; through a pointer it is `icall`");
    assert_error("errors 4294967296", "t.ir:1:18: the number is too large");
    assert_error("func @f() { opaque \"abc\n }",
                 "t.ir:1:24: a string that does not end on its line");
}

static void deep_text_is_refused(void **state) {
    UNUSED(state);
    StrBuf text = {0};
    strbuf_adds(&text, "global @g: ");
    for (int i = 0; i < 100000; i++)
        strbuf_adds(&text, "ptr(");
    IrModule m;
    Error err;
    ir_module_init(&m);
    assert_int_not_equal(ir_parse(&m, "t", text.s, text.len, &err), STATUS_OK);
    ir_module_fini(&m);
    strbuf_clear(&text);
    strbuf_adds(&text, "func @f(%p: ptr(int)) {\n return ");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&text, i % 2 ? '*' : '(');
    strbuf_adds(&text, "\n}");
    ir_module_init(&m);
    assert_int_not_equal(ir_parse(&m, "t", text.s, text.len, &err), STATUS_OK);
    ir_module_fini(&m);
    strbuf_fini(&text);
}

// Every prefix of a text, and the text with each byte changed, is parsed or refused.
static void broken_text_is_survived(void **state) {
    UNUSED(state);
    static const char text[] =
        "module \"a\"\nfile a.c \"/a.c\" main\nstruct s size 8 { x: ptr(struct s) }\n"
        "global @g: array(int, 3) static !a.c:1:1\n"
        "func @f(%p: ptr(struct s), ...) -> int sig \"x\" !a.c:2:1 {\n var %v: f64 cleanup @h\n"
        " $1 = call @f(%p->x, -5:i64) unwind z {implicit} !3:4 !!a.c:5:6\n"
        " switch $1 else -> z, 1..2 -> z\nz:\n end %v\n return &*%p:ptr(void)\n}\n";
    size_t n = sizeof text - 1;
    for (size_t i = 0; i < 3 * n; i++) {
        char *copy = malloc(n);
        memcpy(copy, text, n);
        if (i >= n)
            copy[i % n] = i < 2 * n ? (char)(copy[i % n] + 1) : '#';
        IrModule m;
        Error err;
        ir_module_init(&m);
        ir_parse(&m, "t", copy, i < n ? i : n, &err);
        ir_module_fini(&m);
        free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_prints_as_nothing),
        cmocka_unit_test(places_read_as_in_c),
        cmocka_unit_test(operands_leave_out_the_type_that_follows),
        cmocka_unit_test(operators_have_their_own_spelling),
        cmocka_unit_test(calls_show_how_they_call),
        cmocka_unit_test(positions_may_leave_out_the_file_of_the_function),
        cmocka_unit_test(hand_written_text_may_leave_out_much),
        cmocka_unit_test(declarations_may_come_in_any_order),
        cmocka_unit_test(names_that_occur_twice_get_numbers),
        cmocka_unit_test(odd_names_stand_in_quotes),
        cmocka_unit_test(a_place_may_be_printed_alone),
        cmocka_unit_test(the_graph_names_every_edge),
        cmocka_unit_test(counts_in_the_text_stand),
        cmocka_unit_test(errors_say_where_and_what),
        cmocka_unit_test(deep_text_is_refused),
        cmocka_unit_test(broken_text_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
