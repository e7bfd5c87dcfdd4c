// SPDX-License-Identifier: Apache-2.0

// Asks libdw, or the dynamic linker where the process cannot be read, and keeps each answer: a
// record of one allocation, the frames with their texts behind them, in a map by address.
//
// Invariants, under `lock`:
// 1. A record is in `cache` or does not exist; it is changed by nobody.
// 2. An address that nothing is known of has no record: a library may be loaded there later.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // dladdr
#endif
#include "symbol.h"

#include "symbol_dwarf.h"
#include "tool_map.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_MAX = 32 }; // kept of an address

typedef struct Record {
    size_t count;
    Symbol frames[];
} Record;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Gomap *cache; // address to Record *

static size_t ask_linker(uintptr_t pc, Symbol out[]) {
    Dl_info info;
    if (!dladdr((void *)pc, &info))
        return 0;
    uintptr_t base = info.dli_sname ? (uintptr_t)info.dli_saddr : (uintptr_t)info.dli_fbase;
    out[0] = (Symbol){.function = info.dli_sname, .module = info.dli_fname, .offset = (pc - base)};
    return 1;
}

static size_t room_for(const char *text) {
    return text ? strlen(text) + 1 : 0;
}

static const char *keep(const char *text, char **room) {
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = memcpy(*room, text, size);
    *room += size;
    return copy;
}

static Record *new_record(const Symbol frames[], size_t count) {
    size_t size = sizeof(Record) + count * sizeof *frames;
    for (size_t i = 0; i < count; i++) {
        const Symbol *f = &frames[i];
        size += room_for(f->function) + room_for(f->file) + room_for(f->module);
    }
    Record *record = malloc(size);
    if (!record)
        return NULL;
    record->count = count;
    char *room = (char *)&record->frames[count];
    for (size_t i = 0; i < count; i++) {
        Symbol *f = &record->frames[i];
        *f = frames[i];
        f->function = keep(f->function, &room);
        f->file = keep(f->file, &room);
        f->module = keep(f->module, &room);
    }
    return record;
}

static void free_record(void *object, void *ctx) {
    (void)ctx;
    free(*(Record **)object);
}

static bool open_cache(void) {
    if (cache)
        return true;
    GomapType type = gomap_type_u64(sizeof(Record *));
    type.value_release = free_record;
    return tool_map_new(&type, &cache) == GOMAP_OK;
}

static const Record *remember(uint64_t pc, const Symbol frames[], size_t count) {
    if (!open_cache())
        return NULL;
    Record *record = new_record(frames, count);
    if (!record)
        return NULL;
    if (gomap_put(cache, &pc, &record) == GOMAP_OK)
        return record;
    free(record);
    return NULL;
}

static size_t answer(const Record *record, Symbol out[], size_t max) {
    size_t n = record->count < max ? record->count : max;
    memcpy(out, record->frames, n * sizeof *out);
    return n;
}

static size_t find(uint64_t pc, Symbol out[], size_t max) {
    Record **known = gomap_find(cache, &pc);
    if (known)
        return answer(*known, out, max);
    Symbol frames[FRAMES_MAX];
    size_t count = symbol_dwarf_find((uintptr_t)pc, frames, FRAMES_MAX);
    if (!count)
        count = ask_linker((uintptr_t)pc, frames);
    if (!count) {
        out[0] = (Symbol){0};
        return 1;
    }
    const Record *record = remember(pc, frames, count);
    return record ? answer(record, out, max) : 0;
}

size_t symbol_find(const void *pc, Symbol out[], size_t max) {
    if (!max)
        return 0;
    pthread_mutex_lock(&lock);
    size_t n = find((uintptr_t)pc, out, max);
    pthread_mutex_unlock(&lock);
    return n;
}

size_t symbol_find_call(const void *return_address, Symbol out[], size_t max) {
    const char *behind = return_address;
    return symbol_find(behind ? behind - 1 : NULL, out, max);
}

static const char *last_parts(const char *path, int parts) {
    const char *p = path + strlen(path);
    while (p > path && (p[-1] != '/' || --parts > 0))
        p--;
    return p;
}

static void print_frame(const Symbol *s, const void *address, char *buf, size_t size) {
    if (s->function && s->file)
        snprintf(buf, size, "%s %s:%d", s->function, last_parts(s->file, 2), s->line);
    else if (s->function)
        snprintf(buf, size, "%s+0x%" PRIxPTR, s->function, s->offset);
    else if (s->module)
        snprintf(buf, size, "%s+0x%" PRIxPTR, last_parts(s->module, 1), s->offset);
    else
        snprintf(buf, size, "0x%" PRIxPTR, (uintptr_t)address);
}

const char *symbol_text(const void *return_address, char *buf, size_t size) {
    Symbol frames[FRAMES_MAX] = {0};
    if (!return_address) {
        snprintf(buf, size, "unknown");
        return buf;
    }
    size_t n = symbol_find_call(return_address, frames, FRAMES_MAX);
    print_frame(&frames[0], return_address, buf, size);
    size_t used = strlen(buf);
    if (n > 1 && frames[n - 1].function)
        snprintf(buf + used, size - used, ", inlined into %s", frames[n - 1].function);
    return buf;
}

void symbol_release(void) {
    pthread_mutex_lock(&lock);
    gomap_free(cache);
    cache = NULL;
    symbol_dwarf_close();
    pthread_mutex_unlock(&lock);
}
