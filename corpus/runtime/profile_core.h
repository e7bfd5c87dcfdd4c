// SPDX-License-Identifier: Apache-2.0

// What the files of profile_proto share: growing arrays, and the numbers of the message's fields.
#ifndef MAPLEAK_RUNTIME_PROFILE_CORE_H
#define MAPLEAK_RUNTIME_PROFILE_CORE_H

#include "profile_proto.h"

// Room for `more` items of `size` bytes in a PROFILE_ARRAY of the profile; false: no memory.
bool profile_proto_reserve(Profile *p, void *array, size_t more, size_t size);

#define PROFILE_RESERVE(p, array, more) \
    profile_proto_reserve(p, &(p)->array, more, sizeof *(p)->array.items)

// Appends an item, if there is memory. `p` is evaluated several times.
#define PROFILE_APPEND(p, array, item) \
    (PROFILE_RESERVE(p, array, 1) ? (void)((p)->array.items[(p)->array.count++] = (item)) : (void)0)

// The field numbers of profile.proto.
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_MAPPING = 3,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING = 6,
    PROFILE_DROP_FRAMES = 7,
    PROFILE_KEEP_FRAMES = 8,
    PROFILE_TIME = 9,
    PROFILE_DURATION = 10,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
    PROFILE_COMMENT = 13,
    PROFILE_DEFAULT_TYPE = 14,

    VALUE_TYPE_TYPE = 1,
    VALUE_TYPE_UNIT = 2,

    SAMPLE_LOCATION = 1,
    SAMPLE_VALUE = 2,
    SAMPLE_LABEL = 3,

    LABEL_KEY = 1,
    LABEL_TEXT = 2,
    LABEL_NUMBER = 3,
    LABEL_UNIT = 4,

    MAPPING_ID = 1,
    MAPPING_START = 2,
    MAPPING_LIMIT = 3,
    MAPPING_OFFSET = 4,
    MAPPING_FILE = 5,
    MAPPING_BUILD_ID = 6,
    MAPPING_HAS_FUNCTIONS = 7,
    MAPPING_HAS_FILENAMES = 8,
    MAPPING_HAS_LINE_NUMBERS = 9,
    MAPPING_HAS_INLINE_FRAMES = 10,

    LOCATION_ID = 1,
    LOCATION_MAPPING = 2,
    LOCATION_ADDRESS = 3,
    LOCATION_LINE = 4,

    LINE_FUNCTION = 1,
    LINE_LINE = 2,

    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILE = 4,
    FUNCTION_START_LINE = 5,
};

#endif
