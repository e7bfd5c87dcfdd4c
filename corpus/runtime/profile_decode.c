// SPDX-License-Identifier: Apache-2.0

// Reads the message strictly. A file may name a thing before it defines it, so the fields are read
// in several passes over the message: strings, then mappings and functions, then locations, then
// types, then samples, then the rest. What a pass refers to is known by then, and a reference that
// leads nowhere is refused at its byte.
#include "profile_core.h"
#include "profile_wire.h"

#include "tool_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PACKED_BYTE_0 = 0x1f, PACKED_BYTE_1 = 0x8b };

typedef struct Reader {
    Wire wire;
    Profile *out;
    Gomap *mappings; // id to index
    Gomap *functions;
    Gomap *locations;
} Reader;

static bool take_string(Reader *r, const WireField *f, uint32_t *out) {
    uint64_t value;
    if (!profile_wire_number(&r->wire, f, &value))
        return false;
    if (value >= r->out->strings.count)
        return profile_wire_refuse(&r->wire, f->at, "string index %" PRIu64 " of %zu", value,
                                   r->out->strings.count);
    *out = (uint32_t)value;
    return true;
}

// Knows the thing at `index` by its id from now on.
static bool define(Reader *r, Gomap *ids, const char *what, size_t at, uint64_t id, size_t index) {
    void *slot;
    bool added;
    if (id == 0)
        return profile_wire_refuse(&r->wire, at, "%s with the id 0", what);
    if (gomap_upsert(ids, &id, &slot, &added) != GOMAP_OK)
        return profile_wire_no_memory(&r->wire);
    if (!added)
        return profile_wire_refuse(&r->wire, at, "second %s with the id %" PRIu64, what, id);
    *(uint32_t *)slot = (uint32_t)index;
    return true;
}

static bool refer(Reader *r, const Gomap *ids, const char *what, size_t at, uint64_t id,
                  uint32_t *out) {
    const uint32_t *index = gomap_find(ids, &id);
    if (!index)
        return profile_wire_refuse(&r->wire, at, "there is no %s with the id %" PRIu64, what, id);
    *out = *index;
    return true;
}

static bool read_string(Reader *r, const WireField *f) {
    Profile *p = r->out;
    size_t size = f->body.end - f->body.at;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    if (p->strings.count == 0 && size != 0)
        return profile_wire_refuse(&r->wire, f->at, "string 0 is not empty");
    if (!PROFILE_RESERVE(p, text, size + 1) || !PROFILE_RESERVE(p, strings, 1))
        return profile_wire_no_memory(&r->wire);
    p->strings.items[p->strings.count++] = (ProfileString){p->text.count, size};
    memcpy(p->text.items + p->text.count, r->wire.data + f->body.at, size);
    p->text.items[p->text.count + size] = '\0';
    p->text.count += size + 1;
    return true;
}

static bool read_mapping(Reader *r, const WireField *f) {
    ProfileMapping m = {0};
    uint64_t id = 0;
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        switch (in.number) {
        case MAPPING_ID:
            profile_wire_number(&r->wire, &in, &id);
            break;
        case MAPPING_START:
            profile_wire_number(&r->wire, &in, &m.start);
            break;
        case MAPPING_LIMIT:
            profile_wire_number(&r->wire, &in, &m.limit);
            break;
        case MAPPING_OFFSET:
            profile_wire_number(&r->wire, &in, &m.offset);
            break;
        case MAPPING_FILE:
            take_string(r, &in, &m.file);
            break;
        case MAPPING_BUILD_ID:
            take_string(r, &in, &m.build_id);
            break;
        case MAPPING_HAS_FUNCTIONS:
            profile_wire_flag(&r->wire, &in, &m.has_functions);
            break;
        case MAPPING_HAS_FILENAMES:
            profile_wire_flag(&r->wire, &in, &m.has_filenames);
            break;
        case MAPPING_HAS_LINE_NUMBERS:
            profile_wire_flag(&r->wire, &in, &m.has_line_numbers);
            break;
        case MAPPING_HAS_INLINE_FRAMES:
            profile_wire_flag(&r->wire, &in, &m.has_inline_frames);
            break;
        }
    }
    PROFILE_APPEND(r->out, mappings, m);
    return r->wire.status == PROFILE_OK &&
           define(r, r->mappings, "mapping", f->at, id, r->out->mappings.count - 1);
}

static bool read_function(Reader *r, const WireField *f) {
    ProfileFunction function = {0};
    uint64_t id = 0;
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        switch (in.number) {
        case FUNCTION_ID:
            profile_wire_number(&r->wire, &in, &id);
            break;
        case FUNCTION_NAME:
            take_string(r, &in, &function.name);
            break;
        case FUNCTION_SYSTEM_NAME:
            take_string(r, &in, &function.system_name);
            break;
        case FUNCTION_FILE:
            take_string(r, &in, &function.file);
            break;
        case FUNCTION_START_LINE:
            profile_wire_signed(&r->wire, &in, &function.start_line);
            break;
        }
    }
    PROFILE_APPEND(r->out, functions, function);
    return r->wire.status == PROFILE_OK &&
           define(r, r->functions, "function", f->at, id, r->out->functions.count - 1);
}

