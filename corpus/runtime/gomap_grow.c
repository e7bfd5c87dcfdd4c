// SPDX-License-Identifier: Apache-2.0

// Growth and trimming: when a map gets another table, and how its entries move there. The structure
// and its invariants are described in gomap_core.h.
#include "gomap_hash.h"

enum { SKIP_LIMIT = 1024 }; // moved old buckets that one write passes over

// More than 6.5 entries a bucket, as 13/2, and more than fit in one.
static size_t limit_of(unsigned log2) {
    size_t limit = 13 * (((size_t)1 << log2) / 2);
    return limit > SLOTS ? limit : SLOTS;
}

// The smallest table that holds `hint` entries without growing.
static unsigned log2_for(size_t hint) {
    unsigned log2 = 0;
    while (hint > limit_of(log2))
        log2++;
    return log2;
}

// Never written to: an insertion makes a table first.
static unsigned char no_bucket[KEYS_AT + SLOTS * 2 * INLINE_MAX] __attribute__((aligned(16)));

void gomap_grow_use(Gomap *m, Table *t) {
    m->table = t;
    m->buckets = t ? t->buckets : no_bucket;
    m->mask = t ? mask_of(t) : 0;
    m->limit = t ? limit_of(t->log2) : 0;
    set(&m->buckets_now, t ? bucket_count(t) : 0);
    set(&m->overflow, 0);
}

static void set_old(Gomap *m, Table *old) {
    m->old = old;
    m->next_old = 0;
    set(&m->old_buckets, old ? bucket_count(old) : 0);
}

static void init_buckets(const Gomap *m, Table *t) {
    for (size_t i = 0; i < bucket_count(t); i++)
        init_bucket(bucket_at(m, t, i));
}

bool gomap_grow_first(Gomap *m, size_t hint) {
    Table *t = gomap_memory_table(m, log2_for(hint));
    if (!t)
        return false;
    if (!t->mapped) // what the kernel gives is zero
        init_buckets(m, t);
    gomap_grow_use(m, t);
    return true;
}

static void keep_retired(Gomap *m, Table *t) {
    t->next = m->retired;
    m->retired = t;
    be_busy(m);
    set(&m->retired_count, get(&m->retired_count) + 1);
}

static void retire(Gomap *m, Table *t) {
    if (is_pinned(t))
        keep_retired(m, t);
    else
        gomap_memory_retire(m, t);
}

void gomap_grow_free_unpinned(Gomap *m) {
    for (Table **at = &m->retired; *at;) {
        Table *t = *at;
        if (is_pinned(t)) {
            at = &t->next;
            continue;
        }
        *at = t->next;
        set(&m->retired_count, get(&m->retired_count) - 1);
        gomap_memory_retire(m, t);
    }
}

static bool start_growth(Gomap *m, bool twice) {
    Table *t = gomap_memory_table(m, m->table->log2 + (twice ? 1 : 0));
    if (!t)
        return false;
    set_old(m, m->table);
    be_busy(m);
    gomap_grow_use(m, t);
    add(twice ? &m->doublings : &m->compactions, 1);
    return true;
}

bool gomap_grow_if_due(Gomap *m) {
    if (m->old)
        return true;
    if (!m->table)
        return gomap_grow_first(m, 0);
    if (get(&m->count) + 1 > m->limit)
        return start_growth(m, true);
    if (get(&m->overflow) >= bucket_count(m->table))
        start_growth(m, false);
    return true;
}

// The ends of the two chains that an old bucket is moved to: the lower and the upper half. Without
// an upper half (a compaction, or another table altogether) only the first is used.
typedef struct Target {
    Table *table;
    unsigned char *bucket[2];
    unsigned used[2]; // cells of it
    size_t overflow;  // buckets that were appended
} Target;

static void aim(const Gomap *m, Target *to, unsigned which, size_t index) {
    to->bucket[which] = bucket_at(m, to->table, index);
    to->used[which] = 0;
    init_bucket(to->bucket[which]);
}

// The bucket must have been reserved.
static __attribute__((noinline)) void append_bucket(const Gomap *m, Target *to, unsigned which) {
    unsigned char *bucket = to->table->fresh;
    to->table->fresh += m->bucket_size;
    init_bucket(bucket);
    *link_of(to->bucket[which]) = bucket;
    to->bucket[which] = bucket;
    to->used[which] = 0;
    to->overflow++;
}

// Where things stand in a bucket; constants in the common case.
typedef struct Layout {
    size_t key_width;
    size_t value_width;
    size_t value_at;
} Layout;

ALWAYS_INLINE Layout layout_of(const Gomap *m, Kind kind, bool common) {
    size_t key_width = key_width_as(m, kind);
    if (common)
        return (Layout){key_width, sizeof(uint64_t), KEYS_AT + SLOTS * key_width};
    return (Layout){key_width, m->value_width, m->value_at};
}

