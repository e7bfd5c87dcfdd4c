// SPDX-License-Identifier: Apache-2.0

// Where an entry lives, how it is found, and how it moves when the map grows.
//
// A table is an array of 2^log2 buckets. A bucket is eight marks, eight keys, eight values and a
// link to an overflow bucket; the low log2 bits of a key's hash choose the bucket, the top eight
// bits are its mark, and a search compares keys only where the mark agrees. With log2 = 1:
//
//     hash of "a" = 0x91...0    bucket 0:  91 .. .. .. .. .. .. ..  | keys | values | link
//     hash of "b" = 0x40...1    bucket 1:  40 c7 .. .. .. .. .. ..  | keys | values | link
//     hash of "c" = 0xc7...1
//
// At more than 6.5 entries a bucket the map gets a table twice as large (a new bit of the hash
// splits bucket i into i and i + 2^log2). When there are as many overflow buckets as buckets, which
// happens when entries come and go, it gets one of the same size, into which the chains are
// compacted. Either way each later write moves the old bucket its key belongs to and one more.
//
// An iteration walks the table it started on to its end. An entry that has moved on from it is
// looked up by its key; a table that was being filled when the iteration started is seen through
// the old bucket as long as that was not moved. So a table is kept as long as an iteration has a
// pin on it, and the copies of keys in it are kept true: see 6.
//
// Invariants (gomap_check checks 1 to 5 and 8):
// 1. An entry is in exactly one cell: in the chain of its bucket in `old` if that bucket has not
//    been moved, in the chain of its bucket in `table` otherwise. Its mark is that of its hash.
// 2. EMPTY_REST stands in a cell iff this cell and all behind it in its chain are empty.
// 3. In `old`, marks 2 to 4 fill all cells of a moved bucket and no cell of another. Buckets below
//    `next_old` are moved. In `table` there are no such marks.
// 4. A bucket of `table` is initialised when the old bucket that fills it is moved, and is not
//    touched before.
// 5. `overflow` of a table is the number of overflow buckets that its chains hold.
// 6. In a table with a pin, each moved cell whose bucket was moved while pinned is bitwise equal to
//    the key of its live entry, or has the mark MOVED_EMPTY. So a key that the map has released is
//    never read.
// 7. A write frees or reuses nothing that its arguments may point to before it is done with them:
//    chains of moved buckets wait in `limbo`, the old table in `old`, until the end of the write.
// 8. What the map has allocated is its header, its tables, their overflow buckets and the spares.
// 9. Whatever can fail comes before the first change that can be seen.
//
// Not handled: keys that are unequal to themselves; shrinking; locking (the flag only detects).
#ifndef MAPLEAK_RUNTIME_GOMAP_CORE_H
#define MAPLEAK_RUNTIME_GOMAP_CORE_H

#include "gomap.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>

enum {
    SLOTS = 8, // of a bucket
    ALIGN = alignof(max_align_t),
};

// Marks below MIN_TOP are states. MOVED_X and MOVED_Y: to the bucket of the same index, or to the
// one half a table above it.
enum { EMPTY_REST, EMPTY_ONE, MOVED_X, MOVED_Y, MOVED_EMPTY, MIN_TOP };

typedef struct GomapTable Table;

struct GomapTable {
    Table *next;        // in the list of retired tables
    atomic_size_t pins; // iterations that may still read it; readers change it
    size_t overflow;    // overflow buckets in its chains
    unsigned log2;      // of the number of buckets, which follow at TABLE_HEAD
};

#define TABLE_HEAD ((sizeof(Table) + ALIGN - 1) / ALIGN * ALIGN)

struct Gomap {
    size_t count;         // entries
    atomic_uchar writing; // 1 while a write is at work
    Table *table;         // NULL before the first insertion
    Table *old;           // being moved into `table`, or NULL
    size_t next_old;      // index of the first old bucket that may not be moved yet
    Table *retired;       // moved altogether, but pinned when last looked at
    GomapSeed seed;
    atomic_ullong iterations; // started so far; readers change it
    uint64_t clears;          // gomap_clear calls that had something to do

    size_t key_at;      // offset of the keys in a bucket
    size_t value_at;    // of the values
    size_t link_at;     // of the pointer to the overflow bucket
    size_t bucket_size; // bytes

    unsigned char *spare; // free overflow buckets, linked
    size_t spare_count;
    unsigned char *limbo;         // overflow buckets to be freed when the write ends, linked
    unsigned char *key_scratch;   // room for a key being copied, or NULL
    unsigned char *value_scratch; // room for a value being copied, or NULL

    size_t bytes;    // allocated now
    size_t own_size; // of this struct and the scratch behind it
    uint64_t doublings;
    uint64_t compactions;
    uint64_t moved;
    size_t peak;
    uint64_t overwritten;
    uint64_t dropped;
    const void *place;
    GomapType type;
};

// A cell of a chain. `bucket` NULL: none.
typedef struct Cell {
    unsigned char *head; // first bucket of the chain
    unsigned char *bucket;
    unsigned slot;
} Cell;

