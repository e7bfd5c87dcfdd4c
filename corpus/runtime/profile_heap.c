// SPDX-License-Identifier: Apache-2.0

// From the records of heap_profile to a profile: estimates, locations, names.
//
// A record's frames are return addresses; the address of a location is one below, inside the call.
// drop_frames lets pprof cut a stack at the outermost function of the runtime and below.
// LIMIT: a hook that a map calls (a copy of a key, say) lies below the map's function and is cut
// with it: what it allocates is shown at the caller of the map. -raw shows all frames.
#include "profile_heap.h"

#include "heap_profile.h"
#include "profile_maps.h"
#include "symbol.h"
#include "tool_map.h"

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INLINED_MAX = 16 }; // lines of one location

// pprof puts ^( )$ around it.
static const char drop_frames[] =
    "gomap_.*|heap_profile_.*|(__libc_)?(malloc|calloc|realloc|memalign|valloc|pvalloc)"
    "|reallocarray|aligned_alloc|posix_memalign|operator new.*|_Znwm.*|_Znam.*";

typedef struct Builder {
    Profile *out;
    Gomap *known; // address to index of location
} Builder;

static ProfileLine line_of(Profile *p, const Symbol *symbol) {
    ProfileFunction f = {
        .name = profile_proto_string(p, symbol->function),
        .file = profile_proto_string(p, symbol->file ? symbol->file : ""),
    };
    f.system_name = f.name;
    return (ProfileLine){profile_proto_function(p, &f), symbol->line};
}

// pprof looks names up itself for a mapping that lacks some: the flags are true as long as every
// location has what they say.
static void note_flags(Profile *p, uint32_t mapping, const Symbol *symbols, size_t count) {
    if (mapping == PROFILE_NONE)
        return;
    ProfileMapping *m = &p->mappings.items[mapping];
    m->has_functions &= count != 0;
    m->has_filenames &= count != 0 && symbols[0].file;
    m->has_line_numbers &= count != 0 && symbols[0].line;
    m->has_inline_frames |= count > 1;
}

static uint32_t new_location(Profile *p, uint64_t address) {
    Symbol symbols[INLINED_MAX];
    ProfileLine lines[INLINED_MAX];
    size_t count = symbol_find((const void *)(uintptr_t)address, symbols, INLINED_MAX);
    size_t named = 0;
    for (size_t i = 0; i < count; i++) {
        if (symbols[i].function)
            lines[named++] = line_of(p, &symbols[i]);
    }
    ProfileLocation l = {.address = address, .mapping = profile_maps_find(p, address)};
    note_flags(p, l.mapping, symbols, named);
    return profile_proto_location(p, &l, lines, named);
}

static uint32_t location_of(Builder *b, uintptr_t return_address) {
    uint64_t address = return_address - 1;
    const uint32_t *known = gomap_find(b->known, &address);
    if (known)
        return *known;
    uint32_t location = new_location(b->out, address);
    if (gomap_put(b->known, &address, &location) != GOMAP_OK)
        b->out->no_memory = true;
    return location;
}

static void add_record(Builder *b, const HeapProfileRecord *record, size_t rate) {
    uint32_t stack[HEAP_PROFILE_DEPTH];
    for (size_t i = 0; i < record->depth; i++)
        stack[i] = location_of(b, record->frames[i]);
    int64_t size = (int64_t)record->size;
    int64_t held = (int64_t)(record->allocs - record->frees);
    int64_t values[] = {(int64_t)record->allocs, (int64_t)record->allocs * size, held, held * size};
    heap_profile_scale(&values[0], &values[1], rate);
    heap_profile_scale(&values[2], &values[3], rate);
    ProfileLabel label = {.key = profile_proto_string(b->out, "bytes"), .number = size};
    profile_proto_sample(b->out, stack, record->depth, &label, size != 0, values);
}

static void add_frame(Profile *p, const HeapProfile *heap, const char *default_type) {
    profile_proto_type(p, "alloc_objects", "count");
    profile_proto_type(p, "alloc_space", "bytes");
    profile_proto_type(p, "inuse_objects", "count");
    profile_proto_type(p, "inuse_space", "bytes");
    p->period_type.type = profile_proto_string(p, "space");
    p->period_type.unit = profile_proto_string(p, "bytes");
    p->period = (int64_t)heap->rate;
    p->time_nanos = heap->time_nanos;
    p->drop_frames = profile_proto_string(p, drop_frames);
    if (default_type)
        p->default_type = profile_proto_string(p, default_type);
}

static void add_records(Profile *p, const HeapProfile *heap) {
    Builder b = {.out = p};
    GomapType type = gomap_type_u64(sizeof(uint32_t));
    type.allocator = p->allocator;
    if (tool_map_new(&type, &b.known) != GOMAP_OK)
        p->no_memory = true;
    profile_maps_add(p);
    for (size_t i = 0; i < p->mappings.count; i++) {
        ProfileMapping *m = &p->mappings.items[i];
        m->has_functions = m->has_filenames = m->has_line_numbers = true;
    }
    for (size_t i = 0; i < heap->count && !p->no_memory; i++)
        add_record(&b, &heap->records[i], heap->rate);
    gomap_free(b.known);
}

ProfileStatus profile_heap_take(const char *default_type, const GomapAllocator *allocator,
                                Profile *out) {
    HeapProfile heap;
    heap_profile_pause();
    profile_proto_init(out, allocator);
    if (heap_profile_take(allocator, &heap)) {
        add_frame(out, &heap, default_type);
        add_records(out, &heap);
        heap_profile_fini(&heap);
    } else {
        out->no_memory = true;
    }
    ProfileStatus status = out->no_memory ? PROFILE_NO_MEMORY : PROFILE_OK;
    if (status != PROFILE_OK)
        profile_proto_fini(out);
    heap_profile_resume();
    return status;
}