static bool read_line(Reader *r, const WireField *f) {
    ProfileLine line = {0};
    uint64_t function = 0;
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        if (in.number == LINE_FUNCTION)
            profile_wire_number(&r->wire, &in, &function);
        else if (in.number == LINE_LINE)
            profile_wire_signed(&r->wire, &in, &line.line);
    }
    if (r->wire.status != PROFILE_OK ||
        !refer(r, r->functions, "function", f->at, function, &line.function))
        return false;
    PROFILE_APPEND(r->out, lines, line);
    return !r->out->no_memory || profile_wire_no_memory(&r->wire);
}

static bool read_location(Reader *r, const WireField *f) {
    ProfileLocation l = {.line = r->out->lines.count, .mapping = PROFILE_NONE};
    uint64_t id = 0;
    uint64_t mapping = 0;
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        switch (in.number) {
        case LOCATION_ID:
            profile_wire_number(&r->wire, &in, &id);
            break;
        case LOCATION_MAPPING:
            profile_wire_number(&r->wire, &in, &mapping);
            break;
        case LOCATION_ADDRESS:
            profile_wire_number(&r->wire, &in, &l.address);
            break;
        case LOCATION_LINE:
            read_line(r, &in);
            break;
        }
    }
    if (r->wire.status != PROFILE_OK ||
        (mapping && !refer(r, r->mappings, "mapping", f->at, mapping, &l.mapping)))
        return false;
    l.lines = (uint32_t)(r->out->lines.count - l.line);
    PROFILE_APPEND(r->out, locations, l);
    return define(r, r->locations, "location", f->at, id, r->out->locations.count - 1);
}

static bool read_value_type(Reader *r, const WireField *f, ProfileValueType *out) {
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        if (in.number == VALUE_TYPE_TYPE)
            take_string(r, &in, &out->type);
        else if (in.number == VALUE_TYPE_UNIT)
            take_string(r, &in, &out->unit);
    }
    return r->wire.status == PROFILE_OK;
}

static bool read_type(Reader *r, const WireField *f) {
    ProfileValueType type = {0};
    if (!read_value_type(r, f, &type))
        return false;
    PROFILE_APPEND(r->out, types, type);
    return true;
}

static bool add_stack(Reader *r, size_t at, uint64_t id) {
    uint32_t location = 0;
    if (!refer(r, r->locations, "location", at, id, &location))
        return false;
    PROFILE_APPEND(r->out, stacks, location);
    return !r->out->no_memory || profile_wire_no_memory(&r->wire);
}

static bool add_value(Reader *r, size_t at, uint64_t value) {
    (void)at;
    PROFILE_APPEND(r->out, values, (int64_t)value);
    return !r->out->no_memory || profile_wire_no_memory(&r->wire);
}

// A repeated number, packed or not.
static bool read_numbers(Reader *r, const WireField *f, bool (*add)(Reader *, size_t, uint64_t)) {
    if (f->wire == WIRE_VARINT)
        return add(r, f->at, f->value);
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    WireSpan s = f->body;
    while (s.at < s.end) {
        size_t at = s.at;
        uint64_t value;
        if (!profile_wire_varint(&r->wire, &s, &value) || !add(r, at, value))
            return false;
    }
    return true;
}

static bool read_label(Reader *r, const WireField *f) {
    ProfileLabel label = {0};
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        switch (in.number) {
        case LABEL_KEY:
            take_string(r, &in, &label.key);
            break;
        case LABEL_TEXT:
            take_string(r, &in, &label.text);
            break;
        case LABEL_NUMBER:
            profile_wire_signed(&r->wire, &in, &label.number);
            break;
        case LABEL_UNIT:
            take_string(r, &in, &label.unit);
            break;
        }
    }
    PROFILE_APPEND(r->out, labels, label);
    return r->wire.status == PROFILE_OK;
}

static bool read_sample(Reader *r, const WireField *f) {
    Profile *p = r->out;
    ProfileSample sample = {.stack = p->stacks.count, .label = p->labels.count};
    size_t first_value = p->values.count;
    WireSpan s = f->body;
    if (!profile_wire_is(&r->wire, f, WIRE_BYTES))
        return false;
    if (p->types.count == 0)
        return profile_wire_refuse(&r->wire, f->at, "a sample, but no sample types");
    for (WireField in; profile_wire_next(&r->wire, &s, &in);) {
        if (in.number == SAMPLE_LOCATION)
            read_numbers(r, &in, add_stack);
        else if (in.number == SAMPLE_VALUE)
            read_numbers(r, &in, add_value);
        else if (in.number == SAMPLE_LABEL)
            read_label(r, &in);
    }
    size_t values = p->values.count - first_value;
    if (values != p->types.count)
        return profile_wire_refuse(&r->wire, f->at, "sample of %zu values for %zu types", values,
                                   p->types.count);
    sample.depth = (uint32_t)(p->stacks.count - sample.stack);
    sample.label_count = (uint32_t)(p->labels.count - sample.label);
    PROFILE_APPEND(p, samples, sample);
    return true;
}

