// SPDX-License-Identifier: Apache-2.0
//
// Checks the invariants of ir.h on a module from any source: the front end, a text, a damaged file.
#ifndef IR_VERIFY_H
#define IR_VERIFY_H

#include "base/status.h"
#include "ir/ir.h"

// STATUS_OK, or STATUS_DAMAGED with the first invariant that does not hold and where.
Status ir_verify(const IrModule *m, Error *err);

#endif
