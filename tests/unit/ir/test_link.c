// SPDX-License-Identifier: Apache-2.0
#include "ir/link.h"

#include "ir/verify.h"
#include "ir_text.h"

#include <setjmp.h>

#include <cmocka.h>

enum { UNITS_MAX = 8 };

// The program of up to UNITS_MAX units, given as texts up to a NULL; verified.
static IrModule *linked(const char *const *units) {
    IrModule *program = malloc(sizeof *program);
    assert_non_null(program);
    ir_module_init(program);
    IrLinker *l = linker_new(program);
    for (int i = 0; i < UNITS_MAX && units[i]; i++) {
        IrModule *unit = module_of(units[i]);
        linker_add(l, unit);
        module_free(unit);
    }
    linker_finish(l);
    Error err = {0};
    if (ir_verify(program, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return program;
}

#define LINKED(...) linked((const char *const[UNITS_MAX + 1]){__VA_ARGS__})

// The function that the n-th instruction of `f` calls.
static IrFunc *callee(const IrModule *m, const IrFunc *f, uint32_t n) {
    return ir_func(m, ir_args(f, &f->insns[n])->func);
}

static uint32_t count_named(const IrModule *m, const char *name) {
    uint32_t n = 0;
    for (uint32_t i = 1; i < m->funcs.len; i++)
        n += strcmp(ir_str(m, m->funcs.data[i].name), name) == 0;
    return n;
}

static void a_call_meets_the_definition_of_another_unit(void **state) {
    UNUSED(state);
    const char *user = "func @main() !m.c:1:1 {\n call @help()\n return\n}\nfunc @help()\n";
    IrModule *m = LINKED(user, "func @help() !h.c:4:1 {\n return\n}\n");
    IrFunc *f = callee(m, func_named(m, "main"), 0);
    assert_true(ir_is_defined(f));
    assert_int_equal(f->loc.line, 4);
    assert_int_equal(count_named(m, "help"), 1);
    module_free(m);
}

static void a_definition_knows_its_unit(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("module \"/p/a.c\"\nfunc @f() inline unreliable !u.h:1:1 {\n return\n}\n"
                         "func @g()\nfunc @h() inline !u.h:2:1 {\n return\n}\n",
                         "module \"/p/b.c\"\nfunc @f() inline !u.h:1:1 {\n return\n}\n"
                         "func @h() inline !u.h:2:1 {\n return\n}\n");
    assert_string_equal(ir_str(m, func_named(m, "f")->unit), "/p/b.c"); // the better one
    assert_string_equal(ir_str(m, func_named(m, "h")->unit), "/p/a.c");
    assert_int_equal(func_named(m, "g")->unit.v, 0);
    module_free(m);
}

static void the_order_of_declaration_and_definition_does_not_matter(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("func @help() !h.c:4:1 {\n return\n}\n",
                         "func @main() !m.c:1:1 {\n call @help()\n return\n}\n"
                         "func @help() noreturn !h.h:1:1\n");
    IrFunc *f = func_named(m, "help");
    assert_true(ir_is_defined(f));
    assert_int_equal(f->loc.line, 4);
    assert_true(f->flags & FUNC_NORETURN); // some declaration says so
    module_free(m);
}

static void a_header_s_function_is_kept_once(void **state) {
    UNUSED(state);
    const char *a = "func @twice() inline static !u.h:3:1 {\n return\n}\n"
                    "func @fa() !a.c:1:1 {\n call @twice()\n return\n}\n";
    const char *b = "func @twice() inline static !u.h:3:1 {\n return\n}\n"
                    "func @fb() !b.c:1:1 {\n call @twice()\n return\n}\n";
    IrModule *m = LINKED(a, b);
    assert_int_equal(count_named(m, "twice"), 1);
    assert_ptr_equal(callee(m, func_named(m, "fa"), 0), callee(m, func_named(m, "fb"), 0));
    module_free(m);
}

static void statics_of_one_name_stay_apart(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("module \"a.c\"\nglobal @seen: int static !a.c:1:1\n"
                         "func @init() static !a.c:2:1 {\n @seen = 1\n return\n}\n"
                         "func @fa() !a.c:5:1 {\n call @init()\n return\n}\n",
                         "module \"b.c\"\nglobal @seen: long static !b.c:1:1\n"
                         "func @init() static !b.c:2:1 {\n @seen = 2\n return\n}\n"
                         "func @fb() !b.c:5:1 {\n call @init()\n return\n}\n");
    IrFunc *a = callee(m, func_named(m, "fa"), 0), *b = callee(m, func_named(m, "fb"), 0);
    assert_int_equal(count_named(m, "init"), 2);
    assert_ptr_not_equal(a, b);
    assert_int_equal(ir_args(a, &a->insns[0])->num, 1);
    assert_int_equal(ir_args(b, &b->insns[0])->num, 2);
    assert_int_not_equal(a->places[1].id, b->places[1].id);
    assert_false((a->flags | b->flags) & FUNC_AMBIGUOUS);
    module_free(m);
}

static void two_programs_keep_their_own_definitions(void **state) {
    UNUSED(state);
    const char *a = "func @main() !a.c:9:1 {\n call @usage()\n return\n}\n"
                    "func @usage() !a.c:1:1 {\n return\n}\n";
    const char *b = "func @main() !b.c:9:1 {\n call @usage()\n return\n}\n"
                    "func @usage() !b.c:2:1 {\n unreachable\n}\n";
    const char *c = "func @other() !c.c:1:1 {\n call @usage()\n return\n}\nfunc @usage()\n";
    IrModule *m = LINKED(a, b, c);
    assert_int_equal(count_named(m, "main"), 3);
    assert_int_equal(count_named(m, "usage"), 3);
    uint32_t seen = 0;
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        if (strcmp(ir_str(m, f->name), "main") != 0 || !ir_is_defined(f))
            continue;
        assert_int_equal(callee(m, f, 0)->loc.file.v, f->loc.file.v);
        assert_true(ir_is_defined(callee(m, f, 0)));
        seen++;
    }
    assert_int_equal(seen, 2);
    IrFunc *outside = callee(m, func_named(m, "other"), 0);
    assert_false(ir_is_defined(outside));
    assert_true(outside->flags & FUNC_AMBIGUOUS);
    module_free(m);
}

static void a_third_definition_is_kept_apart_too(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("func @f() !a.c:1:1 {\n call @f()\n return\n}\n",
                         "func @f() !b.c:1:1 {\n call @f()\n return\n}\n",
                         "func @f() !c.c:1:1 {\n call @f()\n return\n}\n");
    assert_int_equal(count_named(m, "f"), 4);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        if (ir_is_defined(&m->funcs.data[i]))
            assert_ptr_equal(callee(m, &m->funcs.data[i], 0), &m->funcs.data[i]);
    module_free(m);
}

static void a_file_compiled_twice_gives_one_definition(void **state) {
    UNUSED(state);
    const char *a = "func @f() !a.c:1:1 {\n return\n}\n";
    IrModule *m = LINKED(a, a);
    assert_int_equal(count_named(m, "f"), 1);
    assert_false(func_named(m, "f")->flags & FUNC_AMBIGUOUS);
    module_free(m);
}

static void a_header_s_call_to_an_ambiguous_function_stays_open(void **state) {
    UNUSED(state);
    const char *a = "func @check() inline static !u.h:1:1 {\n call @die()\n return\n}\n"
                    "func @die() !a.c:1:1 {\n return\n}\n";
    const char *b = "func @check() inline static !u.h:1:1 {\n call @die()\n return\n}\n"
                    "func @die() !b.c:1:1 {\n return\n}\n";
    IrModule *m = LINKED(a, b);
    assert_true(callee(m, func_named(m, "check"), 0)->flags & FUNC_AMBIGUOUS);
    module_free(m);
}

static void a_body_without_parse_errors_is_preferred(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("func @f() inline unreliable !u.h:1:1 {\n unreachable\n}\n",
                         "func @f() inline !u.h:1:1 {\n return\n}\n");
    IrFunc *f = func_named(m, "f");
    assert_false(f->flags & FUNC_UNRELIABLE);
    assert_int_equal(f->insns[0].op, OP_RETURN);
    module_free(m);
}

static void an_address_taken_anywhere_counts(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("func @cb() !a.c:1:1 {\n return\n}\n",
                         "func @use() !b.c:1:1 {\n call @register(@cb)\n return\n}\nfunc @cb()\n");
    assert_true(func_named(m, "cb")->flags & FUNC_ADDRESS_TAKEN);
    assert_true(ir_is_defined(func_named(m, "cb")));
    module_free(m);
}

static void an_address_taken_of_a_kept_apart_function_counts_there(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("func @cb() !a.c:1:1 {\n return\n}\n",
                         "func @cb() !b.c:1:1 {\n return\n}\n"
                         "func @use() !b.c:5:1 {\n call @register(@cb)\n return\n}\n");
    const IrFunc *use = func_named(m, "use");
    IrFunc *cb = ir_func(m, ir_args(use, &use->insns[0])[1].func);
    assert_true(ir_is_defined(cb));
    assert_true(cb->flags & FUNC_ADDRESS_TAKEN);
    module_free(m);
}

static void the_defined_global_wins(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("global @g: array(int) extern !a.h:1:1\n",
                         "global @g: array(int, 8) !b.c:2:1\n", "global @g: array(int) extern\n");
    IrGlobal *g = global_named(m, "g");
    assert_int_equal(m->globals.len, 2);
    assert_true(g->is_defined);
    assert_int_equal(ir_type(m, g->type)->count, 8);
    assert_int_equal(g->loc.line, 2);
    module_free(m);
}

static void a_declared_record_takes_fields_and_size_from_another_unit(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("global @a: ptr(struct s)\nstruct s\n",
                         "struct s size 16 alias \"s_b\" { x: int }\n",
                         "struct s size 16 alias \"s_a\" { x: int; y: int }\n"
                         "func @f(%p: ptr(struct s)) { %p->y = 1\n return }\n");
    assert_prints(m, "struct s size 16 alias \"s_a\" {\n  x: i32\n  y: i32\n}\n"
                     "global @a: ptr(struct s)\n"
                     "func @f(%p: ptr(struct s)) -> void {\nb1:\n  %p->y = 1\n  return\n}\n");
    module_free(m);
}

// No front end gives such USRs, but a damaged file may.
static void a_record_and_an_enum_of_one_usr_stay_apart(void **state) {
    UNUSED(state);
    const char *e = "enum e size 4 usr \"c:@x\"\nglobal @e: enum e\n";
    const char *s = "struct s size 8 usr \"c:@x\" { x: long }\nglobal @s: struct s\n";
    IrModule *first = LINKED(e, s), *second = LINKED(s, e);
    assert_int_equal(ir_type(first, global_named(first, "s")->type)->kind, TYPE_RECORD);
    assert_int_equal(ir_type(second, global_named(second, "e")->type)->kind, TYPE_ENUM);
    module_free(first);
    module_free(second);
}

static void counters_are_summed_and_main_files_stay_main(void **state) {
    UNUSED(state);
    IrModule *m = LINKED("errors 2\nopaque 3 \"asm\"\nfile a.c \"/a.c\" main\n",
                         "errors 5\nopaque 1 \"vla\"\nopaque 4 \"asm\"\nfile a.c \"/a.c\"\n");
    assert_prints(m, "errors 7\nopaque 7 \"asm\"\nopaque 1 \"vla\"\nfile a.c \"/a.c\" main\n");
    module_free(m);
}

// The names of the defined functions and of what each calls, by position in the source, as lines
// in byte order: what of a program does not depend on its ids.
static char *who_calls_whom(const IrModule *m) {
    StrBuf out = {0};
    StrBuf lines[64] = {0};
    size_t n = 0;
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        for (uint32_t k = 0; k < f->ninsns; k++) {
            if (f->insns[k].op != OP_CALL)
                continue;
            const IrFunc *to = callee(m, f, k);
            assert_true(n < COUNT_OF(lines));
            strbuf_printf(&lines[n++], "%s:%u -> %s:%u%s\n", ir_str(m, f->name), f->loc.line,
                          ir_str(m, to->name), ir_is_defined(to) ? to->loc.line : 0,
                          to->flags & FUNC_AMBIGUOUS ? " ambiguous" : "");
        }
    }
    for (size_t left = n; left; left--) {
        size_t least = 0;
        for (size_t i = 1; i < n; i++)
            if (!lines[least].s || (lines[i].s && strcmp(lines[i].s, lines[least].s) < 0))
                least = i;
        strbuf_adds(&out, lines[least].s);
        strbuf_fini(&lines[least]);
    }
    return out.s;
}

