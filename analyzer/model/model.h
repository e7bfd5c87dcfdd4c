// SPDX-License-Identifier: Apache-2.0
//
// What the functions and macros of a library do, as data. A model describes one function (or macro)
// fully: an argument that no effect names is only read, is not kept, and is not freed. A function
// without a model and without a body is unknown.
//
// rules/models/README.md is the reference of the YAML form; the fields below have the same names.
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "base/status.h"
#include "ir/ir.h"

// What an effect acts on. In YAML:
//   arg0     the value of the first argument            *arg1   what it points to (an
//   out-parameter) return   the value that the call returns            null    no object: the null
//   pointer fn:free  a function by name                         arg2->arg1  the member of argument
//   2's object
//                                                       that argument 1 (its text) names
//   *return  what the returned pointer points to        arg0->size  a member by its own name
//   arg2...  argument 2 and every one after it          *arg0->size what that member points to
typedef enum { ARG_NONE, ARG_NTH, ARG_RETURN, ARG_FUNC, ARG_NULL, ARG_MEMBER, ARG_FIELD } ArgKind;

typedef struct {
    ArgKind kind;
    uint8_t index;  // NTH, MEMBER, FIELD: argument, from 0
    uint8_t member; // MEMBER: the argument whose text names the member
    uint8_t deref;  // NTH, RETURN, FIELD (the member's value): how many times to follow it, 0 to 2
    bool rest;      // NTH: and every argument after it (variadic functions)
    const char *func;  // FUNC
    const char *field; // FIELD: the member of what argument `index` points to, or is
} ArgRef;

typedef enum {
    EFF_CREATE,    // map: the new map (return, *argN); key_free, value_free: destroy-notifies;
                   // in_place: argN points to the storage of the map itself; from: a map whose
                   // notifies it takes over; key_copy, value_copy: hooks that make the map's own
                   // copy, without which a put with a notify takes the object; by_address: all four
                   // hooks get the address of the key or value
    EFF_DESTROY,   // map; runs the notifies on what is inside; key_free, value_free: notifies that
                   // only this call brings
    EFF_PUT,       // map (or iter: its current entry), key, value; existing; when; old; creates;
                   // slot: the caller may write the value there afterwards
    EFF_GET,       // map, key, into, into_key: a value that the map still holds, or null; slot
    EFF_REMOVE,    // map, key (or value: the entry itself); runs the notifies; when
    EFF_TAKE,      // map, key, into (value), into_key: removed without the notifies; when;
                   // releases_rest: what an out-argument is NULL for is released all the same
    EFF_CLEAR,     // map: all entries removed, notifies run, the handle stays
    EFF_SIZE,      // map, into: number of entries
    EFF_ITER_INIT, // iter, map
    EFF_ITER_NEXT, // iter or map; key, value (into): next entry; when tells that there was one;
                   // slot
    EFF_ITER_REMOVE, // iter: the current entry is removed, notifies run
    EFF_ITER_TAKE,   // iter: the same without the notifies
    EFF_FOREACH,     // map, callback(key, value, data)
    EFF_REMOVE_IF,   // map, callback(key, value, data): removed where it answers true
    EFF_ALLOC, // into: fresh memory (family), null on failure unless nonnull; from: a copy of that
               // text
    EFF_FREE,  // object: given back (family); null is fine
    EFF_REALLOC,  // object, into
    EFF_REF,      // object gains a reference; into: the same object
    EFF_UNREF,    // object loses one; freed with the last
    EFF_ALIAS,    // from, into: the same value; when; inside: a pointer into the same object
    EFF_ESCAPE,   // object: kept somewhere that we do not follow; *argN: everything that lies there
    EFF_WRITE,    // object: what it points to gets an unknown content
    EFF_CALL,     // callback(data): called now
    EFF_REGISTER, // callback(data): called later, again and again (event loop, timer, signal)
    EFF_AT_EXIT,  // callback(data): called at process exit
    EFF_SPAWN,    // callback(data): starts a thread
    EFF_JOIN,
    EFF_LOCK, // object; mode; when (try-locks)
    EFF_UNLOCK,
    EFF_ONCE, // callback: called once in the process's life
    EFF_NORETURN,
    EFF_EXIT,    // ends the process: what is alive then is no leak
    EFF_WAIT,    // waits for a request or an event, so that a loop around it serves; object and
                 // family: only when the object is the global, or the number, of that name
    EFF_REQUIRE, // the call comes back only when value `is` to; `to: null` is 0
    EFF_COUNT,
} EffectKind;

// Who owns a key or value after a put.
typedef enum {
    GIVE_BORROWS, // the map keeps the pointer, the caller keeps the object (no notify known)
    GIVE_TAKES,   // the map keeps the object: it is released with the entry
    GIVE_COPIES,  // the map makes its own copy
} GiveMode;

