// SPDX-License-Identifier: Apache-2.0
#include "effect.h"

#define R(role) REF_BIT(ROLE_##role)
#define W(role) WORD_BIT(WORD_##role)
#define CALLS (R(DATA) | R(KEY) | R(VALUE))

static const EffectForm forms[EFF_COUNT] = {
    [EFF_CREATE] = {"create", R(MAP), 0,
                    R(KEY_FREE) | R(VALUE_FREE) | R(KEY_COPY) | R(VALUE_COPY) | R(FROM) |
                        W(IN_PLACE) | W(BY_ADDRESS) | W(NONNULL) | W(WHEN)},
    [EFF_DESTROY] = {"destroy", R(MAP), 0, R(KEY_FREE) | R(VALUE_FREE) | W(IN_PLACE) | W(WHEN)},
    [EFF_PUT] = {"put", 0, R(MAP) | R(ITER),
                 R(KEY) | R(VALUE) | R(OLD) | R(SLOT) | W(KEY_MODE) | W(VALUE_MODE) | W(EXISTING) |
                     W(WHEN) | W(CREATES)},
    [EFF_GET] = {"get", R(MAP), 0, R(KEY) | R(INTO) | R(INTO_KEY) | R(SLOT) | W(WHEN)},
    [EFF_REMOVE] = {"remove", R(MAP), 0, R(KEY) | R(VALUE) | W(WHEN) | W(ENDS_EMPTY)},
    [EFF_TAKE] = {"take", R(MAP), 0,
                  R(KEY) | R(VALUE) | R(INTO) | R(INTO_KEY) | W(WHEN) | W(ENDS_EMPTY) |
                      W(RELEASES_REST)},
    [EFF_CLEAR] = {"clear", R(MAP), 0, W(STEALS) | W(ENDS_EMPTY)},
    [EFF_SIZE] = {"size", R(MAP), 0, R(INTO)},
    [EFF_ITER_INIT] = {"iter-init", R(ITER) | R(MAP), 0, 0},
    [EFF_ITER_NEXT] = {"iter-next", 0, R(ITER) | R(MAP), R(KEY) | R(VALUE) | R(SLOT) | W(WHEN)},
    [EFF_ITER_REMOVE] = {"iter-remove", R(ITER), 0, 0},
    [EFF_ITER_TAKE] = {"iter-take", R(ITER), 0, R(INTO) | R(INTO_KEY)},
    [EFF_FOREACH] = {"foreach", R(MAP) | R(CALLBACK), 0, R(DATA)},
    [EFF_REMOVE_IF] = {"remove-if", R(MAP) | R(CALLBACK), 0, R(DATA) | W(STEALS)},
    [EFF_ALLOC] = {"alloc", R(INTO), 0,
                   R(SIZE) | R(FROM) | W(WHEN) | W(NONNULL) | W(ZEROED) | FAMILY_BIT},
    [EFF_FREE] = {"free", R(OBJECT), 0, W(WHEN) | FAMILY_BIT},
    [EFF_REALLOC] = {"realloc", R(OBJECT) | R(INTO), 0,
                     R(SIZE) | W(NONNULL) | W(ZEROED) | FAMILY_BIT},
    [EFF_REF] = {"ref", R(OBJECT), 0, R(INTO)},
    [EFF_UNREF] = {"unref", R(OBJECT), 0, 0},
    [EFF_ALIAS] = {"alias", R(FROM) | R(INTO), 0, W(WHEN) | W(INSIDE)},
    [EFF_ESCAPE] = {"escape", R(OBJECT), 0, W(WHEN)},
    [EFF_WRITE] = {"write", R(OBJECT), 0, W(WHEN)},
    [EFF_CALL] = {"call", R(CALLBACK), 0, CALLS},
    [EFF_REGISTER] = {"register", R(CALLBACK), 0, CALLS},
    [EFF_AT_EXIT] = {"at-exit", R(CALLBACK), 0, R(DATA)},
    [EFF_SPAWN] = {"spawn", R(CALLBACK), 0, R(DATA) | R(INTO) | W(WHEN)},
    [EFF_JOIN] = {"join", R(OBJECT), 0, 0},
    [EFF_LOCK] = {"lock", R(OBJECT), 0, W(MODE) | W(WHEN)},
    [EFF_UNLOCK] = {"unlock", R(OBJECT), 0, W(MODE)},
    [EFF_ONCE] = {"once", 0, R(CALLBACK) | R(OBJECT), R(DATA) | W(WHEN)},
    [EFF_NORETURN] = {"noreturn", 0, 0, 0},
    [EFF_EXIT] = {"exit", 0, 0, 0},
    [EFF_WAIT] = {"wait", 0, 0, R(OBJECT) | FAMILY_BIT},
    [EFF_REQUIRE] = {"require", R(VALUE) | R(TO), 0, W(IS)},
};