static bool add_comment(Reader *r, size_t at, uint64_t value) {
    if (value >= r->out->strings.count)
        return profile_wire_refuse(&r->wire, at, "string index %" PRIu64 " of %zu", value,
                                   r->out->strings.count);
    PROFILE_APPEND(r->out, comments, (uint32_t)value);
    return true;
}

static bool read_scalar(Reader *r, const WireField *f) {
    Profile *p = r->out;
    switch (f->number) {
    case PROFILE_DROP_FRAMES:
        return take_string(r, f, &p->drop_frames);
    case PROFILE_KEEP_FRAMES:
        return take_string(r, f, &p->keep_frames);
    case PROFILE_TIME:
        return profile_wire_signed(&r->wire, f, &p->time_nanos);
    case PROFILE_DURATION:
        return profile_wire_signed(&r->wire, f, &p->duration_nanos);
    case PROFILE_PERIOD_TYPE:
        return read_value_type(r, f, &p->period_type);
    case PROFILE_PERIOD:
        return profile_wire_signed(&r->wire, f, &p->period);
    case PROFILE_COMMENT:
        return read_numbers(r, f, add_comment);
    case PROFILE_DEFAULT_TYPE:
        return take_string(r, f, &p->default_type);
    }
    return true;
}

typedef struct Pass {
    uint64_t first; // field numbers
    uint64_t last;
    bool (*read)(Reader *r, const WireField *f);
} Pass;

static const Pass passes[] = {
    {PROFILE_STRING, PROFILE_STRING, read_string},
    {PROFILE_MAPPING, PROFILE_MAPPING, read_mapping},
    {PROFILE_FUNCTION, PROFILE_FUNCTION, read_function},
    {PROFILE_LOCATION, PROFILE_LOCATION, read_location},
    {PROFILE_SAMPLE_TYPE, PROFILE_SAMPLE_TYPE, read_type},
    {PROFILE_SAMPLE, PROFILE_SAMPLE, read_sample},
    {PROFILE_DROP_FRAMES, PROFILE_DEFAULT_TYPE, read_scalar},
};

static void read_pass(Reader *r, size_t size, const Pass *pass) {
    WireSpan s = {0, size};
    for (WireField f; profile_wire_next(&r->wire, &s, &f);) {
        if (f.number >= pass->first && f.number <= pass->last && !pass->read(r, &f))
            break;
    }
    if (r->out->no_memory)
        profile_wire_no_memory(&r->wire);
}

static void read_message(Reader *r, size_t size) {
    for (size_t i = 0; i < sizeof passes / sizeof *passes && r->wire.status == PROFILE_OK; i++) {
        read_pass(r, size, &passes[i]);
        if (passes[i].first == PROFILE_STRING && r->out->strings.count == 0)
            profile_wire_refuse(&r->wire, size, "no string 0");
    }
}

static Gomap *new_ids(Reader *r) {
    GomapType type = gomap_type_u64(sizeof(uint32_t));
    type.allocator = r->out->allocator;
    Gomap *ids;
    if (tool_map_new(&type, &ids) != GOMAP_OK)
        profile_wire_no_memory(&r->wire);
    return ids;
}

static ProfileStatus decode(const uint8_t *data, size_t size, Profile *out, ProfileError *error) {
    Reader r = {.wire = {.data = data, .error = error}, .out = out};
    r.mappings = new_ids(&r);
    r.functions = new_ids(&r);
    r.locations = new_ids(&r);
    if (r.wire.status == PROFILE_OK)
        read_message(&r, size);
    gomap_free(r.mappings);
    gomap_free(r.functions);
    gomap_free(r.locations);
    return r.wire.status;
}

static ProfileStatus decode_packed(const void *data, size_t size, size_t max, Profile *out,
                                   ProfileError *error) {
    ProfileBytes message;
    profile_bytes_init(&message, &out->allocator);
    ProfileStatus status = profile_bytes_gunzip(data, size, max, &message, error);
    if (status == PROFILE_OK)
        status = decode(message.data, message.size, out, error);
    profile_bytes_fini(&message);
    return status;
}

ProfileStatus profile_proto_read(const void *data, size_t size, size_t max,
                                 const GomapAllocator *allocator, Profile *out,
                                 ProfileError *error) {
    const uint8_t *bytes = data;
    ProfileError ignored;
    error = error ? error : &ignored;
    *error = (ProfileError){0};
    *out = (Profile){.allocator = allocator ? *allocator : (GomapAllocator){0}};
    max = max == 0 ? PROFILE_READ_MAX : max < INT32_MAX ? max : INT32_MAX;
    ProfileStatus status;
    if (size >= 2 && bytes[0] == PACKED_BYTE_0 && bytes[1] == PACKED_BYTE_1) {
        status = decode_packed(data, size, max, out, error);
    } else if (size > max) {
        snprintf(error->what, sizeof error->what, "more than the limit");
        status = PROFILE_TOO_LARGE;
    } else {
        status = decode(data, size, out, error);
    }
    if (status != PROFILE_OK)
        profile_proto_fini(out);
    return status;
}
