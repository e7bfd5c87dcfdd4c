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
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // getrandom
#endif
#include "gomap.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum {
    SLOTS = 8,         // of a bucket
    SPARES_KEPT = 16,  // free overflow buckets that a map keeps
    SKIP_LIMIT = 1024, // moved old buckets that one write passes over
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
    GomapType type;
};

// A cell of a chain. `bucket` NULL: none.
typedef struct Cell {
    unsigned char *head; // first bucket of the chain
    unsigned char *bucket;
    unsigned slot;
} Cell;

// ---- Hashing ----

typedef struct Sip {
    uint64_t v0, v1, v2, v3;
} Sip;

static uint64_t rotl(uint64_t x, unsigned n) {
    return x << n | x >> (64 - n);
}

static void sip_round(Sip *s) {
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotl(s->v1, 13) ^ s->v0;
    s->v3 = rotl(s->v3, 16) ^ s->v2;
    s->v0 = rotl(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotl(s->v1, 17) ^ s->v2;
    s->v3 = rotl(s->v3, 21) ^ s->v0;
    s->v2 = rotl(s->v2, 32);
}

static Sip sip_start(const GomapSeed *seed) {
    return (Sip){seed->k0 ^ 0x736f6d6570736575, seed->k1 ^ 0x646f72616e646f6d,
                 seed->k0 ^ 0x6c7967656e657261, seed->k1 ^ 0x7465646279746573};
}

static void sip_word(Sip *s, uint64_t word) {
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

static uint64_t sip_end(Sip *s, uint64_t last) {
    sip_word(s, last);
    s->v2 ^= 0xff;
    sip_round(s);
    sip_round(s);
    sip_round(s);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

static uint64_t load_little_endian(const unsigned char *p, size_t n) {
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)p[i] << (8 * i);
    return word;
}

uint64_t gomap_hash_bytes(const void *bytes, size_t size, const GomapSeed *seed) {
    const unsigned char *p = bytes;
    Sip s = sip_start(seed);
    size_t left = size;
    for (; left >= 8; left -= 8, p += 8)
        sip_word(&s, load_little_endian(p, 8));
    return sip_end(&s, (uint64_t)size << 56 | load_little_endian(p, left));
}

// A number that follows from a seed, apart from the hashes of all keys.
static uint64_t derive(const GomapSeed *seed, uint64_t nth) {
    Sip s = sip_start(seed);
    sip_word(&s, nth);
    return sip_end(&s, UINT64_MAX);
}

static uint64_t hash_u64(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    Sip s = sip_start(seed);
    sip_word(&s, *(const uint64_t *)key);
    return sip_end(&s, (uint64_t)8 << 56);
}

static uint64_t hash_u32(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    Sip s = sip_start(seed);
    return sip_end(&s, (uint64_t)4 << 56 | *(const uint32_t *)key);
}

static uint64_t hash_str(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    const char *text = *(const char *const *)key;
    return gomap_hash_bytes(text, strlen(text), seed);
}

static bool equal_u64(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return *(const uint64_t *)a == *(const uint64_t *)b;
}

static bool equal_u32(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return *(const uint32_t *)a == *(const uint32_t *)b;
}

static bool equal_str(const void *a, const void *b, void *ctx) {
    (void)ctx;
    const char *x = *(const char *const *)a;
    const char *y = *(const char *const *)b;
    return x == y || strcmp(x, y) == 0;
}

GomapType gomap_type_u32(size_t value_size) {
    return (GomapType){.key_size = sizeof(uint32_t),
                       .value_size = value_size,
                       .hash = hash_u32,
                       .equal = equal_u32};
}

GomapType gomap_type_u64(size_t value_size) {
    return (GomapType){.key_size = sizeof(uint64_t),
                       .value_size = value_size,
                       .hash = hash_u64,
                       .equal = equal_u64};
}

GomapType gomap_type_str(size_t value_size) {
    return (GomapType){.key_size = sizeof(const char *),
                       .value_size = value_size,
                       .hash = hash_str,
                       .equal = equal_str};
}

static GomapSeed next_seed(const GomapSeed *seed) {
    return (GomapSeed){derive(seed, 0), derive(seed, 1)};
}

// Without getrandom (an old kernel, a sandbox) the seed is only hard to guess, not secret.
static GomapSeed random_seed(const Gomap *m) {
    GomapSeed seed;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed)
        return seed;
    static atomic_ullong calls;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    seed.k0 = (uint64_t)(uintptr_t)m ^ (uint64_t)now.tv_sec << 32;
    seed.k1 = (uint64_t)now.tv_nsec << 20 ^ atomic_fetch_add(&calls, 1);
    return next_seed(&seed);
}

// An emptied map hashes anew, so that an attacker cannot go on with what he has learnt. Derived
// from the last seed, since a map may be emptied at every other call.
static void reseed(Gomap *m) {
    if (m->type.fixed_seed || m->type.deterministic)
        return;
    m->seed = next_seed(&m->seed);
}

static uint64_t hash_key(const Gomap *m, const void *key) {
    return m->type.hash(key, &m->seed, m->type.ctx);
}

static unsigned char mark_of(uint64_t hash) {
    unsigned top = (unsigned)(hash >> 56);
    return (unsigned char)(top < MIN_TOP ? top + MIN_TOP : top);
}

// ---- The writing flag ----

static GomapFatal *fatal_hook;
static void *fatal_ctx;

void gomap_set_fatal(GomapFatal *fatal, void *ctx) {
    fatal_hook = fatal;
    fatal_ctx = ctx;
}

static void fatal(const char *message) {
    if (fatal_hook) {
        fatal_hook(message, fatal_ctx);
        return;
    }
    fprintf(stderr, "fatal error: %s\n", message);
    _Exit(2);
}

// Relaxed: the flag orders nothing, it only has to be really stored and loaded.
static bool is_writing(const Gomap *m) {
    return atomic_load_explicit(&m->writing, memory_order_relaxed) != 0;
}

static bool begin_write(Gomap *m) {
    if (is_writing(m)) {
        fatal(GOMAP_CONCURRENT_WRITES);
        return false;
    }
    atomic_store_explicit(&m->writing, 1, memory_order_relaxed);
    return true;
}

static bool may_read(const Gomap *m) {
    if (!is_writing(m))
        return true;
    fatal(GOMAP_CONCURRENT_READ);
    return false;
}

// ---- Buckets ----

static void *allocate(Gomap *m, size_t size) {
    const GomapAllocator *a = &m->type.allocator;
    void *memory = a->alloc ? a->alloc(size, a->ctx) : malloc(size);
    if (memory)
        m->bytes += size;
    return memory;
}

static void deallocate(Gomap *m, void *memory, size_t size) {
    const GomapAllocator *a = &m->type.allocator;
    m->bytes -= size;
    if (a->free)
        a->free(memory, size, a->ctx);
    else
        free(memory);
}

static size_t bucket_count(const Table *t) {
    return (size_t)1 << t->log2;
}

static size_t mask_of(const Table *t) {
    return bucket_count(t) - 1;
}

static unsigned char *bucket_at(const Gomap *m, Table *t, size_t index) {
    return (unsigned char *)t + TABLE_HEAD + index * m->bucket_size;
}

static unsigned char *key_in(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return bucket + m->key_at + slot * m->type.key_size;
}

static unsigned char *value_in(const Gomap *m, unsigned char *bucket, unsigned slot) {
    return bucket + m->value_at + slot * m->type.value_size;
}

static unsigned char **link_of(const Gomap *m, unsigned char *bucket) {
    return (unsigned char **)(void *)(bucket + m->link_at);
}

static unsigned char *next_in_chain(const Gomap *m, unsigned char *bucket) {
    return *link_of(m, bucket);
}

static void init_bucket(const Gomap *m, unsigned char *bucket) {
    memset(bucket, EMPTY_REST, SLOTS);
    *link_of(m, bucket) = NULL;
}

static bool is_moved(const unsigned char *head) {
    return head[0] >= MOVED_X && head[0] <= MOVED_EMPTY;
}

// Whether a bucket of the current table is in use yet (invariant 4).
static bool is_ready(const Gomap *m, size_t index) {
    return !m->old || is_moved(bucket_at(m, m->old, index & mask_of(m->old)));
}

// The chain that holds the entries of a hash, invariant 1.
static unsigned char *chain_of(const Gomap *m, uint64_t hash) {
    if (m->old) {
        unsigned char *head = bucket_at(m, m->old, hash & mask_of(m->old));
        if (!is_moved(head))
            return head;
    }
    return bucket_at(m, m->table, hash & mask_of(m->table));
}

// Makes sure of `n` spare overflow buckets.
static bool reserve(Gomap *m, size_t n) {
    while (m->spare_count < n) {
        unsigned char *bucket = allocate(m, m->bucket_size);
        if (!bucket)
            return false;
        *link_of(m, bucket) = m->spare;
        m->spare = bucket;
        m->spare_count++;
    }
    return true;
}

// Hangs a reserved overflow bucket behind the last bucket of a chain of the current table.
static unsigned char *append_overflow(Gomap *m, unsigned char *last) {
    unsigned char *bucket = m->spare;
    m->spare = next_in_chain(m, bucket);
    m->spare_count--;
    init_bucket(m, bucket);
    *link_of(m, last) = bucket;
    m->table->overflow++;
    return bucket;
}

static void detach_overflow(Gomap *m, Table *t, unsigned char *head) {
    unsigned char *bucket = next_in_chain(m, head);
    *link_of(m, head) = NULL;
    while (bucket) {
        unsigned char *next = next_in_chain(m, bucket);
        *link_of(m, bucket) = m->limbo;
        m->limbo = bucket;
        t->overflow--;
        bucket = next;
    }
}

static void recycle_limbo(Gomap *m) {
    while (m->limbo) {
        unsigned char *bucket = m->limbo;
        m->limbo = next_in_chain(m, bucket);
        if (m->spare_count >= SPARES_KEPT) {
            deallocate(m, bucket, m->bucket_size);
            continue;
        }
        *link_of(m, bucket) = m->spare;
        m->spare = bucket;
        m->spare_count++;
    }
}

// ---- Tables ----

static size_t table_size(const Gomap *m, unsigned log2) {
    return TABLE_HEAD + (m->bucket_size << log2);
}

// The buckets are not initialised.
static Table *new_table(Gomap *m, unsigned log2) {
    if (log2 >= 63 || m->bucket_size > ((size_t)PTRDIFF_MAX - TABLE_HEAD) >> log2)
        return NULL;
    Table *t = allocate(m, table_size(m, log2));
    if (!t)
        return NULL;
    t->next = NULL;
    atomic_init(&t->pins, 0);
    t->overflow = 0;
    t->log2 = log2;
    return t;
}

static bool set_first_table(Gomap *m, unsigned log2) {
    m->table = new_table(m, log2);
    if (!m->table)
        return false;
    for (size_t i = 0; i < bucket_count(m->table); i++)
        init_bucket(m, bucket_at(m, m->table, i));
    return true;
}

static bool is_pinned(Table *t) {
    return atomic_load_explicit(&t->pins, memory_order_acquire) != 0;
}

static void pin(Table *t) {
    if (t)
        atomic_fetch_add_explicit(&t->pins, 1, memory_order_relaxed);
}

static void unpin(Table *t) {
    if (t)
        atomic_fetch_sub_explicit(&t->pins, 1, memory_order_release);
}

static void free_table(Gomap *m, Table *t) {
    for (size_t i = 0; t->overflow && i < bucket_count(t); i++) {
        if (t != m->table || is_ready(m, i))
            detach_overflow(m, t, bucket_at(m, t, i));
    }
    deallocate(m, t, table_size(m, t->log2));
}

static void retire(Gomap *m, Table *t) {
    if (!is_pinned(t)) {
        free_table(m, t);
        return;
    }
    t->next = m->retired;
    m->retired = t;
}

static void free_unpinned(Gomap *m) {
    for (Table **at = &m->retired; *at;) {
        Table *t = *at;
        if (is_pinned(t)) {
            at = &t->next;
            continue;
        }
        *at = t->next;
        free_table(m, t);
    }
}

// ---- Growth ----

static bool is_overloaded(const Gomap *m, size_t count) {
    return count > SLOTS && count > 13 * (bucket_count(m->table) / 2);
}

// The smallest table that holds `hint` entries without growing.
static unsigned log2_for(size_t hint) {
    unsigned log2 = 0;
    while (hint > SLOTS && hint > 13 * (((size_t)1 << log2) / 2))
        log2++;
    return log2;
}

static bool start_growth(Gomap *m, bool twice) {
    Table *t = new_table(m, m->table->log2 + (twice ? 1 : 0));
    if (!t)
        return false;
    m->old = m->table;
    m->table = t;
    m->next_old = 0;
    m->doublings += twice;
    m->compactions += !twice;
    return true;
}

// The end of one of the two chains that an old bucket is moved to.
typedef struct Target {
    unsigned char *bucket;
    unsigned used;
} Target;

static void append_cell(Gomap *m, Target *to, unsigned char *from, unsigned slot,
                        unsigned char mark) {
    if (to->used == SLOTS) {
        to->bucket = append_overflow(m, to->bucket);
        to->used = 0;
    }
    memcpy(key_in(m, to->bucket, to->used), key_in(m, from, slot), m->type.key_size);
    memcpy(value_in(m, to->bucket, to->used), value_in(m, from, slot), m->type.value_size);
    to->bucket[to->used++] = mark;
}

static void move_cells(Gomap *m, Target to[2], unsigned char *from) {
    size_t half = m->table->log2 > m->old->log2 ? bucket_count(m->old) : 0;
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        unsigned char mark = from[slot];
        if (mark <= EMPTY_ONE) {
            from[slot] = MOVED_EMPTY;
            continue;
        }
        bool upper = half && (hash_key(m, key_in(m, from, slot)) & half);
        append_cell(m, &to[upper], from, slot, mark);
        from[slot] = upper ? MOVED_Y : MOVED_X;
    }
}

