// SPDX-License-Identifier: Apache-2.0
//
// The body of a function: its variables and blocks, and the building of what parse_insn.c read.
#include "parse_internal.h"

bool parse_var_tail(Parser *p, IrVar *var) {
    Scanner *s = &p->s;
    if (!scan_expect(s, ":") || !parse_type(p, &var->type))
        return false;
    for (Word w; (w = scan_word(s)).n;) {
        if (word_is(w, "address_taken"))
            var->address_taken = true;
        else if (!word_is(w, "cleanup"))
            return scan_fail(s, "expected address_taken or cleanup");
        else if (!parse_func_name(p, &var->cleanup))
            return false;
    }
    return parse_at(p, &var->loc);
}

static bool add_var(Parser *p, const Label *label, const IrVar *var) {
    if (idmap_get(&p->vars, label->key))
        return scan_fail(&p->s, "%%%s was declared before", ir_str(p->m, label->base));
    idmap_set(&p->vars, label->key, builder_var(p->b, *var).v);
    return true;
}

// `%name: type …`, or only a type.
static bool parse_param(Parser *p, bool declare) {
    IrVar var = {.kind = VAR_PARAM};
    Label label = {0};
    bool named = scan_accept(&p->s, "%");
    if (named ? !parse_label(p, &label) || !parse_var_tail(p, &var) : !parse_type(p, &var.type))
        return false;
    if (!declare)
        return true;
    var.name = label.base;
    if (named)
        return add_var(p, &label, &var);
    builder_var(p->b, var);
    return true;
}

bool parse_params(Parser *p, bool declare, uint32_t *n, unsigned *flags) {
    Scanner *s = &p->s;
    p->skipping = !declare;
    if (!scan_expect(s, "("))
        return false;
    scan_lines(s);
    while (!scan_accept(s, ")")) {
        if (scan_accept(s, "...")) {
            *flags |= FUNC_VARIADIC;
        } else {
            if (!parse_param(p, declare))
                return false;
            ++*n;
        }
        scan_lines(s);
        if (scan_peek(s) != ')' && !scan_expect(s, ","))
            return false;
        scan_lines(s);
    }
    p->skipping = false;
    return true;
}

static bool parse_var_line(Parser *p) {
    IrVar var = {.kind = VAR_LOCAL};
    Label label;
    if (scan_accept(&p->s, "%")) {
        if (!parse_label(p, &label) || !parse_var_tail(p, &var))
            return false;
        var.name = label.base;
        return add_var(p, &label, &var) && parse_line_end(p);
    }
    uint32_t key;
    var.kind = VAR_TEMP;
    if (!parse_temp_number(p, &key) || !parse_var_tail(p, &var))
        return false;
    if (idmap_get(&p->temps, key))
        return scan_fail(&p->s, "$%u was declared before", key - 1);
    idmap_set(&p->temps, key, builder_var(p->b, var).v);
    return parse_line_end(p);
}

// ---- Building ----

static TypeId result_type(Parser *p, const Pending *i) {
    const Operand *first = i->args.len ? &i->args.data[0] : NULL;
    bool is_truth =
        (i->op == OP_BINARY && i->sub <= BIN_GE) || (i->op == OP_UNARY && i->sub == UN_LNOT);
    if (is_truth)
        return builder_type(p->b, &(IrType){.kind = TYPE_INT, .size = 4, .is_signed = true});
    if (i->op == OP_CALL)
        return i->sub == CALL_DIRECT ? ir_func(p->m, first->func)->result : (TypeId){0};
    return first ? first->type : (TypeId){0};
}

static void declare_new_temp(Parser *p, Pending *i) {
    if (!i->new_temp)
        return;
    VarId v = builder_temp(p->b, result_type(p, i), i->loc);
    idmap_set(&p->temps, i->new_temp, v.v);
    i->dst = builder_var_place(p->b, v);
}

