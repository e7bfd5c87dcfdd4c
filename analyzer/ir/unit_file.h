// SPDX-License-Identifier: Apache-2.0
//
// A module on disk: header (magic, format version, producer, length, checksum), strings, tables.
// Little-endian, no pointers, position-independent. A file of another version or producer, a
// truncated or altered one is refused with STATUS_DAMAGED; what is read is verified (ir/verify.h).
#ifndef IR_UNIT_FILE_H
#define IR_UNIT_FILE_H

#include "base/status.h"
#include "base/strbuf.h"
#include "ir/ir.h"

// `producer` names who made the module (mapleak's version and libclang's); reading asks for the
// same.
void unit_file_encode(StrBuf *out, const IrModule *m, const char *producer);
// `name` is for messages. *m is empty before; on error it is empty again.
Status unit_file_decode(IrModule *m, const char *name, const void *data, size_t n,
                        const char *producer, Error *err);
// To a file, atomically (a temporary beside it, then rename).
Status unit_file_write(const IrModule *m, const char *path, const char *producer, Error *err);
Status unit_file_read(IrModule *m, const char *path, const char *producer, Error *err);

#endif