static void the_order_of_units_decides_the_ids_and_nothing_else(void **state) {
    UNUSED(state);
    static const char *const units[] = {
        "module \"a.c\"\nfunc @main() !a.c:11:1 {\n call @usage()\n call @put()\n return\n}\n"
        "func @usage() !a.c:12:1 {\n return\n}\n",
        "module \"b.c\"\nfunc @main() !b.c:21:1 {\n call @usage()\n call @twice()\n return\n}\n"
        "func @usage() !b.c:22:1 {\n return\n}\n"
        "func @twice() static inline usr \"c:u.h@F@twice\" !u.h:3:1 {\n return\n}\n",
        "module \"c.c\"\nfunc @put() !c.c:31:1 {\n call @usage()\n call @twice()\n return\n}\n"
        "func @twice() static inline usr \"c:u.h@F@twice\" !u.h:3:1 {\n return\n}\n",
    };
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    char *want = NULL;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        const int *o = orders[i];
        IrModule *m = LINKED(units[o[0]], units[o[1]], units[o[2]]);
        char *got = who_calls_whom(m);
        assert_string_equal(got, want ? want : got);
        if (want)
            free(got);
        else
            want = got;
        module_free(m);
    }
    assert_string_equal(want, "main:11 -> put:31\n"
                              "main:11 -> usage:12\n"
                              "main:21 -> twice:3\n"
                              "main:21 -> usage:22\n"
                              "put:31 -> twice:3\n"
                              "put:31 -> usage:0 ambiguous\n");
    free(want);
}

