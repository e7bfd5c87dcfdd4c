// SPDX-License-Identifier: Apache-2.0
//
// Functions of a unit copied into the program, every id replaced.
#include "link_internal.h"

#define UNMAPPED UINT32_MAX

static uint32_t *new_map(uint32_t n, int fill) {
    uint32_t *map = base_malloc((size_t)n * sizeof *map, "linker");
    memset(map, fill, (size_t)n * sizeof *map);
    return map;
}

void link_map_init(UnitMap *u, IrLinker *l, IrModule *program, const IrModule *unit) {
    *u = (UnitMap){.l = l, .program = program, .unit = unit};
    u->strs = new_map(intern_count(&unit->strings), 0xFF);
    u->files = new_map(unit->files.len, 0);
    u->types = new_map(unit->types.len, 0);
    u->fields = new_map(unit->fields.len, 0);
    u->globals = new_map(unit->globals.len, 0);
    u->funcs = new_map(unit->funcs.len, 0);
}

void link_map_fini(UnitMap *u) {
    free(u->strs);
    free(u->files);
    free(u->types);
    free(u->fields);
    free(u->globals);
    free(u->funcs);
}

StrId link_str(const UnitMap *u, StrId s) {
    if (u->strs[s.v] == UNMAPPED) {
        const Interner *from = &u->unit->strings;
        u->strs[s.v] =
            intern_n(&u->program->strings, intern_text(from, s), from->lengths.data[s.v]).v;
    }
    return (StrId){u->strs[s.v]};
}

TypeId link_type(const UnitMap *u, TypeId t) {
    return (TypeId){u->types[t.v]};
}

Loc link_loc(const UnitMap *u, Loc loc) {
    loc.file.v = u->files[loc.file.v];
    return loc;
}

// Everything of a function but its body and identity.
void link_copy_header(const UnitMap *u, IrFunc *to, const IrFunc *from) {
    to->name = link_str(u, from->name);
    to->signature = link_str(u, from->signature);
    to->result = link_type(u, from->result);
    to->nparams = from->nparams;
    to->loc = link_loc(u, from->loc);
    to->end = link_loc(u, from->end);
    to->flags = from->flags | (to->flags & FUNC_STICKY);
    to->statements = from->statements;
    to->opaque = from->opaque;
}

static void copy_vars(const UnitMap *u, IrFunc *to, const IrFunc *from) {
    to->nvars = from->nvars;
    to->vars = ARENA_ARRAY(&u->program->arena, IrVar, (size_t)from->nvars + 1);
    for (uint32_t i = 1; i <= from->nvars; i++) {
        IrVar v = from->vars[i];
        v.name = link_str(u, v.name);
        v.type = link_type(u, v.type);
        v.loc = link_loc(u, v.loc);
        v.cleanup.v = u->funcs[v.cleanup.v];
        to->vars[i] = v;
    }
}

static void copy_places(const UnitMap *u, IrFunc *to, const IrFunc *from) {
    to->nplaces = from->nplaces;
    to->places = ARENA_ARRAY(&u->program->arena, Place, (size_t)from->nplaces + 1);
    for (uint32_t i = 1; i <= from->nplaces; i++) {
        Place p = from->places[i];
        if (p.root == ROOT_GLOBAL)
            p.id = u->globals[p.id];
        for (uint32_t k = 0; k < p.nsteps; k++)
            if (p.steps[k].kind == STEP_FIELD)
                p.steps[k].id = u->fields[p.steps[k].id];
        p.type = link_type(u, p.type);
        to->places[i] = p;
    }
}

static void copy_operands(const UnitMap *u, IrFunc *to, const IrFunc *from) {
    to->noperands = from->noperands;
    to->operands = ARENA_ARRAY(&u->program->arena, Operand, from->noperands);
    for (uint32_t i = 0; i < from->noperands; i++) {
        Operand o = from->operands[i];
        o.type = link_type(u, o.type);
        if (o.kind == OPD_STRING)
            o.str = link_str(u, o.str);
        else if (o.kind == OPD_FUNC)
            o.func.v = u->funcs[o.func.v];
        to->operands[i] = o;
    }
}

static void copy_insns(const UnitMap *u, IrFunc *to, const IrFunc *from) {
    to->ninsns = from->ninsns;
    to->insns = ARENA_ARRAY(&u->program->arena, Insn, from->ninsns);
    for (uint32_t i = 0; i < from->ninsns; i++) {
        Insn insn = from->insns[i];
        insn.loc = link_loc(u, insn.loc);
        insn.spelled = link_loc(u, insn.spelled);
        if (insn.op == OP_OPAQUE)
            insn.reason = link_str(u, insn.reason);
        else if (insn.op == OP_CALL && insn.sub == CALL_INDIRECT)
            insn.signature = link_str(u, insn.signature);
        to->insns[i] = insn;
    }
}

static void copy_graph(const UnitMap *u, IrFunc *to, const IrFunc *from) {
    Arena *a = &u->program->arena;
    to->nblocks = from->nblocks;
    to->blocks = ARENA_ARRAY(a, IrBlock, (size_t)from->nblocks + 1);
    memcpy(to->blocks, from->blocks, ((size_t)from->nblocks + 1) * sizeof *to->blocks);
    to->nsuccs = from->nsuccs;
    to->succs = ARENA_ARRAY(a, BlockId, from->nsuccs);
    if (from->nsuccs)
        memcpy(to->succs, from->succs, from->nsuccs * sizeof *to->succs);
}

void link_copy_definition(const UnitMap *u, FuncId id, const IrFunc *from) {
    IrFunc *to = ir_func(u->program, id);
    link_copy_header(u, to, from);
    to->unit = link_str(u, u->unit->name);
    copy_vars(u, to, from);
    copy_places(u, to, from);
    copy_operands(u, to, from);
    copy_insns(u, to, from);
    copy_graph(u, to, from);
}
