// SPDX-License-Identifier: Apache-2.0

// The memory of a map: arrays of buckets, overflow buckets, boxes.
//
// An array of LARGE bytes or more comes from the kernel, unless the type has an allocator: freeing
// 150 MB at once takes 10 ms, so it goes back in slices of SLICE bytes, one with each write. First
// come the buckets of the old table that are moved already; what is left when the growth ends waits
// in `draining`, and its runs of overflow buckets after it.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // MAP_ANONYMOUS
#endif
#include "gomap_core.h"

#include "allocator.h"

#include <stdint.h>
#include <sys/mman.h>

enum {
    LARGE = 256 * 1024, // bytes
    SLICE = 16 * 1024,  // bytes: with 4 KB the calls cost more than they save
    SMALL = 2 * SLICE,
    RUN_BUCKETS_MAX = 64,
    SPARE_SHIFT = 4, // an array of 16 buckets or more has 1/16 of overflow buckets behind it
};

// With LeakSanitizer in the program: memory that did not come from malloc is searched for pointers
// only if it is told of it.
void __lsan_register_root_region(const void *memory, size_t size) __attribute__((weak));
void __lsan_unregister_root_region(const void *memory, size_t size) __attribute__((weak));

void *gomap_memory_allocate(Gomap *m, size_t size) {
    void *memory = allocator_take(&m->type.allocator, size);
    if (memory)
        set(&m->bytes, get(&m->bytes) + size);
    return memory;
}

void gomap_memory_free(Gomap *m, void *memory, size_t size) {
    set(&m->bytes, get(&m->bytes) - size);
    allocator_give(m->type.allocator, memory, size);
}

static void *map_memory(Gomap *m, size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    set(&m->bytes, get(&m->bytes) + size);
    if (__lsan_register_root_region)
        __lsan_register_root_region(memory, size);
    gomap_tell_mapped(memory, size);
    return memory;
}

// What is told of the whole is told before the last part may be somebody else's.
static void tell_gone(Table *t) {
    if (__lsan_unregister_root_region)
        __lsan_unregister_root_region(t->buckets, t->size);
    gomap_tell_unmapped(t->buckets, t->size);
}

static void give_back(Gomap *m, Table *t, size_t size) {
    unsigned char *from = t->buckets + t->given_back;
    t->given_back += size;
    if (t->given_back == t->size)
        tell_gone(t);
    munmap(from, size);
    set(&m->bytes, get(&m->bytes) - size);
}

static void free_array(Gomap *m, Table *t) {
    if (!t->mapped)
        gomap_memory_free(m, t->buckets, t->size);
    else if (t->given_back < t->size) // slices may have been all of it
        give_back(m, t, t->size - t->given_back);
}

static size_t spare_buckets(unsigned log2) {
    return log2 >= SPARE_SHIFT ? (size_t)1 << (log2 - SPARE_SHIFT) : 0;
}

static bool allocate_array(Gomap *m, Table *t) {
    t->mapped = t->size >= LARGE && !m->type.allocator.alloc;
    t->buckets = t->mapped ? map_memory(m, t->size) : gomap_memory_allocate(m, t->size);
    return t->buckets;
}

// The table behind the header in the caller's storage.
static Table *lent_table(Gomap *m) {
    Table *t = (Table *)(void *)((unsigned char *)m + m->own_size);
    *t = (Table){.size = m->bucket_size, .lent = true};
    t->buckets = (unsigned char *)t + TABLE_HEAD;
    m->has_lent = false;
    return t;
}

static Table *own_table(Gomap *m, unsigned log2) {
    if (log2 >= sizeof(size_t) * 8 - 2 || m->bucket_size > (size_t)PTRDIFF_MAX / 2 >> log2)
        return NULL;
    Table *t = gomap_memory_allocate(m, sizeof *t);
    if (!t)
        return NULL;
    size_t buckets = ((size_t)1 << log2) + spare_buckets(log2);
    *t = (Table){.log2 = log2, .size = buckets * m->bucket_size};
    if (allocate_array(m, t))
        return t;
    gomap_memory_free(m, t, sizeof *t);
    return NULL;
}

static void use_spare(const Gomap *m, Table *t) {
    t->fresh = t->buckets + ((size_t)m->bucket_size << t->log2);
    t->fresh_end = t->buckets + t->size;
}

Table *gomap_memory_table(Gomap *m, unsigned log2) {
    Table *t = log2 == 0 && m->has_lent ? lent_table(m) : own_table(m, log2);
    if (!t)
        return NULL;
    atomic_init(&t->pins, 0);
    use_spare(m, t);
    return t;
}

static size_t run_head(void) {
    return (sizeof(Run) + ALIGN - 1) / ALIGN * ALIGN;
}

bool gomap_memory_reserve(Gomap *m, Table *t, size_t n) {
    if ((size_t)(t->fresh_end - t->fresh) >= n * m->bucket_size)
        return true;
    size_t buckets = bucket_count(t) / 8;
    if (buckets > RUN_BUCKETS_MAX)
        buckets = RUN_BUCKETS_MAX;
    if (buckets < n)
        buckets = n;
    size_t size = run_head() + buckets * m->bucket_size;
    Run *run = gomap_memory_allocate(m, size);
    if (!run)
        return false;
    *run = (Run){t->runs, size};
    t->runs = run;
    t->fresh = (unsigned char *)run + run_head();
    t->fresh_end = (unsigned char *)run + size;
    return true;
}

static void free_run(Gomap *m, Table *t) {
    Run *run = t->runs;
    t->runs = run->next;
    gomap_memory_free(m, run, run->size);
}

void gomap_memory_reset(Gomap *m, Table *t) {
    while (t->runs)
        free_run(m, t);
    use_spare(m, t);
}

void gomap_memory_free_table(Gomap *m, Table *t) {
    while (t->runs)
        free_run(m, t);
    if (t->lent) {
        m->has_lent = true;
        return;
    }
    free_array(m, t);
    gomap_memory_free(m, t, sizeof *t);
}

void gomap_memory_free_list(Gomap *m, Table **list) {
    while (*list) {
        Table *t = *list;
        *list = t->next;
        gomap_memory_free_table(m, t);
    }
}

void gomap_memory_retire(Gomap *m, Table *t) {
    t->next = m->draining;
    m->draining = t;
    be_busy(m);
}

// The next slice of a table of which the first `end` bytes are not needed. False if it is not a
// whole one.
static bool give_slice(Gomap *m, Table *t, size_t end) {
    if (!t->mapped || end < t->given_back + SLICE)
        return false;
    give_back(m, t, SLICE);
    add(&m->slices, 1);
    return true;
}

// Small enough to be freed at once.
static bool is_small(const Table *t) {
    size_t bytes = t->size - t->given_back;
    for (const Run *run = t->runs; run && bytes < SMALL; run = run->next)
        bytes += run->size;
    return bytes < SMALL;
}

static void drain_table(Gomap *m, Table *t) {
    if (give_slice(m, t, t->size))
        return;
    if (t->runs && !is_small(t)) {
        free_run(m, t);
        return;
    }
    m->draining = t->next;
    gomap_memory_free_table(m, t);
}

void gomap_memory_drain(Gomap *m) {
    if (m->draining)
        drain_table(m, m->draining);
    else if (m->old && !is_pinned(m->old))
        give_slice(m, m->old, m->next_old * m->bucket_size);
}
