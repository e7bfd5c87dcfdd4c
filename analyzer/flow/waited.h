// SPDX-License-Identifier: Apache-2.0
//
// A function that is called through a pointer is known only by its value. Its summary may be used
// where the caller waited for it: where it, or somebody that it calls, names that function. What
// else has been analysed by now differs from run to run.
#ifndef FLOW_WAITED_H
#define FLOW_WAITED_H

#include "exec.h"

// Whether f has been analysed before x->id for sure. Of a very large program it may not be known.
bool waited_for(Exec *x, FuncId f);

#endif
