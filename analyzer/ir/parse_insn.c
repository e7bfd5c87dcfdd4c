// SPDX-License-Identifier: Apache-2.0
//
// One instruction, read to the end of its line before parse_body.c builds it, because its position
// stands last.
#include "parse_internal.h"

static bool is_type(const Parser *p, TypeId t, TypeKind kind) {
    return ir_type(p->m, t)->kind == kind;
}

static bool add_operand(Parser *p, Pending *i, TypeId context) {
    Operand o;
    if (!parse_operand(p, &o, context))
        return false;
    vec_push(&i->args, o);
    return true;
}

bool parse_block_name(Parser *p, BlockId *block) {
    Word w = scan_word(&p->s);
    if (!w.n)
        return scan_fail(&p->s, "expected a block's name");
    uint32_t key = intern_n(&p->labels, w.s, w.n).v;
    block->v = idmap_get(&p->blocks, key);
    if (block->v)
        return true;
    *block = builder_block(p->b);
    idmap_set(&p->blocks, key, block->v);
    while (p->block_names.len < block->v)
        vec_push(&p->block_names, 0);
    vec_push(&p->block_names, key);
    return true;
}

static bool add_target(Parser *p, Pending *i) {
    BlockId to;
    if (!parse_block_name(p, &to))
        return false;
    vec_push(&i->to, to);
    return true;
}

static bool parse_args(Parser *p, Pending *i) {
    Scanner *s = &p->s;
    if (!scan_expect(s, "("))
        return false;
    scan_lines(s);
    while (!scan_accept(s, ")")) {
        if (!add_operand(p, i, (TypeId){0}))
            return false;
        scan_lines(s);
        if (scan_peek(s) != ')' && !scan_expect(s, ","))
            return false;
        scan_lines(s);
    }
    return true;
}

// The callee has no type of its own in the text.
static bool parse_callee(Parser *p, Pending *i) {
    Operand o = {0};
    Label label;
    if (i->sub == CALL_MACRO) {
        o.kind = OPD_STRING;
        if (!parse_label(p, &label))
            return false;
        o.str = label.base;
    } else if (i->sub == CALL_DIRECT) {
        o.kind = OPD_FUNC;
        if (scan_peek(&p->s) != '@')
            return scan_fail(&p->s, "expected a function; through a pointer it is `icall`");
        if (!parse_func_name(p, &o.func))
            return false;
    } else {
        o.kind = OPD_PLACE;
        if (!parse_place(p, &o.place))
            return false;
        o.type = builder_place_get(p->b, o.place)->type;
    }
    vec_push(&i->args, o);
    return true;
}

static bool parse_call(Parser *p, Pending *i, CallKind kind) {
    i->op = OP_CALL;
    i->sub = kind;
    if (!parse_callee(p, i) || !parse_args(p, i))
        return false;
    if (kind == CALL_INDIRECT && scan_accept_word(&p->s, "sig"))
        return parse_str(p, &i->text);
    if (kind == CALL_DIRECT && scan_accept_word(&p->s, "unwind"))
        return parse_block_name(p, &i->unwind);
    return true;
}

// Consumes a binary operator; the longer of two that begin alike.
static bool accept_binary(Parser *p, unsigned *op) {
    int best = -1;
    scan_blanks(&p->s);
    for (int k = 0; k <= BIN_LAST; k++) {
        size_t n = strlen(text_binary[k]);
        bool matches =
            p->s.n - p->s.pos >= n && memcmp(p->s.text + p->s.pos, text_binary[k], n) == 0;
        if (matches && (best < 0 || n > strlen(text_binary[best])))
            best = k;
    }
    if (best < 0)
        return false;
    p->s.pos += strlen(text_binary[best]);
    *op = (unsigned)best;
    return true;
}

// An operand, or two with an operator between them.
static bool parse_value_or_binary(Parser *p, Pending *i, TypeId context) {
    size_t before = p->s.pos;
    if (!add_operand(p, i, context))
        return false;
    i->op = OP_ASSIGN;
    if (!accept_binary(p, &i->sub))
        return true;
    // As one side of an operation the first operand does not take the type of the destination.
    p->s.pos = before;
    vec_clear(&i->args);
    i->op = OP_BINARY;
    return add_operand(p, i, (TypeId){0}) && accept_binary(p, &i->sub) &&
           add_operand(p, i, i->args.data[0].type);
}

// An instruction that may have a destination, by its word; *known is false for another word.
static bool parse_action_word(Parser *p, Pending *i, Word w, bool *known) {
    *known = true;
    for (unsigned k = 0; k <= UN_CAST; k++) {
        if (!word_is(w, text_unary[k]))
            continue;
        i->op = OP_UNARY;
        i->sub = k;
        return add_operand(p, i, (TypeId){0});
    }
    if (word_is(w, "call"))
        return parse_call(p, i, CALL_DIRECT);
    if (word_is(w, "icall"))
        return parse_call(p, i, CALL_INDIRECT);
    if (word_is(w, "macro"))
        return parse_call(p, i, CALL_MACRO);
    if (word_is(w, "opaque")) {
        i->op = OP_OPAQUE;
        return parse_str(p, &i->text);
    }
    *known = false;
    return true;
}

static bool parse_right_side(Parser *p, Pending *i) {
    TypeId context = i->dst.v ? builder_place_get(p->b, i->dst)->type : (TypeId){0};
    scan_blanks(&p->s);
    size_t before = p->s.pos;
    bool known;
    if (!parse_action_word(p, i, scan_word(&p->s), &known))
        return false;
    if (known)
        return true;
    p->s.pos = before;
    return parse_value_or_binary(p, i, context);
}

