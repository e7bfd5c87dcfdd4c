// SPDX-License-Identifier: Apache-2.0

// Any bytes as a profile. The reader refuses them with a reason, or what it read holds together: it
// is written, read back and written again to the same bytes, and its difference to itself is empty.
// The same with each input packed as gzip, and with an allocator that fails at some call.
#include "fuzz.h"

#include "runtime/profile_proto.h"

#include <stdlib.h>
#include <string.h>

enum { UNPACKED_MAX = 1 << 20, FAILING_CALLS = 128 };

typedef struct Memory {
    size_t calls;
    size_t fail_at; // 0: never
    size_t live;
} Memory;

static void *counting_alloc(size_t size, void *ctx) {
    Memory *memory = ctx;
    void *block = ++memory->calls == memory->fail_at ? NULL : malloc(size);
    memory->live += block != NULL;
    return block;
}

static void counting_free(void *block, size_t size, void *ctx) {
    Memory *memory = ctx;
    (void)size;
    memory->live--;
    free(block);
}

static GomapAllocator allocator_of(Memory *memory) {
    return (GomapAllocator){counting_alloc, counting_free, memory};
}

static ProfileBytes written(const Profile *p) {
    ProfileBytes bytes;
    profile_bytes_init(&bytes, NULL);
    FUZZ_CHECK(profile_proto_write(p, false, &bytes) == PROFILE_OK);
    return bytes;
}

static void check_round_trip(const Profile *p) {
    ProfileBytes first = written(p);
    Profile again;
    FUZZ_CHECK(profile_proto_read(first.data, first.size, 0, NULL, &again, NULL) == PROFILE_OK);
    ProfileBytes second = written(&again);
    FUZZ_CHECK(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    profile_bytes_fini(&first);
    profile_bytes_fini(&second);
    profile_proto_fini(&again);
}

static void check_difference(const Profile *p) {
    Profile delta;
    FUZZ_CHECK(profile_proto_delta(p, p, NULL, &delta) == PROFILE_OK);
    FUZZ_CHECK(delta.samples.count == 0 && delta.types.count == p->types.count);
    profile_proto_fini(&delta);
}

static ProfileStatus read_and_check(const uint8_t *data, size_t size) {
    Profile p;
    ProfileError error;
    ProfileStatus status = profile_proto_read(data, size, UNPACKED_MAX, NULL, &p, &error);
    FUZZ_CHECK(status == PROFILE_OK || status == PROFILE_DAMAGED || status == PROFILE_TOO_LARGE);
    if (status == PROFILE_OK) {
        check_round_trip(&p);
        check_difference(&p);
    } else {
        FUZZ_CHECK(error.what[0] != '\0');
        FUZZ_CHECK(error.at <= (error.packed ? size : (size_t)UNPACKED_MAX));
    }
    profile_proto_fini(&p);
    return status;
}

static void check_packed(const uint8_t *data, size_t size, ProfileStatus expected) {
    ProfileBytes packed;
    profile_bytes_init(&packed, NULL);
    FUZZ_CHECK(profile_bytes_gzip(data, size, &packed) == PROFILE_OK);
    ProfileStatus status = read_and_check(packed.data, packed.size);
    // Gzip in gzip is no profile.
    FUZZ_CHECK(status == expected || (size >= 2 && data[0] == 0x1f && data[1] == 0x8b));
    profile_bytes_fini(&packed);
}

static void check_lack_of_memory(const uint8_t *data, size_t size, ProfileStatus expected) {
    Memory memory = {.fail_at = 1 + size % FAILING_CALLS};
    GomapAllocator allocator = allocator_of(&memory);
    Profile p;
    Profile delta = {0};
    ProfileStatus status = profile_proto_read(data, size, UNPACKED_MAX, &allocator, &p, NULL);
    FUZZ_CHECK(status == expected || status == PROFILE_NO_MEMORY);
    if (status == PROFILE_OK) {
        status = profile_proto_delta(&p, &p, &allocator, &delta);
        FUZZ_CHECK(status == PROFILE_OK || status == PROFILE_NO_MEMORY);
        profile_proto_fini(&delta);
    }
    profile_proto_fini(&p);
    FUZZ_CHECK(memory.live == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ProfileStatus status = read_and_check(data, size);
    check_packed(data, size, status);
    check_lack_of_memory(data, size, status);
    return 0;
}
