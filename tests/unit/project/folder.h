// SPDX-License-Identifier: Apache-2.0
//
// A temporary folder that a test works in: it is the current directory between the two calls.
#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include "base/base.h"

// cmocka's set-up and tear-down. *state is the folder's absolute path.
int folder_enter(void **state);
int folder_leave(void **state);

// Writes a file; folders in the name are made.
void folder_write(const char *name, const char *text);
void folder_write_bytes(const char *name, const char *bytes, size_t n);
void folder_make(const char *name);

#endif
