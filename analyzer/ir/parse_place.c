// SPDX-License-Identifier: Apache-2.0
//
// Variables, places and operands of the text form.
#include "parse_internal.h"

bool parse_temp_number(Parser *p, uint32_t *key) {
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
