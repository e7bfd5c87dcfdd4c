// SPDX-License-Identifier: Apache-2.0
#include "unit_internal.h"

#include <xxhash.h>

static void put_byte(StrBuf *out, uint8_t n) {
    strbuf_addc(out, (char)n);
}

static void put(StrBuf *out, uint64_t n) {
    for (; n >= 0x80; n >>= 7)
        put_byte(out, (uint8_t)(n | 0x80));
    put_byte(out, (uint8_t)n);
}

static void put_signed(StrBuf *out, int64_t n) {
    put(out, (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0));
}

static void put_str(StrBuf *out, const char *s, size_t n) {
    put(out, n);
    strbuf_add(out, s, n);
}

static void put_loc(StrBuf *out, Loc loc, uint32_t *line) {
    put(out, loc.file.v);
    if (!loc.file.v)
        return;
    put_signed(out, (int64_t)loc.line - *line);
    put(out, loc.col);
    *line = loc.line;
}

static void put_strings(StrBuf *out, const Interner *in) {
    put(out, intern_count(in) - 1);
    for (uint32_t i = 1; i < intern_count(in); i++)
        put_str(out, in->strings.data[i], in->lengths.data[i]);
}

static void put_files(StrBuf *out, const IrModule *m) {
    put(out, m->files.len - 1);
    for (uint32_t i = 1; i < m->files.len; i++) {
        put(out, m->files.data[i].path.v);
        put_byte(out, m->files.data[i].is_main);
    }
}

static void put_type(StrBuf *out, const IrType *t) {
    put_byte(out, (uint8_t)t->kind);
    put_byte(out, (uint8_t)((t->is_signed ? UNIT_TYPE_SIGNED : 0) |
                            (t->is_union ? UNIT_TYPE_UNION : 0)));
    put(out, t->size);
    put(out, t->target.v);
    put(out, t->count);
    put(out, t->name.v);
    put(out, t->usr.v);
    put(out, t->alias.v);
}

static void put_types(StrBuf *out, const IrModule *m) {
    put(out, m->types.len - 1);
    for (uint32_t i = 1; i < m->types.len; i++)
        put_type(out, &m->types.data[i]);
}

static void put_fields(StrBuf *out, const IrModule *m) {
    put(out, m->fields.len - 1);
    for (uint32_t i = 1; i < m->fields.len; i++) {
        const IrField *f = &m->fields.data[i];
        put(out, f->name.v);
        put(out, f->usr.v);
        put(out, f->record.v);
        put(out, f->type.v);
    }
}

static uint8_t global_bits(const IrGlobal *g) {
    return (
        uint8_t)((g->is_static ? UNIT_GLOBAL_STATIC : 0) | (g->is_local ? UNIT_GLOBAL_LOCAL : 0) |
                 (g->is_thread ? UNIT_GLOBAL_THREAD : 0) | (g->is_const ? UNIT_GLOBAL_CONST : 0) |
                 (g->is_defined ? UNIT_GLOBAL_DEFINED : 0));
}

static void put_globals(StrBuf *out, const IrModule *m) {
    put(out, m->globals.len - 1);
    for (uint32_t i = 1; i < m->globals.len; i++) {
        const IrGlobal *g = &m->globals.data[i];
        uint32_t line = 0;
        put(out, g->name.v);
        put(out, g->usr.v);
        put(out, g->type.v);
        put(out, g->func.v);
        put_byte(out, global_bits(g));
        put_loc(out, g->loc, &line);
    }
}

static void put_vars(StrBuf *out, const IrFunc *f, uint32_t *line) {
    put(out, f->nvars);
    for (uint32_t i = 1; i <= f->nvars; i++) {
        const IrVar *v = &f->vars[i];
        put_byte(out, (uint8_t)v->kind);
        put_byte(out, v->address_taken);
        put(out, v->name.v);
        put(out, v->type.v);
        put(out, v->cleanup.v);
        put_loc(out, v->loc, line);
    }
}

static void put_places(StrBuf *out, const IrFunc *f) {
    put(out, f->nplaces);
    for (uint32_t i = 1; i <= f->nplaces; i++) {
        const Place *p = &f->places[i];
        put_byte(out, (uint8_t)p->root);
        put(out, p->id);
        put(out, p->type.v);
        put(out, p->nsteps);
        for (uint32_t k = 0; k < p->nsteps; k++) {
            put_byte(out, (uint8_t)p->steps[k].kind);
            put(out, p->steps[k].id);
        }
    }
}

