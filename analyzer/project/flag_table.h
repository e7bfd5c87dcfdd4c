// SPDX-License-Identifier: Apache-2.0
//
// The allow-list itself, as data.
#ifndef PROJECT_FLAG_TABLE_H
#define PROJECT_FLAG_TABLE_H

#include "base/base.h"

typedef enum {
    FLAG_ALONE = 1,    // -ansi
    FLAG_JOINED = 2,   // -DX, -std=c11
    FLAG_SEPARATE = 4, // -D X
} FlagShape;

typedef enum {
    FATE_PASS,
    FATE_DROP,  // shown to the user
    FATE_QUIET, // dropped, and not worth a word: -c, -o, -W, -g
} FlagFate;

typedef enum {
    VALUE_NONE,
    VALUE_TEXT,     // anything but nothing
    VALUE_PATH,     // the same, but no leading dash: "-include" + "-pch" is another flag
    VALUE_WORD,     // letters, digits and ._+:=,- up to 64, no leading dash
    VALUE_NUMBER,   // one to four digits
    VALUE_LEVEL,    // of -O
    VALUE_LANGUAGE, // of -x
} FlagValue;

typedef struct {
    const char *name;
    unsigned shape; // FlagShape bits
    FlagFate fate;
    FlagValue value;
    const char *as; // spelling that is passed, NULL: the name. One that ends in = gets the value
                    // joined
} FlagRow;

// The row that `arg` is an instance of, NULL when there is none; *value is what is joined to the
// name, NULL when the value is the next argument or there is none. An exact name wins over a
// prefix, a longer prefix over a shorter one.
const FlagRow *flag_table_find(const char *arg, const char **value);

#endif
