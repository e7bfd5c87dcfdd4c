// SPDX-License-Identifier: Apache-2.0
//
// The body of a function: variables, blocks, instructions. An instruction is read to the end of its
// line before it is built, because its position stands last.
#include "parse_internal.h"

typedef struct {
    int64_t low_high[2];
} Range;

typedef struct {
    InsnOp op;
    unsigned sub; // IrUnary, IrBinary, CallKind
    PlaceId dst;
    uint32_t new_temp; // 1 + number of the temporary that this instruction declares; 0 none
    VEC(Operand) args;
    VEC(BlockId) to;
    VEC(Range) ranges; // SWITCH: one for each of `to` but the first
    StrId text;        // OPAQUE: reason; CALL_INDIRECT: signature
    BlockId unwind;
    VarId var;
    unsigned flags;
    Loc loc, spelled;
} Pending;

static bool is_type(const Parser *p, TypeId t, TypeKind kind) {
    return ir_type(p->m, t)->kind == kind;
}

// ---- Variables ----

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

static bool parse_temp_number(Parser *p, uint32_t *key) {
    if (!scan_expect(&p->s, "$") || !scan_u32(&p->s, key))
        return false;
    return ++*key || scan_fail(&p->s, "the number is too large");
}

static bool parse_temp(Parser *p, VarId *v) {
    uint32_t key;
    if (!parse_temp_number(p, &key))
        return false;
    v->v = idmap_get(&p->temps, key);
    return v->v || scan_fail(&p->s, "$%u is not declared, nor assigned before", key - 1);
}

