// SPDX-License-Identifier: Apache-2.0

// Where an entry lives, how it is found, and how it moves when the map grows.
//
// A table is an array of 2^log2 buckets. A bucket is eight marks, a link to an overflow bucket,
// eight keys and eight values; the low log2 bits of a key's hash choose the bucket, the top eight
// bits are its mark, and a search compares keys only where the mark agrees. With log2 = 1:
//
//     hash of "a" = 0x91...0    bucket 0:  91 .. .. .. .. .. .. ..  | link | keys | values
//     hash of "b" = 0x40...1    bucket 1:  40 c7 .. .. .. .. .. ..  | link | keys | values
//     hash of "c" = 0xc7...1
//
// At more than 6.5 entries a bucket the map gets a table twice as large (a new bit of the hash
// splits bucket i into i and i + 2^log2). When there are as many overflow buckets as buckets, which
// happens when entries come and go, it gets one of the same size, into which the chains are
// compacted. Either way each later write moves the old bucket its key belongs to and one more.
// Behind the array stands room for overflow buckets, one for every 16 buckets; further ones come in
// runs. They belong to their table and go with it.
//
// An iteration walks the table it started on to its end. An entry that has moved on from it is
// looked up by its key; a table that was being filled when the iteration started is seen through
// the old bucket as long as that was not moved. So a table is kept as long as an iteration has a
// pin on it, and the copies of keys in it are kept true: see 6.
//
// A large array comes from the kernel, and goes back to it in slices, one with each write, behind
// the buckets that have been moved: a page of it is read again by nobody, see 3.
//
// Invariants (gomap_check checks 1 to 5 and 8):
// 1. An entry is in exactly one cell: in the chain of its bucket in `old` if that bucket has not
//    been moved, in the chain of its bucket in `table` otherwise. Its mark is that of its hash.
// 2. EMPTY_REST stands in a cell iff this cell and all behind it in its chain are empty.
// 3. In `old`, marks 2 to 4 fill all cells of a moved bucket and no cell of another. Buckets below
//    `next_old` are moved; they are not read without a pin that is older than the growth, and with
//    any pin nothing is given back. In `table` there are no such marks.
// 4. A bucket of `table` is initialised when the old bucket that fills it is moved, and is not
//    touched before.
// 5. `overflow` is the number of overflow buckets that the chains of `table` hold.
// 6. In a table with a pin, each moved cell whose bucket was moved while pinned is bitwise equal to
//    the key of its live entry, or has the mark MOVED_EMPTY. So a key that the map has released is
//    never read.
// 7. A write frees or reuses nothing that its arguments may point to before it is done with them:
//    tables and boxes are freed when it ends.
// 8. What the map has allocated is its header, its tables, their runs, and the boxes of its keys
//    and values.
// 9. Whatever can fail comes before the first change that can be seen.
//
// A map of numbers hashes by multiplication, which is quick and spreads every set of keys that is
// chosen without knowledge of the seed. Who learns of collisions, by the order of iterations or by
// time, could make more: so when one chain gets CHAIN_MAX buckets, which does not happen by chance,
// all entries are moved at once to a table under another seed and a hash that nobody can tell from
// chance. (Pinned tables are then not searched by the new hash; 6 need not hold for numbers.)
//
// Keys that are unequal to themselves (`irreflexive`) hash differently each time, so 1 says of them
// only that some chain holds them. A growth sends one to the half that the lowest bit of its mark
// names, so that an iteration in mid-growth knows where it will go, and draws a new mark.
//
// Not handled: locking (the flag only detects).
#ifndef MAPLEAK_RUNTIME_GOMAP_CORE_H
#define MAPLEAK_RUNTIME_GOMAP_CORE_H

#include "gomap.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>

enum {
    SLOTS = 8, // of a bucket
    ALIGN = alignof(max_align_t),
    INLINE_MAX = 128, // bytes; a larger key or value is kept in a box of its own
    CHAIN_MAX = 7,    // buckets; more than 48 entries where 6.5 are to be expected
    LINK_AT = SLOTS,
    KEYS_AT = 16,
};

