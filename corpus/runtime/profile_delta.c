// SPDX-License-Identifier: Apache-2.0

// The difference of two profiles. Both are poured into a third one, in which equal samples become
// one. It has each type twice, and each sample the values of `after` and behind them those of
// `before`. Where these differ the sample is poured on into the result, so that this has no
// function or location that nothing refers to.
#include "profile_core.h"

#include "tool_map.h"

#include <string.h>

typedef enum Role { AFTER, BEFORE, BOTH } Role;

typedef struct Pour {
    Profile *to;
    const Profile *from;
    Role role;    // of `from`
    Gomap *known; // locations: index in `from` to index in `to`
    Profile work; // its arrays are what one location or sample is put together in
} Pour;

static uint32_t pour_string(Pour *pour, uint32_t string) {
    const ProfileString *s = &pour->from->strings.items[string];
    return profile_proto_bytes(pour->to, pour->from->text.items + s->at, s->size);
}

static uint32_t pour_function(Pour *pour, uint32_t index) {
    ProfileFunction f = pour->from->functions.items[index];
    f.name = pour_string(pour, f.name);
    f.system_name = pour_string(pour, f.system_name);
    f.file = pour_string(pour, f.file);
    return profile_proto_function(pour->to, &f);
}

static uint32_t pour_mapping(Pour *pour, uint32_t index) {
    ProfileMapping m = pour->from->mappings.items[index];
    m.file = pour_string(pour, m.file);
    m.build_id = pour_string(pour, m.build_id);
    return profile_proto_mapping(pour->to, &m);
}

static uint32_t pour_new_location(Pour *pour, uint32_t index) {
    ProfileLocation l = pour->from->locations.items[index];
    Profile *work = &pour->work;
    work->lines.count = 0;
    for (uint32_t i = 0; i < l.lines; i++) {
        ProfileLine line = pour->from->lines.items[l.line + i];
        line.function = pour_function(pour, line.function);
        PROFILE_APPEND(work, lines, line);
    }
    if (l.mapping != PROFILE_NONE)
        l.mapping = pour_mapping(pour, l.mapping);
    return profile_proto_location(pour->to, &l, work->lines.items, work->lines.count);
}

static uint32_t pour_location(Pour *pour, uint32_t index) {
    const uint32_t *known = gomap_find(pour->known, &index);
    if (known)
        return *known;
    uint32_t location = pour_new_location(pour, index);
    if (gomap_put(pour->known, &index, &location) != GOMAP_OK)
        pour->work.no_memory = true;
    return location;
}

static ProfileLabel pour_label(Pour *pour, ProfileLabel label) {
    label.key = pour_string(pour, label.key);
    label.text = pour_string(pour, label.text);
    label.unit = pour_string(pour, label.unit);
    return label;
}

static int64_t difference(int64_t after, int64_t before) {
    int64_t result;
    if (!__builtin_sub_overflow(after, before, &result))
        return result;
    return after < 0 ? INT64_MIN : INT64_MAX;
}

// Puts the values for the target together. False: they are all 0.
static bool pour_values(Pour *pour, size_t index) {
    const Profile *from = pour->from;
    Profile *work = &pour->work;
    size_t types = from->types.count;
    const int64_t *values = &from->values.items[index * types];
    bool any = false;
    work->values.count = 0;
    for (size_t i = 0; i < pour->to->types.count; i++) {
        int64_t value = 0;
        if (pour->role == BOTH)
            value = difference(values[i], values[i + types / 2]);
        else if ((i < types) == (pour->role == AFTER))
            value = values[i % types];
        any |= value != 0;
        PROFILE_APPEND(work, values, value);
    }
    return any;
}

static void pour_sample(Pour *pour, size_t index) {
    const Profile *from = pour->from;
    const ProfileSample *s = &from->samples.items[index];
    Profile *work = &pour->work;
    work->stacks.count = 0;
    work->labels.count = 0;
    if (!pour_values(pour, index))
        return;
    for (uint32_t i = 0; i < s->depth; i++)
        PROFILE_APPEND(work, stacks, pour_location(pour, from->stacks.items[s->stack + i]));
    for (uint32_t i = 0; i < s->label_count; i++)
        PROFILE_APPEND(work, labels, pour_label(pour, from->labels.items[s->label + i]));
    if (!work->no_memory)
        profile_proto_sample(pour->to, work->stacks.items, work->stacks.count, work->labels.items,
                             work->labels.count, work->values.items);
}