static uint64_t bytes_in_use(const HeapProfileRecord *record) {
    return (record->allocs - record->frees) * record->size;
}

static int by_bytes_in_use(const void *a_ptr, const void *b_ptr) {
    const HeapProfileRecord *a = a_ptr;
    const HeapProfileRecord *b = b_ptr;
    uint64_t x = bytes_in_use(a);
    uint64_t y = bytes_in_use(b);
    if (x != y)
        return x < y ? 1 : -1;
    return (a->frames > b->frames) - (a->frames < b->frames);
}

static void print_frame(ProfileBytes *out, uintptr_t return_address) {
    Symbol symbols[INLINED_MAX];
    size_t count = symbol_find_call((const void *)return_address, symbols, INLINED_MAX);
    for (size_t i = 0; i < count; i++) {
        const Symbol *s = &symbols[i];
        if (!s->function) {
            profile_bytes_print(out, "#\t%#" PRIxPTR "\n", return_address);
            continue;
        }
        profile_bytes_print(out, "#\t%#" PRIxPTR "\t%s+%#" PRIxPTR "\t%s:%d\n", return_address,
                            s->function, s->offset, s->file ? s->file : "?", s->line);
    }
}

static void print_counts(ProfileBytes *out, const HeapProfileRecord *sum, uint64_t in_use,
                         uint64_t allocated) {
    profile_bytes_print(out, "%" PRIu64 ": %" PRIu64 " [%" PRIu64 ": %" PRIu64 "] @",
                        sum->allocs - sum->frees, in_use, sum->allocs, allocated);
}

static void print_record(ProfileBytes *out, const HeapProfileRecord *record) {
    print_counts(out, record, bytes_in_use(record), record->allocs * record->size);
    for (size_t i = 0; i < record->depth; i++)
        profile_bytes_print(out, " %#" PRIxPTR, record->frames[i]);
    profile_bytes_text(out, "\n");
    for (size_t i = 0; i < record->depth; i++)
        print_frame(out, record->frames[i]);
    profile_bytes_text(out, "\n");
}

static void print_malloc(ProfileBytes *out, const HeapProfile *heap) {
    struct mallinfo2 info = mallinfo2();
    profile_bytes_print(out, "\n# malloc\n# in use = %zu\n# mapped = %zu\n# free = %zu\n",
                        info.uordblks, info.hblkhd, info.fordblks);
    profile_bytes_print(out, "# from the kernel = %zu\n", info.arena + info.hblkhd);
    profile_bytes_print(out, "# records = %zu\n# lost samples = %" PRIu64 "\n", heap->count,
                        heap->lost);
}

static void print_heap(ProfileBytes *out, HeapProfile *heap) {
    HeapProfileRecord sum = {0};
    uint64_t in_use = 0;
    uint64_t allocated = 0;
    for (size_t i = 0; i < heap->count; i++) {
        const HeapProfileRecord *r = &heap->records[i];
        sum.allocs += r->allocs;
        sum.frees += r->frees;
        in_use += bytes_in_use(r);
        allocated += r->allocs * r->size;
    }
    qsort(heap->records, heap->count, sizeof *heap->records, by_bytes_in_use);
    profile_bytes_text(out, "heap profile: ");
    print_counts(out, &sum, in_use, allocated);
    // Twice the rate, as the first heap profiler wrote it and pprof expects.
    profile_bytes_print(out, " heap/%zu\n", 2 * heap->rate);
    for (size_t i = 0; i < heap->count; i++)
        print_record(out, &heap->records[i]);
    print_malloc(out, heap);
}

ProfileStatus profile_heap_text(ProfileBytes *out) {
    HeapProfile heap;
    heap_profile_pause();
    bool taken = heap_profile_take(&out->allocator, &heap);
    if (taken) {
        print_heap(out, &heap);
        heap_profile_fini(&heap);
    }
    heap_profile_resume();
    return taken && !out->no_memory ? PROFILE_OK : PROFILE_NO_MEMORY;
}

static bool write_file(const char *path, const ProfileBytes *bytes) {
    FILE *file = fopen(path, "wbe");
    if (!file)
        return false;
    bool written = fwrite(bytes->data, 1, bytes->size, file) == bytes->size;
    return (fclose(file) == 0) & written;
}

// Under another name first, so that nobody reads half a profile.
static ProfileStatus replace_file(const char *path, const ProfileBytes *bytes) {
    ProfileBytes other;
    profile_bytes_init(&other, NULL);
    profile_bytes_print(&other, "%s.%ld.part", path, (long)getpid());
    ProfileStatus status = PROFILE_NO_MEMORY;
    if (!other.no_memory) {
        const char *part = (const char *)other.data;
        status = write_file(part, bytes) && rename(part, path) == 0 ? PROFILE_OK : PROFILE_IO;
        int error = errno;
        if (status != PROFILE_OK)
            unlink(part);
        errno = error;
    }
    profile_bytes_fini(&other);
    return status;
}

ProfileStatus profile_heap_save(const char *path) {
    Profile p;
    ProfileBytes bytes;
    heap_profile_pause();
    profile_bytes_init(&bytes, NULL);
    ProfileStatus status = profile_heap_take(NULL, NULL, &p);
    if (status == PROFILE_OK)
        status = profile_proto_write(&p, true, &bytes);
    if (status == PROFILE_OK)
        status = replace_file(path, &bytes);
    profile_proto_fini(&p);
    profile_bytes_fini(&bytes);
    heap_profile_resume();
    return status;
}