// gomap_hash.c: seeds. `derive` is the nth number that follows from a seed, apart from the hashes
// of all keys; numbers 0 and 1 make the next seed. `salt` differs from map to map.
uint64_t gomap_seed_derive(const GomapSeed *seed, uint64_t nth);
GomapSeed gomap_seed_next(const GomapSeed *seed);
GomapSeed gomap_seed_random(const void *salt);

// gomap.c: tells the fatal hook of two calls that overlap.
void gomap_overlap(const char *message);

// gomap_table.c: what a map allocates. NULL or false means that there is no memory, and then
// nothing has changed that an entry could show.
void *gomap_table_allocate(Gomap *m, size_t size);
// Makes the first table, with room for `hint` entries.
bool gomap_table_first(Gomap *m, size_t hint);
// Makes sure of `n` spare overflow buckets.
bool gomap_table_reserve(Gomap *m, size_t n);
// Hangs a reserved bucket behind the last one of a chain of the current table, and returns it.
unsigned char *gomap_table_append(Gomap *m, unsigned char *last);
// Starts a growth if one more entry asks for it. A compaction can wait, a doubling cannot.
bool gomap_table_grow_if_due(Gomap *m);
// Moves the old bucket that a hash belongs to: the first of the two of a write.
bool gomap_table_move_own(Gomap *m, uint64_t hash);
// Moves the next old bucket, the second of the two, and ends the growth after the last one. Without
// memory the growth waits.
void gomap_table_move_next(Gomap *m);
// Empties all buckets without looking at the entries, and ends a growth.
void gomap_table_empty(Gomap *m);
// Frees the retired tables that have no pins any more.
void gomap_table_free_unpinned(Gomap *m);
// Keeps or frees what waits in `limbo`.
void gomap_table_recycle(Gomap *m);
// Frees everything but the header.
void gomap_table_free_all(Gomap *m);

static inline uint64_t hash_key(const Gomap *m, const void *key) {
    return m->type.hash(key, &m->seed, m->type.ctx);
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

static inline unsigned char *bucket_at(const Gomap *m, Table *t, size_t index) {
    return (unsigned char *)t + TABLE_HEAD + index * m->bucket_size;
}

static inline unsigned char *key_in(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return bucket + m->key_at + slot * m->type.key_size;
}

static inline unsigned char *value_in(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return bucket + m->value_at + slot * m->type.value_size;
}

static inline unsigned char **link_of(const Gomap *m, unsigned char *bucket) {
    return (unsigned char **)(void *)(bucket + m->link_at);
}

static inline unsigned char *next_in_chain(const Gomap *m, unsigned char *bucket) {
    return *link_of(m, bucket);
}

static inline bool is_moved(const unsigned char *head) {
    return head[0] >= MOVED_X && head[0] <= MOVED_EMPTY;
}

// Whether a bucket of the current table is in use yet (invariant 4).
static inline bool is_ready(const Gomap *m, size_t index) {
    return !m->old || is_moved(bucket_at(m, m->old, index & mask_of(m->old)));
}

// The chain that holds the entries of a hash, invariant 1.
static inline unsigned char *chain_of(const Gomap *m, uint64_t hash) {
    if (m->old) {
        unsigned char *head = bucket_at(m, m->old, hash & mask_of(m->old));
        if (!is_moved(head))
            return head;
    }
    return bucket_at(m, m->table, hash & mask_of(m->table));
}

static inline size_t table_size(const Gomap *m, unsigned log2) {
    return TABLE_HEAD + (m->bucket_size << log2);
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
static inline bool is_writing(const Gomap *m) {
    return atomic_load_explicit(&m->writing, memory_order_relaxed) != 0;
}

// Searches a chain for a key. If it is not there, `cell` is the first empty one of the chain, with
// bucket NULL if there is none.
static inline bool search(const Gomap *m, unsigned char *head, const void *key, uint64_t hash,
                          Cell *cell) {
    unsigned char mark = mark_of(hash);
    *cell = (Cell){head, NULL, 0};
    for (unsigned char *b = head; b; b = next_in_chain(m, b)) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            if (b[slot] == mark && m->type.equal(key_in(m, b, slot), key, m->type.ctx)) {
                *cell = (Cell){head, b, slot};
                return true;
            }
            if (b[slot] <= EMPTY_ONE && !cell->bucket)
                *cell = (Cell){head, b, slot};
            if (b[slot] == EMPTY_REST)
                return false;
        }
    }
    return false;
}

static inline bool find_cell(const Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    return m->table && search(m, chain_of(m, hash), key, hash, cell);
}

static inline bool is_last_of_chain(const Gomap *m, const Cell *cell) {
    if (cell->slot + 1 < SLOTS)
        return cell->bucket[cell->slot + 1] == EMPTY_REST;
    unsigned char *next = next_in_chain(m, cell->bucket);
    return !next || next[0] == EMPTY_REST;
}

#endif