// Moves an old bucket with its chain, if that has not been done. False, and nothing moved, if there
// is no memory. A chain of c buckets needs at most c - 1 overflow buckets in its two targets
// together: x + y <= 8c gives ceil(x/8) + ceil(y/8) <= c + 1.
static bool move_bucket(Gomap *m, size_t index) {
    unsigned char *head = bucket_at(m, m->old, index);
    if (is_moved(head))
        return true;
    size_t extra = 0;
    for (unsigned char *b = next_in_chain(m, head); b; b = next_in_chain(m, b))
        extra++;
    if (!reserve(m, extra))
        return false;
    Target to[2] = {{bucket_at(m, m->table, index), 0}, {NULL, 0}};
    init_bucket(m, to[0].bucket);
    if (m->table->log2 > m->old->log2) {
        to[1].bucket = bucket_at(m, m->table, index + bucket_count(m->old));
        init_bucket(m, to[1].bucket);
    }
    for (unsigned char *b = head; b; b = next_in_chain(m, b))
        move_cells(m, to, b);
    if (!is_pinned(m->old))
        detach_overflow(m, m->old, head);
    m->moved++;
    return true;
}

// Moves the old bucket that a hash belongs to: the first of the two of a write.
static bool move_own(Gomap *m, uint64_t hash) {
    return !m->old || move_bucket(m, hash & mask_of(m->old));
}