// Marks below MIN_TOP are states. MOVED_X and MOVED_Y: to the bucket of the same index, or to the
// one half a table above it.
enum { EMPTY_REST, EMPTY_ONE, MOVED_X, MOVED_Y, MOVED_EMPTY, MIN_TOP };

// Keys whose hash and equality are written into the code of the search.
typedef enum Kind { KIND_ANY, KIND_U32, KIND_U64, KIND_STR, KIND_TEXT } Kind;

// What decides which code an operation takes, in one word that is compared at once.
enum {
    WRITING = 1,    // a write is at work
    AES_HASH = 2,   // hashes with AES rounds; never with KIND_ANY
    MUL_HASH = 32,  // hashes by multiplication; numbers only
    WORD_VALUE = 4, // a value is eight bytes
    PLAIN = 8,      // keys go into their cells as their bytes are and stay; no boxes
    BUSY = 16,      // it grows, or there is something to be freed
    KIND_SHIFT = 8,
};

typedef struct GomapTable Table;
typedef struct Run Run;

// Overflow buckets in one piece, behind this head.
struct Run {
    Run *next;
    size_t size; // bytes, with the head
};

struct GomapTable {
    unsigned char *buckets;
    size_t size;          // bytes of the array, with the overflow buckets behind it
    size_t given_back;    // bytes at its start that the kernel has back; 0 unless `mapped`
    bool mapped;          // the array came from the kernel
    bool lent;            // stands in the caller's storage
    unsigned log2;        // of the number of buckets
    atomic_size_t pins;   // iterations that may still read it; readers change it
    unsigned char *fresh; // overflow buckets that are not used yet ...
    unsigned char *fresh_end;
    Run *runs;
    Table *next; // in the list of retired or draining tables
};

#define TABLE_HEAD ((sizeof(Table) + ALIGN - 1) / ALIGN * ALIGN)

struct Gomap {
    // What a search reads stands together at the front.
    atomic_size_t count;    // entries
    unsigned char *buckets; // of `table`; before the first insertion one that is always empty
    size_t mask;            // of the bucket's index
    Table *old;             // being moved into `table`, or NULL
    GomapSeed seed;
    atomic_uint state; // the flags above, and a Kind
    bool key_boxed;    // a cell holds the address of a box
    bool value_boxed;
    uint8_t key_width;   // bytes in a cell
    uint8_t value_width; //
    uint16_t value_at;   // offset of the values in a bucket
    uint16_t bucket_size;

    size_t limit;                 // entries above which the table is too small
    Table *table;                 // NULL before the first insertion
    size_t next_old;              // index of the first old bucket that may not be moved yet
    Table *retired;               // moved altogether, but pinned when last looked at
    Table *draining;              // not needed any more, given back slice by slice
    bool lent;                    // this struct is the caller's
    bool has_lent;                // and behind it a table with one bucket, not in use
    uint64_t clears;              // gomap_clear calls that had something to do
    atomic_ullong iterations;     // started so far; readers change it
    unsigned char *key_scratch;   // room for a key being copied
    unsigned char *value_scratch; // room for a value being copied
    void *key_trash;              // boxes to be freed when the write ends, or NULL
    void *value_trash;
    size_t own_size; // bytes of this struct and what stands behind it
    const void *place;
    GomapType type;

    // Read by gomap_stats in any thread.
    atomic_size_t buckets_now;
    atomic_size_t old_buckets;
    atomic_size_t overflow;
    atomic_size_t retired_count;
    atomic_size_t bytes; // allocated now
    atomic_size_t peak;
    atomic_ullong doublings;
    atomic_ullong compactions;
    atomic_ullong moved;
    atomic_ullong slices;
    atomic_ullong overwritten;
    atomic_ullong dropped;
};

// A cell of a chain. `bucket` NULL: none.
typedef struct Cell {
    unsigned char *head; // first bucket of the chain
    unsigned char *bucket;
    unsigned slot;
} Cell;

