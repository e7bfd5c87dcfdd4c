// SPDX-License-Identifier: Apache-2.0
//
// What parse.c (declarations), parse_types.c (names, types, positions), parse_place.c (places,
// operands), parse_insn.c (instructions) and parse_body.c (bodies) share.
#ifndef IR_PARSE_INTERNAL_H
#define IR_PARSE_INTERNAL_H

#include "builder_internal.h"
#include "scan.h"
#include "text_internal.h"

// A name with its ordinal: `user`, `"odd name"#2`, `#1`.
typedef struct {
    StrId base;       // in the module
    uint32_t ordinal; // 0: none written
    uint32_t key;     // the same label gives the same key, in one parser
} Label;

typedef enum { SYMBOL_NONE, SYMBOL_GLOBAL, SYMBOL_FUNC } SymbolKind;

typedef struct {
    Scanner s;
    IrModule *m;
    IrBuilder *b;
    Interner labels;
    IdMap types;   // label key to TypeId
    IdMap fields;  // (TypeId, label key) to FieldId
    IdMap symbols; // label key to id << 1 | is_func
    IdMap files;   // label key to FileId
    bool has_usr;  // the item under way names its USR
    // Of the function whose body is parsed.
    FuncId func;               // 0 outside
    bool skipping;             // parameters are only counted
    IdMap vars;                // label key to VarId
    IdMap temps;               // written number + 1 to VarId
    IdMap blocks;              // label key to BlockId
    VEC(uint32_t) block_names; // label key by BlockId
    StrBuf text;               // scratch
} Parser;

typedef struct {
    int64_t low_high[2];
} Range;

// One instruction, read and not yet built.
typedef struct {
    InsnOp op;
    unsigned sub; // IrUnary, IrBinary, CallKind
    PlaceId dst;
    uint32_t new_temp; // 1 + number of the temporary that this instruction declares; 0 none
    VEC(Operand) args;
    VEC(BlockId) to;
    VEC(Range) ranges; // SWITCH: one for each of `to` but the first
    StrId text;        // OPAQUE: reason; CALL_INDIRECT: signature
    BlockId unwind;
    VarId var;
    unsigned flags;
    Loc loc, spelled;
} Pending;

bool parse_label(Parser *p, Label *label);
// A string in quotes, interned.
bool parse_str(Parser *p, StrId *s);
bool parse_type(Parser *p, TypeId *t);
// `line:col` or `file:line:col`, without the `!`.
bool parse_loc(Parser *p, Loc *loc);
// ` !loc` if it comes next.
bool parse_at(Parser *p, Loc *loc);
FileId parse_file_label(Parser *p, const Label *label);
Label parse_make_label(Parser *p, const char *s, size_t n, uint32_t ordinal);

// What `@label` means; SYMBOL_NONE when nobody declared it.
SymbolKind parse_symbol(const Parser *p, const Label *label, uint32_t *id);
void parse_add_symbol(Parser *p, const Label *label, bool is_func, uint32_t id);
// The function `@label` with the `@`; one that was not declared is added.
bool parse_func_name(Parser *p, FuncId *f);

// `: type attributes`, into `var`.
bool parse_var_tail(Parser *p, IrVar *var);
// The parameters of the open function, `(` and `)` included; they are declared if `declare`.
bool parse_params(Parser *p, bool declare, uint32_t *n, unsigned *flags);
// From behind `{` to behind `}`.
bool parse_body(Parser *p);
bool parse_flags(Parser *p, const TextFlag *flags, size_t n, Word word, unsigned *bits);
// The instruction that stands here, into `i`, which was cleared.
bool parse_insn(Parser *p, Pending *i);
// A block's name, without a colon; a new one makes a block.
bool parse_block_name(Parser *p, BlockId *block);
// Nothing more on this line.
bool parse_line_end(Parser *p);

// One operand; `context` as in text_guess.
bool parse_operand(Parser *p, Operand *o, TypeId context);
bool parse_place(Parser *p, PlaceId *place);
bool parse_var_name(Parser *p, VarId *v);
// `$7`, as its number + 1.
bool parse_temp_number(Parser *p, uint32_t *key);
TypeId parse_pointer_to(Parser *p, TypeId target);

#endif