// Moves the next old bucket: the second of the two. Without memory the growth waits.
static void move_next(Gomap *m) {
    size_t end = bucket_count(m->old);
    if (m->next_old < end)
        move_bucket(m, m->next_old);
    for (unsigned i = 0; i < SKIP_LIMIT && m->next_old < end; i++) {
        if (!is_moved(bucket_at(m, m->old, m->next_old)))
            break;
        m->next_old++;
    }
    if (m->next_old == end) {
        Table *done = m->old;
        m->old = NULL;
        retire(m, done);
    }
}

// Ends a write. `grow`: false if a slot in an old bucket has been handed out.
static void end_write(Gomap *m, bool grow) {
    if (m->old && grow)
        move_next(m);
    if (m->retired)
        free_unpinned(m);
    recycle_limbo(m);
    if (!is_writing(m))
        fatal(GOMAP_CONCURRENT_WRITES);
    atomic_store_explicit(&m->writing, 0, memory_order_relaxed);
}

// ---- Cells ----

// Searches a chain for a key. If it is not there, `cell` is the first empty one of the chain, with
// bucket NULL if there is none.
static bool search(const Gomap *m, unsigned char *head, const void *key, uint64_t hash,
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

static bool find_cell(const Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    return m->table && search(m, chain_of(m, hash), key, hash, cell);
}

// Invariant 6 for one table: the left-behind copy of the key at `stored` becomes `fresh`, or is
// marked as gone if that is NULL.
static void update_left_behind(Gomap *m, Table *t, uint64_t hash, const void *stored,
                               const void *fresh) {
    unsigned char *head = bucket_at(m, t, hash & mask_of(t));
    if (!is_pinned(t) || !is_moved(head))
        return;
    size_t size = m->type.key_size;
    for (unsigned char *b = head; b; b = next_in_chain(m, b)) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            unsigned char *key = key_in(m, b, slot);
            if (b[slot] == MOVED_EMPTY || memcmp(key, stored, size) != 0)
                continue;
            if (fresh)
                memcpy(key, fresh, size);
            else
                b[slot] = MOVED_EMPTY;
            return;
        }
    }
}

