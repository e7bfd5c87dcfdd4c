// SPDX-License-Identifier: Apache-2.0

// A hash map with the structure of Go's classic map (Go 1.0 to 1.23): 2^B buckets of eight slots,
// one byte of the hash in front of each, overflow buckets behind a full one, growth in small steps.
//
//     GomapType type = gomap_type_u64(sizeof(double));
//     Gomap *prices;
//     if (gomap_new(&type, 0, &prices) != GOMAP_OK)
//         return false;
//     uint64_t id = 17;
//     double price = 2.5;
//     if (gomap_put(prices, &id, &price) != GOMAP_OK) ...
//     double *found = gomap_find(prices, &id);
//     GomapIter it;
//     for (gomap_iter_init(&it, prices); gomap_iter_next(&it);)
//         printf("%" PRIu64 " %f\n", *(const uint64_t *)it.key, *(double *)it.value);
//     gomap_free(prices);
//
// Words. A *slot* is the storage of one value inside the map. A *read* is gomap_len, gomap_find,
// gomap_clone (of its source), gomap_stats, gomap_check and the iteration functions; every other
// call is a *write*.
//
// Pointers into the map. A slot, GomapIter.key and GomapIter.value stay valid until the next write
// to the same map, or until gomap_free. They may be arguments of that write: gomap_remove(m,
// it.key) and gomap_put(m, &k, gomap_find(m, &j)) are right. A stored key must not be changed
// through such a pointer in a way that its hash or equality shows.
//
// Threads. A map has no lock. Any number of threads may read at once, also while a growth is half
// done; a write needs to be alone. A write that overlaps another call is looked for with a flag,
// on best effort, and told to the hook of gomap_set_fatal.
//
// NULL maps behave as Go's nil map: they have no entries, removing or clearing does nothing, and
// inserting returns GOMAP_NIL_MAP.
//
// Cost. Find, assign, put, remove and take are O(1) expected. No write moves more than two old
// buckets, and a growth of n old buckets takes about 0.69 n writes (ln 2). The array that a growth
// leaves behind is given back in slices of 16 KB, at most one with each write, and what is less
// than 256 KB at once. A map does not
// shrink by itself: ask for it with gomap_trim.
//
// Sources: the Go runtime's map as of 1.19 for the structure, the clear of 1.21; Aumasson and
// Bernstein, "SipHash: a fast short-input PRF" (2012), and FIPS 197 (AES) for the hashes.
#ifndef MAPLEAK_RUNTIME_GOMAP_H
#define MAPLEAK_RUNTIME_GOMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Gomap Gomap;

typedef enum GomapStatus {
    GOMAP_OK,
    GOMAP_NO_MEMORY,  // the allocator or a copy hook failed; the map holds what it held before
    GOMAP_BAD_TYPE,   // there is no descriptor, or it contradicts itself (see GomapType)
    GOMAP_BAD_KEY,    // a key that cannot be hashed, or not of the map's key type
    GOMAP_NIL_MAP,    // an insertion into a NULL map
    GOMAP_NO_COPY,    // gomap_clone of entries that have a release hook but no copy hook
    GOMAP_CONCURRENT, // another call was at work; returned only if the fatal hook returns
} GomapStatus;

// A short English phrase for a status, never NULL, static.
const char *gomap_status_text(GomapStatus status);

// The key of the keyed hash.
typedef struct GomapSeed {
    uint64_t k0;
    uint64_t k1;
} GomapSeed;

// A hash of `key` under `seed`. All 64 bits are used: the low ones choose the bucket, the top eight
// are kept beside the entry. Keys that are equal must hash alike under every seed.
typedef uint64_t GomapHash(const void *key, const GomapSeed *seed, void *ctx);

// Whether two keys are the same key: an equivalence relation, unless the type is irreflexive. `a`
// is the stored one.
typedef bool GomapEqual(const void *a, const void *b, void *ctx);

// Whether a key can be hashed at all. Asked before each use of a key from outside.
typedef bool GomapHashable(const void *key, void *ctx);

