// SPDX-License-Identifier: Apache-2.0

// A function whose object file has no debug information.
#ifndef MAPLEAK_TESTS_SYMBOL_PLAIN_H
#define MAPLEAK_TESTS_SYMBOL_PLAIN_H

// The start of a static function.
const char *symbol_plain_hidden(void);

#endif
