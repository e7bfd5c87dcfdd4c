// SPDX-License-Identifier: Apache-2.0
//
// The map of the front end. One Lower is one unit being lowered; a Fn inside it is the function at
// work. What each file decides:
//
//   frontend.c     parse the unit, walk its top level, drive the worklist
//   flags.c        which compiler flags reach libclang
//   diagnostics.c  parse errors: counted, and laid onto functions
//   source.c       places in files: libclang locations to Loc, file texts
//   cursor.c       children, peeling, what an unnamed ("unexposed") expression is
//   types.c        CXType to TypeId; records and their fields
//   decls.c        referenced declarations to functions, globals, variables
//   attrs.c        what only the attributes of a declaration tell
//   function.c     a function's body, and the initialisers of the globals
//   scope.c        which locals are alive, what a jump ends; labels and goto
//   stmt.c loops.c switch.c   statements
//   expr.c         values; place.c lvalues; cond.c truth values; ops.c operators
//   literal.c      constants; cast.c conversions
//   call.c atomic.c           calls, builtins, atomic accesses
//   init.c         initialisers
//   macros.c       calls of modelled macros: matched in the tree
//   macrouse.c macrotext.c lex.c   the same in the text: invocations, definitions, tokens
//
// Values. An expression is lowered to an Operand. An lvalue that is read stays OPD_PLACE: nothing
// is emitted for a read. An array that decays is OPD_ADDR of the array's own place, with the type
// of a pointer to its element; so `p[i]` after `p = a` is a, DEREF of its address, INDEX i.
// Members of anonymous structs and unions are members of the record around them: no step is made
// for the anonymous member itself.
//
// Initialisers. An aggregate initialised by a list first gets `OPD_INT 0`, "every byte zero", then
// one assign for each member that is given something else; all with INSN_INIT.
//
// Invariants:
//  1. A cursor is evaluated at most once, and never when C does not evaluate it.
//  2. Whatever libclang left out (errors, unknown kinds), lowering goes on: a missing part is
//     OPD_UNKNOWN, an unknown one is OP_OPAQUE with a reason.
//  3. Recursion follows the nesting of the source, which the parser bounds, except along chains
//     (a+b+…, else if …, case 1: case 2: …), which are loops.
#ifndef FRONTEND_LOWER_H
#define FRONTEND_LOWER_H

#include "base/strbuf.h"
#include "frontend.h"
#include "ir/builder.h"
#include "runtime/gomap.h"

#include <clang-c/Index.h>

// ---- Flags: flags.c ----

typedef struct {
    StrBuf directory;       // the flag that names it
    VEC(const char *) args; // from argv[0] on; the strings are the command's or static
} Flags;

// plain: only what the tree depends on.
void flags_make(Flags *f, const FrontendCommand *cmd, bool plain);
void flags_fini(Flags *f);

// ---- Source ----

typedef struct MacroDefs MacroDefs;

// A file that libclang opened.
typedef struct {
    CXFile handle;
    FileId id;
    bool is_main;     // the unit's own source
    bool text_loaded; // text and size are set (text may be NULL: none)
    const char *text;
    size_t size;
    VEC(uint32_t) lines; // where each starts; empty until one is asked for
    uint32_t last_line;  // index of the line found last
    uint64_t path_hash;  // of the normalised path
    MacroDefs *defs;     // macrotext.c: its #define lines, NULL not looked for
} SourceFile;

typedef struct {
    SourceFile *file; // NULL: nowhere
    uint32_t offset;
} Spot;

// Where an instruction is, for builder_at.
typedef struct {
    Loc loc, spelled;
} Here;

VEC_TYPEDEF(Cursors, CXCursor);

typedef struct {
    const void *node; // of an expression or statement
    CXSourceRange range;
} Extent;

// Children of a cursor, on the stack Lower.kids.
typedef struct {
    uint32_t base, n;
} Kids;

// ---- Declarations ----

typedef enum {
    DECL_UNSEEN,
    DECL_VAR,    // id: VarId
    DECL_GLOBAL, // id: GlobalId
    DECL_FUNC,   // id: FuncId
    DECL_CONST,  // value: an enumerator
    DECL_OTHER,  // not lowered
} DeclKind;

