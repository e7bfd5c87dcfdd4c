// SPDX-License-Identifier: Apache-2.0
//
// Abstract values of one function's analysis. A value is interned by what it is, so two cases that
// compute the same thing hold the same id, and equality of cases is equality of bytes.
//
// Memory is addressed as in C: `p->next` has the address FIELD(content of p, next) and its content
// is what the case's cell for that address says. A cell that nobody wrote has the content
// CONTENT(address, epoch): "what was there", until something unknown ran and the epoch moved on.
#ifndef FLOW_VALUE_H
#define FLOW_VALUE_H

#include "base/vec.h"
#include "ir/ir.h"

typedef struct {
    uint32_t v;
} ValueId;

#define VALUE_NONE ((ValueId){0})

typedef enum {
    V_NONE,
    V_INT,      // num; 0 is also the null pointer
    V_STRING,   // id: StrId of a literal
    V_FUNC,     // id: FuncId
    V_VAR,      // address of variable id
    V_GLOBAL,   // address of global id
    V_FIELD,    // address of field id in the object at address a
    V_INDEX,    // address of element id (INDEX_ANY: some) of the array at address a
    V_CONTENT,  // what was stored at address a when epoch `num` began
    V_FRESH,    // the num-th object that instruction id made and that is still known
    V_RESULT,   // the num-th unknown result of instruction id
    V_ELEMENT,  // a value inside map a, got by instruction id
    V_KEY,      // a key inside map a, got by instruction id
    V_COUNT,    // how many entries map a had at entry
    V_CHOICE,   // one of several literals or functions, stored at address a
    V_UNARY,    // op a
    V_BINARY,   // a op b
    V_ITERATOR, // the state of the iteration at address or of instruction: a or id
} ValueKind;

enum { VALUE_DEPTH_MAX = 10 };

typedef struct {
    uint8_t kind;   // ValueKind
    uint8_t op;     // IrUnary or IrBinary
    uint8_t depth;  // of nesting through a and b
    bool imprecise; // an address that stands for several places (some INDEX_ANY in it)
    uint32_t id;
    ValueId a, b;
    ValueId base; // of a FIELD or INDEX: the object that it is part of, see value_base
    int64_t num;
} Value;

typedef struct Gomap Gomap;

// Values stand in chunks, so that a pointer to one stays valid while others are made.
enum { VALUE_CHUNK_BITS = 10, VALUE_CHUNK = 1 << VALUE_CHUNK_BITS };

typedef struct {
    VEC(Value *) chunks;
    uint32_t count; // of values; [0] unused
    Gomap *ids;     // Value to id
} ValueTable;

void values_init(ValueTable *t);
void values_clear(ValueTable *t);
void values_fini(ValueTable *t);

static inline const Value *value_at(const ValueTable *t, ValueId v) {
    return &t->chunks.data[v.v >> VALUE_CHUNK_BITS][v.v & (VALUE_CHUNK - 1)];
}

ValueId value_int(ValueTable *t, int64_t n);
ValueId value_simple(ValueTable *t, ValueKind kind, uint32_t id); // STRING FUNC VAR GLOBAL
ValueId value_field(ValueTable *t, ValueId a, FieldId f);
ValueId value_index(ValueTable *t, ValueId a, uint32_t index);
ValueId value_content(ValueTable *t, ValueId address, int64_t epoch);
// FRESH, RESULT, ELEMENT, KEY; num tells apart several of one instruction.
ValueId value_made(ValueTable *t, ValueKind kind, ValueId a, uint32_t insn, int64_t num);
// Folds constants; VALUE_NONE when the result would be too deep to be worth keeping.
ValueId value_unary(ValueTable *t, IrUnary op, ValueId a);
ValueId value_binary(ValueTable *t, IrBinary op, ValueId a, ValueId b);

// A set of values that is emptied in one step. Zeroed: empty, and not yet in use.
typedef struct {
    VEC(uint32_t) stamps; // by value: equal to now when it is in the set
    uint32_t now;
} ValueSet;

void value_set_clear(ValueSet *s);
bool value_set_add(ValueSet *s, ValueId v); // whether it was new

static inline bool value_set_has(const ValueSet *s, ValueId v) {
    return v.v < s->stamps.len && s->stamps.data[v.v] == s->now;
}

bool value_is_null(const ValueTable *t, ValueId v); // the integer 0; false for VALUE_NONE
bool value_is_address(const Value *v); // never null: VAR GLOBAL FIELD INDEX STRING FUNC
// The value that address a is part of: strips FIELD and INDEX.
static inline ValueId value_base(const ValueTable *t, ValueId a) {
    const Value *v = value_at(t, a);
    return v->kind == V_FIELD || v->kind == V_INDEX ? v->base : a;
}
// The map whose value or key v is, points into, or was read from: `it.value`, `*(T **)it.value`
// (the entry holds a pointer). NONE: of no map.
ValueId value_entry_map(const ValueTable *t, ValueId v);
// Whether `inner` is `outer` or an address inside it.
bool value_is_within(const ValueTable *t, ValueId inner, ValueId outer);

#endif
