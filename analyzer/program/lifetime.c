// SPDX-License-Identifier: Apache-2.0
//
// Which objects live as long as the program. A record is long-lived when a global is one, points to
// one, or when a long-lived record has one inside or points to one; unless the program frees such
// objects while it runs: then they come and go, and what they hold goes with them.
#include "internal.h"

static void note_frees(Program *p) {
    vec_each (const MapOp, op, &p->flow->ops) {
        if (op->kind != MAPOP_FREE_OWNER || !op->record.v)
            continue;
        Context c = context_at((Context)p->bound[op->func.v], op->flags);
        // A function that frees objects is no shutdown code merely because nobody calls it here.
        if (c == CONTEXT_NEVER)
            c = CONTEXT_REPEATED;
        if (p->record_freed[op->record.v] < c)
            p->record_freed[op->record.v] = (uint8_t)c;
    }
}

static bool comes_and_goes(const Program *p, TypeId record) {
    return p->record_freed[record.v] > CONTEXT_ONCE;
}

void lifetimes_compute(Program *p) {
    uint32_t n = p->m->types.len + 1u;
    p->record_freed = calloc(n, 1);
    p->record_long_lived = calloc(n, sizeof *p->record_long_lived);
    BUG_ON(!p->record_freed || !p->record_long_lived);
    note_frees(p);
    Work work = {0};
    for (uint32_t i = 1; i < p->m->globals.len; i++) {
        TypeId t = p->m->globals.data[i].type;
        bool pointer = ir_type_is_pointer(p->m, t);
        TypeId record = ir_type_base(p->m, t);
        if (ir_type(p->m, record)->kind != TYPE_RECORD || p->record_long_lived[record.v] ||
            (pointer && comes_and_goes(p, record)))
            continue;
        p->record_long_lived[record.v] = true;
        vec_push(&work, record.v);
    }
    // Fields by record, once.
    for (bool more = work.len > 0; more;) {
        more = false;
        for (uint32_t i = 1; i < p->m->fields.len; i++) {
            const IrField *f = &p->m->fields.data[i];
            if (!p->record_long_lived[f->record.v])
                continue;
            TypeId inner = ir_type_base(p->m, f->type);
            bool pointer = ir_type(p->m, f->type)->kind == TYPE_POINTER;
            if (ir_type(p->m, inner)->kind != TYPE_RECORD || p->record_long_lived[inner.v] ||
                (pointer && comes_and_goes(p, inner)))
                continue;
            p->record_long_lived[inner.v] = true;
            more = true;
        }
    }
    vec_fini(&work);
}