static void put_graph(StrBuf *out, const IrFunc *f) {
    put(out, f->nblocks);
    put(out, f->nsuccs);
    for (uint32_t i = 1; i <= f->nblocks; i++) {
        put(out, f->blocks[i].count);
        put(out, f->blocks[i].succ_count);
    }
    for (uint32_t i = 0; i < f->nsuccs; i++)
        put(out, f->succs[i].v);
}

static void put_operand(StrBuf *out, const Operand *o) {
    put_byte(out, (uint8_t)o->kind);
    put(out, o->type.v);
    switch (o->kind) {
    case OPD_INT:
        put_signed(out, o->num);
        return;
    case OPD_STRING:
        put(out, o->str.v);
        return;
    case OPD_FUNC:
        put(out, o->func.v);
        return;
    case OPD_PLACE:
    case OPD_ADDR:
        put(out, o->place.v);
        return;
    default:
        return;
    }
}

// The four ids that share a place in Insn are alike in memory; which one it is follows from op.
static uint32_t insn_extra(const Insn *i) {
    if (i->op == OP_SCOPE_END)
        return i->var.v;
    if (i->op == OP_OPAQUE)
        return i->reason.v;
    if (i->op != OP_CALL)
        return 0;
    return i->sub == CALL_DIRECT ? i->unwind.v : i->sub == CALL_INDIRECT ? i->signature.v : 0;
}

static void put_insns(StrBuf *out, const IrFunc *f, uint32_t *line) {
    put(out, f->ninsns);
    put(out, f->noperands);
    for (uint32_t k = 0; k < f->ninsns; k++) {
        const Insn *i = &f->insns[k];
        uint32_t spelled_line = 0;
        put_byte(out, i->op);
        put_byte(out, i->sub);
        put(out, i->flags);
        put(out, i->dst.v);
        put(out, insn_extra(i));
        put_loc(out, i->loc, line);
        put_loc(out, i->spelled, &spelled_line);
        put(out, i->nargs);
        for (uint32_t a = 0; a < i->nargs; a++)
            put_operand(out, &f->operands[i->first_arg + a]);
    }
}

static void put_func(StrBuf *out, const IrFunc *f) {
    uint32_t line = 0;
    put(out, f->name.v);
    put(out, f->usr.v);
    put(out, f->signature.v);
    put(out, f->result.v);
    put(out, f->flags);
    put(out, f->nparams);
    put_loc(out, f->loc, &line);
    put_loc(out, f->end, &line);
    put(out, f->statements);
    put(out, f->opaque);
    put_byte(out, ir_is_defined(f));
    if (!ir_is_defined(f))
        return;
    put_vars(out, f, &line);
    put_places(out, f);
    put_insns(out, f, &line);
    put_graph(out, f);
}

static void put_payload(StrBuf *out, const IrModule *m, const char *producer) {
    put_str(out, producer, strlen(producer));
    put_strings(out, &m->strings);
    put(out, m->name.v);
    put(out, m->parse_errors);
    put_files(out, m);
    put_types(out, m);
    put_fields(out, m);
    put_globals(out, m);
    put(out, m->funcs.len - 1);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        put_func(out, &m->funcs.data[i]);
    put(out, m->opaque.len);
    vec_each (const OpaqueCount, o, &m->opaque) {
        put(out, o->reason.v);
        put(out, o->count);
    }
}

static void store(char *to, uint64_t n, int bytes) {
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(n >> 8 * i);
}

void unit_file_encode(StrBuf *out, const IrModule *m, const char *producer) {
    static const char empty[UNIT_HEADER_BYTES];
    size_t start = out->len;
    strbuf_add(out, empty, sizeof empty);
    put_payload(out, m, producer);
    char *header = out->s + start;
    const char *payload = header + UNIT_HEADER_BYTES;
    size_t n = out->len - start - UNIT_HEADER_BYTES;
    memcpy(header, UNIT_MAGIC, UNIT_MAGIC_BYTES);
    store(header + 8, UNIT_VERSION, 4);
    store(header + 16, n, 8);
    store(header + 24, XXH3_64bits(payload, n), 8);
}
