// SPDX-License-Identifier: Apache-2.0
//
// Variables that only ever hold values of a small type, whatever their own type is:
//
//     gpointer key = GINT_TO_POINTER(kind);        an enumerator behind two casts
//     $1 = cast %n   (to u8)   $2 = cast $1        a temporary that is a byte
#ifndef FLOW_SMALL_H
#define FLOW_SMALL_H

#include "ir/ir.h"

// By VarId; the caller frees.
bool *small_find(const IrModule *m, const IrFunc *f);
// Whether o is a constant, or of a small type before a conversion.
bool small_operand(const IrModule *m, const IrFunc *f, const bool *small, const Operand *o);
// bool, an enumeration, 8 bits.
bool small_type(const IrModule *m, TypeId type);

#endif
