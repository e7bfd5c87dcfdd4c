// SPDX-License-Identifier: Apache-2.0
//
// The maps and thread roots of a run, into the database. For this folder only.
#ifndef STORE_INVENTORY_H
#define STORE_INVENTORY_H

#include "record.h"

// Replaces what earlier runs knew of the maps and roots that this run could see.
void inventory_write(Record *rec);

#endif
