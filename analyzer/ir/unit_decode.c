// SPDX-License-Identifier: Apache-2.0
//
// A unit file's bytes to a module. The bytes may be hostile: the checksum protects against
// accidents only.
//
// Invariants:
//  1. Nothing is read behind the payload: a read there gives 0 and marks the reader as bad.
//  2. A count is believed only if the payload has a byte left for each item, so the memory taken is
//     at most a fixed multiple of the file's size.
//  3. Ids are stored as read; ir_verify compares them with their ranges before anyone uses them.
#include "unit_internal.h"

#include "verify.h"
#include <xxhash.h>

typedef struct {
    const uint8_t *at, *end;
    bool bad;
    IrModule *m;
} Reader;

static uint8_t get_byte(Reader *r) {
    if (r->at == r->end) {
        r->bad = true;
        return 0;
    }
    return *r->at++;
}

static uint64_t get(Reader *r) {
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint64_t byte = get_byte(r);
        uint64_t bits = byte & 0x7F;
        if (bits << shift >> shift != bits)
            r->bad = true;
        n |= bits << shift;
        if (byte < 0x80)
            return n;
    }
    r->bad = true;
    return 0;
}

static uint32_t get32(Reader *r) {
    uint64_t n = get(r);
    if (n > UINT32_MAX)
        r->bad = true;
    return (uint32_t)n;
}

static int64_t get_signed(Reader *r) {
    uint64_t n = get(r);
    return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

// How many items of at least `bytes` bytes each follow; 0 after a lie.
static uint32_t get_count(Reader *r, size_t bytes) {
    uint64_t n = get(r);
    if (n > (size_t)(r->end - r->at) / bytes || n >= UINT32_MAX)
        r->bad = true;
    return r->bad ? 0 : (uint32_t)n;
}

static Loc get_loc(Reader *r, uint32_t *line) {
    Loc loc = {.file = {get32(r)}};
    if (!loc.file.v)
        return loc;
    *line += (uint32_t)get_signed(r);
    loc.line = *line;
    loc.col = get32(r);
    return loc;
}

static void get_strings(Reader *r) {
    uint32_t n = get_count(r, 1);
    for (uint32_t i = 1; i <= n && !r->bad; i++) {
        uint32_t len = get_count(r, 1);
        if (r->bad)
            return;
        StrId id = intern_n(&r->m->strings, (const char *)r->at, len);
        r->at += len;
        if (id.v != i)
            r->bad = true; // a string twice
    }
}

static void get_files(Reader *r) {
    uint32_t n = get_count(r, 2);
    for (uint32_t i = 0; i < n; i++) {
        IrFile f = {.path = {get32(r)}};
        f.is_main = get_byte(r);
        vec_push(&r->m->files, f);
    }
}

static IrType get_type(Reader *r) {
    IrType t = {.kind = (TypeKind)get_byte(r)};
    uint8_t bits = get_byte(r);
    t.is_signed = bits & UNIT_TYPE_SIGNED;
    t.is_union = bits & UNIT_TYPE_UNION;
    t.size = get(r);
    t.target.v = get32(r);
    t.count = get(r);
    t.name.v = get32(r);
    t.usr.v = get32(r);
    t.alias.v = get32(r);
    return t;
}

static void get_types(Reader *r) {
    uint32_t n = get_count(r, 8);
    for (uint32_t i = 0; i < n; i++)
        vec_push(&r->m->types, get_type(r));
}

static void get_fields(Reader *r) {
    uint32_t n = get_count(r, 4);
    for (uint32_t i = 0; i < n; i++) {
        IrField f = {.name = {get32(r)}};
        f.usr.v = get32(r);
        f.record.v = get32(r);
        f.type.v = get32(r);
        vec_push(&r->m->fields, f);
    }
}

static void get_globals(Reader *r) {
    uint32_t n = get_count(r, 6);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t line = 0;
        IrGlobal g = {.name = {get32(r)}};
        g.usr.v = get32(r);
        g.type.v = get32(r);
        g.func.v = get32(r);
        uint8_t bits = get_byte(r);
        g.is_static = bits & UNIT_GLOBAL_STATIC;
        g.is_local = bits & UNIT_GLOBAL_LOCAL;
        g.is_thread = bits & UNIT_GLOBAL_THREAD;
        g.is_const = bits & UNIT_GLOBAL_CONST;
        g.is_defined = bits & UNIT_GLOBAL_DEFINED;
        g.loc = get_loc(r, &line);
        vec_push(&r->m->globals, g);
    }
}

