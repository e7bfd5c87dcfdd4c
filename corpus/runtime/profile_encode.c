// SPDX-License-Identifier: Apache-2.0

// Writes the message. A nested message is written behind what is there and then moved to make room
// for its length, so that nothing has to be measured beforehand. Fields that are 0 are left out, as
// protocol buffers do, but not the values of samples.
#include "profile_core.h"
#include "profile_wire.h"

#include <string.h>

enum { VARINT_MAX = 10 };

static size_t put_varint(uint8_t out[VARINT_MAX], uint64_t value) {
    size_t n = 0;
    for (; value >= 0x80; value >>= 7)
        out[n++] = (uint8_t)(value | 0x80);
    out[n++] = (uint8_t)value;
    return n;
}

static void add_varint(ProfileBytes *out, uint64_t value) {
    if (profile_bytes_reserve(out, VARINT_MAX))
        out->size += put_varint(out->data + out->size, value);
}

static void add_tag(ProfileBytes *out, unsigned field, unsigned wire) {
    add_varint(out, field << 3 | wire);
}

static void add_number(ProfileBytes *out, unsigned field, uint64_t value) {
    if (value == 0)
        return;
    add_tag(out, field, WIRE_VARINT);
    add_varint(out, value);
}

// Begins a nested message; returns where its contents begin.
static size_t begin(ProfileBytes *out, unsigned field) {
    add_tag(out, field, WIRE_BYTES);
    return out->size;
}

static void end(ProfileBytes *out, size_t at) {
    uint8_t length[VARINT_MAX];
    size_t size = out->size - at;
    size_t n = put_varint(length, size);
    if (!profile_bytes_reserve(out, n))
        return;
    memmove(out->data + at + n, out->data + at, size);
    memcpy(out->data + at, length, n);
    out->size += n;
}

static void add_value_type(ProfileBytes *out, unsigned field, ProfileValueType type) {
    size_t at = begin(out, field);
    add_number(out, VALUE_TYPE_TYPE, type.type);
    add_number(out, VALUE_TYPE_UNIT, type.unit);
    end(out, at);
}

static void add_label(ProfileBytes *out, const ProfileLabel *label) {
    size_t at = begin(out, SAMPLE_LABEL);
    add_number(out, LABEL_KEY, label->key);
    add_number(out, LABEL_TEXT, label->text);
    add_number(out, LABEL_NUMBER, (uint64_t)label->number);
    add_number(out, LABEL_UNIT, label->unit);
    end(out, at);
}

static void add_sample(ProfileBytes *out, const Profile *p, size_t index) {
    const ProfileSample *s = &p->samples.items[index];
    size_t at = begin(out, PROFILE_SAMPLE);
    size_t packed = begin(out, SAMPLE_LOCATION);
    for (uint32_t i = 0; i < s->depth; i++)
        add_varint(out, (uint64_t)p->stacks.items[s->stack + i] + 1);
    end(out, packed);
    packed = begin(out, SAMPLE_VALUE);
    for (size_t i = 0; i < p->types.count; i++)
        add_varint(out, (uint64_t)p->values.items[index * p->types.count + i]);
    end(out, packed);
    for (uint32_t i = 0; i < s->label_count; i++)
        add_label(out, &p->labels.items[s->label + i]);
    end(out, at);
}

static void add_mapping(ProfileBytes *out, const ProfileMapping *m, size_t index) {
    size_t at = begin(out, PROFILE_MAPPING);
    add_number(out, MAPPING_ID, index + 1);
    add_number(out, MAPPING_START, m->start);
    add_number(out, MAPPING_LIMIT, m->limit);
    add_number(out, MAPPING_OFFSET, m->offset);
    add_number(out, MAPPING_FILE, m->file);
    add_number(out, MAPPING_BUILD_ID, m->build_id);
    add_number(out, MAPPING_HAS_FUNCTIONS, m->has_functions);
    add_number(out, MAPPING_HAS_FILENAMES, m->has_filenames);
    add_number(out, MAPPING_HAS_LINE_NUMBERS, m->has_line_numbers);
    add_number(out, MAPPING_HAS_INLINE_FRAMES, m->has_inline_frames);
    end(out, at);
}

