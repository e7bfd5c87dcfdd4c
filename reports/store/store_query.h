// SPDX-License-Identifier: Apache-2.0
//
// The fence around statements of the user's own. For this folder only.
#ifndef STORE_STORE_QUERY_H
#define STORE_STORE_QUERY_H

#include "sql.h"

// From now on the connection runs nothing but SELECT, within limits of time and size.
void query_restrict(Store *s);

#endif
