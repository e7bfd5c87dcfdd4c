// SPDX-License-Identifier: Apache-2.0

// Two hash tables with chains, for records and for blocks, under one lock. Nodes come from chunks
// that the kernel gives; nodes of blocks are used again, records stay for ever. It is not a gomap
// because the maps are among what is observed, and an operation of the table must be possible in
// the middle of one of theirs.
//
// Invariants:
// 1. Each node of a block is in the chain of its address, in the list of free nodes, or in the
//    hands of the caller of heap_table_take.
// 2. frees <= allocs in each record, and their difference is the number of blocks that name it.
// 3. A record's stack and size do not change after it is in `first`.
// 4. The counter of an address is the number of nodes in chains that belong to it; one that has
//    reached 255 stays there.
#include "heap_table.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

enum { CHUNK = 256 * 1024, FIRST_CHAINS = 1024, STUCK = UCHAR_MAX };

atomic_uchar heap_table_filter[1 << HEAP_TABLE_FILTER_LOG2];

typedef struct Record Record;

struct Record {
    Record *chained; // next in the chain of its hash
    Record *next;    // in the order of the first sample
    uint64_t hash;
    size_t size;
    uint64_t allocs;
    uint64_t frees;
    size_t depth;
    uintptr_t frames[];
};

struct HeapBlock {
    HeapBlock *chained; // next in the chain of its address, or in the list of free nodes
    uintptr_t address;
    Record *record;
};

typedef struct Chains {
    void **heads;
    size_t count; // a power of two, or 0
    size_t held;  // nodes
} Chains;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Chains records;
static Chains blocks;
static Record *first;
static Record **last = &first;
static HeapBlock *free_blocks;
static char *chunk;
static size_t chunk_left;
static uint64_t lost;

static void enter(void) {
    pthread_mutex_lock(&lock);
}

static void leave(void) {
    pthread_mutex_unlock(&lock);
}

// A fork in the middle of another thread's operation would leave the child a locked table.
__attribute__((constructor)) static void guard_fork(void) {
    pthread_atfork(enter, leave, leave);
}

static void *map_pages(size_t size) {
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

static void *allocate(size_t size) {
    if (size > chunk_left) {
        chunk = map_pages(CHUNK);
        chunk_left = chunk ? CHUNK : 0;
    }
    if (!chunk)
        return NULL;
    void *memory = chunk;
    chunk += size;
    chunk_left -= size;
    return memory;
}

static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
    return x ^ x >> 32;
}

static uint64_t hash_stack(const uintptr_t *frames, size_t depth, size_t size) {
    uint64_t hash = mix(size);
    for (size_t i = 0; i < depth; i++)
        hash = mix(hash ^ frames[i]);
    return hash;
}

static Record **record_chain(uint64_t hash) {
    return (Record **)&records.heads[hash & (records.count - 1)];
}

static HeapBlock **block_chain(uintptr_t address) {
    return (HeapBlock **)&blocks.heads[mix(address) & (blocks.count - 1)];
}

static void rechain_records(void **heads, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (Record *next, *r = heads[i]; r; r = next) {
            Record **chain = record_chain(r->hash);
            next = r->chained;
            r->chained = *chain;
            *chain = r;
        }
    }
}

static void rechain_blocks(void **heads, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (HeapBlock *next, *b = heads[i]; b; b = next) {
            HeapBlock **chain = block_chain(b->address);
            next = b->chained;
            b->chained = *chain;
            *chain = b;
        }
    }
}

// Makes room for one more node. Longer chains are no failure.
static bool reserve(Chains *chains, void (*rechain)(void **heads, size_t count)) {
    if (chains->held < chains->count)
        return true;
    Chains old = *chains;
    size_t count = old.count ? old.count * 2 : FIRST_CHAINS;
    void **heads = map_pages(count * sizeof *heads);
    if (!heads)
        return old.count != 0;
    chains->heads = heads;
    chains->count = count;
    rechain(old.heads, old.count);
    if (old.heads)
        munmap(old.heads, old.count * sizeof *old.heads);
    return true;
}

static Record *find_record(const uintptr_t *frames, size_t depth, size_t size, uint64_t hash) {
    for (Record *r = *record_chain(hash); r; r = r->chained) {
        if (r->hash == hash && r->size == size && r->depth == depth &&
            memcmp(r->frames, frames, depth * sizeof *frames) == 0)
            return r;
    }
    return NULL;
}

