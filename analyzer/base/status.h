// SPDX-License-Identifier: Apache-2.0
//
// Trouble that is not mapleak's fault, returned with a message that names file and place.
//
//     if (project_open(&p, dir, err) != OK) return ERROR...;   err->text says why
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "base.h"

typedef enum {
    STATUS_OK = 0,
    STATUS_USAGE,       // wrong arguments, a bad configuration, model or compile database: exit 2
    STATUS_ENVIRONMENT, // a file, directory or database that cannot be used: exit 2
    STATUS_DAMAGED,     // a unit file or database of another version, or with a wrong checksum
    STATUS_FAILED,      // a unit could not be analysed: exit 3
} Status;

enum { ERROR_TEXT_BYTES = 1024 };

typedef struct {
    Status status;
    char text[ERROR_TEXT_BYTES]; // one line, no newline; cut when longer
} Error;

// Fills *err and returns `status`, so that a function can `return error_set(err, …)`.
Status error_set(Error *err, Status status, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
