// SPDX-License-Identifier: Apache-2.0
//
// Branches. A value has an interval and "not zero"; a comparison that was taken is itself
// remembered as a value that is 1 or 0, so that the same test later goes the same way.
#include "entries.h"

static bool is_comparison(const Value *v) {
    return v->kind == V_BINARY && v->op <= BIN_GE;
}

void assume_range(Exec *x, const Case *c, ValueId v, int64_t *low, int64_t *high, bool *nonzero) {
    const Value *val = value_at(&x->values, v); // nothing is interned below
    *low = INT64_MIN;
    *high = INT64_MAX;
    *nonzero = false;
    if (val->kind == V_INT) {
        *low = *high = val->num;
        *nonzero = val->num != 0;
        return;
    }
    if (value_is_address(val)) {
        *nonzero = true;
        return;
    }
    if (is_comparison(val) || (val->kind == V_UNARY && val->op == UN_LNOT)) {
        *low = 0;
        *high = 1;
    } else if (val->kind == V_BINARY && (val->op == BIN_REM || val->op == BIN_AND)) {
        const Value *by = value_at(&x->values, val->b);
        if (by->kind == V_INT && by->num > 0) {
            *low = val->op == BIN_AND ? 0 : 1 - by->num;
            *high = val->op == BIN_AND ? by->num : by->num - 1;
        }
    }
    const Fact *f = case_fact(c, v);
    if (f) {
        *low = f->low > *low ? f->low : *low;
        *high = f->high < *high ? f->high : *high;
        *nonzero = f->nonzero;
    }
}

bool assume_is_null(Exec *x, const Case *c, ValueId v) {
    int64_t low, high;
    bool nonzero;
    assume_range(x, c, v, &low, &high, &nonzero);
    return low == 0 && high == 0;
}

bool assume_is_nonnull(Exec *x, const Case *c, ValueId v) {
    int64_t low, high;
    bool nonzero;
    assume_range(x, c, v, &low, &high, &nonzero);
    return nonzero || low > 0 || high < 0;
}

// Whether map may have that many entries, for a map whose making and filling this case has seen.
static bool count_may_be(const Exec *x, const Case *c, ValueId map, int64_t low, int64_t high) {
    UNUSED(x);
    const Resource *r = case_resource(c, map);
    if (r && r->state == RES_LIVE && !r->filled && low > 0)
        return false;
    vec_each (const Member, m, &c->members) {
        if (m->map.v == map.v && high == 0)
            return false;
    }
    return true;
}

// Sets v to [low, high]; false when nothing is left.
static bool narrow(Exec *x, Case *c, ValueId v, int64_t low, int64_t high, bool nonzero) {
    int64_t have_low, have_high;
    bool have_nonzero;
    assume_range(x, c, v, &have_low, &have_high, &have_nonzero);
    low = low > have_low ? low : have_low;
    high = high < have_high ? high : have_high;
    nonzero = nonzero || have_nonzero;
    if (nonzero && low == 0 && low < INT64_MAX)
        low = 1;
    if (nonzero && high == 0)
        high = -1;
    if (low > high)
        return false;
    const Value *val = value_at(&x->values, v);
    if (val->kind == V_INT || value_is_address(val))
        return true;
    // A resource that turns out to be null was never made; an entry, never found.
    if (low == 0 && high == 0 && (val->kind == V_FRESH || val->kind == V_ELEMENT))
        case_drop_resource(c, v);
    if (low == 0 && high == 0 && val->kind == V_ELEMENT)
        entries_missing(x, c, v);
    if (val->kind == V_COUNT && !count_may_be(x, c, val->a, low, high))
        return false;
    case_set_fact(c, (Fact){.val = v, .nonzero = nonzero, .low = low, .high = high});
    return true;
}

static IrBinary negate(IrBinary op) {
    static const IrBinary opposite[] = {[BIN_EQ] = BIN_NE, [BIN_NE] = BIN_EQ, [BIN_LT] = BIN_GE,
                                        [BIN_GE] = BIN_LT, [BIN_GT] = BIN_LE, [BIN_LE] = BIN_GT};
    return opposite[op];
}

static IrBinary mirror(IrBinary op) {
    static const IrBinary swapped[] = {[BIN_EQ] = BIN_EQ, [BIN_NE] = BIN_NE, [BIN_LT] = BIN_GT,
                                       [BIN_GE] = BIN_LE, [BIN_GT] = BIN_LT, [BIN_LE] = BIN_GE};
    return swapped[op];
}

// A flag that is 0 at first and n for ever after: what is not n is 0.
static bool is_once_flag(const Exec *x, ValueId v, int64_t n) {
    const Value *val = value_at(&x->values, v);
    const Value *where = value_at(&x->values, val->a);
    return val->kind == V_CONTENT && where->kind == V_GLOBAL &&
           x->known->once_flags[where->id] == n;
}