// Makes in `dst` (zeroed, of the key's or value's size) an own copy of `src`. False means out of
// memory, and then `dst` must own nothing. A value that gomap_clone copies may be all zero bytes:
// see gomap_assign.
typedef bool GomapCopy(void *dst, const void *src, void *ctx);

// Ends the life of what the key or value at `object` owns. The bytes of `object` themselves belong
// to the map. A value may be all zero bytes here: see gomap_assign.
typedef void GomapRelease(void *object, void *ctx);

// Where the map's own memory comes from. `alloc` returns memory aligned for max_align_t, or NULL;
// `free` gets the size that was asked for, and never NULL. Both are set, or neither: then malloc
// and free are used.
typedef struct GomapAllocator {
    void *(*alloc)(size_t size, void *ctx);
    void (*free)(void *memory, size_t size, void *ctx);
    void *ctx; // handed to both; must outlive the map
} GomapAllocator;

// What a map holds and how. A map keeps a copy of its descriptor.
//
// Ownership of a key or value follows from its two hooks:
//     copy   release
//     NULL   NULL     plain bytes, the map owns nothing behind them
//     set    set      the map owns its copy; the caller keeps the original
//     NULL   set      handed over: the map owns what was inserted, once the insertion succeeded
//     set    NULL     copied, never released (an arena)
// Entries are moved by copying their bytes; a key or value must not point into itself. One of more
// than 128 bytes is kept in a box of its own memory, which a removal gives back. Hooks are called
// in the middle of an operation and must not use the map.
typedef struct GomapType {
    size_t key_size;             // bytes, 0 allowed
    size_t value_size;           // bytes, 0 allowed (a set)
    size_t key_align;            // a power of two up to that of max_align_t that divides the size;
    size_t value_align;          // 0: the largest such
    GomapHash *hash;             // required
    GomapEqual *equal;           // required
    GomapCopy *key_copy;         // NULL: the bytes are copied
    GomapCopy *value_copy;       // NULL: the bytes are copied
    GomapRelease *key_release;   // NULL: nothing to release
    GomapRelease *value_release; // NULL: nothing to release
    GomapHashable *hashable;     // NULL: every key can be hashed
    void *ctx;                   // handed to the seven hooks above; must outlive the map
    GomapAllocator allocator;    // all NULL: malloc and free
    GomapSeed seed;              // used only with fixed_seed or deterministic
    bool fixed_seed;             // hash with `seed`, for reproducible tests; open to flooding
    bool deterministic;          // as fixed_seed, and every iteration starts at the first slot:
                                 // the same calls on the same keys give the same order, unless
                                 // the hash itself differs, as that of NaN does
    bool update_key;             // an insertion that finds its key replaces the stored key by the
                                 // new one (Go does so for strings and floats); false: keeps it
    bool irreflexive;            // some keys are unequal to themselves (NaN). Each insertion of one
                                 // adds an entry that only iterations show and only gomap_clear
                                 // and gomap_free remove. Their hash should differ each time.
                                 // LIMIT: an iteration that is older than a growth shows a copy
                                 // of their value; what is written there is lost
} GomapType;

// A string that need not end with NUL. `bytes` may be NULL if `size` is 0.
typedef struct GomapText {
    const char *bytes;
    size_t size; // bytes
} GomapText;

// Ready descriptors: `value_size` plain bytes of values, naturally aligned, random seed. The caller
// may change any field before gomap_new. Keys are passed by address:
//     u32, u64  a uint32_t or uint64_t
//     f64       a double. +0 and -0 are one key, NaN is none: see irreflexive. With update_key
//     str       a `const char *` (so: `const char **`), NUL-terminated, not NULL
//     text      a GomapText
// The caller keeps the bytes of str and text keys, and keeps them unchanged as long as the entry
// lives. Of two equal ones the one inserted first stays stored (unless update_key).
//
// With these descriptors, f64 excepted, the search is compiled for the key. Under a seed that is
// not fixed, text is hashed with three rounds of AES where the processor has them, SipHash-1-3
// otherwise; numbers by multiplication as long as no chain is longer than chance allows, and then
// like text.
GomapType gomap_type_u32(size_t value_size);
GomapType gomap_type_u64(size_t value_size);
GomapType gomap_type_f64(size_t value_size);
GomapType gomap_type_str(size_t value_size);
GomapType gomap_type_text(size_t value_size);

