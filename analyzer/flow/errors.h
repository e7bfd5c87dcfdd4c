// SPDX-License-Identifier: Apache-2.0
//
// Error out-parameters (`GError **error`): by the convention of the library that has such a type,
// the error is set exactly when the function returns null or false. A call that is not analysed
// itself (a model, or nothing, stands for it) is split by its result accordingly.
#ifndef FLOW_ERRORS_H
#define FLOW_ERRORS_H

#include "exec.h"

typedef struct {
    ValueId address; // where the error would be put; VALUE_NONE: the call has no such argument
    ValueId before;  // what was written there; VALUE_NONE: nothing since entry
} ErrorArgument;

// Before the call: args are the values of its arguments.
ErrorArgument errors_find(Exec *x, Case *c, const Insn *call, const ValueId *args);
// After it: splits the cases of *out from index `first` on.
void errors_split(Exec *x, const ErrorArgument *e, const Insn *call, CaseList *out, uint32_t first);

#endif