typedef enum {
    BUILTIN_NONE,
    BUILTIN_FIRST_ARG,   // __builtin_expect and the like: the value of the first argument
    BUILTIN_ZERO,        // __builtin_constant_p: 0, arguments not evaluated
    BUILTIN_UNKNOWN,     // __builtin_object_size: unknown, arguments not evaluated
    BUILTIN_NOTHING,     // __builtin_assume: no effect
    BUILTIN_UNREACHABLE, // __builtin_unreachable, __builtin_trap
    BUILTIN_ATOMIC,      // __sync_*
} Builtin;

typedef struct {
    uint8_t kind;     // DeclKind
    uint8_t builtin;  // Builtin
    bool is_noreturn; // FUNC
    uint32_t id;
    int64_t value;
} Decl;

// A member of a record. Anonymous members have no FieldId.
typedef struct {
    FieldId id;
    TypeId type;
    CXCursor cursor;
    bool is_anonymous;
} Member;

typedef struct {
    uint32_t first, count; // into Lower.members
} Members;

// ---- Scopes ----

// The locals alive at a point: a list that shares its tails, so that a jump can compare two points.
typedef struct Live {
    struct Live *outer; // declared before this one
    VarId var;
    uint32_t depth; // items from here to the end
} Live;

typedef struct {
    StrId name;
    BlockId block;
    const Live *live; // where the label stands
    bool is_defined;
} Label;

// A goto to a label that had not been met.
typedef struct {
    uint32_t label;
    BlockId edge;
    const Live *live;
    Loc loc;
} PendingGoto;

// Where break and continue lead.
typedef struct {
    BlockId to; // 0: not possible here
    const Live *live;
} Target;

typedef struct {
    int64_t low, high;
    BlockId block;
} Case;

// The switch at work; its cases are the last ones of Fn.cases.
typedef struct {
    BlockId otherwise; // 0: no default yet
    bool active;
} Switch;

// ---- The function and the unit ----

typedef struct {
    FuncId id;
    TypeId result;
    StrId usr;
    Arena arena; // Live items
    const Live *live;
    Target on_break, on_continue;
    Switch sw;
    VEC(Case) cases;
    VEC(Label) labels;
    VEC(PendingGoto) gotos;
    Gomap *label_ids; // StrId to index
    BlockId dispatch; // computed goto: 0 none
    VarId dispatch_to;
    uint32_t statements;
    bool is_global_init; // lowers the initialisers of globals
    bool in_table;       // inside a list of an initialiser of a global
    uint32_t literals;   // compound literals of the global at work
    GlobalId global;     // the global at work
} Fn;

// An initialiser to be lowered into the unit's FUNC_GLOBAL_INIT.
typedef struct {
    GlobalId global;
    CXCursor init;
} GlobalInit;

// ---- Macros ----

typedef struct {
    SourceFile *file;
    unsigned offset;
} TextPos;

// An argument of a modelled macro: from its first character to one past its last.
typedef struct {
    TextPos from, to;
    StrId text;
    CXCursor cursor; // set by macro_find_args, when found
    bool found;
    bool is_loose; // the cursor's end is not known
} MacroArg;

struct MacroUse;

// A call of a modelled macro that an invocation leads to.
typedef struct ModelCall {
    struct ModelCall *next;
    struct MacroUse *use;
    StrId name;
    unsigned start, end; // written in the invocation: offsets
    MacroArg *args;
    uint32_t nargs;
    bool is_wrapped; // written in the body of a macro
    bool is_open;    // its arguments or body are at work
    bool is_done;    // was lowered
    bool is_searched;
    CXCursor searched; // where the arguments' cursors were looked for last
} ModelCall;

// The body of a macro that was unwrapped.
typedef struct MacroBody {
    SourceFile *file;
    unsigned from, to;
    struct MacroBody *next;
} MacroBody;

// An invocation in a source file, outermost.
typedef struct MacroUse {
    SourceFile *file;
    unsigned start, name_end, end;
    ModelCall *calls; // in the order of the text
    MacroBody *bodies;
    uint32_t nwrapped;
    bool is_unwrapped; // the calls in the bodies were looked for
} MacroUse;

typedef TextPos ParseError;

