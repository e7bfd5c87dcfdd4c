// SPDX-License-Identifier: Apache-2.0
//
// Atomic accesses are plain ones here: what matters to the life of a map is which value goes where.
//
//     __atomic_store_n(&p, v, o)      p = v
//     __atomic_exchange_n(&p, v, o)   t = p; p = v;          value t
//     __atomic_sub_fetch(&n, 1, o)    n = n - 1;             value n
//     compare and swap                branch p == old: p = new, value 1; else value 0
//
// libclang gives the operands of __atomic_* in the order pointer, order, value, …; __sync_* are
// ordinary calls with the size behind the name.
#include "lower.h"

static TypeId pointee(Lower *l, Operand pointer, TypeId fallback) {
    TypeId t = type_target(l, pointer.type);
    return t.v && type_kind(l, t) != TYPE_VOID ? t : fallback;
}

static PlaceId target(Lower *l, Operand pointer, TypeId fallback) {
    return place_deref(l, pointer, pointee(l, pointer, fallback));
}

static bool has(const char *name, const char *part) {
    return strstr(name, part) != NULL;
}

// __sync_fetch_and_or_4, __atomic_or_fetch: the word next to "fetch".
static IrBinary op_in(const char *name) {
    static const struct {
        const char *sync, *before, *after;
        IrBinary op;
    } words[] = {{"_and_sub", "sub_fetch", "fetch_sub", BIN_SUB},
                 {"_and_or", "or_fetch", "fetch_or", BIN_OR},
                 {"_and_and", "_and_fetch", "fetch_and", BIN_AND},
                 {"_and_xor", "xor_fetch", "fetch_xor", BIN_XOR}};
    bool is_sync = strncmp(name, "__sync_", 7) == 0;
    const char *fetch_first = is_sync ? strstr(name, "fetch_and_") : NULL;
    if (has(name, "xor"))
        return BIN_XOR;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (fetch_first && strncmp(fetch_first + 5, words[i].sync, strlen(words[i].sync)) == 0)
            return words[i].op;
        if (is_sync && !fetch_first && strncmp(name + 7, words[i].sync + 5, 2) == 0)
            return words[i].op;
        if (!is_sync && (has(name, words[i].before) || has(name, words[i].after)))
            return words[i].op;
    }
    return BIN_ADD;
}

static Operand exchange(Lower *l, PlaceId p, Operand v) {
    Operand now = read_place(l, p);
    PlaceId old = temp_place(l, now.type);
    builder_assign(l->b, old, now, 0);
    builder_assign(l->b, p, v, 0);
    return opd_place(old, now.type);
}

static Operand update(Lower *l, PlaceId p, IrBinary op, Operand v, bool want_old) {
    Operand now = read_place(l, p);
    if (!want_old) {
        builder_binary(l->b, p, op, now, v);
        return to_temp(l, now);
    }
    PlaceId old = temp_place(l, now.type);
    builder_assign(l->b, old, now, 0);
    builder_binary(l->b, p, op, now, v);
    return opd_place(old, now.type);
}

// value: bool, or the old value when `want_old`. expected: where the found value goes, or 0.
static Operand compare_and_swap(Lower *l, PlaceId p, Operand old, Operand new, PlaceId expected,
                                bool want_old) {
    Operand now = read_place(l, p);
    PlaceId found = temp_place(l, now.type), done_flag = temp_place(l, l->t_int);
    BlockId same = builder_block(l->b), other = builder_block(l->b), done = builder_block(l->b);
    builder_assign(l->b, found, now, 0);
    builder_branch(l->b, BIN_EQ, now, old, same, other);
    builder_enter(l->b, same);
    builder_assign(l->b, p, new, 0);
    builder_assign(l->b, done_flag, opd_int(1, l->t_int), 0);
    builder_goto(l->b, done);
    builder_enter(l->b, other);
    if (expected.v)
        builder_assign(l->b, expected, opd_place(found, now.type), 0);
    builder_assign(l->b, done_flag, opd_int(0, l->t_int), 0);
    builder_goto(l->b, done);
    builder_enter(l->b, done);
    return want_old ? opd_place(found, now.type) : opd_place(done_flag, l->t_int);
}