static void get_vars(Reader *r, IrFunc *f, uint32_t *line) {
    f->nvars = get_count(r, 6);
    f->vars = ARENA_ARRAY(&r->m->arena, IrVar, (size_t)f->nvars + 1);
    for (uint32_t i = 1; i <= f->nvars; i++) {
        IrVar *v = &f->vars[i];
        v->kind = (VarKind)get_byte(r);
        v->address_taken = get_byte(r);
        v->name.v = get32(r);
        v->type.v = get32(r);
        v->cleanup.v = get32(r);
        v->loc = get_loc(r, line);
    }
}

static void get_places(Reader *r, IrFunc *f) {
    f->nplaces = get_count(r, 4);
    f->places = ARENA_ARRAY(&r->m->arena, Place, (size_t)f->nplaces + 1);
    for (uint32_t i = 1; i <= f->nplaces; i++) {
        Place *p = &f->places[i];
        p->root = (PlaceRoot)get_byte(r);
        p->id = get32(r);
        p->type.v = get32(r);
        p->nsteps = get32(r);
        if (p->nsteps > PLACE_STEPS) {
            r->bad = true;
            return;
        }
        for (uint32_t k = 0; k < p->nsteps; k++) {
            p->steps[k].kind = (StepKind)get_byte(r);
            p->steps[k].id = get32(r);
        }
    }
}

static Operand get_operand(Reader *r) {
    Operand o = {.kind = (OperandKind)get_byte(r)};
    o.type.v = get32(r);
    switch (o.kind) {
    case OPD_INT:
        o.num = get_signed(r);
        return o;
    case OPD_STRING:
        o.str.v = get32(r);
        return o;
    case OPD_FUNC:
        o.func.v = get32(r);
        return o;
    case OPD_PLACE:
    case OPD_ADDR:
        o.place.v = get32(r);
        return o;
    default:
        return o;
    }
}

static void set_extra(Insn *i, uint32_t extra) {
    if (i->op == OP_SCOPE_END)
        i->var.v = extra;
    else if (i->op == OP_OPAQUE)
        i->reason.v = extra;
    else if (i->op == OP_CALL && i->sub == CALL_DIRECT)
        i->unwind.v = extra;
    else if (i->op == OP_CALL && i->sub == CALL_INDIRECT)
        i->signature.v = extra;
}

static Insn get_insn(Reader *r, uint32_t *line) {
    Insn i = {0};
    uint32_t spelled_line = 0;
    i.op = get_byte(r);
    i.sub = get_byte(r);
    uint32_t flags = get32(r);
    i.flags = (uint16_t)flags;
    if (flags > UINT16_MAX)
        r->bad = true;
    i.dst.v = get32(r);
    set_extra(&i, get32(r));
    i.loc = get_loc(r, line);
    i.spelled = get_loc(r, &spelled_line);
    return i;
}

static void get_insns(Reader *r, IrFunc *f, uint32_t *line) {
    uint32_t operands = 0;
    f->ninsns = get_count(r, 8);
    f->noperands = get_count(r, 2);
    f->insns = ARENA_ARRAY(&r->m->arena, Insn, f->ninsns);
    f->operands = ARENA_ARRAY(&r->m->arena, Operand, f->noperands);
    for (uint32_t k = 0; k < f->ninsns && !r->bad; k++) {
        Insn i = get_insn(r, line);
        i.first_arg = operands;
        i.nargs = get32(r);
        if (i.nargs > f->noperands - operands) {
            r->bad = true;
            return;
        }
        f->insns[k] = i;
        for (uint32_t a = 0; a < i.nargs; a++)
            f->operands[operands++] = get_operand(r);
    }
}

static void get_graph(Reader *r, IrFunc *f) {
    uint64_t insns = 0, succs = 0;
    f->nblocks = get_count(r, 2);
    f->nsuccs = get_count(r, 1);
    f->blocks = ARENA_ARRAY(&r->m->arena, IrBlock, (size_t)f->nblocks + 1);
    f->succs = ARENA_ARRAY(&r->m->arena, BlockId, f->nsuccs);
    for (uint32_t i = 1; i <= f->nblocks; i++) {
        uint32_t count = get32(r), succ_count = get32(r);
        f->blocks[i] = (IrBlock){(uint32_t)insns, count, (uint32_t)succs, succ_count};
        insns += count;
        succs += succ_count;
        if (insns > f->ninsns || succs > f->nsuccs) {
            r->bad = true;
            return;
        }
    }
    for (uint32_t i = 0; i < f->nsuccs; i++)
        f->succs[i].v = get32(r);
    if (!f->nblocks) // a function that says it has a body
        r->bad = true;
}

