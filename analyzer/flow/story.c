// SPDX-License-Identifier: Apache-2.0
//
// How something was lost, told step by step: where it was made, the branches taken, where it went.
#include "exec.h"

static const char *const why_texts[] = {
    [LOST_RETURN] = "the function returns here, and nothing refers to it any more",
    [LOST_SCOPE] = "its last handle leaves its scope here",
    [LOST_OVERWRITE] = "its last handle is overwritten here",
    [LOST_OWNER] = "the object that held it is freed here",
    [LOST_DESTROY] = "the map is destroyed here and does not release it",
    [LOST_REMOVE] = "the entry is removed here and does not release it",
    [LOST_CLEAR] = "the map is cleared here and does not release it",
    [LOST_REPLACE] = "the entry is replaced here and does not release it",
};

static const char *place_name(const Exec *x, PlaceId id) {
    const Place *p = &x->f->places[id.v];
    for (uint32_t s = p->nsteps; s > 0; s--)
        if (p->steps[s - 1].kind == STEP_FIELD)
            return ir_str(x->m, x->m->fields.data[p->steps[s - 1].id].name);
    return ir_str(x->m,
                  p->root == ROOT_GLOBAL ? x->m->globals.data[p->id].name : x->f->vars[p->id].name);
}

// Where the result of `insn` is stored: directly, or through a temporary.
static PlaceId result_place(const Exec *x, uint32_t insn) {
    const IrFunc *f = x->f;
    PlaceId dst = f->insns[insn].dst;
    for (uint32_t i = insn + 1; dst.v && i <= insn + 4 && i < f->ninsns; i++) {
        const Place *p = &f->places[dst.v];
        if (p->root == ROOT_GLOBAL || f->vars[p->id].kind != VAR_TEMP)
            break;
        const Insn *next = &f->insns[i];
        if (next->op == OP_ASSIGN && ir_args(f, next)->kind == OPD_PLACE &&
            ir_args(f, next)->place.v == dst.v)
            dst = next->dst;
    }
    return dst;
}

// The argument that the model of a call stores the new map in; 0 when it is none.
static PlaceId modelled_place(const Exec *x, const Insn *insn) {
    const Operand *args = ir_args(x->f, insn);
    const Model *model = record_model(x, insn);
    for (uint32_t i = 0; model && i < model->neffects; i++) {
        const Effect *e = &model->effects[i];
        if ((e->kind != EFF_CREATE && !e->creates) || e->map.kind != ARG_NTH ||
            e->map.index + 1u >= insn->nargs)
            continue;
        const Operand *o = &args[e->map.index + 1];
        return o->kind == OPD_ADDR || o->kind == OPD_PLACE ? o->place : (PlaceId){0};
    }
    return (PlaceId){0};
}

// The only variable whose address a call gets and that can take the map.
static PlaceId out_place(const Exec *x, const Insn *insn) {
    PlaceId found = {0};
    const Operand *args = ir_args(x->f, insn);
    for (uint32_t i = 1; i < insn->nargs; i++) {
        if (args[i].kind != OPD_ADDR || !record_is_handle(x, x->f->places[args[i].place.v].type))
            continue;
        if (found.v)
            return (PlaceId){0};
        found = args[i].place;
    }
    return found;
}

// The variable that holds what `insn` made; "" for none.
static const char *variable_of(const Exec *x, uint32_t made, bool is_map) {
    const Insn *insn = &x->f->insns[made];
    PlaceId out = {0};
    if (is_map && insn->op == OP_CALL)
        out = record_model(x, insn) ? modelled_place(x, insn) : out_place(x, insn);
    if (!out.v)
        out = result_place(x, made);
    return out.v ? place_name(x, out) : "";
}

enum { STEPS_MAX = 10 };

static void add_step(FlowStep *steps, uint32_t *n, Loc loc, const char *text) {
    if (*n < STEPS_MAX)
        steps[(*n)++] = (FlowStep){loc, text};
}

// What a reader calls an operand: a variable, a member, the result of a call; "" when there is no
// word for it.
static const char *operand_words(const Exec *x, uint32_t branch, const Operand *o) {
    Arena *arena = &x->flow->arena;
    if (o->kind == OPD_INT)
        return arena_printf(arena, "%lld", (long long)o->num);
    if (o->kind != OPD_PLACE)
        return "";
    const Place *p = &x->f->places[o->place.v];
    for (uint32_t s = p->nsteps; s > 0; s--)
        if (p->steps[s - 1].kind == STEP_FIELD)
            return arena_printf(arena, "'%s'",
                                ir_str(x->m, x->m->fields.data[p->steps[s - 1].id].name));
    if (p->root == ROOT_GLOBAL)
        return arena_printf(arena, "'%s'", ir_str(x->m, x->m->globals.data[p->id].name));
    const IrVar *v = &x->f->vars[p->id];
    if (v->kind != VAR_TEMP)
        return p->nsteps ? arena_printf(arena, "'*%s'", ir_str(x->m, v->name))
                         : arena_printf(arena, "'%s'", ir_str(x->m, v->name));
    for (uint32_t i = branch; i-- > 0 && branch - i < 6;) {
        const Insn *insn = &x->f->insns[i];
        if (insn->dst.v == o->place.v && record_callee_name(x, i)[0])
            return arena_printf(arena, "the result of %s", record_callee_name(x, i));
    }
    return "";
}

