// SPDX-License-Identifier: Apache-2.0

// The memory of a map: tables, overflow buckets, and the moving of buckets when it grows. The
// structure and its invariants are described in gomap_core.h.
#include "gomap_core.h"

#include <stdlib.h>

enum {
    SPARES_KEPT = 16,  // free overflow buckets that a map keeps
    SKIP_LIMIT = 1024, // moved old buckets that one write passes over
};

void *gomap_table_allocate(Gomap *m, size_t size) {
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

static void init_bucket(const Gomap *m, unsigned char *bucket) {
    memset(bucket, EMPTY_REST, SLOTS);
    *link_of(m, bucket) = NULL;
}

bool gomap_table_reserve(Gomap *m, size_t n) {
    while (m->spare_count < n) {
        unsigned char *bucket = gomap_table_allocate(m, m->bucket_size);
        if (!bucket)
            return false;
        *link_of(m, bucket) = m->spare;
        m->spare = bucket;
        m->spare_count++;
    }
    return true;
}

unsigned char *gomap_table_append(Gomap *m, unsigned char *last) {
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

void gomap_table_recycle(Gomap *m) {
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

// More than 6.5 entries a bucket, as 13/2, and more than fit in one.
static bool is_overloaded(size_t entries, unsigned log2) {
    return entries > SLOTS && entries > 13 * (((size_t)1 << log2) / 2);
}

// The smallest table that holds `hint` entries without growing.
static unsigned log2_for(size_t hint) {
    unsigned log2 = 0;
    while (is_overloaded(hint, log2))
        log2++;
    return log2;
}

// The buckets are not initialised.
static Table *new_table(Gomap *m, unsigned log2) {
    if (log2 >= sizeof(size_t) * 8 - 1 ||
        m->bucket_size > ((size_t)PTRDIFF_MAX - TABLE_HEAD) >> log2)
        return NULL;
    Table *t = gomap_table_allocate(m, table_size(m, log2));
    if (!t)
        return NULL;
    t->next = NULL;
    atomic_init(&t->pins, 0);
    t->overflow = 0;
    t->log2 = log2;
    return t;
}

bool gomap_table_first(Gomap *m, size_t hint) {
    m->table = new_table(m, log2_for(hint));
    if (!m->table)
        return false;
    for (size_t i = 0; i < bucket_count(m->table); i++)
        init_bucket(m, bucket_at(m, m->table, i));
    return true;
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

void gomap_table_free_unpinned(Gomap *m) {
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

bool gomap_table_grow_if_due(Gomap *m) {
    if (m->old)
        return true;
    if (is_overloaded(m->count + 1, m->table->log2))
        return start_growth(m, true);
    if (m->table->overflow >= bucket_count(m->table))
        start_growth(m, false);
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
        to->bucket = gomap_table_append(m, to->bucket);
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
    if (!gomap_table_reserve(m, extra))
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

bool gomap_table_move_own(Gomap *m, uint64_t hash) {
    return !m->old || move_bucket(m, hash & mask_of(m->old));
}

void gomap_table_move_next(Gomap *m) {
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

void gomap_table_empty(Gomap *m) {
    for (size_t i = 0; i < bucket_count(m->table); i++) {
        unsigned char *head = bucket_at(m, m->table, i);
        if (is_ready(m, i))
            detach_overflow(m, m->table, head);
        init_bucket(m, head);
    }
    if (m->old)
        abandon_growth(m);
}

void gomap_table_free_all(Gomap *m) {
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
    gomap_table_recycle(m);
    while (m->spare) {
        unsigned char *bucket = m->spare;
        m->spare = next_in_chain(m, bucket);
        deallocate(m, bucket, m->bucket_size);
    }
}
