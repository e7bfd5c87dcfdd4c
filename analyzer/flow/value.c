// SPDX-License-Identifier: Apache-2.0
#include "value.h"

#include "runtime/gomap.h"
#include <xxhash.h>

static uint64_t value_hash(const void *key, const GomapSeed *seed, void *ctx) {
    UNUSED(ctx);
    return XXH3_64bits_withSeed(key, sizeof(Value), seed->k0);
}

static bool value_equal(const void *a, const void *b, void *ctx) {
    UNUSED(ctx);
    return memcmp(a, b, sizeof(Value)) == 0;
}

static uint32_t add_value(ValueTable *t, Value v) {
    if (t->count >> VALUE_CHUNK_BITS == t->chunks.len) {
        Value *chunk = base_malloc(VALUE_CHUNK * sizeof *chunk, "values");
        vec_push(&t->chunks, chunk);
    }
    t->chunks.data[t->count >> VALUE_CHUNK_BITS][t->count & (VALUE_CHUNK - 1)] = v;
    return t->count++;
}

void values_init(ValueTable *t) {
    memset(t, 0, sizeof *t);
    GomapType type = {.key_size = sizeof(Value),
                      .key_align = _Alignof(Value),
                      .value_size = sizeof(uint32_t),
                      .value_align = _Alignof(uint32_t),
                      .hash = value_hash,
                      .equal = value_equal,
                      .deterministic = true};
    if (gomap_new(&type, 0, &t->ids) != GOMAP_OK)
        BUG("values: no map");
    add_value(t, (Value){0});
}

void values_clear(ValueTable *t) {
    gomap_clear(t->ids);
    t->count = 1;
}

void values_fini(ValueTable *t) {
    gomap_free(t->ids);
    vec_each (Value *, chunk, &t->chunks)
        free(*chunk);
    vec_fini(&t->chunks);
}

// All bytes of a Value are named fields or zeroed here, so it may be hashed and compared as bytes.
static ValueId value_intern(ValueTable *t, Value v) {
    Value key;
    memset(&key, 0, sizeof key);
    key.kind = v.kind;
    key.op = v.op;
    key.depth = v.depth;
    key.imprecise = v.imprecise;
    key.id = v.id;
    key.a = v.a;
    key.b = v.b;
    key.base = v.base;
    key.num = v.num;
    void *slot;
    if (gomap_assign(t->ids, &key, &slot) != GOMAP_OK)
        BUG("values: out of memory");
    uint32_t *id = slot;
    if (!*id)
        *id = add_value(t, key);
    return (ValueId){*id};
}

static uint8_t depth_over(const ValueTable *t, ValueId a, ValueId b) {
    uint8_t x = value_at(t, a)->depth, y = value_at(t, b)->depth;
    return (uint8_t)((x > y ? x : y) + 1);
}

ValueId value_int(ValueTable *t, int64_t n) {
    return value_intern(t, (Value){.kind = V_INT, .num = n});
}

ValueId value_simple(ValueTable *t, ValueKind kind, uint32_t id) {
    return value_intern(t, (Value){.kind = (uint8_t)kind, .id = id});
}

// A chain that would get too deep ends in an imprecise place of its own kind: `p = p->next` in a
// loop must not make ever new values.
static ValueId value_part(ValueTable *t, ValueKind kind, ValueId a, uint32_t id, bool imprecise) {
    uint8_t depth = depth_over(t, a, VALUE_NONE);
    if (depth > VALUE_DEPTH_MAX) {
        a = VALUE_NONE;
        depth = 1;
        imprecise = true;
    }
    return value_intern(t, (Value){.kind = (uint8_t)kind,
                                   .id = id,
                                   .a = a,
                                   .base = value_base(t, a),
                                   .depth = depth,
                                   .imprecise = imprecise || value_at(t, a)->imprecise});
}

ValueId value_field(ValueTable *t, ValueId a, FieldId f) {
    return value_part(t, V_FIELD, a, f.v, false);
}

ValueId value_index(ValueTable *t, ValueId a, uint32_t index) {
    return value_part(t, V_INDEX, a, index, index == INDEX_ANY);
}

ValueId value_content(ValueTable *t, ValueId address, int64_t epoch) {
    return value_intern(t, (Value){.kind = V_CONTENT,
                                   .a = address,
                                   .num = epoch,
                                   .depth = depth_over(t, address, VALUE_NONE)});
}

ValueId value_made(ValueTable *t, ValueKind kind, ValueId a, uint32_t insn, int64_t num) {
    return value_intern(t, (Value){.kind = (uint8_t)kind,
                                   .a = a,
                                   .id = insn,
                                   .num = num,
                                   .depth = depth_over(t, a, VALUE_NONE)});
}

