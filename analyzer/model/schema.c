// SPDX-License-Identifier: Apache-2.0
//
// LIMIT: libcyaml reads any text but "false" and "no" as a true boolean, so booleans are an
// enumeration of two words here.
#include "schema.h"

#define ENUM_FIELD(key, flags, type, member, list) \
    CYAML_FIELD_ENUM(key, flags, type, member, list, CYAML_ARRAY_LEN(list))
#define STRICT_OPTIONAL (CYAML_FLAG_STRICT | CYAML_FLAG_OPTIONAL)
#define POINTER_OPTIONAL (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

// Values are 1 + the enumeration's, so that 0 says "not given".
static const cyaml_strval_t booleans[] = {{"false", 1}, {"true", 2}};

static const cyaml_strval_t give_modes[] = {
    {"borrows", 1 + GIVE_BORROWS},
    {"takes", 1 + GIVE_TAKES},
    {"copies", 1 + GIVE_COPIES},
};

static const cyaml_strval_t existing_modes[] = {
    {"replace-value", 1 + EXISTING_REPLACE_VALUE},
    {"replace-both", 1 + EXISTING_REPLACE_BOTH},
    {"return-old", 1 + EXISTING_RETURN_OLD},
    {"refuse", 1 + EXISTING_REFUSE},
    {"add", 1 + EXISTING_ADD},
    {"refuse-key", 1 + EXISTING_REFUSE_KEY},
};

static const cyaml_strval_t when_modes[] = {
    {"always", 1 + WHEN_ALWAYS},     {"nonnull", 1 + WHEN_NONNULL},         {"null", 1 + WHEN_NULL},
    {"negative", 1 + WHEN_NEGATIVE}, {"nonnegative", 1 + WHEN_NONNEGATIVE},
};

static const cyaml_strval_t lock_modes[] = {
    {"exclusive", 1 + LOCK_EXCLUSIVE},
    {"shared", 1 + LOCK_SHARED},
};

static const cyaml_strval_t is_modes[] = {
    {"equal", 1 + IS_EQUAL},     {"unequal", 1 + IS_UNEQUAL}, {"less", 1 + IS_LESS},
    {"at-most", 1 + IS_AT_MOST}, {"greater", 1 + IS_GREATER}, {"at-least", 1 + IS_AT_LEAST},
};

// By EffectKind; the test compares them with effect_name.
static const cyaml_strval_t kinds[] = {
    {"create", EFF_CREATE},
    {"destroy", EFF_DESTROY},
    {"put", EFF_PUT},
    {"get", EFF_GET},
    {"remove", EFF_REMOVE},
    {"take", EFF_TAKE},
    {"clear", EFF_CLEAR},
    {"size", EFF_SIZE},
    {"iter-init", EFF_ITER_INIT},
    {"iter-next", EFF_ITER_NEXT},
    {"iter-remove", EFF_ITER_REMOVE},
    {"iter-take", EFF_ITER_TAKE},
    {"foreach", EFF_FOREACH},
    {"remove-if", EFF_REMOVE_IF},
    {"alloc", EFF_ALLOC},
    {"free", EFF_FREE},
    {"realloc", EFF_REALLOC},
    {"ref", EFF_REF},
    {"unref", EFF_UNREF},
    {"alias", EFF_ALIAS},
    {"escape", EFF_ESCAPE},
    {"write", EFF_WRITE},
    {"call", EFF_CALL},
    {"register", EFF_REGISTER},
    {"at-exit", EFF_AT_EXIT},
    {"spawn", EFF_SPAWN},
    {"join", EFF_JOIN},
    {"lock", EFF_LOCK},
    {"unlock", EFF_UNLOCK},
    {"once", EFF_ONCE},
    {"noreturn", EFF_NORETURN},
    {"exit", EFF_EXIT},
    {"wait", EFF_WAIT},
    {"require", EFF_REQUIRE},
};
_Static_assert(CYAML_ARRAY_LEN(kinds) == EFF_COUNT, "every effect has a word");

#define REF_FIELD(key, role) \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_OPTIONAL, RawEffect, refs[role], 0, CYAML_UNLIMITED)
#define WORD_FIELD(key, role, list) ENUM_FIELD(key, STRICT_OPTIONAL, RawEffect, words[role], list)

