// SPDX-License-Identifier: Apache-2.0
//
// The IR: one typed, textual form for C now and C++ next. The fields are the contract; ir.md is the
// reference, with the text form of every construct.
//
// A module is one unit (as the front end captured it) or the whole linked program; both are the
// same type. Everything in a module is named by a 32-bit id, one type an id, 0 for none. A function
// is a control-flow graph of blocks; the last instruction of a block, and no other, is a
// terminator.
//
// Operands are places or constants. A place is a root and a path of steps, cut at PLACE_STEPS: what
// is deeper goes through a temporary, so no precision is lost by the cut. Reading `c->users` is the
// operand OPD_PLACE of the place `c` + DEREF + FIELD users; `&c->users` is OPD_ADDR of that place.
// So a load is an assign from a place that has a DEREF step, a store is an assign to one.
//
// Invariants (ir/verify.c checks them):
//  1. Every id is 0 or in range; every function that has blocks ends each of them in a terminator.
//  2. Block 1 is the entry. Ids of blocks and variables count from 1 inside their function.
//  3. Parameters are the first variables, in order.
//  4. A temporary is assigned before it is read on every path, and its address is not taken.
//  5. A successor list has 2 entries for BRANCH (true, false), 1 for GOTO, 0 for RETURN and
//     UNREACHABLE, n for SWITCH (default first) and IGOTO.
//  6. Every block can be reached from the entry, over successors and unwind edges.
//  7. The instructions, successors and operands of a function stand in the order of their blocks
//  and
//     instructions, without gaps: a pass may walk the arrays from end to end.
//  8. The target of a type has a smaller id than the type, and at most IR_TYPE_DEPTH types stand on
//     one another: code may recurse over types.
//  9. IrVar.address_taken is set where an OPD_ADDR names the variable itself or a part of it, and
//     FUNC_ADDRESS_TAKEN where an OPD_FUNC names the function other than as a callee.
#ifndef IR_IR_H
#define IR_IR_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/vec.h"

typedef struct {
    uint32_t v;
} FileId;
typedef struct {
    uint32_t v;
} TypeId;
typedef struct {
    uint32_t v;
} FieldId;
typedef struct {
    uint32_t v;
} GlobalId;
typedef struct {
    uint32_t v;
} FuncId;
typedef struct {
    uint32_t v; // counts inside its function
} VarId;
typedef struct {
    uint32_t v; // counts inside its function
} BlockId;
typedef struct {
    uint32_t v; // counts inside its function
} PlaceId;

// A position in a source file. Line and column count from 1, columns in bytes; file 0 is "nowhere".
typedef struct {
    FileId file;
    uint32_t line, col;
} Loc;

typedef struct {
    StrId path;   // as the compile command leads to it, absolute, lexically normalised
    bool is_main; // the unit's own source, not a header
} IrFile;

typedef enum {
    TYPE_NONE,
    TYPE_VOID,
    TYPE_BOOL,
    TYPE_INT,
    TYPE_ENUM,
    TYPE_FLOAT,
    TYPE_POINTER,   // target
    TYPE_REFERENCE, // target; C++
    TYPE_ARRAY,     // target, count (0: unknown or variable)
    TYPE_RECORD,    // struct, union, class: name, usr, alias
    TYPE_FUNC,      // signature in name
    TYPE_OTHER,     // vectors, complex, atomic …: size only
} TypeKind;

enum { IR_TYPE_DEPTH = 64 };

typedef struct {
    TypeKind kind;
    bool is_signed; // INT, ENUM
    bool is_union;  // RECORD
    uint64_t size;  // bytes, 0 unknown
    TypeId target;  // POINTER, REFERENCE, ARRAY
    uint64_t count; // ARRAY: elements
    StrId name;     // RECORD, ENUM: tag ("" anonymous); FUNC: canonical signature; OTHER: spelling
    StrId usr;      // RECORD, ENUM: identity across units; distinct by file when it has to be
    StrId alias;    // RECORD: a typedef's name for it, the least in byte order; or ""
} IrType;

typedef struct {
    StrId name;    // "" for an anonymous member
    StrId usr;     // identity across units
    TypeId record; // the record it stands in
    TypeId type;
} IrField;

typedef struct {
    StrId name;
    StrId usr; // statics: distinct by file; static locals: distinct by function
    TypeId type;
    Loc loc;
    bool is_static;  // not visible to other units (file static or static local)
    bool is_local;   // a static local
    bool is_thread;  // _Thread_local
    bool is_const;   // the object itself is const
    bool is_defined; // not only declared `extern`
    StrId func;      // static local: the function's USR
} IrGlobal;