typedef struct Lower {
    IrModule *m;
    IrBuilder *b;
    const FrontendOptions *options;
    const FrontendCommand *command;
    CXTranslationUnit tu;
    CXPrintingPolicy policy; // NULL until attrs.c needs it
    bool is_cxx;

    Arena arena; // the unit's
    Cursors kids;
    Extent extents[256]; // the last ones, by address
    Cursors spine;       // operands of the chains at work
    VEC(Operand) args;   // of the calls at work
    Here here;           // where the next instructions are
    VEC(SourceFile *) files;
    Gomap *file_ids; // CXFile to SourceFile *
    SourceFile *last_file;
    VEC(ParseError) errors;

    Gomap *types;   // CXType.data[0] to TypeId
    Gomap *records; // TypeId to Members
    VEC(Member) members;
    Cursors record_defs; // of the records whose members were not asked for
    Gomap *fields;       // declaration to index in members
    Gomap *decls;        // declaration to Decl
    Gomap *names; // StrId of a function's name to its declaration; NULL until attrs.c needs it
    VEC(CXCursor) by_name;

    Cursors work; // definitions in headers to be lowered
    VEC(GlobalInit) inits;

    Gomap *macro_uses;          // (file, offset) to MacroUse *
    const ModelCall *last_call; // that the statement before this one became
    bool has_inclusions;        // files holds every file of the unit

    TypeId t_void, t_bool, t_int, t_long, t_size, t_ptr; // t_ptr: void *
    Fn fn;
} Lower;

// ---- source.c ----

void source_init(Lower *l);
SourceFile *source_file(Lower *l, CXFile handle); // NULL for NULL
// The file's text; false when there is none.
bool source_text(Lower *l, SourceFile *f);
// A location inside a macro expansion, told without asking where.
static inline bool loc_in_macro(CXSourceLocation loc) {
    return loc.int_data >> 31;
}
static inline CXSourceLocation range_start(CXSourceRange r) {
    return (CXSourceLocation){{r.ptr_data[0], r.ptr_data[1]}, r.begin_int_data};
}
static inline CXSourceLocation range_end(CXSourceRange r) {
    return (CXSourceLocation){{r.ptr_data[0], r.ptr_data[1]}, r.end_int_data};
}
Spot spot_file(Lower *l, CXSourceLocation loc);      // argument: its own place; body: invocation
Spot spot_expansion(Lower *l, CXSourceLocation loc); // outermost invocation
Spot spot_spelling(Lower *l, CXSourceLocation loc);  // where the characters stand
Loc spot_loc(Lower *l, Spot s);
Loc loc_of(Lower *l, CXCursor c);
Loc loc_of_end(Lower *l, CXCursor c); // its last character
// The next instructions belong to the start of c, its name, its end, or to h.
void at(Lower *l, CXCursor c);
void at_name(Lower *l, CXCursor c);
void at_end(Lower *l, CXCursor c);
void at_here(Lower *l, Here h);

// ---- cursor.c ----

Kids kids_of(Lower *l, CXCursor c);
void kids_drop(Lower *l, Kids k);
static inline CXCursor kid(const Lower *l, Kids k, uint32_t i) {
    return l->kids.data[k.base + i];
}
CXCursor only_kid(Lower *l, CXCursor c); // a null cursor unless there is exactly one child
CXCursor last_kid(Lower *l, CXCursor c);
bool is_null(CXCursor c);
bool is_expr(CXCursor c);
bool is_stmt(CXCursor c); // a statement or an expression used as one
CXSourceRange extent_of(Lower *l, CXCursor c);
bool same_extent(Lower *l, CXCursor a, CXCursor b);
// c without parentheses.
CXCursor peel_parens(Lower *l, CXCursor c);
// c without parentheses and implicit conversions.
CXCursor peel(Lower *l, CXCursor c);
const void *decl_key(CXCursor c);
StrId intern_cx(Lower *l, CXString s); // disposes of s
Gomap *pointer_map(size_t value_size);
void map_put(Gomap *m, uint64_t key, const void *value);
static inline void *map_find(const Gomap *m, uint64_t key) {
    return gomap_find(m, &key);
}
static inline uint64_t key_of(const void *p) {
    return (uint64_t)(uintptr_t)p;
}

typedef enum {
    UNNAMED_CAST,     // implicit conversion: kid 0
    UNNAMED_ELVIS,    // a ?: b: kids 0 and the last
    UNNAMED_ATOMIC,   // __atomic_*
    UNNAMED_VALIST,   // va_arg
    UNNAMED_CHOOSE,   // __builtin_choose_expr: condition, two expressions
    UNNAMED_CONSTANT, // offsetof, __builtin_types_compatible_p: ask libclang for the value
    UNNAMED_NAME,     // __func__
    UNNAMED_OTHER,
} UnnamedKind;
UnnamedKind unnamed_kind(Lower *l, CXCursor c, Kids k);

// ---- types.c ----