// SipHash-1-3 of `size` bytes under `seed`, for hash functions of one's own. Without knowledge of
// the seed nobody can produce keys that collide. `bytes` may be NULL if `size` is 0. O(size).
uint64_t gomap_hash_bytes(const void *bytes, size_t size, const GomapSeed *seed);

// Makes an empty map with room for `hint` entries before it grows. `*type` is copied; the pointers
// in it stay the caller's. An absurd hint (larger than memory could be) counts as 0, as in Go. With
// a hint of up to eight the bucket is allocated by the first insertion.
// On GOMAP_OK `*out` is the map, to be given to gomap_free. GOMAP_BAD_TYPE: hash or equal is NULL,
// an alignment is impossible, only one allocator function is set, or eight entries do not fit in
// memory. GOMAP_NO_MEMORY. On failure `*out` is NULL.
GomapStatus gomap_new(const GomapType *type, size_t hint, Gomap **out);

// gomap_new for wrappers: `place` is the address in the code that the statistics name as the map's
// origin; gomap_new takes its caller's, __builtin_return_address(0).
GomapStatus gomap_new_at(const GomapType *type, size_t hint, Gomap **out, const void *place);

// A map in the caller's storage, which must be aligned for max_align_t and have gomap_storage_size
// bytes. It needs no other memory up to eight entries. gomap_free releases what it has allocated
// and leaves the storage, which must not move or end before. GOMAP_NO_MEMORY: the storage is too
// small or not aligned. GOMAP_BAD_TYPE.
GomapStatus gomap_new_in(const GomapType *type, void *storage, size_t size, Gomap **out);

// The bytes that gomap_new_in needs for a type; 0 if it is NULL or contradicts itself.
size_t gomap_storage_size(const GomapType *type);

// Releases every entry with the hooks, once, and the map. NULL does nothing. Iterators on the map
// are dead then and must not be used, not even by gomap_iter_fini. O(buckets).
void gomap_free(Gomap *map);

// Makes `*out` a map of the same type with copies of all entries (made by the copy hooks, if any),
// with a seed of its own unless fixed; the order may differ. NULL clones to NULL. GOMAP_NO_COPY if
// keys or values have a release hook but no copy hook: they would be released twice.
// GOMAP_NO_MEMORY: nothing is left over. On failure `*out` is NULL. O(buckets + entries).
GomapStatus gomap_clone(const Gomap *map, Gomap **out);

// Releases every entry with the hooks, once. The bucket array stays allocated, overflow buckets are
// given back; a growth under way ends. A running iteration ends at its next step. O(buckets).
void gomap_clear(Gomap *map);

// Ends a growth under way and, if the entries need no more than half of the buckets, moves them to
// the smallest table that holds them, without one if there are none. The entries stay, and so does
// a running iteration. GOMAP_NO_MEMORY: the map is as it was, or its growth further on. O(buckets +
// entries), all at once. NULL does nothing.
GomapStatus gomap_trim(Gomap *map);

// The number of entries. O(1).
size_t gomap_len(const Gomap *map);

// The slot of `key`'s value, or NULL if there is no such entry. Borrowed.
void *gomap_find(const Gomap *map, const void *key);

// gomap_find that tells why there is no slot: GOMAP_OK (there is no such entry), GOMAP_BAD_KEY,
// GOMAP_CONCURRENT.
GomapStatus gomap_lookup(const Gomap *map, const void *key, void **slot);

// Finds or inserts: `*slot` becomes the slot of `key`'s value. The slot of a new entry is zeroed,
// that of an old one is as it was, and the caller may write into it; no value hook is called, so a
// value that is overwritten here is the caller's to release. A new key is copied or handed over as
// its hooks say. If the key was there already, the caller's key is not taken (unless update_key:
// then the stored key is released and the caller's one copied or handed over).
// On failure (GOMAP_NO_MEMORY, GOMAP_NIL_MAP, GOMAP_CONCURRENT) `*slot` is NULL, the entries are
// unchanged and key and value remain the caller's.
GomapStatus gomap_assign(Gomap *map, const void *key, void **slot);

