// SPDX-License-Identifier: Apache-2.0
#include "temps.h"

typedef struct {
    uint32_t last; // 1 + the last instruction that names it, 0 none
    bool spread;   // named in several blocks
} Use;

static void note(Use *uses, const IrFunc *f, const BlockId *block_of, PlaceId place,
                 uint32_t insn) {
    const Place *p = &f->places[place.v];
    if (!place.v || p->root != ROOT_VAR || f->vars[p->id].kind != VAR_TEMP)
        return;
    Use *u = &uses[p->id];
    if (u->last && block_of[u->last - 1].v != block_of[insn].v)
        u->spread = true;
    u->last = insn + 1;
}

void temps_init(Temps *t, const IrFunc *f, const BlockId *block_of) {
    Use *uses = calloc(f->nvars + 1u, sizeof *uses);
    t->dying = calloc(f->ninsns + 1u, sizeof *t->dying);
    t->next = calloc(f->nvars + 1u, sizeof *t->next);
    BUG_ON(!uses || !t->dying || !t->next);
    for (uint32_t i = 0; i < f->ninsns; i++) {
        const Insn *insn = &f->insns[i];
        const Operand *args = ir_args(f, insn);
        for (uint32_t a = 0; a < insn->nargs; a++)
            if (args[a].kind == OPD_PLACE || args[a].kind == OPD_ADDR)
                note(uses, f, block_of, args[a].place, i);
        note(uses, f, block_of, insn->dst, i);
    }
    for (uint32_t v = 1; v <= f->nvars; v++) {
        if (!uses[v].last || uses[v].spread)
            continue;
        uint32_t at = uses[v].last - 1;
        t->next[v] = t->dying[at];
        t->dying[at] = v;
    }
    free(uses);
}

void temps_fini(Temps *t) {
    free(t->dying);
    free(t->next);
}
