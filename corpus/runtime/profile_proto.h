// SPDX-License-Identifier: Apache-2.0

// Profiles as `go tool pprof` reads them: in memory, written as the protocol buffer message
// perftools.profiles.Profile (profile.proto), read back strictly, and subtracted from each other.
//
//     Profile p;
//     profile_proto_init(&p, NULL);
//     profile_proto_type(&p, "inuse_space", "bytes");
//     uint32_t name = profile_proto_string(&p, "main");
//     uint32_t function = profile_proto_function(&p, &(ProfileFunction){.name = name});
//     ProfileLine line = {.function = function, .line = 12};
//     uint32_t at = profile_proto_location(&p, &(ProfileLocation){.address = pc}, &line, 1);
//     profile_proto_sample(&p, &at, 1, NULL, 0, (int64_t[]){4096});
//     ProfileBytes file;
//     profile_bytes_init(&file, NULL);
//     if (profile_proto_write(&p, true, &file) != PROFILE_OK) ...
//
// Things of a profile name each other by their index in its arrays. In the file they have ids,
// which are the index + 1 when written here, and anything but 0 when read.
//
// Memory: all comes from the profile's allocator. A failure of the functions that add to a profile
// sticks in `no_memory`, and they return 0 from then on; profile_proto_write reports it.
//
// Threads: one at a time for each profile.
//
// Source: github.com/google/pprof, proto/profile.proto; what is refused follows its Go reader.
#ifndef MAPLEAK_RUNTIME_PROFILE_PROTO_H
#define MAPLEAK_RUNTIME_PROFILE_PROTO_H

#include "runtime/profile_bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PROFILE_NONE UINT32_MAX       // as an index: none
enum { PROFILE_READ_MAX = 64 << 20 }; // bytes of an unpacked profile that are read, unless told

typedef struct ProfileString {
    size_t at;   // in Profile.text
    size_t size; // without the NUL behind it
} ProfileString;

typedef struct ProfileValueType {
    uint32_t type; // strings
    uint32_t unit;
} ProfileValueType;

typedef struct ProfileLabel {
    uint32_t key; // strings
    uint32_t text;
    int64_t number; // if `text` is 0
    uint32_t unit;  // string
} ProfileLabel;

typedef struct ProfileSample { // its values are at (its index * types.count) in Profile.values
    size_t stack;              // index of the first in Profile.stacks, the innermost
    size_t label;              // of the first in Profile.labels
    uint32_t depth;
    uint32_t label_count;
} ProfileSample;

typedef struct ProfileMapping {
    uint64_t start;
    uint64_t limit;
    uint64_t offset; // in the file
    uint32_t file;   // strings
    uint32_t build_id;
    bool has_functions; // all its locations have lines, so pprof looks up nothing
    bool has_filenames;
    bool has_line_numbers;
    bool has_inline_frames;
} ProfileMapping;

typedef struct ProfileLine {
    uint32_t function;
    int64_t line; // 0: not known
} ProfileLine;

typedef struct ProfileLocation { // several lines: inlined functions, innermost first
    uint64_t address;
    size_t line;      // index of the first in Profile.lines
    uint32_t lines;   // how many
    uint32_t mapping; // or PROFILE_NONE
} ProfileLocation;

typedef struct ProfileFunction {
    uint32_t name; // strings
    uint32_t system_name;
    uint32_t file;
    int64_t start_line;
} ProfileFunction;

#define PROFILE_ARRAY(type) \
    struct {                \
        type *items;        \
        size_t count;       \
        size_t room;        \
    }

enum { PROFILE_KINDS = 5 }; // of things that are there once: strings to samples