ALWAYS_INLINE void append_cell(const Gomap *m, Target *to, unsigned which,
                               const unsigned char *from, unsigned slot, unsigned char mark,
                               Layout at) {
    if (UNLIKELY(to->used[which] == SLOTS))
        append_bucket(m, to, which);
    unsigned char *bucket = to->bucket[which];
    unsigned used = to->used[which]++;
    memcpy(bucket + KEYS_AT + used * at.key_width, from + KEYS_AT + slot * at.key_width,
           at.key_width);
    memcpy(bucket + at.value_at + used * at.value_width, from + at.value_at + slot * at.value_width,
           at.value_width);
    bucket[used] = mark;
}

// Whether the entry goes to the upper half, and its mark there.
ALWAYS_INLINE unsigned half_of(const Gomap *m, const void *key, size_t half, unsigned char *mark,
                               Kind kind, How how) {
    if (kind == KIND_ANY && UNLIKELY(!is_reflexive(m, key))) {
        unsigned up = half && (*mark & 1);
        *mark = mark_of(hash_key(m, key));
        return up;
    }
    return half && (hash_as(m, key, kind, how) & half);
}

ALWAYS_INLINE void move_cells(const Gomap *m, Target *to, unsigned char *from, size_t half,
                              Kind kind, bool common) {
    How how = common ? common_how(kind) : how_of(m);
    Layout at = layout_of(m, kind, common);
    uint64_t moved = MOVED_EMPTY * EACH_BYTE;
    for (uint64_t cells = full_cells(from); cells; cells &= cells - 1) {
        unsigned slot = first_of(cells);
        unsigned char mark = from[slot];
        unsigned up = half ? half_of(m, key_in_as(m, from, slot, kind), half, &mark, kind, how) : 0;
        append_cell(m, to, up, from, slot, mark, at);
        moved ^= (uint64_t)(MOVED_EMPTY ^ (MOVED_X + up)) << slot * SLOTS;
    }
    set_marks(from, moved);
}

// The common case, as in gomap_fast.c, is compiled apart.
ALWAYS_INLINE void move_chain_as(const Gomap *m, Target *to, unsigned char *head, size_t half,
                                 Kind kind) {
    bool common = kind != KIND_ANY && how_of(m) == common_how(kind) && (state_of(m) & WORD_VALUE);
    for (unsigned char *b = head; b; b = next_in_chain(b)) {
        if (LIKELY(common))
            move_cells(m, to, b, half, kind, true);
        else
            move_cells(m, to, b, half, kind, false);
    }
}

static void move_chain(const Gomap *m, Target *to, unsigned char *head, size_t half) {
    switch (kind_of(m)) {
    case KIND_U32:
        move_chain_as(m, to, head, half, KIND_U32);
        return;
    case KIND_U64:
        move_chain_as(m, to, head, half, KIND_U64);
        return;
    case KIND_STR:
        move_chain_as(m, to, head, half, KIND_STR);
        return;
    case KIND_TEXT:
        move_chain_as(m, to, head, half, KIND_TEXT);
        return;
    case KIND_ANY:
        break;
    }
    move_chain_as(m, to, head, half, KIND_ANY);
}

static size_t links_in(unsigned char *head) {
    size_t n = 0;
    for (unsigned char *b = next_in_chain(head); b; b = next_in_chain(b))
        n++;
    return n;
}

// Moves an old bucket with its chain, if that has not been done. False, and nothing moved, if there
// is no memory. A chain of c buckets needs at most c - 1 overflow buckets in its two targets
// together: x + y <= 8c gives ceil(x/8) + ceil(y/8) <= c + 1.
static bool move_bucket(Gomap *m, size_t index) {
    if (is_moved(m, index))
        return true;
    unsigned char *head = bucket_at(m, m->old, index);
    if (UNLIKELY(next_in_chain(head) != NULL) && !gomap_memory_reserve(m, m->table, links_in(head)))
        return false;
    size_t half = m->table->log2 > m->old->log2 ? bucket_count(m->old) : 0;
    Target to = {.table = m->table};
    aim(m, &to, 0, index);
    if (half)
        aim(m, &to, 1, index + half);
    move_chain(m, &to, head, half);
    set(&m->overflow, get(&m->overflow) + to.overflow);
    add(&m->moved, 1);
    return true;
}

bool gomap_grow_move_own(Gomap *m, uint64_t hash) {
    return !m->old || move_bucket(m, hash & mask_of(m->old));
}

bool gomap_grow_move_next(Gomap *m) {
    size_t end = bucket_count(m->old);
    if (m->next_old < end && !move_bucket(m, m->next_old))
        return false;
    for (unsigned i = 0; i < SKIP_LIMIT && m->next_old < end; i++) {
        if (!is_moved_head(bucket_at(m, m->old, m->next_old)))
            break;
        m->next_old++;
    }
    if (m->next_old == end) {
        Table *done = m->old;
        set_old(m, NULL);
        retire(m, done);
    }
    return true;
}

// `mark` for the cells that hold something, `none` for the others. In all buckets that the kernel
// does not have back, the first of which may be there in part.
static void mark_all(const Gomap *m, Table *t, unsigned char mark, unsigned char none) {
    size_t first = (t->given_back + m->bucket_size - 1) / m->bucket_size;
    for (size_t i = first; i < bucket_count(t); i++) {
        for (unsigned char *b = bucket_at(m, t, i); b; b = next_in_chain(b)) {
            for (unsigned slot = 0; slot < SLOTS; slot++)
                b[slot] = b[slot] > EMPTY_ONE ? mark : none;
        }
    }
}

