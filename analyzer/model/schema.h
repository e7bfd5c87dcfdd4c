// SPDX-License-Identifier: Apache-2.0
//
// The form of a model file for libcyaml, and what a file looks like once libcyaml has read it:
// texts and words, nothing checked beyond the form.
#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include "effect.h"

#include <cyaml/cyaml.h>

typedef struct {
    int kind;                   // EffectKind
    char *refs[ROLE_REF_COUNT]; // NULL: not given
    int words[WORD_ROLE_COUNT]; // 1 + the enumeration's value; 0: not given
    char *family;
} RawEffect;

typedef struct {
    char *name;   // one of name and names is given
    char **names; // several with the same effects
    unsigned names_count;
    int loop; // as a boolean word; macros only
    RawEffect *effects;
    unsigned effects_count;
} RawCall;

typedef struct {
    char *type;
    int intrusive, stable_slots, error; // as boolean words
} RawHandle;

typedef struct {
    char *library;
    RawHandle *handles;
    unsigned handles_count;
    RawCall *functions;
    unsigned functions_count;
    RawCall *macros;
    unsigned macros_count;
} RawFile;

// A boolean word: 1 + the value, 0 when it is not given.
static inline bool schema_is_true(int word) {
    return word == 2;
}

// Of the whole document: a pointer to a RawFile.
extern const cyaml_schema_value_t schema_file;

// The words that may stand where `v` describes the value (the keys of a mapping, the words of an
// enumeration); the i-th, or NULL at the end.
const char *schema_word(const cyaml_schema_value_t *v, uint32_t i);
// The value under `key` in a mapping, the entry of a sequence for any key; NULL when there is none.
const cyaml_schema_value_t *schema_child(const cyaml_schema_value_t *v, const char *key);

#endif
