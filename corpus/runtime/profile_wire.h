// SPDX-License-Identifier: Apache-2.0

// The encoding of protocol buffers, read strictly: varints of at most 64 bits, fields that lie in
// their message, no groups. What is wrong is told once, at its byte.
#ifndef MAPLEAK_RUNTIME_PROFILE_WIRE_H
#define MAPLEAK_RUNTIME_PROFILE_WIRE_H

#include "profile_bytes.h"

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

typedef struct Wire {
    const uint8_t *data;
    ProfileStatus status; // nothing is read unless it is PROFILE_OK
    ProfileError *error;  // written with the first error
} Wire;

typedef struct WireSpan {
    size_t at;
    size_t end;
} WireSpan;

typedef struct WireField {
    uint64_t number;
    unsigned wire;
    size_t at;      // where its tag begins
    uint64_t value; // of a varint
    WireSpan body;  // of bytes, or of the value
} WireField;

// Sets status and error unless they are set, and returns false.
__attribute__((format(printf, 3, 4))) bool profile_wire_refuse(Wire *w, size_t at,
                                                               const char *format, ...);
bool profile_wire_no_memory(Wire *w);

// Takes a varint off the span. False: there is none.
bool profile_wire_varint(Wire *w, WireSpan *s, uint64_t *value);

// Takes the next field off the span. False at the end, and on an error.
bool profile_wire_next(Wire *w, WireSpan *s, WireField *f);

// Whether the field has this wire type; if not, it is an error.
bool profile_wire_is(Wire *w, const WireField *f, unsigned wire);

// The field as a number; one that is none is an error, and then `*out` is as it was.
bool profile_wire_number(Wire *w, const WireField *f, uint64_t *out);
bool profile_wire_signed(Wire *w, const WireField *f, int64_t *out);
bool profile_wire_flag(Wire *w, const WireField *f, bool *out);

#endif