static void update_all_left_behind(Gomap *m, uint64_t hash, const void *stored, const void *fresh) {
    if (m->old)
        update_left_behind(m, m->old, hash, stored, fresh);
    for (Table *t = m->retired; t; t = t->next)
        update_left_behind(m, t, hash, stored, fresh);
}

static bool is_last_of_chain(const Gomap *m, const Cell *cell) {
    if (cell->slot + 1 < SLOTS)
        return cell->bucket[cell->slot + 1] == EMPTY_REST;
    unsigned char *next = next_in_chain(m, cell->bucket);
    return !next || next[0] == EMPTY_REST;
}

// The cell before this one in its chain, or false.
static bool step_back(const Gomap *m, Cell *cell) {
    if (cell->slot > 0) {
        cell->slot--;
        return true;
    }
    if (cell->bucket == cell->head)
        return false;
    unsigned char *before = cell->head;
    while (next_in_chain(m, before) != cell->bucket)
        before = next_in_chain(m, before);
    *cell = (Cell){cell->head, before, SLOTS - 1};
    return true;
}

// Empties a cell whose key and value are released or moved out, and keeps invariant 2.
static void empty_cell(Gomap *m, Cell cell) {
    memset(key_in(m, cell.bucket, cell.slot), 0, m->type.key_size);
    memset(value_in(m, cell.bucket, cell.slot), 0, m->type.value_size);
    cell.bucket[cell.slot] = EMPTY_ONE;
    if (is_last_of_chain(m, &cell)) {
        do
            cell.bucket[cell.slot] = EMPTY_REST;
        while (step_back(m, &cell) && cell.bucket[cell.slot] == EMPTY_ONE);
    }
    if (--m->count == 0)
        reseed(m);
}

static void release_key(Gomap *m, void *key) {
    if (m->type.key_release)
        m->type.key_release(key, m->type.ctx);
}

static void release_value(Gomap *m, void *value) {
    if (m->type.value_release)
        m->type.value_release(value, m->type.ctx);
}

// ---- Insertion ----

// The key to be stored for the caller's `key`: itself, or a copy in the scratch, or NULL if the
// copy failed.
static const void *own_key(Gomap *m, const void *key) {
    if (!m->type.key_copy)
        return key;
    memset(m->key_scratch, 0, m->type.key_size);
    return m->type.key_copy(m->key_scratch, key, m->type.ctx) ? m->key_scratch : NULL;
}

static GomapStatus replace_key(Gomap *m, const Cell *cell, const void *key, uint64_t hash) {
    const void *fresh = own_key(m, key);
    if (!fresh)
        return GOMAP_NO_MEMORY;
    unsigned char *stored = key_in(m, cell->bucket, cell->slot);
    update_all_left_behind(m, hash, stored, fresh);
    release_key(m, stored);
    memmove(stored, fresh, m->type.key_size);
    return GOMAP_OK;
}