// gomap_memory.c: what a map allocates. NULL or false means that there is no memory, and then
// nothing has changed that an entry could show.
void *gomap_memory_allocate(Gomap *m, size_t size);
void gomap_memory_free(Gomap *m, void *memory, size_t size);
// A table whose buckets are not initialised.
Table *gomap_memory_table(Gomap *m, unsigned log2);
// Makes sure of `n` overflow buckets of `table`.
bool gomap_memory_reserve(Gomap *m, Table *table, size_t n);
// Gives all overflow buckets of a table that nobody reads back to it.
void gomap_memory_reset(Gomap *m, Table *table);
// Frees a table that nobody reads: when the write ends if it is small, by slices otherwise.
void gomap_memory_retire(Gomap *m, Table *table);
// Gives back one slice of what is not needed any more, if there is a whole one.
void gomap_memory_drain(Gomap *m);
void gomap_memory_free_table(Gomap *m, Table *table);
void gomap_memory_free_list(Gomap *m, Table **list);

// gomap_grow.c
// Makes the first table, with room for `hint` entries.
bool gomap_grow_first(Gomap *m, size_t hint);
// Makes `table` the current one.
void gomap_grow_use(Gomap *m, Table *table);
// Starts a growth if one more entry asks for it, or makes the first table. A compaction can wait, a
// doubling cannot.
bool gomap_grow_if_due(Gomap *m);
// Moves all entries to a table under another, stronger hash. False: there is no memory.
bool gomap_grow_harden(Gomap *m);
// Moves the old bucket that a hash belongs to: the first of the two of a write.
bool gomap_grow_move_own(Gomap *m, uint64_t hash);
// Moves the next old bucket, the second of the two, and ends the growth after the last one. False:
// there is no memory, the growth waits.
bool gomap_grow_move_next(Gomap *m);
// Empties all buckets without looking at the entries, and ends a growth.
void gomap_grow_empty(Gomap *m);
// Frees the retired tables that have no pins any more.
void gomap_grow_free_unpinned(Gomap *m);

// The general operations on a key of whatever kind, of a map that is not NULL; gomap_fast.c has the
// short ways.
void *gomap_find_in(const Gomap *m, const void *key);
GomapStatus gomap_assign_in(Gomap *m, const void *key, uint64_t hash, void **slot);

// gomap_map.c: tells the fatal hook of two calls that overlap.
void gomap_overlap(const char *message);
void gomap_tell_mapped(void *memory, size_t size);
void gomap_tell_unmapped(void *memory, size_t size);

// gomap.c: the end of a write that has more to do than to lower the flag. `grow`: false if a slot
// in an old bucket has been handed out.
void gomap_end_busy_write(Gomap *m, bool grow);
void gomap_release_key(const Gomap *m, void *key);
void gomap_release_value(const Gomap *m, void *value);
// Finds an empty cell for a key that is not there, which may start a growth. The hash of the key
// changes if a chain is so long that the map must hash in another way from now on. False: there is
// no memory.
bool gomap_make_room(Gomap *m, const void *key, uint64_t *hash, Cell *cell);
// Draws a new seed, unless it is fixed. The map must be empty.
void gomap_reseed(Gomap *m);
// Empties a cell whose key and value are released or moved out, and keeps invariant 2.
void gomap_empty_cell(Gomap *m, Cell cell);
// Calls `visit` for the key and value of every entry until it returns false.
typedef bool GomapVisit(void *key, void *value, void *ctx);
bool gomap_visit_all(const Gomap *m, GomapVisit *visit, void *ctx);

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

static inline size_t get(const atomic_size_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

// A write has its map alone: no counter is changed from two threads.
static inline void set(atomic_size_t *counter, size_t value) {
    atomic_store_explicit(counter, value, memory_order_relaxed);
}

static inline void add(atomic_ullong *counter, unsigned long long n) {
    unsigned long long now = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, now + n, memory_order_relaxed);
}

