// SPDX-License-Identifier: Apache-2.0
//
// What printing and parsing must agree on: the words of the text form and the types that it leaves
// out.
#ifndef IR_TEXT_INTERNAL_H
#define IR_TEXT_INTERNAL_H

#include "names.h"
#include "text.h"

// By IrUnary, IrBinary.
extern const char *const text_unary[UN_CAST + 1];
extern const char *const text_binary[BIN_LAST + 1];

typedef struct {
    unsigned bit;
    const char *word;
} TextFlag;

extern const TextFlag text_func_flags[];
extern const TextFlag text_insn_flags[];
enum { TEXT_FUNC_FLAGS = 12, TEXT_INSN_FLAGS = 4 };

// The type that an operand has when the text names none.
typedef struct {
    enum {
        GUESS_ID,         // `id`
        GUESS_INT,        // i32
        GUESS_DOUBLE,     // f64
        GUESS_POINTER_TO, // ptr(id)
        GUESS_VOID_PTR,   // ptr(void)
        GUESS_CHAR_PTR,   // ptr(i8)
        GUESS_FUNC_PTR,   // ptr(fn "signature")
    } kind;
    TypeId id;
    StrId signature;
} TypeGuess;

// `context` is the type that the place of the operand suggests: of the destination of an assign, of
// the other side of a comparison; 0 when nothing does. `place_type` is used for the kinds that name
// a place.
TypeGuess text_guess(const IrModule *m, const Operand *o, TypeId context, TypeId place_type);
bool text_guess_is(const IrModule *m, const TypeGuess *g, TypeId t);
// Bytes of a pointer, reference, array or scalar when the text names no size.
uint64_t text_default_size(const IrModule *m, const IrType *t);

// One printing: where to, of what, with what names.
typedef struct {
    StrBuf *out;
    const IrModule *m;
    const IrFunc *f;    // NULL outside of functions
    const Names *names; // NULL: nothing is disambiguated but variables
} Printer;

void print_type(const Printer *p, TypeId t);
void print_symbol(const Printer *p, StrId name, const uint32_t *ordinals, uint32_t id);
void print_var(const Printer *p, VarId v);
void print_loc(const Printer *p, Loc loc);
void print_str(const Printer *p, StrId s);
void print_flags(const Printer *p, const TextFlag *flags, size_t n, unsigned bits, const char *gap);
void print_insn(const Printer *p, uint32_t block, const Insn *i);
void print_place(const Printer *p, PlaceId place);
void print_operand(const Printer *p, const Operand *o, TypeId context);

#endif
