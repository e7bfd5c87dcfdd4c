// SPDX-License-Identifier: Apache-2.0
//
// Releases that callers cannot foresee. A function that gives an object back in one case and not in
// another, where nothing that a caller could know tells the two apart, counts references:
//
//     void unref(T *t) { if (atomic_dec_and_test(&t->refs)) free(t); }
//     void unref(T *t) { if (--t->refs == 0) free(t); }
//
// In the case that keeps the object somebody else holds it, so it escapes there. Cases that a
// caller can tell apart (an argument that was null, another result) are left as they are.
#include "exec.h"

static bool disjoint(Exec *x, const Case *a, ValueId v, const Case *b, ValueId w) {
    int64_t alow, ahigh, blow, bhigh;
    bool anonzero, bnonzero;
    assume_range(x, a, v, &alow, &ahigh, &anonzero);
    assume_range(x, b, w, &blow, &bhigh, &bnonzero);
    bool a_null = alow == 0 && ahigh == 0, b_null = blow == 0 && bhigh == 0;
    return ahigh < blow || bhigh < alow || (a_null && bnonzero) || (b_null && anonzero);
}

// Whether v says something of what lies inside the object: a count in it, say.
static bool speaks_of_inside(const Exec *x, ValueId v, ValueId object) {
    const Value *val = value_at(&x->values, v);
    for (; val->a.v; val = value_at(&x->values, val->a)) {
        if (val->a.v == object.v || (val->b.v && speaks_of_inside(x, val->b, object)))
            return true;
    }
    return false;
}

// By the result, or by something other than the object's own fields.
static bool caller_can_tell(Exec *x, const Case *a, const Case *b, ValueId object) {
    ValueId slot = value_simple(&x->values, V_VAR, 0);
    ValueId ra = case_cell(a, slot), rb = case_cell(b, slot);
    if (ra.v && rb.v && disjoint(x, a, ra, b, rb))
        return true;
    vec_each (const Fact, f, &a->facts) {
        if (tidy_is_outer(x, f->val, 0) && !speaks_of_inside(x, f->val, object) &&
            disjoint(x, a, f->val, b, f->val))
            return true;
    }
    return false;
}

// The parameter or global that a released value was reached from: `p` for the map in `p->table`.
static ValueId value_root(const Exec *x, ValueId v) {
    for (ValueId at = v;;) {
        const Value *val = value_at(&x->values, at);
        if (val->kind == V_CONTENT && value_at(&x->values, val->a)->kind == V_VAR)
            return at;
        if (!val->a.v)
            return v;
        at = val->a;
    }
}

VEC_TYPEDEF(Released, Resource);

static void compare(Exec *x, const Case *releases, const Released *released, Case *keeps) {
    vec_each (const Resource, r, released) {
        const Resource *other = case_resource(keeps, r->val);
        if (other && other->state != RES_USED)
            continue;
        if (caller_can_tell(x, releases, keeps, value_root(x, r->val)))
            continue;
        Resource escaped = *r;
        escaped.state = RES_ESCAPED;
        escaped.where = 0;
        case_add_resource(keeps, escaped);
    }
}

static void find_released(const Exec *x, const Case *c, Released *out) {
    vec_clear(out);
    vec_each (const Resource, r, &c->resources) {
        if (r->state == RES_FREED && tidy_is_outer_later(x, r->val))
            vec_push(out, *r);
    }
}

void shared_releases(Exec *x) {
    Released released = {0};
    for (uint32_t i = 0; i < x->exits.len; i++) {
        find_released(x, x->exits.data[i], &released);
        for (uint32_t j = 0; j < x->exits.len; j++)
            if (i != j)
                compare(x, x->exits.data[i], &released, x->exits.data[j]);
    }
    vec_fini(&released);
}