// Starts a growth if one more entry asks for it. A compaction can wait, a doubling cannot.
static bool grow_for_one_more(Gomap *m) {
    if (m->old)
        return true;
    if (is_overloaded(m, m->count + 1))
        return start_growth(m, true);
    if (m->table->overflow >= bucket_count(m->table))
        start_growth(m, false);
    return true;
}

// Finds an empty cell for a new key, whose search left `cell`.
static bool make_room(Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    bool was_growing = m->old;
    if (!grow_for_one_more(m) || !move_own(m, hash))
        return false;
    if (m->old && !was_growing)
        search(m, chain_of(m, hash), key, hash, cell);
    if (cell->bucket)
        return true;
    if (!reserve(m, 1))
        return false;
    unsigned char *last = cell->head;
    while (next_in_chain(m, last))
        last = next_in_chain(m, last);
    cell->bucket = append_overflow(m, last);
    cell->slot = 0;
    return true;
}

static GomapStatus insert(Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    if (!make_room(m, key, hash, cell))
        return GOMAP_NO_MEMORY;
    const void *fresh = own_key(m, key);
    if (!fresh)
        return GOMAP_NO_MEMORY;
    memcpy(key_in(m, cell->bucket, cell->slot), fresh, m->type.key_size);
    memset(value_in(m, cell->bucket, cell->slot), 0, m->type.value_size);
    cell->bucket[cell->slot] = mark_of(hash);
    m->count++;
    return GOMAP_OK;
}

// What an insertion found or made.
typedef struct Place {
    Cell cell;
    bool added;
    bool in_old; // the cell is in an old bucket, for want of memory to move it
} Place;

// Finds or inserts, in the middle of a write.
static GomapStatus locate(Gomap *m, const void *key, uint64_t hash, Place *place) {
    *place = (Place){0};
    if (!m->table && !set_first_table(m, 0))
        return GOMAP_NO_MEMORY;
    place->in_old = !move_own(m, hash);
    if (find_cell(m, key, hash, &place->cell))
        return m->type.update_key ? replace_key(m, &place->cell, key, hash) : GOMAP_OK;
    if (place->in_old)
        return GOMAP_NO_MEMORY;
    GomapStatus status = insert(m, key, hash, &place->cell);
    place->added = status == GOMAP_OK;
    return status;
}

GomapStatus gomap_upsert(Gomap *map, const void *key, void **slot, bool *added) {
    *slot = NULL;
    *added = false;
    if (!map)
        return GOMAP_NIL_MAP;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return GOMAP_CONCURRENT;
    Place place;
    GomapStatus status = locate(map, key, hash, &place);
    if (status == GOMAP_OK) {
        *slot = value_in(map, place.cell.bucket, place.cell.slot);
        *added = place.added;
    }
    end_write(map, !place.in_old);
    return status;
}

GomapStatus gomap_assign(Gomap *map, const void *key, void **slot) {
    bool added;
    return gomap_upsert(map, key, slot, &added);
}

static GomapStatus put(Gomap *m, const void *key, uint64_t hash, const void *value) {
    Place place;
    GomapStatus status = locate(m, key, hash, &place);
    if (status == GOMAP_OK) {
        unsigned char *slot = value_in(m, place.cell.bucket, place.cell.slot);
        if (!place.added)
            release_value(m, slot);
        if (m->type.value_size)
            memmove(slot, value, m->type.value_size);
    }
    end_write(m, true);
    return status;
}

static GomapStatus put_copy(Gomap *m, const void *key, uint64_t hash, const void *value) {
    memset(m->value_scratch, 0, m->type.value_size);
    if (!m->type.value_copy(m->value_scratch, value, m->type.ctx)) {
        end_write(m, true);
        return GOMAP_NO_MEMORY;
    }
    GomapStatus status = put(m, key, hash, m->value_scratch);
    if (status != GOMAP_OK)
        release_value(m, m->value_scratch);
    return status;
}

GomapStatus gomap_put(Gomap *map, const void *key, const void *value) {
    if (!map)
        return GOMAP_NIL_MAP;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return GOMAP_CONCURRENT;
    return map->type.value_copy ? put_copy(map, key, hash, value) : put(map, key, hash, value);
}

// ---- Lookup and removal ----

size_t gomap_len(const Gomap *map) {
    return map ? map->count : 0;
}

void *gomap_find(const Gomap *map, const void *key) {
    if (!map || !may_read(map) || map->count == 0)
        return NULL;
    Cell cell;
    if (!find_cell(map, key, hash_key(map, key), &cell))
        return NULL;
    return value_in(map, cell.bucket, cell.slot);
}

static void take_cell(Gomap *m, const Cell *cell, uint64_t hash, void *key_out, void *value_out) {
    unsigned char *key = key_in(m, cell->bucket, cell->slot);
    unsigned char *value = value_in(m, cell->bucket, cell->slot);
    update_all_left_behind(m, hash, key, NULL);
    if (key_out)
        memcpy(key_out, key, m->type.key_size);
    else
        release_key(m, key);
    if (value_out)
        memcpy(value_out, value, m->type.value_size);
    else
        release_value(m, value);
    empty_cell(m, *cell);
}