static inline unsigned char mark_of(uint64_t hash) {
    unsigned top = (unsigned)(hash >> 56);
    return (unsigned char)(top < MIN_TOP ? top + MIN_TOP : top);
}

static inline size_t bucket_count(const Table *t) {
    return (size_t)1 << t->log2;
}

static inline size_t mask_of(const Table *t) {
    return bucket_count(t) - 1;
}

static inline unsigned char *bucket_at(const Gomap *m, const Table *t, size_t index) {
    return t->buckets + index * m->bucket_size;
}

static inline unsigned char *key_cell(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return bucket + KEYS_AT + slot * m->key_width;
}

static inline unsigned char *value_cell(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return bucket + m->value_at + slot * m->value_width;
}

static inline void *unboxed(bool boxed, unsigned char *cell) {
    return boxed ? *(void **)(void *)cell : cell;
}

static inline void *key_in(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return unboxed(m->key_boxed, key_cell(m, bucket, slot));
}

static inline void *value_in(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return unboxed(m->value_boxed, value_cell(m, bucket, slot));
}

static inline unsigned char **link_of(unsigned char *bucket) {
    return (unsigned char **)(void *)(bucket + LINK_AT);
}

static inline unsigned char *next_in_chain(unsigned char *bucket) {
    return *link_of(bucket);
}

static inline void init_bucket(unsigned char *bucket) {
    memset(bucket, EMPTY_REST, SLOTS);
    *link_of(bucket) = NULL;
}

static inline bool is_moved_head(const unsigned char *head) {
    return head[0] >= MOVED_X && head[0] <= MOVED_EMPTY;
}

// Whether an old bucket is moved; invariant 3.
static inline bool is_moved(const Gomap *m, size_t index) {
    return index < m->next_old || is_moved_head(bucket_at(m, m->old, index));
}

// Whether a bucket of the current table is in use yet (invariant 4).
static inline bool is_ready(const Gomap *m, size_t index) {
    return !m->old || is_moved(m, index & mask_of(m->old));
}

// The chain that holds the entries of a hash, invariant 1.
static inline unsigned char *chain_of(const Gomap *m, uint64_t hash) {
    if (UNLIKELY(m->old != NULL)) {
        size_t index = hash & mask_of(m->old);
        if (!is_moved(m, index))
            return bucket_at(m, m->old, index);
    }
    return m->buckets + (hash & m->mask) * m->bucket_size;
}

static inline bool is_pinned(Table *t) {
    return atomic_load_explicit(&t->pins, memory_order_acquire) != 0;
}

static inline void pin(Table *t) {
    if (t)
        atomic_fetch_add_explicit(&t->pins, 1, memory_order_relaxed);
}

static inline void unpin(Table *t) {
    if (t)
        atomic_fetch_sub_explicit(&t->pins, 1, memory_order_release);
}

// Relaxed: the flag orders nothing, it only has to be really stored and loaded.
static inline unsigned state_of(const Gomap *m) {
    return atomic_load_explicit(&m->state, memory_order_relaxed);
}

static inline void set_state(Gomap *m, unsigned state) {
    atomic_store_explicit(&m->state, state, memory_order_relaxed);
}

static inline bool is_writing(const Gomap *m) {
    return state_of(m) & WRITING;
}

static inline Kind kind_of(const Gomap *m) {
    return (Kind)(state_of(m) >> KIND_SHIFT);
}

ALWAYS_INLINE bool begin_write(Gomap *m) {
    if (UNLIKELY(is_writing(m))) {
        gomap_overlap(GOMAP_CONCURRENT_WRITES);
        return false;
    }
    set_state(m, state_of(m) | WRITING);
    return true;
}

static inline void be_busy(Gomap *m) {
    set_state(m, state_of(m) | BUSY);
}

ALWAYS_INLINE void end_write(Gomap *m, bool grow) {
    if (UNLIKELY(state_of(m) & BUSY))
        gomap_end_busy_write(m, grow);
    if (UNLIKELY(!is_writing(m)))
        gomap_overlap(GOMAP_CONCURRENT_WRITES);
    set_state(m, state_of(m) & ~(unsigned)WRITING);
}