typedef enum { VAR_PARAM, VAR_LOCAL, VAR_TEMP } VarKind;

typedef struct {
    VarKind kind;
    bool address_taken; // some OPD_ADDR, or a by-reference capture, names it
    StrId name;         // "" for temporaries and unnamed parameters
    TypeId type;
    Loc loc;
    FuncId cleanup; // __attribute__((cleanup(f))), or the destructor; 0 none
} IrVar;

typedef enum { STEP_FIELD, STEP_DEREF, STEP_INDEX } StepKind;

enum { PLACE_STEPS = 4 };
#define INDEX_ANY UINT32_MAX

typedef struct {
    StepKind kind;
    uint32_t id; // FIELD: FieldId; INDEX: the constant, or INDEX_ANY; DEREF: 0
} Step;

typedef enum { ROOT_VAR, ROOT_GLOBAL } PlaceRoot;

typedef struct {
    PlaceRoot root;
    uint32_t id; // VarId or GlobalId
    uint32_t nsteps;
    Step steps[PLACE_STEPS];
    TypeId type; // of what is stored there
} Place;

typedef enum {
    OPD_NONE,
    OPD_UNKNOWN, // a value that the front end cannot name (opaque expression, uninitialised)
    OPD_INT,     // num
    OPD_FLOAT,   // some floating constant
    OPD_NULL,
    OPD_STRING, // str: a string literal; for a macro argument that is no expression, its text
    OPD_FUNC,   // func
    OPD_PLACE,  // the value stored at place
    OPD_ADDR,   // the address of place
} OperandKind;

typedef struct {
    OperandKind kind;
    TypeId type;
    union {
        int64_t num;
        StrId str;
        FuncId func;
        PlaceId place;
    };
} Operand;

typedef enum {
    OP_ASSIGN,    // dst = arg0
    OP_UNARY,     // dst = sub arg0                       sub: IrUnary
    OP_BINARY,    // dst = arg0 sub arg1                  sub: IrBinary
    OP_CALL,      // dst? = call arg0(arg1 …)             sub: CallKind; arg0 is the callee
    OP_SCOPE_END, // the local `var` dies; its cleanup, if any, is called with its address first
    OP_OPAQUE,    // something that is not lowered: `reason`; dst, if any, becomes unknown
    // Terminators.
    OP_GOTO,
    OP_BRANCH, // arg0 sub arg1                      sub: IrBinary, EQ to GE; a lone truth value
               //                                    is `x != 0`
    OP_SWITCH, // arg0, then a pair (low, high) of OPD_INT for each successor but the first
    OP_IGOTO,  // computed goto
    OP_RETURN, // arg0 or nothing
    OP_UNREACHABLE, // after a call that does not return
} InsnOp;

typedef enum {
    UN_NEG,
    UN_NOT,  // ~
    UN_LNOT, // !
    UN_CAST, // a conversion that may change the value: integer width, integer to pointer and back
} IrUnary;

typedef enum {
    BIN_EQ,
    BIN_NE,
    BIN_LT,
    BIN_LE,
    BIN_GT,
    BIN_GE,
    BIN_ADD, // also pointer + integer: then the result has the pointer's type
    BIN_SUB,
    BIN_MUL,
    BIN_DIV,
    BIN_REM,
    BIN_AND,
    BIN_OR,
    BIN_XOR,
    BIN_SHL,
    BIN_SHR,
    BIN_LAST = BIN_SHR,
} IrBinary;

typedef enum {
    CALL_DIRECT,   // callee OPD_FUNC
    CALL_INDIRECT, // callee OPD_PLACE; Insn.signature names the function type
    CALL_MACRO,    // callee OPD_STRING: one expansion of a modelled macro; an argument that is an
                   // lvalue is OPD_PLACE, so that the model may write to it; a field name or other
                   // text is OPD_STRING
} CallKind;

enum {
    INSN_IMPLICIT = 1,    // not written in the source: cleanup, conversion, default argument
    INSN_OBJECT_CALL = 2, // C++: arg1 is the object (`this`)
    INSN_VIRTUAL = 4,     // C++: dispatched by the object's type
    INSN_INIT = 8,        // ASSIGN: the initialiser of a declaration
};