static void build_terminator(Parser *p, const Pending *i) {
    const Operand *args = i->args.data;
    const BlockId *to = i->to.data;
    switch (i->op) {
    case OP_GOTO:
        builder_goto(p->b, to[0]);
        return;
    case OP_BRANCH:
        builder_branch(p->b, (IrBinary)i->sub, args[0], args[1], to[0], to[1]);
        return;
    case OP_SWITCH:
        builder_switch(p->b, args[0], to[0], (const int64_t(*)[2])i->ranges.data, to + 1,
                       i->ranges.len);
        return;
    case OP_IGOTO:
        builder_igoto(p->b, args[0], to, i->to.len);
        return;
    case OP_RETURN:
        builder_return(p->b, i->args.len ? args[0] : opd_none());
        return;
    default:
        builder_unreachable(p->b);
    }
}

static void build_call(Parser *p, const Pending *i) {
    builder_call(p->b, i->dst, (CallKind)i->sub, i->args.data[0], i->args.data + 1, i->args.len - 1,
                 i->text, 0);
    if (i->unwind.v)
        builder_unwind(p->b, i->unwind);
}

static void build(Parser *p, const Pending *i) {
    const Operand *args = i->args.data;
    builder_at(p->b, i->loc, i->spelled);
    switch (i->op) {
    case OP_ASSIGN:
        builder_assign(p->b, i->dst, args[0], 0);
        break;
    case OP_UNARY:
        builder_unary(p->b, i->dst, (IrUnary)i->sub, args[0]);
        break;
    case OP_BINARY:
        builder_binary(p->b, i->dst, (IrBinary)i->sub, args[0], args[1]);
        break;
    case OP_CALL:
        build_call(p, i);
        break;
    case OP_SCOPE_END:
        builder_scope_end(p->b, i->var);
        break;
    case OP_OPAQUE:
        builder_opaque(p->b, i->dst, i->text);
        break;
    default:
        build_terminator(p, i);
    }
    builder_flags(p->b, i->flags);
}

// Is there `name:` here? Consumes nothing.
static bool at_block_name(const Parser *p) {
    Scanner ahead = p->s;
    return scan_word(&ahead).n && scan_here(&ahead) == ':';
}

// A block without a terminator goes on to the next one.
static bool parse_block_start(Parser *p) {
    BlockId block;
    if (!parse_block_name(p, &block) || !scan_expect(&p->s, ":"))
        return false;
    if (p->b->body.blocks.data[block.v].entered)
        return scan_fail(&p->s, "a block of this name stands above");
    if (p->b->body.current.v && builder_is_open(p->b)) {
        builder_at(p->b, (Loc){0}, (Loc){0});
        builder_goto(p->b, block);
    }
    builder_enter(p->b, block);
    return true;
}

static void pending_clear(Pending *i) {
    Pending empty = {.args = i->args, .to = i->to, .ranges = i->ranges};
    *i = empty;
    vec_clear(&i->args);
    vec_clear(&i->to);
    vec_clear(&i->ranges);
}

static bool parse_body_line(Parser *p, Pending *i) {
    if (at_block_name(p))
        return parse_block_start(p);
    if (scan_accept_word(&p->s, "var"))
        return parse_var_line(p);
    pending_clear(i);
    if (!parse_insn(p, i))
        return false;
    declare_new_temp(p, i);
    build(p, i);
    return true;
}

static bool check_blocks(Parser *p) {
    if (builder_is_open(p->b))
        return scan_fail(&p->s, "the last block does not end in a terminator");
    for (uint32_t b = 1; b < p->b->body.blocks.len; b++)
        if (!p->b->body.blocks.data[b].entered)
            return scan_fail(&p->s, "no block is named %s",
                             intern_text(&p->labels, (StrId){p->block_names.data[b]}));
    return true;
}

bool parse_body(Parser *p) {
    Pending pending = {0};
    bool ok = true;
    scan_lines(&p->s);
    while (ok && scan_here(&p->s) != '}') {
        ok = parse_body_line(p, &pending);
        scan_lines(&p->s);
    }
    vec_fini(&pending.args);
    vec_fini(&pending.to);
    vec_fini(&pending.ranges);
    return ok && scan_expect(&p->s, "}") && check_blocks(p);
}