void types_init(Lower *l);
TypeId type_of(Lower *l, CXType t);
TypeId type_of_cursor(Lower *l, CXCursor c);
TypeId pointer_type(Lower *l, TypeId target);
TypeId value_type(Lower *l, TypeId t); // arrays and functions as the pointers they decay to
static inline TypeKind type_kind(const Lower *l, TypeId t) {
    return ir_type(l->m, t)->kind;
}
static inline TypeId type_target(const Lower *l, TypeId t) {
    return ir_type(l->m, t)->target;
}
StrId signature_of(Lower *l, CXType function);
// The members of a record type in order; none when it is incomplete.
Members members_of(Lower *l, TypeId record);
// The member that a FieldDecl declares; NULL when its record is not known.
const Member *member_of(Lower *l, CXCursor field);
StrId unit_usr(Lower *l, StrId usr, CXCursor decl); // made distinct by the file of decl

// ---- decls.c ----

Decl decl_of(Lower *l, CXCursor decl);
FuncId func_named(Lower *l, const char *name, TypeId result); // declares what no cursor names
FuncId func_of(Lower *l, CXCursor decl);
void declare_var(Lower *l, CXCursor decl, VarId v);
Builtin builtin_of(const char *name);

// ---- attrs.c ----

unsigned func_attrs(Lower *l, CXCursor decl); // FUNC_NORETURN, FUNC_CONSTRUCTOR, …
FuncId var_cleanup(Lower *l, CXCursor decl);

// ---- function.c ----

void lower_function(Lower *l, CXCursor def);
// Its initialiser, if any, is lowered when all bodies are done; what it names is reached now.
void globals_later(Lower *l, CXCursor decl);
void lower_globals(Lower *l);

// ---- scope.c ----

void scope_add(Lower *l, VarId v);
// Emits what ends on the way from here to `to`, the youngest local first.
void scope_unwind(Lower *l, const Live *to);
// As unwind, and the locals are gone for what follows.
void scope_leave(Lower *l, const Live *to);
void jump(Lower *l, Target t, CXCursor c);
void stmt_goto(Lower *l, CXCursor c);
void stmt_igoto(Lower *l, CXCursor c);
void label_here(Lower *l, StrId name);
void gotos_finish(Lower *l);

// ---- statements ----

void stmt(Lower *l, CXCursor c);
void stmt_compound(Lower *l, CXCursor c, PlaceId value); // value: of a statement expression, or 0
void stmt_decl(Lower *l, CXCursor c);
void local_var(Lower *l, CXCursor decl);
void body_scope(Lower *l, CXCursor c); // a statement with a scope of its own
void opaque(Lower *l, CXCursor c, PlaceId dst, const char *reason);

void stmt_while(Lower *l, CXCursor c);
void stmt_do(Lower *l, CXCursor c);
void stmt_for(Lower *l, CXCursor c);

void stmt_switch(Lower *l, CXCursor c);
CXCursor stmt_label(Lower *l, CXCursor c); // case, default, label: the statement behind them all

// ---- expressions ----

// The operands of the call at work, which were pushed since Lower.args had the length `base`.
static inline const Operand *args_from(const Lower *l, uint32_t base) {
    return base < l->args.len ? &l->args.data[base] : NULL;
}

Operand expr(Lower *l, CXCursor c);
Operand expr_core(Lower *l, CXCursor c); // as expr; c is known to be no macro call
void expr_to(Lower *l, CXCursor c, PlaceId dst, unsigned flags);
void effect(Lower *l, CXCursor c);       // the value is not used
Operand read_place(Lower *l, PlaceId p); // the place's value; arrays decay
PlaceId temp_place(Lower *l, TypeId t);
PlaceId unnamed_local(Lower *l, TypeId t); // of the scope at work
Operand to_temp(Lower *l, Operand v);      // a copy that later stores cannot change
Operand unknown(TypeId t);

bool is_lvalue(Lower *l, CXCursor c); // peeled
PlaceId place(Lower *l, CXCursor c);
PlaceId place_deref(Lower *l, Operand pointer, TypeId target);
PlaceId place_field(Lower *l, PlaceId p, CXCursor field);
PlaceId place_index(Lower *l, PlaceId p, Operand index, TypeId element);
PlaceId place_of_literal(Lower *l, CXCursor c); // a compound literal
Operand address_of(Lower *l, PlaceId p, TypeId pointer);