// libcyaml looks for a key from the first field on: the frequent ones come first.
static const cyaml_schema_field_t effect_fields[] = {
    ENUM_FIELD("do", CYAML_FLAG_STRICT, RawEffect, kind, kinds),
    REF_FIELD("object", ROLE_OBJECT),
    REF_FIELD("into", ROLE_INTO),
    REF_FIELD("from", ROLE_FROM),
    CYAML_FIELD_STRING_PTR("family", CYAML_FLAG_OPTIONAL, RawEffect, family, 1, CYAML_UNLIMITED),
    WORD_FIELD("when", WORD_WHEN, when_modes),
    WORD_FIELD("nonnull", WORD_NONNULL, booleans),
    REF_FIELD("callback", ROLE_CALLBACK),
    REF_FIELD("data", ROLE_DATA),
    WORD_FIELD("inside", WORD_INSIDE, booleans),
    REF_FIELD("map", ROLE_MAP),
    REF_FIELD("key", ROLE_KEY),
    REF_FIELD("value", ROLE_VALUE),
    REF_FIELD("into_key", ROLE_INTO_KEY),
    REF_FIELD("old", ROLE_OLD),
    REF_FIELD("slot", ROLE_SLOT),
    REF_FIELD("iter", ROLE_ITER),
    REF_FIELD("size", ROLE_SIZE),
    REF_FIELD("key_free", ROLE_KEY_FREE),
    REF_FIELD("value_free", ROLE_VALUE_FREE),
    REF_FIELD("key_copy", ROLE_KEY_COPY),
    REF_FIELD("value_copy", ROLE_VALUE_COPY),
    WORD_FIELD("key_mode", WORD_KEY_MODE, give_modes),
    WORD_FIELD("value_mode", WORD_VALUE_MODE, give_modes),
    WORD_FIELD("existing", WORD_EXISTING, existing_modes),
    WORD_FIELD("mode", WORD_MODE, lock_modes),
    WORD_FIELD("in_place", WORD_IN_PLACE, booleans),
    WORD_FIELD("by_address", WORD_BY_ADDRESS, booleans),
    WORD_FIELD("creates", WORD_CREATES, booleans),
    WORD_FIELD("ends_empty", WORD_ENDS_EMPTY, booleans),
    WORD_FIELD("releases_rest", WORD_RELEASES_REST, booleans),
    WORD_FIELD("steals", WORD_STEALS, booleans),
    WORD_FIELD("zeroed", WORD_ZEROED, booleans),
    REF_FIELD("to", ROLE_TO),
    WORD_FIELD("is", WORD_IS, is_modes),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t effect_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, RawEffect, effect_fields),
};

static const cyaml_schema_value_t name_value = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t function_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_OPTIONAL, RawCall, name, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("names", POINTER_OPTIONAL, RawCall, names, &name_value, 1,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("effects", CYAML_FLAG_POINTER, RawCall, effects, &effect_value, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t macro_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_OPTIONAL, RawCall, name, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("names", POINTER_OPTIONAL, RawCall, names, &name_value, 1,
                         CYAML_UNLIMITED),
    ENUM_FIELD("loop", STRICT_OPTIONAL, RawCall, loop, booleans),
    CYAML_FIELD_SEQUENCE("effects", CYAML_FLAG_POINTER, RawCall, effects, &effect_value, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t handle_fields[] = {
    CYAML_FIELD_STRING_PTR("type", CYAML_FLAG_DEFAULT, RawHandle, type, 0, CYAML_UNLIMITED),
    ENUM_FIELD("intrusive", STRICT_OPTIONAL, RawHandle, intrusive, booleans),
    ENUM_FIELD("stable_slots", STRICT_OPTIONAL, RawHandle, stable_slots, booleans),
    ENUM_FIELD("error", STRICT_OPTIONAL, RawHandle, error, booleans),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t function_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, RawCall, function_fields),
};

static const cyaml_schema_value_t macro_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, RawCall, macro_fields),
};

static const cyaml_schema_value_t handle_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, RawHandle, handle_fields),
};

static const cyaml_schema_field_t file_fields[] = {
    CYAML_FIELD_STRING_PTR("library", CYAML_FLAG_DEFAULT, RawFile, library, 1, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("handles", POINTER_OPTIONAL, RawFile, handles, &handle_value, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("functions", POINTER_OPTIONAL, RawFile, functions, &function_value, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("macros", POINTER_OPTIONAL, RawFile, macros, &macro_value, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t schema_file = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, RawFile, file_fields),
};

const char *schema_word(const cyaml_schema_value_t *v, uint32_t i) {
    if (v->type == CYAML_MAPPING)
        return v->mapping.fields[i].key;
    if (v->type == CYAML_ENUM && i < v->enumeration.count)
        return v->enumeration.strings[i].str;
    return NULL;
}

const cyaml_schema_value_t *schema_child(const cyaml_schema_value_t *v, const char *key) {
    if (v->type == CYAML_SEQUENCE)
        return v->sequence.entry;
    if (v->type != CYAML_MAPPING || !key)
        return NULL;
    for (const cyaml_schema_field_t *f = v->mapping.fields; f->key; f++)
        if (strcmp(f->key, key) == 0)
            return &f->value;
    return NULL;
}
