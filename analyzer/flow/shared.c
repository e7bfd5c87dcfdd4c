// SPDX-License-Identifier: Apache-2.0
//
// Releases that callers cannot foresee. A function that gives an object back in one case and not in
// another, where nothing that a caller could know tells the two apart, counts references:
//
//     void unref(T *t) { if (atomic_dec_and_test(&t->refs)) free(t); }
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

static bool caller_can_tell(Exec *x, const Case *a, const Case *b) {
    ValueId slot = value_simple(&x->values, V_VAR, 0);
    ValueId ra = case_cell(a, slot), rb = case_cell(b, slot);
    if (ra.v && rb.v && disjoint(x, a, ra, b, rb))
        return true;
    vec_each (const Fact, f, &a->facts) {
        if (tidy_is_outer(x, f->val, 0) && disjoint(x, a, f->val, b, f->val))
            return true;
    }
    return false;
}

static void compare(Exec *x, const Case *releases, Case *keeps) {
    bool compared = false;
    for (uint32_t i = 0; i < releases->resources.len; i++) {
        Resource r = releases->resources.data[i];
        if (r.state != RES_FREED || !tidy_is_outer(x, r.val, 0))
            continue;
        const Resource *other = case_resource(keeps, r.val);
        if (other && other->state != RES_USED)
            continue;
        if (!compared && caller_can_tell(x, releases, keeps))
            return;
        compared = true;
        r.state = RES_ESCAPED;
        r.where = 0;
        case_add_resource(keeps, r);
    }
}

void shared_releases(Exec *x) {
    for (uint32_t i = 0; i < x->exits.len; i++)
        for (uint32_t j = 0; j < x->exits.len; j++)
            if (i != j)
                compare(x, x->exits.data[i], x->exits.data[j]);
}
