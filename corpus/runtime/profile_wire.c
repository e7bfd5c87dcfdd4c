// SPDX-License-Identifier: Apache-2.0

// The encoding of protocol buffers, read strictly.
//
// Invariants:
// 1. Each byte that is read lies before the `end` of the span that is being read, and that before
//    the end of the span around it.
// 2. The first error stays; after it nothing is read.
#include "profile_wire.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

bool profile_wire_refuse(Wire *w, size_t at, const char *format, ...) {
    if (w->status != PROFILE_OK)
        return false;
    w->status = PROFILE_DAMAGED;
    w->error->at = at;
    va_list args;
    va_start(args, format);
    vsnprintf(w->error->what, sizeof w->error->what, format, args);
    va_end(args);
    return false;
}

bool profile_wire_no_memory(Wire *w) {
    if (w->status == PROFILE_OK)
        w->status = PROFILE_NO_MEMORY;
    return false;
}

bool profile_wire_varint(Wire *w, WireSpan *s, uint64_t *value) {
    size_t start = s->at;
    *value = 0;
    for (unsigned shift = 0; s->at < s->end; shift += 7) {
        uint8_t byte = w->data[s->at++];
        // The tenth byte has room for one bit.
        if (shift == 63 && byte > 1)
            return profile_wire_refuse(w, start, "varint of more than 64 bits");
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return profile_wire_refuse(w, start, "varint is cut short");
}

static bool read_body(Wire *w, WireSpan *s, WireField *f) {
    f->body = *s;
    uint64_t size = f->wire == WIRE_64 ? 8 : 4;
    switch (f->wire) {
    case WIRE_VARINT:
        if (!profile_wire_varint(w, s, &f->value))
            return false;
        f->body.end = s->at;
        return true;
    case WIRE_BYTES:
        if (!profile_wire_varint(w, s, &size))
            return false;
        break;
    case WIRE_64:
    case WIRE_32:
        break;
    default:
        return profile_wire_refuse(w, f->at, "wire type %u", f->wire);
    }
    if (size > s->end - s->at)
        return profile_wire_refuse(w, f->at, "field of %" PRIu64 " bytes, but %zu are left", size,
                                   s->end - s->at);
    f->body = (WireSpan){s->at, s->at + (size_t)size};
    s->at = f->body.end;
    return true;
}

// The next field. False at the end, and on an error.
bool profile_wire_next(Wire *w, WireSpan *s, WireField *f) {
    if (s->at == s->end || w->status != PROFILE_OK)
        return false;
    uint64_t tag;
    *f = (WireField){.at = s->at};
    if (!profile_wire_varint(w, s, &tag))
        return false;
    f->number = tag >> 3;
    f->wire = (unsigned)(tag & 7);
    if (f->number == 0 || f->number > UINT32_MAX >> 3)
        return profile_wire_refuse(w, f->at, "field number %" PRIu64, f->number);
    return read_body(w, s, f);
}

bool profile_wire_is(Wire *w, const WireField *f, unsigned wire) {
    return f->wire == wire ||
           profile_wire_refuse(w, f->at, "field %" PRIu64 " has wire type %u, not %u", f->number,
                               f->wire, wire);
}

bool profile_wire_number(Wire *w, const WireField *f, uint64_t *out) {
    if (!profile_wire_is(w, f, WIRE_VARINT))
        return false;
    *out = f->value;
    return true;
}

bool profile_wire_signed(Wire *w, const WireField *f, int64_t *out) {
    uint64_t value;
    if (!profile_wire_number(w, f, &value))
        return false;
    *out = (int64_t)value;
    return true;
}

bool profile_wire_flag(Wire *w, const WireField *f, bool *out) {
    uint64_t value;
    if (!profile_wire_number(w, f, &value))
        return false;
    *out = value != 0;
    return true;
}