// Ends a growth whose entries are gone. A pinned table that is kept shows that nothing is in it.
static void abandon_growth(Gomap *m) {
    Table *old = m->old;
    if (is_pinned(old))
        mark_all(m, old, MOVED_EMPTY, MOVED_EMPTY);
    set_old(m, NULL);
    retire(m, old);
}

static void init_unready(Gomap *m) {
    for (size_t i = 0; m->old && i < bucket_count(m->table); i++) {
        if (!is_ready(m, i))
            init_bucket(bucket_at(m, m->table, i));
    }
}

// An iteration that stands in an overflow bucket finds it empty: its memory stays with the table.
void gomap_grow_empty(Gomap *m) {
    if (is_pinned(m->table)) {
        init_unready(m);
        mark_all(m, m->table, EMPTY_REST, EMPTY_REST);
    } else {
        gomap_memory_reset(m, m->table);
    }
    init_buckets(m, m->table);
    set(&m->overflow, 0);
    if (m->old)
        abandon_growth(m);
}

static bool finish_growth(Gomap *m) {
    while (m->old && gomap_grow_move_next(m))
        continue;
    return !m->old;
}

// Copies an entry to the end of its chain in another table.
static bool copy_cell(Gomap *m, Table *to, unsigned char *from, unsigned slot, size_t *overflow) {
    uint64_t hash = hash_key(m, key_in(m, from, slot));
    unsigned char *last = bucket_at(m, to, hash & mask_of(to));
    while (next_in_chain(last))
        last = next_in_chain(last);
    unsigned used = 0;
    while (used < SLOTS && last[used] != EMPTY_REST)
        used++;
    if (used == SLOTS && !gomap_memory_reserve(m, to, 1))
        return false;
    Target end = {.table = to, .bucket = {last}, .used = {used}};
    append_cell(m, &end, 0, from, slot, mark_of(hash), layout_of(m, KIND_ANY, false));
    *overflow += end.overflow;
    return true;
}

static bool copy_all(Gomap *m, Table *to, size_t *overflow) {
    for (size_t i = 0; i < bucket_count(m->table); i++) {
        for (unsigned char *b = bucket_at(m, m->table, i); b; b = next_in_chain(b)) {
            for (uint64_t cells = full_cells(b); cells; cells &= cells - 1) {
                if (!copy_cell(m, to, b, first_of(cells), overflow))
                    return false;
            }
        }
    }
    return true;
}

// Puts the entries into a table of 2^log2 buckets; the map is not growing.
static bool rebuild(Gomap *m, unsigned log2) {
    Table *smaller = gomap_memory_table(m, log2);
    if (!smaller)
        return false;
    init_buckets(m, smaller);
    size_t overflow = 0;
    if (!copy_all(m, smaller, &overflow)) {
        gomap_memory_free_table(m, smaller);
        return false;
    }
    Table *before = m->table;
    if (is_pinned(before))
        mark_all(m, before, MOVED_X, MOVED_EMPTY);
    gomap_grow_use(m, smaller);
    set(&m->overflow, overflow);
    retire(m, before);
    return true;
}

// Lets go of the tables of a map without entries. Iterations may walk them still.
static void drop_tables(Gomap *m) {
    init_unready(m);
    if (m->old)
        abandon_growth(m);
    Table *before = m->table;
    if (is_pinned(before))
        mark_all(m, before, MOVED_EMPTY, MOVED_EMPTY);
    gomap_grow_use(m, NULL);
    retire(m, before);
}

// Where there is no AES the hash is SipHash then.
bool gomap_grow_harden(Gomap *m) {
    if (!finish_growth(m))
        return false;
    unsigned state = state_of(m);
    GomapSeed seed = m->seed;
    set_state(m, (state & ~(unsigned)MUL_HASH) | (gomap_hash_has_aes() ? AES_HASH : 0));
    m->seed = gomap_seed_random();
    if (rebuild(m, m->table->log2))
        return true;
    set_state(m, state);
    m->seed = seed;
    return false;
}

static GomapStatus trim(Gomap *m) {
    if (get(&m->count) == 0 && m->table)
        drop_tables(m);
    if (!m->table)
        return GOMAP_OK;
    if (!finish_growth(m))
        return GOMAP_NO_MEMORY;
    unsigned log2 = log2_for(get(&m->count));
    if (log2 == m->table->log2)
        return GOMAP_OK;
    return rebuild(m, log2) ? GOMAP_OK : GOMAP_NO_MEMORY;
}

GomapStatus gomap_trim(Gomap *map) {
    if (!map)
        return GOMAP_OK;
    if (!begin_write(map))
        return GOMAP_CONCURRENT;
    GomapStatus status = trim(map);
    gomap_memory_free_list(map, &map->draining);
    end_write(map, true);
    return status;
}
