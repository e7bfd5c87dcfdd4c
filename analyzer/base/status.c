// SPDX-License-Identifier: Apache-2.0
#include "status.h"

Status error_set(Error *err, Status status, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    err->status = status;
    return status;
}