static void add_line(ProfileBytes *out, const ProfileLine *line) {
    size_t at = begin(out, LOCATION_LINE);
    add_number(out, LINE_FUNCTION, (uint64_t)line->function + 1);
    add_number(out, LINE_LINE, (uint64_t)line->line);
    end(out, at);
}

static void add_location(ProfileBytes *out, const Profile *p, size_t index) {
    const ProfileLocation *l = &p->locations.items[index];
    size_t at = begin(out, PROFILE_LOCATION);
    add_number(out, LOCATION_ID, index + 1);
    if (l->mapping != PROFILE_NONE)
        add_number(out, LOCATION_MAPPING, (uint64_t)l->mapping + 1);
    add_number(out, LOCATION_ADDRESS, l->address);
    for (uint32_t i = 0; i < l->lines; i++)
        add_line(out, &p->lines.items[l->line + i]);
    end(out, at);
}

static void add_function(ProfileBytes *out, const ProfileFunction *f, size_t index) {
    size_t at = begin(out, PROFILE_FUNCTION);
    add_number(out, FUNCTION_ID, index + 1);
    add_number(out, FUNCTION_NAME, f->name);
    add_number(out, FUNCTION_SYSTEM_NAME, f->system_name);
    add_number(out, FUNCTION_FILE, f->file);
    add_number(out, FUNCTION_START_LINE, (uint64_t)f->start_line);
    end(out, at);
}

static void add_string(ProfileBytes *out, const Profile *p, const ProfileString *s) {
    add_tag(out, PROFILE_STRING, WIRE_BYTES);
    add_varint(out, s->size);
    profile_bytes_add(out, p->text.items + s->at, s->size);
}

static void add_scalars(ProfileBytes *out, const Profile *p) {
    add_number(out, PROFILE_DROP_FRAMES, p->drop_frames);
    add_number(out, PROFILE_KEEP_FRAMES, p->keep_frames);
    add_number(out, PROFILE_TIME, (uint64_t)p->time_nanos);
    add_number(out, PROFILE_DURATION, (uint64_t)p->duration_nanos);
    if (p->period_type.type || p->period_type.unit)
        add_value_type(out, PROFILE_PERIOD_TYPE, p->period_type);
    add_number(out, PROFILE_PERIOD, (uint64_t)p->period);
    for (size_t i = 0; i < p->comments.count; i++) {
        add_tag(out, PROFILE_COMMENT, WIRE_VARINT);
        add_varint(out, p->comments.items[i]);
    }
    add_number(out, PROFILE_DEFAULT_TYPE, p->default_type);
}

static void add_message(ProfileBytes *out, const Profile *p) {
    for (size_t i = 0; i < p->types.count; i++)
        add_value_type(out, PROFILE_SAMPLE_TYPE, p->types.items[i]);
    for (size_t i = 0; i < p->samples.count; i++)
        add_sample(out, p, i);
    for (size_t i = 0; i < p->mappings.count; i++)
        add_mapping(out, &p->mappings.items[i], i);
    for (size_t i = 0; i < p->locations.count; i++)
        add_location(out, p, i);
    for (size_t i = 0; i < p->functions.count; i++)
        add_function(out, &p->functions.items[i], i);
    for (size_t i = 0; i < p->strings.count; i++)
        add_string(out, p, &p->strings.items[i]);
    add_scalars(out, p);
}

ProfileStatus profile_proto_write(const Profile *p, bool gzip, ProfileBytes *out) {
    if (p->no_memory)
        return PROFILE_NO_MEMORY;
    if (!gzip) {
        add_message(out, p);
        return out->no_memory ? PROFILE_NO_MEMORY : PROFILE_OK;
    }
    ProfileBytes message;
    profile_bytes_init(&message, &p->allocator);
    add_message(&message, p);
    ProfileStatus status =
        message.no_memory ? PROFILE_NO_MEMORY : profile_bytes_gzip(message.data, message.size, out);
    profile_bytes_fini(&message);
    return status;
}