static const struct {
    const char *name;
    size_t offset;
} refs[ROLE_REF_COUNT] = {
    [ROLE_MAP] = {"map", offsetof(Effect, map)},
    [ROLE_KEY] = {"key", offsetof(Effect, key)},
    [ROLE_VALUE] = {"value", offsetof(Effect, value)},
    [ROLE_INTO] = {"into", offsetof(Effect, into)},
    [ROLE_INTO_KEY] = {"into_key", offsetof(Effect, into_key)},
    [ROLE_OLD] = {"old", offsetof(Effect, old)},
    [ROLE_SLOT] = {"slot", offsetof(Effect, slot)},
    [ROLE_ITER] = {"iter", offsetof(Effect, iter)},
    [ROLE_OBJECT] = {"object", offsetof(Effect, object)},
    [ROLE_FROM] = {"from", offsetof(Effect, from)},
    [ROLE_CALLBACK] = {"callback", offsetof(Effect, callback)},
    [ROLE_DATA] = {"data", offsetof(Effect, data)},
    [ROLE_SIZE] = {"size", offsetof(Effect, size)},
    [ROLE_KEY_FREE] = {"key_free", offsetof(Effect, key_free)},
    [ROLE_VALUE_FREE] = {"value_free", offsetof(Effect, value_free)},
    [ROLE_KEY_COPY] = {"key_copy", offsetof(Effect, key_copy)},
    [ROLE_VALUE_COPY] = {"value_copy", offsetof(Effect, value_copy)},
    [ROLE_TO] = {"to", offsetof(Effect, to)},
};

static const char *const words[WORD_ROLE_COUNT] = {
    [WORD_KEY_MODE] = "key_mode",
    [WORD_VALUE_MODE] = "value_mode",
    [WORD_EXISTING] = "existing",
    [WORD_WHEN] = "when",
    [WORD_MODE] = "mode",
    [WORD_IN_PLACE] = "in_place",
    [WORD_BY_ADDRESS] = "by_address",
    [WORD_CREATES] = "creates",
    [WORD_ENDS_EMPTY] = "ends_empty",
    [WORD_RELEASES_REST] = "releases_rest",
    [WORD_STEALS] = "steals",
    [WORD_INSIDE] = "inside",
    [WORD_NONNULL] = "nonnull",
    [WORD_ZEROED] = "zeroed",
    [WORD_IS] = "is",
};

const EffectForm *effect_form(EffectKind kind) {
    return &forms[kind];
}

const char *effect_name(EffectKind kind) {
    return kind < EFF_COUNT ? forms[kind].name : "?";
}

const char *effect_role_name(RoleSet bit) {
    for (int i = 0; i < ROLE_REF_COUNT; i++)
        if (bit == REF_BIT(i))
            return refs[i].name;
    for (int i = 0; i < WORD_ROLE_COUNT; i++)
        if (bit == WORD_BIT(i))
            return words[i];
    return "family";
}

ArgRef *effect_ref(Effect *e, RefRole role) {
    return (ArgRef *)(void *)((char *)e + refs[role].offset);
}

void effect_set_word(Effect *e, WordRole role, int value) {
    switch (role) {
    case WORD_KEY_MODE:
        e->key_mode = (GiveMode)value;
        break;
    case WORD_VALUE_MODE:
        e->value_mode = (GiveMode)value;
        break;
    case WORD_EXISTING:
        e->existing = (ExistingMode)value;
        break;
    case WORD_WHEN:
        e->when = (WhenMode)value;
        break;
    case WORD_MODE:
        e->mode = (LockMode)value;
        break;
    case WORD_IN_PLACE:
        e->in_place = value;
        break;
    case WORD_BY_ADDRESS:
        e->by_address = value;
        break;
    case WORD_CREATES:
        e->creates = value;
        break;
    case WORD_ENDS_EMPTY:
        e->ends_empty = value;
        break;
    case WORD_RELEASES_REST:
        e->releases_rest = value;
        break;
    case WORD_STEALS:
        e->steals = value;
        break;
    case WORD_INSIDE:
        e->inside = value;
        break;
    case WORD_NONNULL:
        e->nonnull = value;
        break;
    case WORD_ZEROED:
        e->zeroed = value;
        break;
    case WORD_IS:
        e->is = (IsMode)value;
        break;
    case WORD_ROLE_COUNT:
        BUG("no such role");
    }
}