// gomap_assign that also tells whether the entry is new, and so whether a handed-over key was
// taken: `*added` (false on failure).
GomapStatus gomap_upsert(Gomap *map, const void *key, void **slot, bool *added);

// Inserts or replaces. The value is copied or handed over as its hooks say; a value that it
// replaces is released. The key is treated as by gomap_assign. `value` may be NULL only if the
// value size is 0. On failure the entries are unchanged and key and value remain the caller's.
GomapStatus gomap_put(Gomap *map, const void *key, const void *value);

// Removes the entry of `key` and releases its key and value. False if there is none.
bool gomap_remove(Gomap *map, const void *key);

// Removes the entry of `key` without releasing it: its bytes move to `key_out` and `value_out`, and
// the caller owns what they own. A part whose pointer is NULL is released instead. False, and
// nothing written, if there is no such entry.
bool gomap_take(Gomap *map, const void *key, void *key_out, void *value_out);

// The same for maps with the ready descriptors u32, u64 and text, in fewer instructions. On a map
// with another one they find nothing, and an assignment gives GOMAP_BAD_KEY.
void *gomap_find_u32(const Gomap *map, uint32_t key);
void *gomap_find_u64(const Gomap *map, uint64_t key);
void *gomap_find_text(const Gomap *map, const char *bytes, size_t size);
GomapStatus gomap_assign_u32(Gomap *map, uint32_t key, void **slot);
GomapStatus gomap_assign_u64(Gomap *map, uint64_t key, void **slot);
GomapStatus gomap_assign_text(Gomap *map, const char *bytes, size_t size, void **slot);
bool gomap_remove_u32(Gomap *map, uint32_t key);
bool gomap_remove_u64(Gomap *map, uint64_t key);
bool gomap_remove_text(Gomap *map, const char *bytes, size_t size);

// On the caller's storage. Only `key` and `value` are for the caller to read.
typedef struct GomapIter {
    const void *key; // of the current entry, borrowed; NULL before the first and after the last
    void *value;     // its slot, borrowed; NULL likewise

    uint64_t cells;             // of the bucket at hand that can be shown as they are, as bits
    unsigned char *bucket;      // NULL: enter the next
    const uint64_t *clears_now; // how often the map was cleared
    Gomap *map;                 // NULL: ended
    struct GomapTable *table;   // the array it walks for its whole life; pinned
    struct GomapTable *source;  // the array that was being moved into it at the start; pinned
    size_t index;               // of the bucket to enter next
    size_t left;                // buckets to enter yet
    uint32_t clears;            // *clears_now when the iteration started, the low bits
    uint16_t value_at;          // offset of the values in a bucket
    uint8_t key_width;          // bytes in a bucket
    uint8_t value_width;
    uint8_t offset; // of the slot to start with in each bucket
    uint8_t others; // cells that need a closer look, as bits; 0 while there are `cells`
    bool filter;    // the current bucket also holds entries of another
} GomapIter;

// Starts an iteration over `map` (NULL: over nothing), which then stands before the first entry.
// The start is random unless the type is deterministic. `it` must not be in the middle of an
// iteration. It keeps memory of the map alive until gomap_iter_next has returned false or
// gomap_iter_fini was called; an iteration that is abandoned holds that memory until gomap_free.
//
// The map may be written by the same thread while it runs, also by several iterations at once:
// 1. an entry that is there from the start to the end is produced exactly once;
// 2. an entry removed before it was reached is not produced;
// 3. a changed entry is produced with its latest value;
// 4. an entry added meanwhile may be produced or not, once at most; a key that is removed and
//    inserted again is a new entry.
void gomap_iter_init(GomapIter *it, Gomap *map);

// Goes on to the next entry. False at the end: `key` and `value` are NULL then, the iterator is
// finished, and further calls return false. O(1) amortised over 8 * buckets slots.
static inline bool gomap_iter_next(GomapIter *it);