bool gomap_take(Gomap *map, const void *key, void *key_out, void *value_out) {
    if (!map)
        return false;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return false;
    Cell cell;
    bool found = find_cell(map, key, hash, &cell);
    if (found)
        take_cell(map, &cell, hash, key_out, value_out);
    // After the removal, which therefore cannot fail for want of memory.
    move_own(map, hash);
    end_write(map, true);
    return found;
}

bool gomap_remove(Gomap *map, const void *key) {
    return gomap_take(map, key, NULL, NULL);
}

// ---- The whole map ----

typedef bool Visit(void *key, void *value, void *ctx);

static bool visit_chain(const Gomap *m, unsigned char *head, Visit *visit, void *ctx) {
    for (unsigned char *b = head; b; b = next_in_chain(m, b)) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            if (b[slot] >= MIN_TOP && !visit(key_in(m, b, slot), value_in(m, b, slot), ctx))
                return false;
        }
    }
    return true;
}

// Calls `visit` for every entry until it returns false.
static bool visit_all(const Gomap *m, Visit *visit, void *ctx) {
    for (size_t i = 0; m->table && i < bucket_count(m->table); i++) {
        if (is_ready(m, i) && !visit_chain(m, bucket_at(m, m->table, i), visit, ctx))
            return false;
    }
    for (size_t i = 0; m->old && i < bucket_count(m->old); i++) {
        unsigned char *head = bucket_at(m, m->old, i);
        if (!is_moved(head) && !visit_chain(m, head, visit, ctx))
            return false;
    }
    return true;
}

static bool release_entry(void *key, void *value, void *ctx) {
    Gomap *m = ctx;
    release_key(m, key);
    release_value(m, value);
    return true;
}

static void release_all(Gomap *m) {
    if (m->type.key_release || m->type.value_release)
        visit_all(m, release_entry, m);
}

static bool fits(size_t size, size_t align) {
    bool power = align != 0 && (align & (align - 1)) == 0;
    return power && align <= ALIGN && size % align == 0 && size <= SIZE_MAX / 64;
}

static size_t natural_align(size_t size) {
    size_t align = 1;
    while (size && align < ALIGN && size % (2 * align) == 0)
        align *= 2;
    return align;
}

static size_t align_up(size_t offset, size_t align) {
    return (offset + align - 1) / align * align;
}

static bool complete_type(GomapType *type) {
    if (!type->key_align)
        type->key_align = natural_align(type->key_size);
    if (!type->value_align)
        type->value_align = natural_align(type->value_size);
    return type->hash && type->equal && fits(type->key_size, type->key_align) &&
           fits(type->value_size, type->value_align) &&
           !type->allocator.alloc == !type->allocator.free;
}

static void lay_out(Gomap *m) {
    const GomapType *type = &m->type;
    size_t align = type->key_align > type->value_align ? type->key_align : type->value_align;
    if (align < alignof(unsigned char *))
        align = alignof(unsigned char *);
    m->key_at = align_up(SLOTS, type->key_align);
    m->value_at = align_up(m->key_at + SLOTS * type->key_size, type->value_align);
    m->link_at = align_up(m->value_at + SLOTS * type->value_size, alignof(unsigned char *));
    m->bucket_size = align_up(m->link_at + sizeof(unsigned char *), align);
}

// Allocates a map and, behind it, the room to copy one key and one value into.
static Gomap *new_header(const GomapType *type) {
    size_t key_room = type->key_copy ? align_up(type->key_size, ALIGN) : 0;
    size_t value_room = type->value_copy ? align_up(type->value_size, ALIGN) : 0;
    size_t head = align_up(sizeof(Gomap), ALIGN);
    Gomap start = {.type = *type, .own_size = head + key_room + value_room};
    Gomap *m = allocate(&start, start.own_size);
    if (!m)
        return NULL;
    memcpy(m, &start, sizeof start);
    atomic_init(&m->writing, 0);
    atomic_init(&m->iterations, 0);
    m->key_scratch = (unsigned char *)m + head;
    m->value_scratch = m->key_scratch + key_room;
    bool fixed = type->fixed_seed || type->deterministic;
    m->seed = fixed ? type->seed : random_seed(m);
    lay_out(m);
    return m;
}

GomapStatus gomap_new(const GomapType *type, size_t hint, Gomap **out) {
    *out = NULL;
    GomapType complete = *type;
    if (!complete_type(&complete))
        return GOMAP_BAD_TYPE;
    Gomap *m = new_header(&complete);
    if (!m)
        return GOMAP_NO_MEMORY;
    if (hint > (size_t)PTRDIFF_MAX / m->bucket_size)
        hint = 0;
    if (hint > SLOTS && !set_first_table(m, log2_for(hint))) {
        gomap_free(m);
        return GOMAP_NO_MEMORY;
    }
    *out = m;
    return GOMAP_OK;
}

static void free_memory(Gomap *m) {
    if (m->table)
        free_table(m, m->table);
    m->table = NULL;
    if (m->old)
        free_table(m, m->old);
    while (m->retired) {
        Table *t = m->retired;
        m->retired = t->next;
        free_table(m, t);
    }
    recycle_limbo(m);
    while (m->spare) {
        unsigned char *bucket = m->spare;
        m->spare = next_in_chain(m, bucket);
        deallocate(m, bucket, m->bucket_size);
    }
}

