// SPDX-License-Identifier: Apache-2.0
//
// The rows of a statement as text. For this folder only.
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include "sql.h"

enum { TABLE_BYTES_MAX = 256 << 20 };

// Steps the statement to its end and appends its rows. Returns SQLite's result code; SQLITE_TOOBIG
// when the text would get larger than TABLE_BYTES_MAX.
int table_print(sqlite3_stmt *stmt, TableFormat format, uint32_t width, StrBuf *out);

#endif