// Ends an iteration early. Does nothing after the end. The memory it kept alive is given back by
// the next write.
void gomap_iter_fini(GomapIter *it);

#define GOMAP_CONCURRENT_WRITES "concurrent map writes"
#define GOMAP_CONCURRENT_READ "concurrent map read and map write"
#define GOMAP_CONCURRENT_ITERATION "concurrent map iteration and map write"

typedef void GomapFatal(const char *message, void *ctx);

// What to do when a write is seen to overlap another call: `fatal` is called with one of the three
// messages above. NULL restores the default: "fatal error: MESSAGE" on standard error, exit status
// 2. If the hook returns, the call it came from does nothing (GOMAP_CONCURRENT, NULL, false); a
// write that learns of the other one only at its end stays done. One hook a process; set it before
// there are threads.
void gomap_set_fatal(GomapFatal *fatal, void *ctx);

typedef struct GomapStats {
    size_t entries;
    size_t buckets;       // of the current array: a power of two, or 0 before the first insertion
    size_t overflow;      // overflow buckets behind them
    size_t old_buckets;   // of the array that a growth under way moves from; 0: not growing
    size_t bucket_size;   // bytes
    size_t retired;       // older arrays that iterations kept alive at the last write
    size_t bytes;         // allocated now by the map itself
    uint64_t doublings;   // growths to twice the size that were started
    uint64_t compactions; // growths to the same size that were started
    uint64_t moved;       // old buckets moved by all growths
    uint64_t slices;      // slices of old arrays given back
    size_t peak;          // the most entries that there ever were
    uint64_t overwritten; // values that gomap_put replaced while no hook released them
    uint64_t dropped;     // values that were removed or cleared while no hook released them
    const void *place;    // in the code, behind the call of gomap_new that made the map
} GomapStats;

// The shape of a map, all zero for NULL. O(1). Unlike all other calls it may be made beside a
// write: each number is one that was true a moment ago.
void gomap_stats(const Gomap *map, GomapStats *stats);

// What wants to know of every map of the process: a ledger, a profiler. Each function may be NULL.
// They are called in the thread that makes the change, and must not use the map but for
// gomap_stats.
typedef struct GomapObserver {
    void (*made)(const Gomap *map, void *ctx);
    void (*freed)(const Gomap *map, void *ctx); // about to be: its entries are there still
    // Memory that came from the kernel, not from malloc, and that went back to it as a whole.
    void (*mapped)(void *memory, size_t size, void *ctx);
    void (*unmapped)(void *memory, size_t size, void *ctx);
    void *ctx;
} GomapObserver;

// Tells `observer` (copied) from now on. False if there are four already. To be called before there
// are threads; there is no way back.
bool gomap_observe(const GomapObserver *observer);

// Checks every invariant that gomap.c lists, on all entries. False if one does not hold, with its
// description in `why` (`n` bytes, NUL-terminated; may be NULL if `n` is 0). Calls the hash and
// equal hooks. True for NULL. O(buckets + entries).
bool gomap_check(const Gomap *map, char *why, size_t n);

// Goes on where gomap_iter_next cannot by itself: nothing to be called by others.
bool gomap_iter_advance(GomapIter *it);

// Most steps go to a cell of the same bucket that holds an entry still.
static inline bool gomap_iter_next(GomapIter *it) {
    enum { SLOT_MASK = 7, KEYS_AT_BYTE = 16, FIRST_MARK = 5 };
    uint64_t cells = it->cells;
    if (cells == 0 || (uint32_t)*it->clears_now != it->clears)
        return gomap_iter_advance(it);
    size_t slot = (((unsigned)__builtin_ctzll(cells) >> 3) + it->offset) & SLOT_MASK;
    if (it->bucket[slot] < FIRST_MARK)
        return gomap_iter_advance(it);
    it->cells = cells & (cells - 1);
    it->key = it->bucket + KEYS_AT_BYTE + slot * it->key_width;
    it->value = it->bucket + it->value_at + slot * it->value_width;
    return true;
}

#ifdef __cplusplus
}
#endif

#endif