static void the_same_units_in_the_same_order_give_the_same_bytes(void **state) {
    UNUSED(state);
    const char *a = "func @main() !a.c:1:1 {\n call @f()\n return\n}\nstruct s size 8 { x: int }\n";
    const char *b = "func @main() !b.c:1:1 {\n call @f()\n return\n}\nstruct s size 8 { y: int }\n";
    IrModule *first = LINKED(a, b), *second = LINKED(a, b);
    char *want = text_of(first);
    assert_prints(second, want);
    free(want);
    module_free(first);
    module_free(second);
}

static void everything_in_a_body_is_mapped(void **state) {
    UNUSED(state);
    const char *filler = "file z.h \"/z.h\"\nstruct z { q: int }\nglobal @z: f64\n"
                         "func @zz(%s: ptr(u8)) { return \"zz\" }\n";
    const char *text = "file a.c \"/a.c\"\nfile a.h \"/a.h\"\n"
                       "struct s size 8 {\n  x: ptr(struct s)\n}\n"
                       "global @g: ptr(struct s)\n"
                       "func @f(%p: ptr(struct s)) -> i32 !a.c:1:1 {\n"
                       "  var %v: struct s cleanup @h !2:1\n"
                       "b1:\n"
                       "  @g->x = %p  !3:1 !!a.h:4:1\n"
                       "  icall %p->x(\"text\") sig \"void (char *)\"\n"
                       "  macro M(@g)\n"
                       "  opaque \"asm\"\n"
                       "  end %v\n"
                       "  return 3:u16\n"
                       "}\n"
                       "func @h() -> void\n";
    IrModule *alone = LINKED(text), *behind = LINKED(filler, text);
    StrBuf a = {0}, b = {0};
    for (uint32_t i = 1; i < alone->funcs.len; i++)
        ir_print_func(&a, alone, (FuncId){i});
    for (uint32_t i = 2; i < behind->funcs.len; i++)
        ir_print_func(&b, behind, (FuncId){i});
    assert_string_equal(strbuf_text(&a), strbuf_text(&b));
    strbuf_fini(&a);
    strbuf_fini(&b);
    module_free(alone);
    module_free(behind);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_meets_the_definition_of_another_unit),
        cmocka_unit_test(a_definition_knows_its_unit),
        cmocka_unit_test(the_order_of_declaration_and_definition_does_not_matter),
        cmocka_unit_test(a_header_s_function_is_kept_once),
        cmocka_unit_test(statics_of_one_name_stay_apart),
        cmocka_unit_test(two_programs_keep_their_own_definitions),
        cmocka_unit_test(a_third_definition_is_kept_apart_too),
        cmocka_unit_test(a_file_compiled_twice_gives_one_definition),
        cmocka_unit_test(a_header_s_call_to_an_ambiguous_function_stays_open),
        cmocka_unit_test(a_body_without_parse_errors_is_preferred),
        cmocka_unit_test(an_address_taken_anywhere_counts),
        cmocka_unit_test(an_address_taken_of_a_kept_apart_function_counts_there),
        cmocka_unit_test(the_defined_global_wins),
        cmocka_unit_test(a_declared_record_takes_fields_and_size_from_another_unit),
        cmocka_unit_test(a_record_and_an_enum_of_one_usr_stay_apart),
        cmocka_unit_test(counters_are_summed_and_main_files_stay_main),
        cmocka_unit_test(the_order_of_units_decides_the_ids_and_nothing_else),
        cmocka_unit_test(the_same_units_in_the_same_order_give_the_same_bytes),
        cmocka_unit_test(everything_in_a_body_is_mapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