void cond(Lower *l, CXCursor c, BlockId yes, BlockId no);
void expr_logical(Lower *l, CXCursor c, PlaceId dst, unsigned flags);
void expr_ternary(Lower *l, CXCursor c, PlaceId dst, unsigned flags);
void expr_elvis(Lower *l, CXCursor c, Kids k, PlaceId dst, unsigned flags);

// Operators. dst 0: the value comes back as an operand; otherwise it is stored there, too.
Operand expr_binary(Lower *l, CXCursor c, PlaceId dst, bool used);
Operand expr_compound_assign(Lower *l, CXCursor c, bool used);
Operand expr_unary(Lower *l, CXCursor c, PlaceId dst, bool used);
Operand arith(Lower *l, IrBinary op, Operand x, Operand y, TypeId type, PlaceId dst);
bool fold(IrBinary op, int64_t x, int64_t y, bool is_signed, int64_t *result);

Operand literal(Lower *l, CXCursor c);
Operand string_literal(Lower *l, CXCursor c);
bool evaluate(Lower *l, CXCursor c, int64_t *value); // by libclang
Operand convert(Lower *l, Operand v, TypeId to);
bool converts(const Lower *l, TypeId from, TypeId to); // the value may change
int64_t truncate_to(const IrType *t, int64_t v);

Operand expr_call(Lower *l, CXCursor c, PlaceId dst, unsigned flags, bool used);
CXCursor generic_choice(Lower *l, CXCursor c); // the selected branch; null when it is not clear
Operand expr_atomic(Lower *l, CXCursor c, Kids k, TypeId type);
Operand sync_builtin(Lower *l, const char *name, const Operand *args, uint32_t nargs, TypeId type);

// dst gets the value of the initialiser c (a list or an expression).
void init_place(Lower *l, PlaceId dst, CXCursor c);

// ---- lex.c ----

enum { TOKEN_NAME = 'a', TOKEN_NUMBER = '0', TOKEN_QUOTED = '"' }; // others: the character

typedef struct {
    size_t start, end;
    char kind;
} Token;

typedef struct {
    size_t from, to;
} TextRange;

// `name(arg, arg)`. Without parentheses: end is name_end.
typedef struct {
    size_t start, name_end, end;
    VEC(TextRange) args; // without blanks around them
} TextCall;

// The token at or behind *at, and *at behind it; false at the end of the text.
bool lex_next(const char *t, size_t n, size_t *at, Token *tok);
// False when no whole call stands at `at`. The caller calls fini in any case.
bool lex_call(const char *t, size_t n, size_t at, TextCall *call);
void lex_call_fini(TextCall *call);

// ---- macrotext.c, macrouse.c ----

typedef struct {
    SourceFile *file;
    size_t name, name_end, body, body_end;
    bool is_function;
    TextRange *params;
    uint32_t nparams;
} MacroDef;

bool macro_is_modelled(Lower *l, const char *name, size_t n);
bool macro_file_has_modelled(Lower *l, SourceFile *f); // defines one
const MacroDef *macro_def(Lower *l, const char *name, size_t n);
// The definitions of like's name in its file, one after another; NULL behind the last.
const MacroDef *macro_def_next(Lower *l, const MacroDef *like, const MacroDef *last);
const MacroDef *macro_def_at(Lower *l, Spot s); // whose body holds s; NULL: none
void macro_defs_fini(Lower *l);
MacroUse *macro_use_at(Lower *l, Spot s);
void macro_unwrap(Lower *l, MacroUse *use); // finds the calls in the bodies

// ---- macros.c ----

// If c is, or begins, a call of a modelled macro, lowers all of it.
bool macro_expr(Lower *l, CXCursor c, PlaceId dst, bool used, Operand *value);
bool macro_stmt(Lower *l, CXCursor c);
// The call that c is, marked open: the caller lowers its inside and closes it. NULL: none.
ModelCall *macro_open(Lower *l, CXCursor c);
// Sets cursor and found of the arguments: those that have an expression in the tree of c.
void macro_find_args(Lower *l, ModelCall *m, CXCursor c);

// ---- diagnostics.c ----

void diagnostics_read(Lower *l, FrontendReport *report);
bool diagnostics_has_error(CXTranslationUnit tu); // in the source
// Sets report->fatal when there is such an error in a unit that was parsed without KeepGoing.
void diagnostics_fatal(CXTranslationUnit tu, FrontendReport *report);
bool diagnostics_touch(Lower *l, CXCursor function);

#endif
