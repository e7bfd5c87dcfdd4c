// SPDX-License-Identifier: Apache-2.0
//
// How the text form names entities: by their own name, with `#k` behind it when several bear one
// name (the k-th of them in the order of ids) or when there is no name at all.
#ifndef IR_NAMES_H
#define IR_NAMES_H

#include "base/strbuf.h"
#include "ir.h"

// The k of `#k` by id, 0: the name alone says which. Functions and globals share their names, and
// so do records and enums.
typedef struct {
    const IrModule *m;
    uint32_t *files, *types, *fields, *globals, *funcs;
    uint32_t *vars;         // of the function given last
    uint32_t vars_cap;      // allocated
    uint32_t *first_member; // by TypeId, [types.len + 1]: into members
    uint32_t *members;      // FieldIds by record, in the order of ids
    uint32_t *seen, *next;  // by StrId, zero between uses
    Interner basenames;
    StrId *basename; // by FileId
} Names;

void names_init(Names *n, const IrModule *m);
void names_fini(Names *n);
void names_of_vars(Names *n, const IrFunc *f);

// What a type is called: its tag, or the typedef's name when it has no tag.
StrId names_type(const IrType *t);
// Whether `s` can stand without quotes: an identifier of C.
bool names_is_plain(const char *s, size_t n);
// A name with its ordinal, quoted when it has to be.
void names_print(StrBuf *out, const char *s, size_t n, uint32_t ordinal);
// A string in quotes, with escapes.
void names_print_quoted(StrBuf *out, const char *s, size_t n);
// The last component of a path; what may stand in a position without quotes, "" otherwise.
const char *names_basename(const char *path);
bool names_is_plain_file(const char *base);

// The USR that an entity has when its declaration names none.
void names_default_type_usr(StrBuf *out, const IrModule *m, const IrType *t);
void names_default_field_usr(StrBuf *out, const IrModule *m, const IrField *f);
void names_default_usr(StrBuf *out, const IrModule *m, StrId name, bool is_func, bool is_static);

#endif