// v op n for a constant n.
static bool assume_constant(Exec *x, Case *c, IrBinary op, ValueId v, int64_t n) {
    switch (op) {
    case BIN_EQ:
        return narrow(x, c, v, n, n, false);
    case BIN_NE: {
        if (n == 0)
            return narrow(x, c, v, INT64_MIN, INT64_MAX, true);
        if (is_once_flag(x, v, n))
            return narrow(x, c, v, 0, 0, false);
        int64_t low, high;
        bool nonzero;
        assume_range(x, c, v, &low, &high, &nonzero);
        if (low == n && low < INT64_MAX)
            return narrow(x, c, v, n + 1, high, nonzero);
        if (high == n && high > INT64_MIN)
            return narrow(x, c, v, low, n - 1, nonzero);
        return true;
    }
    case BIN_LT:
        return n > INT64_MIN && narrow(x, c, v, INT64_MIN, n - 1, false);
    case BIN_LE:
        return narrow(x, c, v, INT64_MIN, n, false);
    case BIN_GT:
        return n < INT64_MAX && narrow(x, c, v, n + 1, INT64_MAX, false);
    case BIN_GE:
        return narrow(x, c, v, n, INT64_MAX, false);
    default:
        return true;
    }
}

// Two different objects have different addresses; a fresh one differs from all that was there.
static bool surely_distinct(Exec *x, const Case *c, ValueId a, ValueId b) {
    const Value *p = value_at(&x->values, a), *q = value_at(&x->values, b);
    bool fresh =
        (p->kind == V_FRESH && case_resource(c, a)) || (q->kind == V_FRESH && case_resource(c, b));
    bool objects =
        (p->kind == V_VAR || p->kind == V_GLOBAL) && (q->kind == V_VAR || q->kind == V_GLOBAL);
    return a.v != b.v && (objects || (fresh && q->kind != V_RESULT && p->kind != V_RESULT &&
                                      !assume_is_null(x, c, a) && !assume_is_null(x, c, b)));
}

static bool assume_pair(Exec *x, Case *c, IrBinary op, ValueId a, ValueId b) {
    if (op == BIN_EQ && surely_distinct(x, c, a, b))
        return false;
    int64_t alow, ahigh, blow, bhigh;
    bool anonzero, bnonzero;
    assume_range(x, c, a, &alow, &ahigh, &anonzero);
    assume_range(x, c, b, &blow, &bhigh, &bnonzero);
    if ((op == BIN_EQ && (alow > bhigh || blow > ahigh)) || (op == BIN_LT && alow >= bhigh) ||
        (op == BIN_LE && alow > bhigh) || (op == BIN_GT && ahigh <= blow) ||
        (op == BIN_GE && ahigh < blow))
        return false;
    if (op == BIN_EQ &&
        ((assume_is_null(x, c, a) && bnonzero) || (assume_is_null(x, c, b) && anonzero)))
        return false;
    ValueId test = value_binary(&x->values, op, a, b);
    ValueId opposite = value_binary(&x->values, negate(op), a, b);
    if (test.v && !narrow(x, c, test, 1, 1, true))
        return false;
    return !opposite.v || narrow(x, c, opposite, 0, 0, false);
}

bool assume(Exec *x, Case *c, IrBinary op, ValueId a, ValueId b) {
    Value left = *value_at(&x->values, a), right = *value_at(&x->values, b);
    if (left.kind == V_INT && right.kind != V_INT)
        return assume(x, c, mirror(op), b, a);
    if (right.kind != V_INT) {
        ValueId known = value_binary(&x->values, op, a, b);
        if (known.v && value_at(&x->values, known)->kind == V_INT)
            return value_at(&x->values, known)->num != 0;
        return assume_pair(x, c, op, a, b);
    }
    int64_t n = right.num;
    // (p < q) != 0 is p < q, !v == 0 is v != 0, and so on.
    if ((op == BIN_EQ || op == BIN_NE) && (n == 0 || n == 1)) {
        bool truth = (op == BIN_NE) == (n == 0);
        if (is_comparison(&left)) {
            IrBinary test = (IrBinary)left.op;
            return assume(x, c, truth ? test : negate(test), left.a, left.b) &&
                   narrow(x, c, a, truth, truth, truth);
        }
        if (left.kind == V_UNARY && left.op == UN_LNOT)
            return assume(x, c, truth ? BIN_EQ : BIN_NE, left.a, value_int(&x->values, 0));
    }
    return assume_constant(x, c, op, a, n);
}

bool assume_true(Exec *x, Case *c, ValueId v) {
    return assume(x, c, BIN_NE, v, value_int(&x->values, 0));
}

bool assume_null(Exec *x, Case *c, ValueId v) {
    return assume(x, c, BIN_EQ, v, value_int(&x->values, 0));
}

bool assume_outside(Exec *x, Case *c, ValueId v, int64_t low, int64_t high) {
    if (low == high)
        return assume(x, c, BIN_NE, v, value_int(&x->values, low));
    int64_t have_low, have_high;
    bool nonzero;
    assume_range(x, c, v, &have_low, &have_high, &nonzero);
    if (low <= have_low && have_high <= high)
        return false;
    if (low <= have_low && have_low <= high)
        return narrow(x, c, v, high + 1, have_high, nonzero);
    if (low <= have_high && have_high <= high)
        return narrow(x, c, v, have_low, low - 1, nonzero);
    return true;
}
