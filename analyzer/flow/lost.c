// SPDX-License-Identifier: Apache-2.0
//
// What nobody can reach any more. Roots are the cells of memory that outlives this moment: live
// variables, globals, and everything that came from outside. A resource is reached through a cell
// or a map entry whose owner is reached.
//
//     m = create();        cell m -> FRESH     reached through the variable
//     ctx->map = m;        cell ctx->map       reached through the parameter, too
//     free(ctx2)           the cells inside ctx2 are gone: what only they held is lost
#include "exec.h"

static bool has_live(const Case *c) {
    vec_each (const Resource, r, &c->resources) {
        if (r->state == RES_LIVE)
            return true;
    }
    return false;
}

// An entry that was taken out of a map is this path's to release, as if it had made it.
static bool is_made_here(const Exec *x, ValueId v) {
    ValueKind kind = (ValueKind)value_at(&x->values, v)->kind;
    return kind == V_FRESH || kind == V_ELEMENT || kind == V_KEY;
}

// An object whose cells count only when it is reached itself.
static Resource *owned_object(Exec *x, const Case *c, ValueId base) {
    if (!is_made_here(x, base))
        return NULL;
    Resource *r = case_resource(c, base);
    return r && r->state != RES_ESCAPED ? r : NULL;
}

static bool mark(Exec *x, const Case *c, bool *reached, ValueId v) {
    Resource *r = case_resource(c, value_base(&x->values, v));
    if (!r || reached[r - c->resources.data])
        return false;
    reached[r - c->resources.data] = true;
    return true;
}

static bool counts(Exec *x, const Case *c, const bool *reached, ValueId owner) {
    Resource *r = owned_object(x, c, owner);
    return !r || reached[r - c->resources.data];
}

static void find_reached(Exec *x, const Case *c, bool *reached, ValueId keep) {
    if (keep.v)
        mark(x, c, reached, keep);
    for (bool more = true; more;) {
        more = false;
        vec_each (const Cell, cell, &c->cells) {
            if (counts(x, c, reached, value_base(&x->values, cell->addr)))
                more |= mark(x, c, reached, cell->val);
        }
        vec_each (const Member, m, &c->members) {
            if (counts(x, c, reached, value_base(&x->values, m->map))) {
                more |= mark(x, c, reached, m->val);
                more |= mark(x, c, reached, m->key);
            }
        }
    }
}

// The map that val was in until a moment ago, or still is.
static const Resource *map_around(const Exec *x, const Case *c, ValueId val) {
    vec_each (const Member, m, &x->loosened) {
        if (m->val.v == val.v || m->key.v == val.v)
            return case_resource(c, m->map);
    }
    return NULL;
}

static void drop_object(Exec *x, Case *c, ValueId val) {
    eval_forget(x, c, val);
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->members.len; i++)
        if (c->members.data[i].map.v != val.v)
            c->members.data[keep++] = c->members.data[i];
    c->members.len = keep;
    case_drop_resource(c, val);
}

void lost_check(Exec *x, Case *c, LostWhy why, ValueId keep) {
    if (!has_live(c))
        return;
    bool *reached = calloc(c->resources.len, sizeof *reached);
    BUG_ON(!reached);
    find_reached(x, c, reached, keep);
    VEC(ValueId) lost = {0};
    for (uint32_t i = 0; i < c->resources.len; i++) {
        const Resource *r = &c->resources.data[i];
        // A map in place is lost with the object around it.
        ValueId base = value_base(&x->values, r->val);
        const Resource *around = base.v == r->val.v ? r : owned_object(x, c, base);
        bool held = around ? reached[around - c->resources.data] : !is_made_here(x, r->val);
        if (r->state == RES_LIVE && !held)
            vec_push(&lost, r->val);
    }
    vec_each (const ValueId, v, &lost) {
        const Resource *r = case_resource(c, *v);
        record_lost(x, c, r, why, map_around(x, c, *v));
    }
    vec_each (const ValueId, v, &lost)
        drop_object(x, c, *v);
    vec_fini(&lost);
    free(reached);
}
