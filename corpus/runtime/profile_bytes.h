// SPDX-License-Identifier: Apache-2.0

// Bytes that grow, and gzip. A failure for want of memory sticks: what is added after it is
// dropped, and it is asked for once at the end.
#ifndef MAPLEAK_RUNTIME_PROFILE_BYTES_H
#define MAPLEAK_RUNTIME_PROFILE_BYTES_H

#include "runtime/gomap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ProfileStatus {
    PROFILE_OK,
    PROFILE_NO_MEMORY,
    PROFILE_DAMAGED,   // the input is no profile, or breaks a rule of the format
    PROFILE_TOO_LARGE, // the input unpacks to more than the limit
    PROFILE_MISMATCH,  // the two profiles have different sample types or periods
    PROFILE_IO,        // a file could not be written; errno tells why
} ProfileStatus;

// A short English phrase for a status, never NULL, static.
const char *profile_status_text(ProfileStatus status);

// What is wrong with an input. `what` is a phrase such as "string index 9 of 4".
typedef struct ProfileError {
    size_t at;   // the byte, in the unpacked message or, if `packed`, in the gzip stream
    bool packed; //
    char what[96];
} ProfileError;

typedef struct ProfileBytes {
    uint8_t *data; // owned; NULL if there are none
    size_t size;
    size_t room;
    bool no_memory; // something was dropped
    GomapAllocator allocator;
} ProfileBytes;

// `allocator` is copied; NULL: malloc and free.
void profile_bytes_init(ProfileBytes *bytes, const GomapAllocator *allocator);
void profile_bytes_fini(ProfileBytes *bytes);

// Whether there is room for `more` bytes now; if not, the failure sticks.
bool profile_bytes_reserve(ProfileBytes *bytes, size_t more);
void profile_bytes_add(ProfileBytes *bytes, const void *data, size_t size);
void profile_bytes_text(ProfileBytes *bytes, const char *text);
__attribute__((format(printf, 2, 3))) void profile_bytes_print(ProfileBytes *bytes,
                                                               const char *format, ...);

// Adds to `out` the gzip stream of `size` bytes, at level 1, without name and time.
ProfileStatus profile_bytes_gzip(const void *data, size_t size, ProfileBytes *out);

// Adds to `out` what the gzip stream unpacks to, `max` bytes at most. It must be one stream with
// nothing behind it. On PROFILE_DAMAGED and PROFILE_TOO_LARGE `*error` tells more.
ProfileStatus profile_bytes_gunzip(const void *data, size_t size, size_t max, ProfileBytes *out,
                                   ProfileError *error);

#ifdef __cplusplus
}
#endif

#endif