// What the path found at a branch, in words: "'m' is null", "'n' < 3", "the result of f is not 0".
static const char *branch_words(const Exec *x, uint32_t branch, bool yes) {
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">="};
    static const IrBinary opposite[] = {[BIN_EQ] = BIN_NE, [BIN_NE] = BIN_EQ, [BIN_LT] = BIN_GE,
                                        [BIN_GE] = BIN_LT, [BIN_GT] = BIN_LE, [BIN_LE] = BIN_GT};
    const Insn *insn = &x->f->insns[branch];
    const Operand *args = ir_args(x->f, insn);
    Arena *arena = &x->flow->arena;
    IrBinary op = yes ? (IrBinary)insn->sub : opposite[insn->sub];
    const char *left = operand_words(x, branch, &args[0]);
    if (!left[0])
        return yes ? "this branch is taken" : "this branch is not taken";
    bool zero = args[1].kind == OPD_NULL || (args[1].kind == OPD_INT && args[1].num == 0);
    if (zero && op <= BIN_NE)
        return arena_printf(arena, "%s is %s%s", left, op == BIN_NE ? "not " : "",
                            ir_type_is_pointer(x->m, eval_type(x, &args[0])) ? "null" : "0");
    const char *right = operand_words(x, branch, &args[1]);
    return arena_printf(arena, "%s %s %s", left, ops[op], right[0] ? right : "the other side");
}

// The branches between the making and the loss, oldest first; the newest ones when there are many.
static uint32_t path_steps(const Exec *x, const Case *c, uint32_t made, FlowStep *steps,
                           uint32_t max) {
    const Trace *path[STEPS_MAX];
    uint32_t n = 0, last = UINT32_MAX;
    for (const Trace *t = c->trace; t && n < max; t = t->prev) {
        if (t->insn == made)
            break;
        if (x->f->insns[t->insn].op == OP_BRANCH && t->insn != last)
            path[n++] = t;
        last = t->insn;
    }
    for (uint32_t i = 0; i < n; i++)
        steps[i] = (FlowStep){x->f->insns[path[n - 1 - i]->insn].loc,
                              branch_words(x, path[n - 1 - i]->insn, path[n - 1 - i]->yes)};
    return n;
}

// How what a variable still held left its map at `insn`. One instruction may both remove an entry
// and end the map with the last one: then the removal counts.
static LostWhy way_out(const Exec *x, uint32_t insn) {
    static const struct {
        MapOpKind kind;
        LostWhy why;
    } table[] = {
        {MAPOP_REMOVE, LOST_REMOVE}, {MAPOP_TAKE, LOST_REMOVE},     {MAPOP_CLEAR, LOST_CLEAR},
        {MAPOP_PUT, LOST_REPLACE},   {MAPOP_DESTROY, LOST_DESTROY},
    };
    for (size_t t = 0; t < COUNT_OF(table); t++)
        if (record_op_at(x, insn, table[t].kind))
            return table[t].why;
    return LOST_REMOVE;
}

void record_lost(Exec *x, const Case *c, const Resource *r, LostWhy why, const Resource *map) {
    uint32_t made = r->made - 1;
    bool is_map = r->kind == RES_MAP;
    bool removed = !is_map && !map && r->where;
    if (x->shadow || (!is_map && !map && !removed))
        return;
    // An object and the map in it may come from one call.
    vec_each (const Suspect, s, &x->suspects) {
        if (s->made == made && s->event.is_map == is_map)
            return;
    }
    Flow *flow = x->flow;
    ValueId entry = value_at(&x->values, r->val)->kind == V_ELEMENT ? r->val : VALUE_NONE;
    uint32_t lost_at = removed ? r->where - 1 : x->insn;
    why = removed ? way_out(x, lost_at) : why;
    FlowStep *steps = ARENA_ARRAY(&flow->arena, FlowStep, STEPS_MAX);
    uint32_t n = 0;
    const char *by = record_callee_name(x, made);
    if (!entry.v)
        add_step(steps, &n, x->f->insns[made].loc,
                 arena_printf(&flow->arena, "%s here by %s", is_map ? "made" : "allocated", by));
    if (map && map->made)
        add_step(steps, &n, x->f->insns[map->made - 1].loc, "put into the map that is made here");
    n += path_steps(x, c, made, steps + n, STEPS_MAX - 3);
    add_step(steps, &n, x->f->insns[lost_at].loc, why_texts[why]);
    Event e = {.kind = EVENT_LOST,
               .is_map = is_map,
               .in_map = map || removed,
               .why = why,
               .is_entry = entry.v != 0,
               .lost_insn = lost_at,
               .func = x->id,
               .made = x->f->insns[made].loc,
               .lost = x->f->insns[lost_at].loc,
               .container = map && map->made ? x->f->insns[map->made - 1].loc : (Loc){{0}, 0, 0},
               .made_by = by,
               .variable = variable_of(x, made, is_map),
               .steps = steps,
               .nsteps = n};
    Suspect s = {.event = e, .made = made, .visited = r->visited};
    vec_push(&x->suspects, s);
}