ValueId value_unary(ValueTable *t, IrUnary op, ValueId a) {
    const Value *x = value_at(t, a);
    if (op == UN_CAST)
        return a;
    if (x->kind == V_INT) {
        int64_t n = x->num;
        return value_int(t, op == UN_NEG ? (int64_t)(0 - (uint64_t)n) : op == UN_NOT ? ~n : !n);
    }
    if (op == UN_LNOT && value_is_address(x))
        return value_int(t, 0);
    uint8_t depth = depth_over(t, a, VALUE_NONE);
    if (depth > VALUE_DEPTH_MAX)
        return VALUE_NONE;
    return value_intern(t, (Value){.kind = V_UNARY, .op = (uint8_t)op, .a = a, .depth = depth});
}

static bool fold(IrBinary op, int64_t a, int64_t b, int64_t *out) {
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    switch (op) {
    case BIN_EQ:
        return *out = a == b, true;
    case BIN_NE:
        return *out = a != b, true;
    case BIN_LT:
        return *out = a < b, true;
    case BIN_LE:
        return *out = a <= b, true;
    case BIN_GT:
        return *out = a > b, true;
    case BIN_GE:
        return *out = a >= b, true;
    case BIN_ADD:
        return *out = (int64_t)(x + y), true;
    case BIN_SUB:
        return *out = (int64_t)(x - y), true;
    case BIN_MUL:
        return *out = (int64_t)(x * y), true;
    case BIN_AND:
        return *out = a & b, true;
    case BIN_OR:
        return *out = a | b, true;
    case BIN_XOR:
        return *out = a ^ b, true;
    case BIN_SHL:
        return b >= 0 && b < 63 ? (*out = (int64_t)(x << y), true) : false;
    case BIN_SHR:
        return b >= 0 && b < 63 && a >= 0 ? (*out = a >> b, true) : false;
    case BIN_DIV:
        return b != 0 && b != -1 ? (*out = a / b, true) : false;
    case BIN_REM:
        return b != 0 && b != -1 ? (*out = a % b, true) : false;
    }
    return false;
}

// From here one only gets to the object itself (container_of): whatever else lies before a member
// is no part of it.
static bool is_member_of_whole(const Value *v) {
    return v->kind == V_FIELD && v->a.v && v->a.v == v->base.v;
}

ValueId value_binary(ValueTable *t, IrBinary op, ValueId a, ValueId b) {
    const Value *x = value_at(t, a), *y = value_at(t, b);
    int64_t n;
    if (x->kind == V_INT && y->kind == V_INT && fold(op, x->num, y->num, &n))
        return value_int(t, n);
    if ((op == BIN_ADD || op == BIN_SUB) && y->kind == V_INT && y->num == 0)
        return a;
    if (a.v == b.v && (op == BIN_EQ || op == BIN_LE || op == BIN_GE))
        return value_int(t, 1);
    if (a.v == b.v && (op == BIN_NE || op == BIN_LT || op == BIN_GT))
        return value_int(t, 0);
    if (op == BIN_SUB && y->kind == V_INT && y->num > 0 && is_member_of_whole(x))
        return x->a;
    uint8_t depth = depth_over(t, a, b);
    if (depth > VALUE_DEPTH_MAX)
        return VALUE_NONE;
    return value_intern(
        t, (Value){.kind = V_BINARY, .op = (uint8_t)op, .a = a, .b = b, .depth = depth});
}

void value_set_clear(ValueSet *s) {
    s->now++;
}

bool value_set_add(ValueSet *s, ValueId v) {
    if (v.v >= s->stamps.len)
        vec_push_zero(&s->stamps, v.v - s->stamps.len + 1);
    if (s->stamps.data[v.v] == s->now)
        return false;
    s->stamps.data[v.v] = s->now;
    return true;
}

bool value_is_null(const ValueTable *t, ValueId v) {
    return v.v && value_at(t, v)->kind == V_INT && value_at(t, v)->num == 0;
}

bool value_is_address(const Value *v) {
    switch ((ValueKind)v->kind) {
    case V_STRING:
    case V_FUNC:
    case V_VAR:
    case V_GLOBAL:
    case V_FIELD:
    case V_INDEX:
        return true;
    default:
        return false;
    }
}

ValueId value_entry_map(const ValueTable *t, ValueId v) {
    const Value *val = value_at(t, value_base(t, v));
    if (val->kind == V_CONTENT && value_at(t, val->a)->kind == V_ELEMENT)
        val = value_at(t, val->a);
    return val->kind == V_ELEMENT || val->kind == V_KEY ? val->a : VALUE_NONE;
}

bool value_is_within(const ValueTable *t, ValueId inner, ValueId outer) {
    for (;;) {
        if (inner.v == outer.v)
            return true;
        const Value *v = value_at(t, inner);
        if (v->kind != V_FIELD && v->kind != V_INDEX)
            return false;
        inner = v->a;
    }
}
