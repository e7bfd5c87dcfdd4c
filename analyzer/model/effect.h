// SPDX-License-Identifier: Apache-2.0
//
// The words of an effect, as data: for each kind which roles it must and may have, and where each
// role is kept in Effect. Everything that reads or checks a model works from these tables, so a new
// role or kind is one line in effect.c.
#ifndef MODEL_EFFECT_H
#define MODEL_EFFECT_H

#include "model.h"

// Roles whose value is an argument reference.
typedef enum {
    ROLE_MAP,
    ROLE_KEY,
    ROLE_VALUE,
    ROLE_INTO,
    ROLE_INTO_KEY,
    ROLE_OLD,
    ROLE_SLOT,
    ROLE_ITER,
    ROLE_OBJECT,
    ROLE_FROM,
    ROLE_CALLBACK,
    ROLE_DATA,
    ROLE_SIZE,
    ROLE_KEY_FREE,
    ROLE_VALUE_FREE,
    ROLE_KEY_COPY,
    ROLE_VALUE_COPY,
    ROLE_TO,
    ROLE_REF_COUNT,
} RefRole;

// Roles whose value is a word of a fixed list.
typedef enum {
    WORD_KEY_MODE,
    WORD_VALUE_MODE,
    WORD_EXISTING,
    WORD_WHEN,
    WORD_MODE,
    WORD_IN_PLACE,
    WORD_BY_ADDRESS,
    WORD_CREATES,
    WORD_ENDS_EMPTY,
    WORD_RELEASES_REST,
    WORD_STEALS,
    WORD_INSIDE,
    WORD_NONNULL,
    WORD_ZEROED,
    WORD_IS,
    WORD_ROLE_COUNT,
} WordRole;

// A set of roles: RefRole in the low bits, WordRole above them, `family` on top.
typedef uint64_t RoleSet;

#define REF_BIT(role) (UINT64_C(1) << (role))
#define WORD_BIT(role) (UINT64_C(1) << ((int)ROLE_REF_COUNT + (int)(role)))
#define FAMILY_BIT (UINT64_C(1) << ((int)ROLE_REF_COUNT + (int)WORD_ROLE_COUNT))

typedef struct {
    const char *name;
    RoleSet needs;  // all of these
    RoleSet one_of; // at least one of these; 0: no such condition
    RoleSet may;    // and any of these
} EffectForm;

const EffectForm *effect_form(EffectKind kind);
// The YAML key of a role, given as a set of one bit.
const char *effect_role_name(RoleSet bit);
// Where an effect keeps a reference role.
ArgRef *effect_ref(Effect *e, RefRole role);
// Sets a word role; `value` counts from 0 in the order of the enumeration, booleans are 0 and 1.
void effect_set_word(Effect *e, WordRole role, int value);

#endif