static bool parse_if(Parser *p, Pending *i) {
    i->op = OP_BRANCH;
    if (!add_operand(p, i, (TypeId){0}))
        return false;
    if (scan_accept(&p->s, "->")) { // a lone truth value
        TypeId type = i->args.data[0].type;
        vec_push(&i->args, is_type(p, type, TYPE_POINTER) ? opd_null(type) : opd_int(0, type));
        i->sub = BIN_NE;
    } else {
        if (!accept_binary(p, &i->sub) || i->sub > BIN_GE)
            return scan_fail(&p->s, "expected a comparison");
        if (!add_operand(p, i, i->args.data[0].type) || !scan_expect(&p->s, "->"))
            return false;
    }
    if (!add_target(p, i))
        return false;
    return scan_accept_word(&p->s, "else") ? add_target(p, i) : scan_fail(&p->s, "expected else");
}

static bool parse_case(Parser *p, Pending *i) {
    Range r;
    if (!scan_i64(&p->s, &r.low_high[0]))
        return false;
    r.low_high[1] = r.low_high[0];
    if (scan_accept(&p->s, "..") && !scan_i64(&p->s, &r.low_high[1]))
        return false;
    vec_push(&i->ranges, r);
    return scan_expect(&p->s, "->") && add_target(p, i);
}

static bool parse_switch(Parser *p, Pending *i) {
    i->op = OP_SWITCH;
    if (!add_operand(p, i, (TypeId){0}))
        return false;
    if (!scan_accept_word(&p->s, "else"))
        return scan_fail(&p->s, "expected else");
    if (!scan_expect(&p->s, "->") || !add_target(p, i))
        return false;
    while (scan_accept(&p->s, ",")) {
        scan_lines(&p->s);
        if (!parse_case(p, i))
            return false;
    }
    return true;
}

static bool parse_igoto(Parser *p, Pending *i) {
    i->op = OP_IGOTO;
    if (!add_operand(p, i, (TypeId){0}))
        return false;
    if (!scan_accept(&p->s, "->"))
        return true;
    do {
        if (!add_target(p, i))
            return false;
    } while (scan_accept(&p->s, ","));
    return true;
}

static bool parse_return(Parser *p, Pending *i) {
    i->op = OP_RETURN;
    int c = scan_peek(&p->s);
    if (c < 0 || strchr("\n!{}", c))
        return true;
    return add_operand(p, i, ir_func(p->m, p->func)->result);
}

// An instruction without a destination, by its word.
static bool parse_statement_word(Parser *p, Pending *i, Word w) {
    bool known;
    if (word_is(w, "goto")) {
        i->op = OP_GOTO;
        return add_target(p, i);
    }
    if (word_is(w, "if"))
        return parse_if(p, i);
    if (word_is(w, "switch"))
        return parse_switch(p, i);
    if (word_is(w, "igoto"))
        return parse_igoto(p, i);
    if (word_is(w, "return"))
        return parse_return(p, i);
    if (word_is(w, "unreachable")) {
        i->op = OP_UNREACHABLE;
        return true;
    }
    if (word_is(w, "end")) {
        i->op = OP_SCOPE_END;
        return parse_var_name(p, &i->var);
    }
    if (!parse_action_word(p, i, w, &known))
        return false;
    if (!known || i->op == OP_UNARY)
        return scan_fail(&p->s, "no such instruction: %.*s", (int)(w.n < 60 ? w.n : 60), w.s);
    return true;
}

// A temporary may be declared by the instruction that assigns it first.
static bool starts_new_temp(Parser *p, Pending *i) {
    Scanner ahead = p->s;
    uint32_t key;
    if (scan_here(&ahead) != '$')
        return false;
    ahead.pos++;
    if (!scan_at_digit(&ahead) || !scan_u32(&ahead, &key) || !++key)
        return false;
    if (idmap_get(&p->temps, key) || scan_peek(&ahead) != '=')
        return false;
    p->s = ahead;
    i->new_temp = key;
    return true;
}

static bool parse_destination(Parser *p, Pending *i) {
    if (!starts_new_temp(p, i) && !parse_place(p, &i->dst))
        return false;
    return scan_expect(&p->s, "=");
}

// `{flags}  !loc !!spelled`
static bool parse_trailer(Parser *p, Pending *i) {
    Scanner *s = &p->s;
    if (scan_accept(s, "{")) {
        for (Word w; (w = scan_word(s)).n;)
            if (!parse_flags(p, text_insn_flags, TEXT_INSN_FLAGS, w, &i->flags))
                return false;
        if (!scan_expect(s, "}"))
            return false;
    }
    while (scan_accept(s, "!"))
        if (!parse_loc(p, scan_accept(s, "!") ? &i->spelled : &i->loc))
            return false;
    return parse_line_end(p);
}

bool parse_insn(Parser *p, Pending *i) {
    int c = scan_peek(&p->s);
    if (!builder_is_open(p->b))
        return scan_fail(&p->s, "the block has ended; a new one needs a name");
    bool has_dst = c == '%' || c == '$' || c == '@' || c == '*' || c == '(';
    bool ok = has_dst ? parse_destination(p, i) && parse_right_side(p, i)
                      : parse_statement_word(p, i, scan_word(&p->s));
    return ok && parse_trailer(p, i);
}