static Record *new_record(const uintptr_t *frames, size_t depth, size_t size, uint64_t hash) {
    Record *r = allocate(sizeof *r + depth * sizeof *frames);
    if (!r)
        return NULL;
    Record **chain = record_chain(hash);
    *r = (Record){.chained = *chain, .hash = hash, .size = size, .depth = depth};
    memcpy(r->frames, frames, depth * sizeof *frames);
    *chain = r;
    *last = r;
    last = &r->next;
    records.held++;
    return r;
}

static HeapBlock *new_block(void) {
    HeapBlock *b = free_blocks;
    if (!b)
        return allocate(sizeof *b);
    free_blocks = b->chained;
    return b;
}

// Only under the lock, so that reading and writing need not be one step.
static void count_in_filter(uintptr_t address, int change) {
    atomic_uchar *counter = &heap_table_filter[heap_table_counter(address)];
    unsigned char count = atomic_load_explicit(counter, memory_order_relaxed);
    if (count != STUCK)
        atomic_store_explicit(counter, (unsigned char)(count + change), memory_order_relaxed);
}

static void link_block(HeapBlock *b) {
    HeapBlock **chain = block_chain(b->address);
    b->chained = *chain;
    *chain = b;
    blocks.held++;
    count_in_filter(b->address, 1);
}

static HeapBlock *unlink_at(HeapBlock **at) {
    HeapBlock *b = *at;
    *at = b->chained;
    blocks.held--;
    count_in_filter(b->address, -1);
    return b;
}

static HeapBlock *unlink_block(uintptr_t block) {
    if (!blocks.count)
        return NULL;
    for (HeapBlock **at = block_chain(block); *at; at = &(*at)->chained) {
        if ((*at)->address == block)
            return unlink_at(at);
    }
    return NULL;
}

// The last one in the chain is the oldest, unless the chains were made anew meanwhile.
static HeapBlock *unlink_mapping(uintptr_t mapping, size_t size) {
    HeapBlock **found = NULL;
    if (!blocks.count)
        return NULL;
    for (HeapBlock **at = block_chain(mapping); *at; at = &(*at)->chained) {
        if ((*at)->address == mapping && (*at)->record->size == size)
            found = at;
    }
    return found ? unlink_at(found) : NULL;
}

static void end_block(HeapBlock *b) {
    if (!b)
        return;
    b->record->frees++;
    b->chained = free_blocks;
    free_blocks = b;
}

static bool add(uintptr_t block, const uintptr_t *frames, size_t depth, size_t size) {
    if (!(block & HEAP_TABLE_MAPPED))
        end_block(unlink_block(block));
    if (!reserve(&records, rechain_records) || !reserve(&blocks, rechain_blocks))
        return false;
    HeapBlock *b = new_block();
    if (!b)
        return false;
    uint64_t hash = hash_stack(frames, depth, size);
    Record *r = find_record(frames, depth, size, hash);
    if (!r)
        r = new_record(frames, depth, size, hash);
    if (!r) {
        b->chained = free_blocks;
        free_blocks = b;
        return false;
    }
    b->address = block;
    b->record = r;
    r->allocs++;
    link_block(b);
    return true;
}

void heap_table_add(uintptr_t block, const uintptr_t *frames, size_t depth, size_t size) {
    enter();
    if (!add(block, frames, depth, size))
        lost++;
    leave();
}

void heap_table_remove(uintptr_t block) {
    enter();
    end_block(unlink_block(block));
    leave();
}

void heap_table_remove_mapped(uintptr_t mapping, size_t size) {
    enter();
    end_block(unlink_mapping(mapping, size));
    leave();
}

HeapBlock *heap_table_take(uintptr_t block) {
    enter();
    HeapBlock *b = unlink_block(block);
    leave();
    return b;
}

void heap_table_put_back(HeapBlock *block) {
    enter();
    link_block(block);
    leave();
}

void heap_table_drop(HeapBlock *block) {
    enter();
    end_block(block);
    leave();
}

size_t heap_table_count(void) {
    enter();
    size_t count = records.held;
    leave();
    return count;
}

uint64_t heap_table_lost(void) {
    enter();
    uint64_t count = lost;
    leave();
    return count;
}

size_t heap_table_copy(HeapProfileRecord *out, size_t max) {
    enter();
    size_t i = 0;
    for (const Record *r = first; r && i < max; r = r->next)
        out[i++] = (HeapProfileRecord){r->frames, r->depth, r->size, r->allocs, r->frees};
    size_t count = records.held;
    leave();
    return count;
}
