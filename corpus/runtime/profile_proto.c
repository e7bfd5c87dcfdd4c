// SPDX-License-Identifier: Apache-2.0

// Profiles in memory: arrays, and for each kind of thing that is to be there once a map from its
// contents to its index. A thing is added at the end of its array and then looked for: the key of
// the map is the index, and hash and equality look at what the index stands for. If an equal one is
// found, the array is cut again.
//
// Invariants:
// 1. Each index in an array is below the count of the array it points into.
// 2. values.count is samples.count * types.count.
// 3. What index[k] holds are indexes of kind k, no two of them of equal things.
#include "profile_core.h"

#include "allocator.h"

#include "tool_map.h"

#include <string.h>

enum { STRINGS, FUNCTIONS, MAPPINGS, LOCATIONS, SAMPLES };

enum { FIRST_ROOM = 16 };

typedef PROFILE_ARRAY(void) Array; // what all arrays look like

bool profile_proto_reserve(Profile *p, void *array, size_t more, size_t size) {
    Array a;
    memcpy(&a, array, sizeof a);
    if (p->no_memory || more <= a.room - a.count)
        return !p->no_memory;
    size_t room = a.room ? a.room : FIRST_ROOM;
    while (room - a.count < more && room < PTRDIFF_MAX / 2 / size)
        room *= 2;
    void *items = room - a.count >= more ? allocator_take(&p->allocator, room * size) : NULL;
    if (!items) {
        p->no_memory = true;
        return false;
    }
    if (a.count)
        memcpy(items, a.items, a.count * size);
    allocator_give(p->allocator, a.items, a.room * size);
    a.items = items;
    a.room = room;
    memcpy(array, &a, sizeof a);
    return true;
}

#define RELEASE(p, array) \
    allocator_give((p)->allocator, (p)->array.items, (p)->array.room * sizeof *(p)->array.items)

void profile_proto_init(Profile *p, const GomapAllocator *allocator) {
    *p = (Profile){.allocator = allocator ? *allocator : (GomapAllocator){0}};
    profile_proto_string(p, "");
}

void profile_proto_fini(Profile *p) {
    for (size_t i = 0; i < PROFILE_KINDS; i++)
        gomap_free(p->index[i]);
    RELEASE(p, text);
    RELEASE(p, strings);
    RELEASE(p, types);
    RELEASE(p, samples);
    RELEASE(p, values);
    RELEASE(p, stacks);
    RELEASE(p, labels);
    RELEASE(p, mappings);
    RELEASE(p, locations);
    RELEASE(p, lines);
    RELEASE(p, functions);
    RELEASE(p, comments);
    *p = (Profile){.allocator = p->allocator};
}

const char *profile_proto_text(const Profile *p, uint32_t string) {
    return p->text.items + p->strings.items[string].at;
}

static uint64_t hash_more(uint64_t hash, const void *bytes, size_t size, const GomapSeed *seed) {
    return gomap_hash_bytes(bytes, size, &(GomapSeed){seed->k0 ^ hash, seed->k1});
}

static uint64_t hash_string(const void *key, const GomapSeed *seed, void *ctx) {
    const Profile *p = ctx;
    const ProfileString *s = &p->strings.items[*(const uint32_t *)key];
    return gomap_hash_bytes(p->text.items + s->at, s->size, seed);
}

static bool equal_strings(const void *a_ptr, const void *b_ptr, void *ctx) {
    const Profile *p = ctx;
    const ProfileString *a = &p->strings.items[*(const uint32_t *)a_ptr];
    const ProfileString *b = &p->strings.items[*(const uint32_t *)b_ptr];
    return a->size == b->size && memcmp(p->text.items + a->at, p->text.items + b->at, a->size) == 0;
}

static uint64_t hash_function(const void *key, const GomapSeed *seed, void *ctx) {
    const Profile *p = ctx;
    const ProfileFunction *f = &p->functions.items[*(const uint32_t *)key];
    uint64_t words[] = {f->name, f->system_name, f->file, (uint64_t)f->start_line};
    return gomap_hash_bytes(words, sizeof words, seed);
}

static bool equal_functions(const void *a_ptr, const void *b_ptr, void *ctx) {
    const Profile *p = ctx;
    const ProfileFunction *a = &p->functions.items[*(const uint32_t *)a_ptr];
    const ProfileFunction *b = &p->functions.items[*(const uint32_t *)b_ptr];
    return a->name == b->name && a->system_name == b->system_name && a->file == b->file &&
           a->start_line == b->start_line;
}

static uint64_t hash_mapping(const void *key, const GomapSeed *seed, void *ctx) {
    const Profile *p = ctx;
    const ProfileMapping *m = &p->mappings.items[*(const uint32_t *)key];
    uint64_t words[] = {m->start, m->limit, m->offset, m->file, m->build_id};
    return gomap_hash_bytes(words, sizeof words, seed);
}