bool parse_var_name(Parser *p, VarId *v) {
    Label label;
    if (scan_peek(&p->s) == '$')
        return parse_temp(p, v);
    if (!scan_expect(&p->s, "%") || !parse_label(p, &label))
        return false;
    v->v = idmap_get(&p->vars, label.key);
    return v->v || scan_fail(&p->s, "%%%s is not declared", ir_str(p->m, label.base));
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

// ---- Places ----

static bool add_step(Parser *p, Place *place, Step step) {
    if (place->nsteps == PLACE_STEPS)
        return scan_fail(&p->s, "a place has at most %d steps", PLACE_STEPS);
    place->steps[place->nsteps++] = step;
    place->type = ir_step_type(p->m, place->type, step);
    return true;
}

static bool find_field(Parser *p, TypeId record, uint32_t *field) {
    Label label;
    if (!parse_label(p, &label))
        return false;
    *field = idmap_get(&p->fields, idmap_pair(record.v, label.key));
    if (*field)
        return true;
    return scan_fail(&p->s, "%s has no field %s",
                     record.v ? ir_str(p->m, names_type(ir_type(p->m, record))) : "this",
                     ir_str(p->m, label.base));
}

// Behind `.` or `->`: a field of the record so far, or `(struct user.name)` of any.
static bool parse_field_step(Parser *p, Place *place) {
    Step step = {.kind = STEP_FIELD};
    if (!scan_accept(&p->s, "("))
        return find_field(p, place->type, &step.id) && add_step(p, place, step);
    TypeId record;
    return parse_type(p, &record) && scan_expect(&p->s, ".") && find_field(p, record, &step.id) &&
           scan_expect(&p->s, ")") && add_step(p, place, step);
}

static bool parse_index_step(Parser *p, Place *place) {
    Step step = {.kind = STEP_INDEX, .id = INDEX_ANY};
    if (!scan_accept(&p->s, "*")) {
        scan_blanks(&p->s);
        if (!scan_u32(&p->s, &step.id))
            return false;
    }
    return scan_expect(&p->s, "]") && add_step(p, place, step);
}

static bool parse_root(Parser *p, Place *place) {
    Label label;
    VarId v;
    if (scan_peek(&p->s) == '@') {
        p->s.pos++;
        if (!parse_label(p, &label))
            return false;
        if (parse_symbol(p, &label, &place->id) != SYMBOL_GLOBAL)
            return scan_fail(&p->s, "@%s is no declared global", ir_str(p->m, label.base));
        place->root = ROOT_GLOBAL;
        place->type = p->m->globals.data[place->id].type;
        return true;
    }
    if (!parse_var_name(p, &v))
        return false;
    place->id = v.v;
    place->type = builder_var_get(p->b, v)->type;
    return true;
}

static bool parse_steps(Parser *p, Place *place) {
    Scanner *s = &p->s;
    for (;;) {
        bool ok;
        int c = scan_here(s);
        if (c == '-' && s->pos + 1 < s->n && s->text[s->pos + 1] == '>') {
            s->pos += 2;
            ok = add_step(p, place, (Step){.kind = STEP_DEREF}) && parse_field_step(p, place);
        } else if (c == '.') {
            s->pos++;
            ok = parse_field_step(p, place);
        } else if (c == '[') {
            s->pos++;
            ok = parse_index_step(p, place);
        } else {
            return true;
        }
        if (!ok)
            return false;
    }
}

static bool parse_path(Parser *p, Place *place, int depth);

static bool parse_postfix(Parser *p, Place *place, int depth) {
    if (scan_accept(&p->s, "(")) {
        if (!parse_path(p, place, depth + 1) || !scan_expect(&p->s, ")"))
            return false;
    } else if (!parse_root(p, place)) {
        return false;
    }
    return parse_steps(p, place);
}

// `*` binds weaker than what stands behind the place, as in C.
static bool parse_path(Parser *p, Place *place, int depth) {
    if (depth > 2 * PLACE_STEPS)
        return scan_fail(&p->s, "a place nests too deeply");
    if (!scan_accept(&p->s, "*"))
        return parse_postfix(p, place, depth);
    return parse_path(p, place, depth + 1) && add_step(p, place, (Step){.kind = STEP_DEREF});
}

bool parse_place(Parser *p, PlaceId *id) {
    Place place = {0};
    if (!parse_path(p, &place, 0))
        return false;
    if (scan_here(&p->s) == ':' && scan_accept(&p->s, "::") && !parse_type(p, &place.type))
        return false;
    *id = builder_place(p->b, place);
    return true;
}

// ---- Operands ----

static TypeId guessed_type(Parser *p, const TypeGuess *g) {
    IrType i32 = {.kind = TYPE_INT, .size = 4, .is_signed = true};
    IrType i8 = {.kind = TYPE_INT, .size = 1, .is_signed = true};
    IrType f64 = {.kind = TYPE_FLOAT, .size = 8};
    IrType function = {.kind = TYPE_FUNC, .name = g->signature};
    switch (g->kind) {
    case GUESS_ID:
        return g->id;
    case GUESS_INT:
        return builder_type(p->b, &i32);
    case GUESS_DOUBLE:
        return builder_type(p->b, &f64);
    case GUESS_POINTER_TO:
        return parse_pointer_to(p, g->id);
    case GUESS_VOID_PTR:
        return parse_pointer_to(p, builder_type(p->b, &(IrType){.kind = TYPE_VOID}));
    case GUESS_CHAR_PTR:
        return parse_pointer_to(p, builder_type(p->b, &i8));
    case GUESS_FUNC_PTR:
        return parse_pointer_to(p, builder_type(p->b, &function));
    }
    return (TypeId){0};
}

// `@label`, which is a function or a global.
static bool parse_symbol_operand(Parser *p, Operand *o) {
    size_t before = p->s.pos;
    Label label;
    uint32_t id;
    p->s.pos++;
    if (!parse_label(p, &label))
        return false;
    p->s.pos = before;
    if (parse_symbol(p, &label, &id) == SYMBOL_GLOBAL) {
        o->kind = OPD_PLACE;
        return parse_place(p, &o->place);
    }
    o->kind = OPD_FUNC;
    return parse_func_name(p, &o->func);
}

static bool parse_value_word(Parser *p, Operand *o) {
    Word w = scan_word(&p->s);
    if (word_is(w, "null"))
        o->kind = OPD_NULL;
    else if (word_is(w, "float"))
        o->kind = OPD_FLOAT;
    else
        return scan_fail(&p->s, "expected an operand");
    return true;
}

static bool parse_value(Parser *p, Operand *o) {
    int c = scan_peek(&p->s);
    if (c == '@')
        return parse_symbol_operand(p, o);
    if (c == '%' || c == '$' || c == '*' || c == '(') {
        o->kind = OPD_PLACE;
        return parse_place(p, &o->place);
    }
    if (c == '&') {
        p->s.pos++;
        o->kind = OPD_ADDR;
        return parse_place(p, &o->place);
    }
    if (c == '"') {
        o->kind = OPD_STRING;
        return parse_str(p, &o->str);
    }
    if (c == '?') {
        p->s.pos++;
        o->kind = OPD_UNKNOWN;
        return true;
    }
    if (c == '-' || scan_at_digit(&p->s)) {
        o->kind = OPD_INT;
        return scan_i64(&p->s, &o->num);
    }
    return parse_value_word(p, o);
}

bool parse_operand(Parser *p, Operand *o, TypeId context) {
    *o = (Operand){0};
    if (!parse_value(p, o))
        return false;
    if (scan_here(&p->s) == ':') {
        p->s.pos++;
        return parse_type(p, &o->type);
    }
    bool names_place = o->kind == OPD_PLACE || o->kind == OPD_ADDR;
    TypeId place_type = names_place ? builder_place_get(p->b, o->place)->type : (TypeId){0};
    TypeGuess guess = text_guess(p->m, o, context, place_type);
    o->type = guessed_type(p, &guess);
    return true;
}

static bool add_operand(Parser *p, Pending *i, TypeId context) {
    Operand o;
    if (!parse_operand(p, &o, context))
        return false;
    vec_push(&i->args, o);
    return true;
}

// ---- Instructions ----

static bool parse_block_name(Parser *p, BlockId *block) {
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

static bool parse_insn(Parser *p, Pending *i) {
    int c = scan_peek(&p->s);
    if (!builder_is_open(p->b))
        return scan_fail(&p->s, "the block has ended; a new one needs a name");
    bool has_dst = c == '%' || c == '$' || c == '@' || c == '*' || c == '(';
    bool ok = has_dst ? parse_destination(p, i) && parse_right_side(p, i)
                      : parse_statement_word(p, i, scan_word(&p->s));
    return ok && parse_trailer(p, i);
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
