// SPDX-License-Identifier: Apache-2.0

// A growing buffer, and zlib on the caller's allocator. zlib frees without a size, so each of its
// blocks begins with the size it has.
#include "profile_bytes.h"

#include "allocator.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

enum {
    FIRST_ROOM = 256,
    GZIP_WINDOW = 15 + 16, // the largest window, and gzip's header instead of zlib's
    BLOCK_HEAD = alignof(max_align_t),
};

const char *profile_status_text(ProfileStatus status) {
    switch (status) {
    case PROFILE_OK:
        return "ok";
    case PROFILE_NO_MEMORY:
        return "out of memory";
    case PROFILE_DAMAGED:
        return "damaged profile";
    case PROFILE_TOO_LARGE:
        return "profile is too large";
    case PROFILE_MISMATCH:
        return "profiles of different types";
    case PROFILE_IO:
        return "file could not be written";
    }
    return "unknown status";
}

void profile_bytes_init(ProfileBytes *bytes, const GomapAllocator *allocator) {
    *bytes = (ProfileBytes){.allocator = allocator ? *allocator : (GomapAllocator){0}};
}

void profile_bytes_fini(ProfileBytes *bytes) {
    allocator_give(bytes->allocator, bytes->data, bytes->room);
    *bytes = (ProfileBytes){.allocator = bytes->allocator};
}

bool profile_bytes_reserve(ProfileBytes *bytes, size_t more) {
    if (bytes->no_memory || more <= bytes->room - bytes->size)
        return !bytes->no_memory;
    size_t room = bytes->room ? bytes->room : FIRST_ROOM;
    while (room - bytes->size < more && room <= PTRDIFF_MAX / 2)
        room *= 2;
    uint8_t *data = room - bytes->size >= more ? allocator_take(&bytes->allocator, room) : NULL;
    if (!data) {
        bytes->no_memory = true;
        return false;
    }
    if (bytes->size)
        memcpy(data, bytes->data, bytes->size);
    allocator_give(bytes->allocator, bytes->data, bytes->room);
    bytes->data = data;
    bytes->room = room;
    return true;
}

void profile_bytes_add(ProfileBytes *bytes, const void *data, size_t size) {
    if (!profile_bytes_reserve(bytes, size) || size == 0)
        return;
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

void profile_bytes_text(ProfileBytes *bytes, const char *text) {
    profile_bytes_add(bytes, text, strlen(text));
}

void profile_bytes_print(ProfileBytes *bytes, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0 || !profile_bytes_reserve(bytes, (size_t)size + 1))
        return;
    va_start(args, format);
    vsnprintf((char *)bytes->data + bytes->size, (size_t)size + 1, format, args);
    va_end(args);
    bytes->size += (size_t)size;
}

static void *zlib_alloc(void *opaque, unsigned items, unsigned size) {
    size_t total = (size_t)items * size + BLOCK_HEAD;
    unsigned char *block = allocator_take(opaque, total);
    if (!block)
        return NULL;
    memcpy(block, &total, sizeof total);
    return block + BLOCK_HEAD;
}

static void zlib_free(void *opaque, void *memory) {
    unsigned char *block = (unsigned char *)memory - BLOCK_HEAD;
    size_t total;
    memcpy(&total, block, sizeof total);
    allocator_give(*(const GomapAllocator *)opaque, block, total);
}

static z_stream new_stream(const void *data, size_t size, ProfileBytes *out) {
    return (z_stream){
        .zalloc = zlib_alloc,
        .zfree = zlib_free,
        .opaque = &out->allocator,
        .next_in = data,
        .avail_in = (uInt)size,
    };
}

// Lets zlib write behind what is there; false: no memory.
static bool offer_room(z_stream *z, ProfileBytes *out) {
    if (!profile_bytes_reserve(out, FIRST_ROOM))
        return false;
    size_t room = out->room - out->size;
    z->next_out = out->data + out->size;
    z->avail_out = room < UINT32_MAX ? (uInt)room : UINT32_MAX;
    return true;
}

static void take_output(z_stream *z, ProfileBytes *out) {
    out->size = (size_t)(z->next_out - out->data);
}

ProfileStatus profile_bytes_gzip(const void *data, size_t size, ProfileBytes *out) {
    if (size > UINT32_MAX)
        return PROFILE_TOO_LARGE;
    z_stream z = new_stream(data, size, out);
    if (deflateInit2(&z, 1, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return PROFILE_NO_MEMORY;
    int result = Z_OK;
    while (result == Z_OK && offer_room(&z, out)) {
        result = deflate(&z, Z_FINISH);
        take_output(&z, out);
    }
    deflateEnd(&z);
    return result == Z_STREAM_END ? PROFILE_OK : PROFILE_NO_MEMORY;
}

static ProfileStatus fail(ProfileError *error, ProfileStatus status, size_t at, const char *what) {
    error->at = at;
    error->packed = true;
    snprintf(error->what, sizeof error->what, "%s", what);
    return status;
}

static ProfileStatus unpack(z_stream *z, size_t size, size_t max, ProfileBytes *out,
                            ProfileError *error) {
    size_t before = out->size;
    int result = Z_OK;
    while (result == Z_OK) {
        if (!offer_room(z, out))
            return PROFILE_NO_MEMORY;
        result = inflate(z, Z_NO_FLUSH);
        take_output(z, out);
        if (out->size - before > max)
            return fail(error, PROFILE_TOO_LARGE, size - z->avail_in,
                        "unpacks to more than the limit");
    }
    if (result == Z_MEM_ERROR)
        return PROFILE_NO_MEMORY;
    if (result == Z_BUF_ERROR)
        return fail(error, PROFILE_DAMAGED, size, "the gzip stream ends too early");
    if (result != Z_STREAM_END)
        return fail(error, PROFILE_DAMAGED, size - z->avail_in, z->msg ? z->msg : "no gzip stream");
    if (z->avail_in)
        return fail(error, PROFILE_DAMAGED, size - z->avail_in, "bytes behind the gzip stream");
    return PROFILE_OK;
}

ProfileStatus profile_bytes_gunzip(const void *data, size_t size, size_t max, ProfileBytes *out,
                                   ProfileError *error) {
    if (size > UINT32_MAX)
        return fail(error, PROFILE_TOO_LARGE, 0, "more than the limit");
    z_stream z = new_stream(data, size, out);
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return PROFILE_NO_MEMORY;
    ProfileStatus status = unpack(&z, size, max, out, error);
    inflateEnd(&z);
    return status;
}