void gomap_free(Gomap *map) {
    if (!map || !begin_write(map))
        return;
    release_all(map);
    free_memory(map);
    GomapAllocator allocator = map->type.allocator;
    if (allocator.free)
        allocator.free(map, map->own_size, allocator.ctx);
    else
        free(map);
}

// Ends a growth whose entries are gone. A pinned table that is kept shows that nothing is in it.
static void abandon_growth(Gomap *m) {
    Table *old = m->old;
    for (size_t i = 0; is_pinned(old) && i < bucket_count(old); i++) {
        for (unsigned char *b = bucket_at(m, old, i); b; b = next_in_chain(m, b))
            memset(b, MOVED_EMPTY, SLOTS);
    }
    m->old = NULL;
    retire(m, old);
}

void gomap_clear(Gomap *map) {
    if (gomap_len(map) == 0 || !begin_write(map))
        return;
    release_all(map);
    for (size_t i = 0; i < bucket_count(map->table); i++) {
        unsigned char *head = bucket_at(map, map->table, i);
        if (is_ready(map, i))
            detach_overflow(map, map->table, head);
        init_bucket(map, head);
    }
    if (map->old)
        abandon_growth(map);
    map->count = 0;
    map->clears++;
    reseed(map);
    end_write(map, true);
}

static bool copy_entry(void *key, void *value, void *ctx) {
    return gomap_put(ctx, key, value) == GOMAP_OK;
}

GomapStatus gomap_clone(const Gomap *map, Gomap **out) {
    *out = NULL;
    if (!map)
        return GOMAP_OK;
    if (!may_read(map))
        return GOMAP_CONCURRENT;
    const GomapType *type = &map->type;
    if ((type->key_release && !type->key_copy) || (type->value_release && !type->value_copy))
        return GOMAP_NO_COPY;
    Gomap *copy;
    GomapStatus status = gomap_new(type, map->count, &copy);
    if (status != GOMAP_OK)
        return status;
    if (!visit_all(map, copy_entry, copy)) {
        gomap_free(copy);
        return GOMAP_NO_MEMORY;
    }
    *out = copy;
    return GOMAP_OK;
}

// ---- Iteration ----

void gomap_iter_init(GomapIter *it, Gomap *map) {
    *it = (GomapIter){.map = map};
    if (!map || !map->table || map->count == 0) {
        it->map = NULL;
        return;
    }
    it->table = map->table;
    it->source = map->old;
    pin(it->table);
    pin(it->source);
    it->left = bucket_count(it->table);
    it->clears = map->clears;
    if (map->type.deterministic)
        return;
    uint64_t nth = atomic_fetch_add_explicit(&map->iterations, 1, memory_order_relaxed);
    uint64_t start = derive(&map->seed, nth + 2); // 0 and 1 make the next seed
    it->index = start & mask_of(it->table);
    it->offset = (uint8_t)(start >> it->table->log2 & (SLOTS - 1));
}

void gomap_iter_fini(GomapIter *it) {
    unpin(it->table);
    unpin(it->source);
    *it = (GomapIter){0};
}

static bool enter_bucket(GomapIter *it) {
    const Gomap *m = it->map;
    if (it->left == 0)
        return false;
    size_t index = it->index;
    it->left--;
    it->index = (index + 1) & mask_of(it->table);
    it->step = 0;
    it->filter = false;
    it->bucket = bucket_at(m, it->table, index);
    if (!it->source || m->old != it->source || is_ready(m, index))
        return true;
    it->bucket = bucket_at(m, it->source, index & mask_of(it->source));
    it->filter = it->source->log2 != it->table->log2;
    it->wanted = index;
    return true;
}

static bool show_cell(GomapIter *it, unsigned slot) {
    const Gomap *m = it->map;
    unsigned char mark = it->bucket[slot];
    if (mark <= EMPTY_ONE || mark == MOVED_EMPTY)
        return false;
    Cell cell = {NULL, it->bucket, slot};
    unsigned char *key = key_in(m, it->bucket, slot);
    if (it->filter || mark < MIN_TOP) {
        uint64_t hash = hash_key(m, key);
        if (it->filter && (hash & mask_of(it->table)) != it->wanted)
            return false;
        if (mark < MIN_TOP && !find_cell(m, key, hash, &cell))
            return false;
    }
    it->key = key_in(m, cell.bucket, cell.slot);
    it->value = value_in(m, cell.bucket, cell.slot);
    return true;
}

static bool find_next(GomapIter *it) {
    while (it->bucket || enter_bucket(it)) {
        while (it->step < SLOTS) {
            unsigned slot = (unsigned)(it->step++ + it->offset) & (SLOTS - 1);
            if (show_cell(it, slot))
                return true;
        }
        it->bucket = next_in_chain(it->map, it->bucket);
        it->step = 0;
    }
    return false;
}

bool gomap_iter_next(GomapIter *it) {
    if (it->map && is_writing(it->map))
        fatal(GOMAP_CONCURRENT_ITERATION);
    else if (it->map && it->clears == it->map->clears && find_next(it))
        return true;
    gomap_iter_fini(it);
    return false;
}