Operand sync_builtin(Lower *l, const char *name, const Operand *args, uint32_t nargs, TypeId type) {
    if (nargs < 1 || has(name, "synchronize"))
        return unknown(type);
    PlaceId p = target(l, args[0], type);
    if (has(name, "lock_release")) {
        TypeId t = builder_place_get(l->b, p)->type;
        builder_assign(l->b, p, opd_int(0, t), 0);
        return unknown(type);
    }
    if (nargs < 2)
        return unknown(type);
    if (has(name, "test_and_set"))
        return exchange(l, p, args[1]);
    if (has(name, "compare_and_swap") && nargs > 2)
        return compare_and_swap(l, p, args[1], args[2], (PlaceId){0}, has(name, "val_compare"));
    return update(l, p, op_in(name), args[1], has(name, "fetch_and_"));
}

static void atomic_name(Lower *l, CXCursor c, char name[64]) {
    Spot s = spot_spelling(l, range_start(extent_of(l, c)));
    size_t n = 0;
    if (s.file && source_text(l, s.file))
        for (; n < 63 && s.offset + n < s.file->size; n++) {
            char ch = s.file->text[s.offset + n];
            if (ch != '_' && !(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9'))
                break;
            name[n] = ch;
        }
    name[n] = '\0';
}

// __atomic_load(p, &out, order), __atomic_store(p, &in, order): through a second pointer.
static Operand generic_access(Lower *l, const char *name, const Operand *v, uint32_t n,
                              TypeId type) {
    PlaceId p = target(l, v[0], type), other = target(l, v[2], type);
    if (has(name, "load")) {
        builder_assign(l->b, other, read_place(l, p), 0);
    } else if (has(name, "store")) {
        builder_assign(l->b, p, read_place(l, other), 0);
    } else if (n > 3) { // exchange(p, &in, &out, order)
        Operand old = exchange(l, p, read_place(l, other));
        builder_assign(l->b, target(l, v[3], type), old, 0);
    }
    return unknown(type);
}

static Operand access(Lower *l, const char *name, const Operand *v, uint32_t n, TypeId type) {
    bool by_value = has(name, "_n") || has(name, "c11");
    if (!n)
        return unknown(type);
    PlaceId p = target(l, v[0], type);
    if (has(name, "load") && n == 2)
        return to_temp(l, read_place(l, p));
    if (n < 3)
        return unknown(type);
    if (has(name, "compare_exchange")) {
        // pointer, order, &expected, failure order, desired, weak
        if (n < 5)
            return unknown(type);
        PlaceId expected = target(l, v[2], type);
        Operand desired = v[4];
        if (!by_value)
            desired = read_place(l, target(l, v[4], type));
        return compare_and_swap(l, p, read_place(l, expected), desired, expected, false);
    }
    if (has(name, "init") || (has(name, "store") && by_value)) {
        builder_assign(l->b, p, v[2], 0);
        return unknown(type);
    }
    if (has(name, "exchange") && by_value)
        return exchange(l, p, v[2]);
    if (has(name, "load") || has(name, "store") || has(name, "exchange"))
        return generic_access(l, name, v, n, type);
    return update(l, p, op_in(name), v[2], has(name, "fetch_"));
}

Operand expr_atomic(Lower *l, CXCursor c, Kids k, TypeId type) {
    char name[64];
    atomic_name(l, c, name);
    uint32_t base = l->args.len;
    for (uint32_t i = 0; i < k.n; i++) {
        Operand v = expr(l, kid(l, k, i));
        vec_push(&l->args, v);
    }
    at(l, c);
    Operand v = access(l, name, args_from(l, base), l->args.len - base, type);
    l->args.len = base;
    return v;
}