// All samples that are not 0, with what they refer to, and all mappings in their order, as the
// first one names the program.
static void pour_all(Profile *to, const Profile *from, Role role) {
    Pour pour = {.to = to, .from = from, .role = role, .work.allocator = to->allocator};
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    type.allocator = to->allocator;
    if (tool_map_new(&type, &pour.known) != GOMAP_OK)
        to->no_memory = true;
    for (uint32_t i = 0; i < from->mappings.count && !to->no_memory; i++)
        pour_mapping(&pour, i);
    for (size_t i = 0; i < from->samples.count && !to->no_memory; i++) {
        pour_sample(&pour, i);
        to->no_memory |= pour.work.no_memory;
    }
    gomap_free(pour.known);
    profile_proto_fini(&pour.work);
}

static ProfileValueType pour_type(Profile *to, const Profile *from, ProfileValueType type) {
    Pour pour = {.to = to, .from = from};
    return (ProfileValueType){pour_string(&pour, type.type), pour_string(&pour, type.unit)};
}

static void pour_types(Profile *to, const Profile *from) {
    for (size_t i = 0; i < from->types.count; i++)
        PROFILE_APPEND(to, types, pour_type(to, from, from->types.items[i]));
}

static void pour_frame(Profile *to, const Profile *from) {
    Pour pour = {.to = to, .from = from};
    pour_types(to, from);
    for (size_t i = 0; i < from->comments.count; i++)
        PROFILE_APPEND(to, comments, pour_string(&pour, from->comments.items[i]));
    to->time_nanos = from->time_nanos;
    to->duration_nanos = from->duration_nanos;
    to->period_type = pour_type(to, from, from->period_type);
    to->period = from->period;
    to->default_type = pour_string(&pour, from->default_type);
    to->drop_frames = pour_string(&pour, from->drop_frames);
    to->keep_frames = pour_string(&pour, from->keep_frames);
}

static bool same_text(const Profile *a, uint32_t x, const Profile *b, uint32_t y) {
    const ProfileString *s = &a->strings.items[x];
    const ProfileString *t = &b->strings.items[y];
    return s->size == t->size && memcmp(a->text.items + s->at, b->text.items + t->at, s->size) == 0;
}

static bool same_type(const Profile *a, ProfileValueType x, const Profile *b, ProfileValueType y) {
    return same_text(a, x.type, b, y.type) && same_text(a, x.unit, b, y.unit);
}

static bool are_comparable(const Profile *a, const Profile *b) {
    if (a->types.count != b->types.count || a->period != b->period ||
        !same_type(a, a->period_type, b, b->period_type))
        return false;
    for (size_t i = 0; i < a->types.count; i++) {
        if (!same_type(a, a->types.items[i], b, b->types.items[i]))
            return false;
    }
    return true;
}

static void subtract(const Profile *before, const Profile *after, Profile *out) {
    Profile all;
    profile_proto_init(&all, &out->allocator);
    pour_types(&all, after);
    pour_types(&all, after);
    if (!all.no_memory)
        pour_all(&all, after, AFTER);
    if (!all.no_memory)
        pour_all(&all, before, BEFORE);
    out->no_memory |= all.no_memory;
    pour_frame(out, after);
    if (!out->no_memory)
        pour_all(out, &all, BOTH);
    profile_proto_fini(&all);
}

// Times from a file may be anything.
static int64_t time_between(int64_t from, int64_t to) {
    int64_t span;
    return __builtin_sub_overflow(to, from, &span) ? 0 : span;
}

ProfileStatus profile_proto_delta(const Profile *before, const Profile *after,
                                  const GomapAllocator *allocator, Profile *out) {
    ProfileStatus status = PROFILE_OK;
    profile_proto_init(out, allocator);
    if (!are_comparable(before, after)) {
        status = PROFILE_MISMATCH;
    } else {
        subtract(before, after, out);
        out->duration_nanos = time_between(before->time_nanos, after->time_nanos);
        status = out->no_memory ? PROFILE_NO_MEMORY : PROFILE_OK;
    }
    if (status != PROFILE_OK)
        profile_proto_fini(out);
    return status;
}