typedef struct Profile {
    PROFILE_ARRAY(char) text;
    PROFILE_ARRAY(ProfileString) strings; // the first one is empty
    PROFILE_ARRAY(ProfileValueType) types;
    PROFILE_ARRAY(ProfileSample) samples;
    PROFILE_ARRAY(int64_t) values;
    PROFILE_ARRAY(uint32_t) stacks; // locations
    PROFILE_ARRAY(ProfileLabel) labels;
    PROFILE_ARRAY(ProfileMapping) mappings; // the first one names the program
    PROFILE_ARRAY(ProfileLocation) locations;
    PROFILE_ARRAY(ProfileLine) lines;
    PROFILE_ARRAY(ProfileFunction) functions;
    PROFILE_ARRAY(uint32_t) comments; // strings
    int64_t time_nanos;               // since 1970; 0: not known
    int64_t duration_nanos;           // 0: not a profile of a time span
    ProfileValueType period_type;
    int64_t period;        // of a heap profile: the rate
    uint32_t default_type; // strings; 0: pprof shows the last type
    uint32_t drop_frames;  // regular expressions of function names
    uint32_t keep_frames;  //
    bool no_memory;
    Gomap *index[PROFILE_KINDS]; // what is there already
    GomapAllocator allocator;
} Profile;

// An empty profile on the caller's storage, which must not move. `allocator` is copied; NULL:
// malloc and free.
void profile_proto_init(Profile *p, const GomapAllocator *allocator);
void profile_proto_fini(Profile *p);

// The text of a string of the profile, NUL-terminated. Borrowed, until a string is added.
const char *profile_proto_text(const Profile *p, uint32_t string);

// Each adds a thing unless an equal one is there, and returns the index of it. The `line` and
// `lines` of a location are set from the array. All O(1) expected in the number of things. They are
// for profiles that were begun with profile_proto_init, not for those that were read.
uint32_t profile_proto_string(Profile *p, const char *text);
uint32_t profile_proto_bytes(Profile *p, const char *text, size_t size);
uint32_t profile_proto_function(Profile *p, const ProfileFunction *function);
uint32_t profile_proto_mapping(Profile *p, const ProfileMapping *mapping);
uint32_t profile_proto_location(Profile *p, const ProfileLocation *location,
                                const ProfileLine lines[], size_t count);

// Adds a sample type. All are to be added before the first sample.
void profile_proto_type(Profile *p, const char *type, const char *unit);

// Adds a sample; if one with the same stack and labels is there, adds the values to it. Sums stay
// within int64_t. `values` has one for each type.
void profile_proto_sample(Profile *p, const uint32_t stack[], size_t depth,
                          const ProfileLabel labels[], size_t label_count, const int64_t values[]);

// Adds the message to `out`, as gzip if `gzip`. PROFILE_NO_MEMORY, PROFILE_TOO_LARGE (4 GiB); what
// was added to `out` is then of no use.
ProfileStatus profile_proto_write(const Profile *p, bool gzip, ProfileBytes *out);

// Reads a message, gzip or not, into `*out`, which needs no profile_proto_init; `max` (0:
// PROFILE_READ_MAX; 2 GiB at most) bounds its unpacked size, and memory is bounded by about 30
// times that. Fields that profile.proto does not have are passed over. Refused are: a field cut
// short, of the wrong wire type, or a varint above 64 bits; a missing or non-empty string 0; a
// string index out of range; an id of 0, a second thing with an id, a reference to an id that is
// not there; a line without a function; a sample without as many values as there are types, or
// without types. PROFILE_DAMAGED and PROFILE_TOO_LARGE: `*error`, if not NULL, says what is wrong
// where. On failure `*out` is empty. Either way it is to be given to profile_proto_fini. O(size).
ProfileStatus profile_proto_read(const void *data, size_t size, size_t max,
                                 const GomapAllocator *allocator, Profile *out,
                                 ProfileError *error);

// Makes `*out` (which needs no profile_proto_init) what happened from `before` to `after`: all
// values are differences, samples whose values are all 0 are dropped, the time is that of `after`,
// the duration that between the two. PROFILE_MISMATCH: their types, period types or periods differ.
// LIMIT: locations are compared by address, so both must be of one process.
// On failure `*out` is empty. Either way it is to be given to profile_proto_fini. O(both).
ProfileStatus profile_proto_delta(const Profile *before, const Profile *after,
                                  const GomapAllocator *allocator, Profile *out);

#ifdef __cplusplus
}
#endif

#endif