// ---- Diagnosis ----

const char *gomap_status_text(GomapStatus status) {
    switch (status) {
    case GOMAP_OK:
        return "success";
    case GOMAP_NO_MEMORY:
        return "out of memory";
    case GOMAP_BAD_TYPE:
        return "the map type contradicts itself";
    case GOMAP_NIL_MAP:
        return "assignment to entry in nil map";
    case GOMAP_NO_COPY:
        return "entries that are released cannot be cloned without copy hooks";
    case GOMAP_CONCURRENT:
        return "another call was writing to the map";
    }
    return "unknown status";
}

void gomap_stats(const Gomap *map, GomapStats *stats) {
    *stats = (GomapStats){0};
    if (!map)
        return;
    stats->entries = map->count;
    stats->buckets = map->table ? bucket_count(map->table) : 0;
    stats->overflow = map->table ? map->table->overflow : 0;
    stats->old_buckets = map->old ? bucket_count(map->old) : 0;
    stats->bucket_size = map->bucket_size;
    for (const Table *t = map->retired; t; t = t->next)
        stats->retired++;
    stats->bytes = map->bytes;
    stats->doublings = map->doublings;
    stats->compactions = map->compactions;
    stats->moved = map->moved;
}

typedef struct Check {
    const Gomap *map;
    size_t entries;  // seen
    size_t overflow; // seen in the table at hand
    char *why;
    size_t n;
} Check;

static bool broken(Check *c, const char *what, size_t index) {
    if (c->n)
        snprintf(c->why, c->n, "%s (bucket %zu)", what, index);
    return false;
}

static bool check_entry(Check *c, unsigned char *bucket, unsigned slot, size_t index) {
    const Gomap *m = c->map;
    unsigned char *key = key_in(m, bucket, slot);
    uint64_t hash = hash_key(m, key);
    Cell cell;
    if (bucket[slot] != mark_of(hash))
        return broken(c, "a mark is not that of the key's hash", index);
    if (!find_cell(m, key, hash, &cell))
        return broken(c, "an entry is not found by its key", index);
    if (cell.bucket != bucket || cell.slot != slot)
        return broken(c, "a key is there twice", index);
    c->entries++;
    return true;
}

static bool check_cell(Check *c, unsigned char *head, Cell at, size_t index) {
    unsigned char mark = at.bucket[at.slot];
    bool moved = mark >= MOVED_X && mark <= MOVED_EMPTY;
    if (moved != is_moved(head))
        return broken(c, "a chain is moved in part", index);
    if (moved)
        return true;
    bool last = is_last_of_chain(c->map, &at);
    if (mark == EMPTY_REST && !last)
        return broken(c, "a cell marked as the last has one behind it", index);
    if (mark == EMPTY_ONE && last)
        return broken(c, "the last empty cells are not marked as such", index);
    return mark < MIN_TOP || check_entry(c, at.bucket, at.slot, index);
}

static bool check_chain(Check *c, unsigned char *head, size_t index) {
    for (unsigned char *b = head; b; b = next_in_chain(c->map, b)) {
        c->overflow += b != head;
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            if (!check_cell(c, head, (Cell){head, b, slot}, index))
                return false;
        }
    }
    return true;
}

static bool check_table(Check *c, Table *t) {
    const Gomap *m = c->map;
    c->overflow = 0;
    for (size_t i = 0; i < bucket_count(t); i++) {
        unsigned char *head = bucket_at(m, t, i);
        if (t == m->table && !is_ready(m, i))
            continue;
        if (!check_chain(c, head, i))
            return false;
        if (t == m->table && is_moved(head))
            return broken(c, "a bucket of the current table is moved", i);
        if (t == m->old && i < m->next_old && !is_moved(head))
            return broken(c, "an old bucket was passed over", i);
    }
    if (c->overflow != t->overflow)
        return broken(c, "the count of overflow buckets is wrong", 0);
    return true;
}

static bool check_tables(Check *c) {
    const Gomap *m = c->map;
    if (m->table && !check_table(c, m->table))
        return false;
    if (m->old && !check_table(c, m->old))
        return false;
    for (Table *t = m->retired; t; t = t->next) {
        if (!check_table(c, t))
            return false;
    }
    return true;
}

static size_t bytes_of(const Gomap *m, const Table *t) {
    return t ? table_size(m, t->log2) + t->overflow * m->bucket_size : 0;
}

static bool check_bytes(Check *c) {
    const Gomap *m = c->map;
    size_t bytes = m->own_size + m->spare_count * m->bucket_size;
    bytes += bytes_of(m, m->table) + bytes_of(m, m->old);
    for (const Table *t = m->retired; t; t = t->next)
        bytes += bytes_of(m, t);
    return bytes == m->bytes || broken(c, "memory is lost or counted twice", 0);
}

bool gomap_check(const Gomap *map, char *why, size_t n) {
    if (n)
        why[0] = '\0';
    if (!map)
        return true;
    Check c = {.map = map, .why = why, .n = n};
    if (!check_tables(&c) || !check_bytes(&c))
        return false;
    return c.entries == map->count || broken(&c, "the count of entries is wrong", 0);
}