static void get_func(Reader *r, IrFunc *f) {
    uint32_t line = 0;
    f->name.v = get32(r);
    f->usr.v = get32(r);
    f->signature.v = get32(r);
    f->result.v = get32(r);
    f->flags = get32(r);
    f->nparams = get32(r);
    f->loc = get_loc(r, &line);
    f->end = get_loc(r, &line);
    f->statements = get32(r);
    f->opaque = get32(r);
    if (!get_byte(r) || r->bad)
        return;
    get_vars(r, f, &line);
    get_places(r, f);
    if (!r->bad)
        get_insns(r, f, &line);
    if (!r->bad)
        get_graph(r, f);
}

static void get_funcs(Reader *r) {
    uint32_t n = get_count(r, 11);
    for (uint32_t i = 0; i < n && !r->bad; i++) {
        IrFunc f = {0};
        get_func(r, &f);
        vec_push(&r->m->funcs, f);
    }
}

static void get_opaque(Reader *r) {
    uint32_t n = get_count(r, 2);
    for (uint32_t i = 0; i < n; i++) {
        OpaqueCount o = {.reason = {get32(r)}};
        o.count = get32(r);
        vec_push(&r->m->opaque, o);
    }
}

static Status get_module(Reader *r, const char *name, Error *err) {
    get_strings(r);
    if (!r->bad) {
        r->m->name.v = get32(r);
        r->m->parse_errors = get32(r);
        get_files(r);
        get_types(r);
        get_fields(r);
        get_globals(r);
        get_funcs(r);
        get_opaque(r);
    }
    if (r->bad || r->at != r->end)
        return error_set(err, STATUS_DAMAGED, "%s: damaged unit file: its tables do not fit", name);
    Error why;
    if (ir_verify(r->m, &why) != STATUS_OK)
        return error_set(err, STATUS_DAMAGED, "%s: damaged unit file: %.512s", name, why.text);
    return STATUS_OK;
}

static uint64_t load(const uint8_t *from, int bytes) {
    uint64_t n = 0;
    for (int i = 0; i < bytes; i++)
        n |= (uint64_t)from[i] << 8 * i;
    return n;
}

static Status check_header(const char *name, const uint8_t *data, size_t n, Error *err) {
    if (n < UNIT_HEADER_BYTES || memcmp(data, UNIT_MAGIC, UNIT_MAGIC_BYTES) != 0)
        return error_set(err, STATUS_DAMAGED, "%s: not a unit file", name);
    if (load(data + 8, 4) != UNIT_VERSION || load(data + 12, 4) != 0)
        return error_set(err, STATUS_DAMAGED, "%s: a unit file of another version", name);
    const uint8_t *payload = data + UNIT_HEADER_BYTES;
    size_t length = n - UNIT_HEADER_BYTES;
    if (load(data + 16, 8) != length)
        return error_set(err, STATUS_DAMAGED, "%s: a unit file cut short", name);
    if (load(data + 24, 8) != XXH3_64bits(payload, length))
        return error_set(err, STATUS_DAMAGED, "%s: a unit file with a wrong checksum", name);
    return STATUS_OK;
}

static bool is_producer(Reader *r, const char *producer) {
    uint32_t n = get_count(r, 1);
    const char *found = (const char *)r->at;
    if (r->bad)
        return false;
    r->at += n;
    return n == strlen(producer) && memcmp(found, producer, n) == 0;
}

Status unit_file_decode(IrModule *m, const char *name, const void *data, size_t n,
                        const char *producer, Error *err) {
    Status status = check_header(name, data, n, err);
    if (status != STATUS_OK)
        return status;
    const uint8_t *bytes = data;
    Reader r = {.at = bytes + UNIT_HEADER_BYTES, .end = bytes + n, .m = m};
    if (!is_producer(&r, producer))
        return error_set(err, STATUS_DAMAGED, "%s: a unit file of another producer", name);
    status = get_module(&r, name, err);
    if (status != STATUS_OK) {
        ir_module_fini(m);
        ir_module_init(m);
    }
    return status;
}