ALWAYS_INLINE bool may_read(const Gomap *m) {
    if (LIKELY(!is_writing(m)))
        return true;
    gomap_overlap(GOMAP_CONCURRENT_READ);
    return false;
}

// The marks of a bucket as one number, the first one in the lowest byte.
static inline uint64_t marks_of(const unsigned char *bucket) {
    uint64_t marks;
    memcpy(&marks, bucket, sizeof marks);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    marks = __builtin_bswap64(marks);
#endif
    return marks;
}

static inline void set_marks(unsigned char *bucket, uint64_t marks) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    marks = __builtin_bswap64(marks);
#endif
    memcpy(bucket, &marks, sizeof marks);
}

// Sets of cells are the highest bits of their bytes in such a number.
#define CELL_BITS 0x8080808080808080u
#define EACH_BYTE 0x0101010101010101u

// The cells of a bucket with a certain mark, and perhaps one behind such a cell whose mark differs
// from it in the lowest bit only: a key that is compared for nothing.
static inline uint64_t cells_with(uint64_t marks, unsigned char mark) {
    uint64_t differ = marks ^ mark * EACH_BYTE;
    return (differ - EACH_BYTE) & ~differ & CELL_BITS;
}

// The cells that are not empty: with a mark above EMPTY_ONE.
static inline uint64_t full_cells(const unsigned char *bucket) {
    uint64_t above = marks_of(bucket) & ~EACH_BYTE;
    return (((above & ~CELL_BITS) + ~CELL_BITS) | above) & CELL_BITS;
}

static inline uint64_t empty_cells(const unsigned char *bucket) {
    return full_cells(bucket) ^ CELL_BITS;
}

static inline unsigned first_of(uint64_t cells) {
    return (unsigned)__builtin_ctzll(cells) >> 3;
}

// Finds an empty cell for a key whose search ended in the chain of `cell`: see gomap_make_room.
ALWAYS_INLINE bool find_room(Gomap *m, const void *key, uint64_t *hash, Cell *cell) {
    uint64_t empty = empty_cells(cell->head);
    bool fits = get(&m->count) < m->limit && get(&m->overflow) <= m->mask;
    if (UNLIKELY(!empty || !fits))
        return gomap_make_room(m, key, hash, cell);
    *cell = (Cell){cell->head, cell->head, first_of(empty)};
    return true;
}

// Makes the key and the value that were written into a cell an entry.
ALWAYS_INLINE void add_entry(Gomap *m, const Cell *cell, uint64_t hash) {
    size_t count = get(&m->count) + 1;
    cell->bucket[cell->slot] = mark_of(hash);
    set(&m->count, count);
    if (count > get(&m->peak))
        set(&m->peak, count);
}

// Bytes of a cell to zero; nearly always eight.
ALWAYS_INLINE void wipe(unsigned char *cell, size_t width) {
    if (LIKELY(width == sizeof(uint64_t)))
        memset(cell, 0, sizeof(uint64_t));
    else
        memset(cell, 0, width);
}

// Whether the hash must be the same in every run.
static inline bool is_seed_fixed(const GomapType *type) {
    return type->fixed_seed || type->deterministic;
}

// Nothing stands behind this bucket in its chain.
static inline bool ends_chain(uint64_t marks) {
    return marks >> 56 == EMPTY_REST;
}

static inline bool is_last_of_chain(const Cell *cell) {
    if (cell->slot + 1 < SLOTS)
        return cell->bucket[cell->slot + 1] == EMPTY_REST;
    unsigned char *next = next_in_chain(cell->bucket);
    return !next || next[0] == EMPTY_REST;
}

// Equal to itself; always so unless the type is irreflexive.
static inline bool is_reflexive(const Gomap *m, const void *key) {
    return !m->type.irreflexive || m->type.equal(key, key, m->type.ctx);
}

#endif