typedef struct {
    uint8_t op;  // InsnOp
    uint8_t sub; // IrUnary, IrBinary or CallKind
    uint16_t flags;
    uint32_t nargs;
    uint32_t first_arg; // into IrFunc.operands
    PlaceId dst;        // 0: none
    Loc loc;            // where a reader finds it: in a macro, the outermost invocation
    Loc spelled;        // in a macro: where the text stands, in the macro's body; file 0 otherwise
    union {
        VarId var;       // SCOPE_END
        StrId reason;    // OPAQUE
        StrId signature; // CALL_INDIRECT: canonical function type
        BlockId unwind;  // CALL_DIRECT, C++: the exceptional edge; 0 none
    };
} Insn;

typedef struct {
    uint32_t first, count;           // instructions
    uint32_t first_succ, succ_count; // into IrFunc.succs
} IrBlock;

enum {
    FUNC_STATIC = 1,
    FUNC_INLINE = 2,   // defined in a header: one function, captured once
    FUNC_NORETURN = 4, // in any spelling
    FUNC_VARIADIC = 8,
    FUNC_CONSTRUCTOR = 16,    // runs before main
    FUNC_DESTRUCTOR = 32,     // runs at exit
    FUNC_UNRELIABLE = 64,     // contains a parse error: it gives no finding
    FUNC_ADDRESS_TAKEN = 128, // named other than as a callee, in some unit
    FUNC_GLOBAL_INIT = 256,   // not in the source: the initialisers of a unit's globals
    FUNC_AMBIGUOUS = 512,  // linked program: several different definitions, none is meant for sure
    FUNC_MALLOC = 1024,    // attribute malloc: the result is fresh
    FUNC_GENERATED = 2048, // its body is the text of a header's macro (KHASH_INIT)
};

typedef struct {
    StrId name;
    StrId usr;       // identity; statics distinct by file
    StrId signature; // canonical function type
    StrId unit;      // linked program: name of the unit whose body was kept; 0 none, or in a unit
    TypeId result;
    uint32_t flags;
    uint32_t nparams;
    Loc loc, end;    // of the definition when there is one
    IrVar *vars;     // [1 … nvars]; 0 unused
    uint32_t nvars;  // highest VarId
    IrBlock *blocks; // [1 … nblocks]; 0 unused; nblocks 0: only declared
    uint32_t nblocks;
    Insn *insns;
    uint32_t ninsns;
    Operand *operands;
    uint32_t noperands;
    BlockId *succs;
    uint32_t nsuccs;
    Place *places; // [1 … nplaces]; 0 unused
    uint32_t nplaces;
    uint32_t statements; // C statements and expressions lowered
    uint32_t opaque;     // of those, how many are OP_OPAQUE
} IrFunc;

typedef struct {
    StrId reason;
    uint32_t count;
} OpaqueCount;

typedef struct {
    Interner strings;
    Arena arena;       // holds what the functions point to
    StrId name;        // a unit's main source; "" for a linked program
    VEC(IrFile) files; // [0] unused in each
    VEC(IrType) types;
    VEC(IrField) fields;
    VEC(IrGlobal) globals;
    VEC(IrFunc) funcs;
    VEC(OpaqueCount) opaque; // by reason
    uint32_t parse_errors;   // of the unit
} IrModule;

void ir_module_init(IrModule *m);
void ir_module_fini(IrModule *m);

static inline const char *ir_str(const IrModule *m, StrId s) {
    return intern_text(&m->strings, s);
}
static inline const IrType *ir_type(const IrModule *m, TypeId t) {
    return &m->types.data[t.v];
}
static inline IrFunc *ir_func(const IrModule *m, FuncId f) {
    return &m->funcs.data[f.v];
}
static inline const Operand *ir_args(const IrFunc *f, const Insn *i) {
    return i->nargs ? &f->operands[i->first_arg] : NULL;
}
static inline bool ir_is_terminator(const Insn *i) {
    return i->op >= OP_GOTO;
}
static inline bool ir_is_defined(const IrFunc *f) {
    return f->nblocks > 0;
}
// Strips pointers, references and arrays.
TypeId ir_type_base(const IrModule *m, TypeId t);
bool ir_type_is_pointer(const IrModule *m, TypeId t);
// Pointers, references and arrays have one.
bool ir_type_has_target(const IrType *t);
// The type of what stands one step further than something of type t; 0 when t does not tell. An
// index into what is no array goes to a neighbour of the same type: `p[3]` is DEREF, INDEX 3.
TypeId ir_step_type(const IrModule *m, TypeId t, Step step);
// The type of a place's root.
TypeId ir_root_type(const IrModule *m, const IrFunc *f, const Place *p);

#endif