static bool equal_mappings(const void *a_ptr, const void *b_ptr, void *ctx) {
    const Profile *p = ctx;
    const ProfileMapping *a = &p->mappings.items[*(const uint32_t *)a_ptr];
    const ProfileMapping *b = &p->mappings.items[*(const uint32_t *)b_ptr];
    return a->start == b->start && a->limit == b->limit && a->offset == b->offset &&
           a->file == b->file && a->build_id == b->build_id;
}

static uint64_t hash_location(const void *key, const GomapSeed *seed, void *ctx) {
    const Profile *p = ctx;
    const ProfileLocation *l = &p->locations.items[*(const uint32_t *)key];
    uint64_t words[] = {l->address, l->mapping, l->lines};
    uint64_t hash = gomap_hash_bytes(words, sizeof words, seed);
    for (uint32_t i = 0; i < l->lines; i++) {
        const ProfileLine *line = &p->lines.items[l->line + i];
        uint64_t more[] = {line->function, (uint64_t)line->line};
        hash = hash_more(hash, more, sizeof more, seed);
    }
    return hash;
}

static bool equal_locations(const void *a_ptr, const void *b_ptr, void *ctx) {
    const Profile *p = ctx;
    const ProfileLocation *a = &p->locations.items[*(const uint32_t *)a_ptr];
    const ProfileLocation *b = &p->locations.items[*(const uint32_t *)b_ptr];
    if (a->address != b->address || a->mapping != b->mapping || a->lines != b->lines)
        return false;
    for (uint32_t i = 0; i < a->lines; i++) {
        const ProfileLine *x = &p->lines.items[a->line + i];
        const ProfileLine *y = &p->lines.items[b->line + i];
        if (x->function != y->function || x->line != y->line)
            return false;
    }
    return true;
}

static uint64_t hash_sample(const void *key, const GomapSeed *seed, void *ctx) {
    const Profile *p = ctx;
    const ProfileSample *s = &p->samples.items[*(const uint32_t *)key];
    uint64_t hash = s->label_count;
    for (uint32_t i = 0; i < s->depth; i++)
        hash = hash_more(hash, &p->stacks.items[s->stack + i], sizeof(uint32_t), seed);
    for (uint32_t i = 0; i < s->label_count; i++) {
        const ProfileLabel *l = &p->labels.items[s->label + i];
        uint64_t words[] = {l->key, l->text, (uint64_t)l->number, l->unit};
        hash = hash_more(hash, words, sizeof words, seed);
    }
    return hash;
}

static bool equal_labels(const ProfileLabel *a, const ProfileLabel *b) {
    return a->key == b->key && a->text == b->text && a->number == b->number && a->unit == b->unit;
}

static bool equal_samples(const void *a_ptr, const void *b_ptr, void *ctx) {
    const Profile *p = ctx;
    const ProfileSample *a = &p->samples.items[*(const uint32_t *)a_ptr];
    const ProfileSample *b = &p->samples.items[*(const uint32_t *)b_ptr];
    if (a->depth != b->depth || a->label_count != b->label_count)
        return false;
    for (uint32_t i = 0; i < a->depth; i++) {
        if (p->stacks.items[a->stack + i] != p->stacks.items[b->stack + i])
            return false;
    }
    for (uint32_t i = 0; i < a->label_count; i++) {
        if (!equal_labels(&p->labels.items[a->label + i], &p->labels.items[b->label + i]))
            return false;
    }
    return true;
}

static const struct {
    GomapHash *hash;
    GomapEqual *equal;
} kinds[PROFILE_KINDS] = {
    [STRINGS] = {hash_string, equal_strings},    [FUNCTIONS] = {hash_function, equal_functions},
    [MAPPINGS] = {hash_mapping, equal_mappings}, [LOCATIONS] = {hash_location, equal_locations},
    [SAMPLES] = {hash_sample, equal_samples},
};

static Gomap *index_of(Profile *p, int kind) {
    if (!p->index[kind]) {
        GomapType type = gomap_type_u32(sizeof(uint32_t));
        type.hash = kinds[kind].hash;
        type.equal = kinds[kind].equal;
        type.ctx = p;
        type.allocator = p->allocator;
        if (tool_map_new(&type, &p->index[kind]) != GOMAP_OK)
            p->no_memory = true;
    }
    return p->index[kind];
}