// What a put does when the key is there already.
typedef enum {
    EXISTING_REPLACE_VALUE, // the old value is released, the old key stays, the new key is released
    EXISTING_REPLACE_BOTH,  // the old key and value are released
    EXISTING_RETURN_OLD,    // the old value is handed out through `old`
    EXISTING_REFUSE,        // nothing changes; key and value stay with the caller
    EXISTING_ADD,           // both entries stay (multimap, uthash without a check)
    EXISTING_REFUSE_KEY,    // the old value is released, the old key stays, the new key stays with
                            // the caller
} ExistingMode;

// When an effect happens, by what the call returns.
typedef enum {
    WHEN_ALWAYS,
    WHEN_NONNULL,  // returned pointer, or integer, is not 0
    WHEN_NULL,     // is 0
    WHEN_NEGATIVE, // is < 0
    WHEN_NONNEGATIVE,
} WhenMode;

// The comparison of a REQUIRE; of integers as signed ones.
typedef enum {
    IS_EQUAL,
    IS_UNEQUAL,
    IS_LESS,
    IS_AT_MOST,
    IS_GREATER,
    IS_AT_LEAST,
} IsMode;

// How a lock is held, or was held for an UNLOCK.
typedef enum {
    LOCK_EXCLUSIVE, // in an UNLOCK also: in whatever mode it is held
    LOCK_SHARED,    // the read side of a read-write lock
} LockMode;

typedef struct {
    EffectKind kind;
    ArgRef map, key, value, into, into_key, old, iter, object, from, callback, data, size;
    ArgRef to;   // REQUIRE
    ArgRef slot; // PUT, GET, ITER_NEXT: pointer to where the map stores the value; moves with it
    ArgRef key_free, value_free;   // CREATE, DESTROY
    ArgRef key_copy, value_copy;   // CREATE
    GiveMode key_mode, value_mode; // PUT
    ExistingMode existing;         // PUT
    WhenMode when;
    bool in_place; // CREATE, DESTROY: the argument points to the map's own storage, not to a handle
    bool creates;  // PUT: a null handle is an empty map; the put then makes one (uthash, stb_ds)
    bool ends_empty;    // REMOVE, TAKE, CLEAR: with the last entry the map itself is gone (uthash)
    bool by_address;    // CREATE: the hooks get the address of the key or value
    bool releases_rest; // TAKE: the notify runs on the key or value whose out-argument is NULL
    bool steals;        // CLEAR, REMOVE_IF: without the notifies
    bool inside;        // ALIAS: not the same pointer, but one into the same object (strchr)
    LockMode mode;      // LOCK, UNLOCK
    IsMode is;          // REQUIRE
    bool nonnull;       // ALLOC, CREATE: never null
    bool zeroed;        // ALLOC
    const char *family; // ALLOC, FREE: what belongs together ("malloc", "g_malloc"); WAIT: "stdin"
} Effect;

typedef struct {
    const char *name; // exact, or a glob with one '*' (kh_put_*)
    bool is_macro;
    bool is_loop; // macro: expands to a loop header (HASH_ITER); its ITER_NEXT decides the turn
    const char *library;
    const Effect *effects;
    uint32_t neffects;
} Model;

typedef struct {
    const char *type; // typedef or tag of the handle's record (GHashTable)
    const char *library;
    bool intrusive;    // entries are the user's own structs, linked by a member (uthash)
    bool stable_slots; // a pointer to a value stays valid when the map grows
    bool is_error;     // no map: an error object; an out-parameter of it is set exactly when the
                       // function returns null or false
} Handle;

typedef struct ModelSet ModelSet;

// The models embedded in the binary, in the order of their names.
Status models_new(ModelSet **out, Error *err);
void models_free(ModelSet *set);
// Adds a file's models; a later model of the same name replaces an earlier one. STATUS_USAGE with
// "file:line: " and the key on any error.
Status models_add_file(ModelSet *set, const char *path, Error *err);
Status models_add_text(ModelSet *set, const char *name, const char *text, size_t n, Error *err);

// NULL when there is none. Constant time for exact names; globs are tried longest first.
const Model *models_function(const ModelSet *set, const char *name);
const Model *models_macro(const ModelSet *set, const char *name);
const Handle *models_handle(const ModelSet *set, const char *type);

// All models in order of name, for `mapleak models` and for fingerprints of a run.
uint32_t models_count(const ModelSet *set);
const Model *models_at(const ModelSet *set, uint32_t i);
// A hash of everything in the set: two sets with equal hashes answer alike.
uint64_t models_hash(const ModelSet *set);

const char *effect_name(EffectKind kind); // as in YAML

#endif
