// SPDX-License-Identifier: Apache-2.0
//
// Brings a database to the schema of this program. For this folder only.
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store.h"

// Makes the tables of an empty database or updates those of an older version, in one transaction.
// A newer version, or tables that mapleak did not make, are refused unchanged.
Status migrate_up(Store *s, Error *err);
// Refuses every version but this program's.
Status migrate_check(Store *s, Error *err);

#endif