// Looks for a thing equal to the last one of its array, whose index is `last`. `*is_new`: there is
// none, and from now on the last one is found; otherwise the caller cuts it off.
static uint32_t find_or_keep(Profile *p, int kind, size_t last, bool *is_new) {
    uint32_t candidate = (uint32_t)last;
    *is_new = false;
    Gomap *index = p->no_memory || last >= PROFILE_NONE ? NULL : index_of(p, kind);
    const uint32_t *known = gomap_find(index, &candidate);
    if (known)
        return *known;
    *is_new = gomap_put(index, &candidate, &candidate) == GOMAP_OK;
    if (*is_new)
        return candidate;
    p->no_memory = true;
    return 0;
}

uint32_t profile_proto_bytes(Profile *p, const char *text, size_t size) {
    if (!PROFILE_RESERVE(p, text, size + 1) || !PROFILE_RESERVE(p, strings, 1))
        return 0;
    ProfileString *s = &p->strings.items[p->strings.count++];
    *s = (ProfileString){p->text.count, size};
    memcpy(p->text.items + s->at, text, size);
    p->text.items[s->at + size] = '\0';
    p->text.count += size + 1;
    bool is_new;
    uint32_t found = find_or_keep(p, STRINGS, p->strings.count - 1, &is_new);
    if (!is_new)
        p->text.count = p->strings.items[--p->strings.count].at;
    return found;
}

uint32_t profile_proto_string(Profile *p, const char *text) {
    return profile_proto_bytes(p, text, strlen(text));
}

uint32_t profile_proto_function(Profile *p, const ProfileFunction *function) {
    if (!PROFILE_RESERVE(p, functions, 1))
        return 0;
    p->functions.items[p->functions.count++] = *function;
    bool is_new;
    uint32_t found = find_or_keep(p, FUNCTIONS, p->functions.count - 1, &is_new);
    p->functions.count -= !is_new;
    return found;
}

uint32_t profile_proto_mapping(Profile *p, const ProfileMapping *mapping) {
    if (!PROFILE_RESERVE(p, mappings, 1))
        return 0;
    p->mappings.items[p->mappings.count++] = *mapping;
    bool is_new;
    uint32_t found = find_or_keep(p, MAPPINGS, p->mappings.count - 1, &is_new);
    p->mappings.count -= !is_new;
    return found;
}

uint32_t profile_proto_location(Profile *p, const ProfileLocation *location,
                                const ProfileLine lines[], size_t count) {
    if (!PROFILE_RESERVE(p, locations, 1) || !PROFILE_RESERVE(p, lines, count))
        return 0;
    size_t line = p->lines.count;
    for (size_t i = 0; i < count; i++)
        p->lines.items[p->lines.count++] = lines[i];
    ProfileLocation *l = &p->locations.items[p->locations.count++];
    *l = *location;
    l->line = line;
    l->lines = (uint32_t)count;
    bool is_new;
    uint32_t found = find_or_keep(p, LOCATIONS, p->locations.count - 1, &is_new);
    if (!is_new) {
        p->locations.count--;
        p->lines.count = line;
    }
    return found;
}

void profile_proto_type(Profile *p, const char *type, const char *unit) {
    ProfileValueType t = {profile_proto_string(p, type), profile_proto_string(p, unit)};
    PROFILE_APPEND(p, types, t);
}

static int64_t sum(int64_t a, int64_t b) {
    int64_t result;
    if (!__builtin_add_overflow(a, b, &result))
        return result;
    return a < 0 ? INT64_MIN : INT64_MAX;
}

void profile_proto_sample(Profile *p, const uint32_t stack[], size_t depth,
                          const ProfileLabel labels[], size_t label_count, const int64_t values[]) {
    size_t types = p->types.count;
    if (!PROFILE_RESERVE(p, samples, 1) || !PROFILE_RESERVE(p, stacks, depth) ||
        !PROFILE_RESERVE(p, labels, label_count) || !PROFILE_RESERVE(p, values, types))
        return;
    ProfileSample s = {p->stacks.count, p->labels.count, (uint32_t)depth, (uint32_t)label_count};
    for (size_t i = 0; i < depth; i++)
        p->stacks.items[p->stacks.count++] = stack[i];
    for (size_t i = 0; i < label_count; i++)
        p->labels.items[p->labels.count++] = labels[i];
    p->samples.items[p->samples.count++] = s;
    bool is_new;
    size_t found = find_or_keep(p, SAMPLES, p->samples.count - 1, &is_new);
    if (is_new) {
        for (size_t i = 0; i < types; i++)
            p->values.items[p->values.count++] = values[i];
        return;
    }
    p->samples.count--;
    p->stacks.count = s.stack;
    p->labels.count = s.label;
    if (p->no_memory)
        return;
    for (size_t i = 0; i < types; i++) {
        int64_t *value = &p->values.items[found * types + i];
        *value = sum(*value, values[i]);
    }
}
