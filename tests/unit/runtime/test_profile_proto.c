// SPDX-License-Identifier: Apache-2.0

// Profiles written, read back, damaged in every way, and subtracted. Messages that the writer would
// not write are put together by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pprof_tool.h"
#include "runtime/profile_proto.h"

// An allocator that fails at one call, and knows what it gave.
static struct {
    size_t calls;
    size_t fail_at; // 0: never
    size_t live;
} memory;

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    memory.calls++;
    void *block = memory.calls == memory.fail_at ? NULL : malloc(size);
    memory.live += block != NULL;
    return block;
}

static void counting_free(void *block, size_t size, void *ctx) {
    (void)ctx;
    memset(block, 0x5a, size);
    memory.live--;
    free(block);
}

static const GomapAllocator counting = {counting_alloc, counting_free, NULL};

static int set_up(void **state) {
    (void)state;
    memset(&memory, 0, sizeof memory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    assert_int_equal(memory.live, 0);
    return 0;
}

static uint32_t add_function(Profile *p, const char *name, const char *file) {
    ProfileFunction f = {
        .name = profile_proto_string(p, name),
        .system_name = profile_proto_string(p, name),
        .file = profile_proto_string(p, file),
        .start_line = 3,
    };
    return profile_proto_function(p, &f);
}

static void add_sample(Profile *p, uint32_t leaf, uint32_t root, int64_t count, int64_t bytes) {
    uint32_t stack[] = {leaf, root};
    ProfileLabel label = {.key = profile_proto_string(p, "bytes"), .number = 64};
    int64_t values[] = {count, bytes};
    profile_proto_sample(p, stack, 2, &label, 1, values);
}

// Two samples over three locations, one of them with an inlined function.
static void make_profile(Profile *p, int64_t scale) {
    profile_proto_init(p, &counting);
    profile_proto_type(p, "inuse_objects", "count");
    profile_proto_type(p, "inuse_space", "bytes");
    ProfileMapping mapping = {
        .start = 0x400000,
        .limit = 0x500000,
        .offset = 0x1000,
        .file = profile_proto_string(p, "/usr/bin/program"),
        .build_id = profile_proto_string(p, "abcdef"),
        .has_functions = true,
        .has_inline_frames = true,
    };
    uint32_t m = profile_proto_mapping(p, &mapping);
    uint32_t main_function = add_function(p, "main", "main.c");
    ProfileLine lines[] = {{add_function(p, "grow", "map.c"), 17},
                           {add_function(p, "put", "map.c"), 90}};
    ProfileLine in_main = {main_function, 5};
    uint32_t put =
        profile_proto_location(p, &(ProfileLocation){.address = 0x400010, .mapping = m}, lines, 2);
    uint32_t root = profile_proto_location(p, &(ProfileLocation){.address = 0x400020, .mapping = m},
                                           &in_main, 1);
    uint32_t unknown = profile_proto_location(
        p, &(ProfileLocation){.address = 0x9000, .mapping = PROFILE_NONE}, NULL, 0);
    add_sample(p, put, root, 3 * scale, 192 * scale);
    add_sample(p, unknown, root, -2, INT64_MIN);
    p->time_nanos = 1000000000 * scale;
    p->period = 524288;
    p->period_type.type = profile_proto_string(p, "space");
    p->period_type.unit = profile_proto_string(p, "bytes");
    p->default_type = profile_proto_string(p, "inuse_objects");
    p->drop_frames = profile_proto_string(p, "gomap_.*");
}

static ProfileBytes written(const Profile *p, bool gzip) {
    ProfileBytes bytes;
    profile_bytes_init(&bytes, NULL);
    assert_int_equal(profile_proto_write(p, gzip, &bytes), PROFILE_OK);
    return bytes;
}

static ProfileStatus read_bytes(const ProfileBytes *bytes, Profile *out, ProfileError *error) {
    return profile_proto_read(bytes->data, bytes->size, 0, &counting, out, error);
}

static void assert_text(const Profile *p, uint32_t string, const char *text) {
    assert_string_equal(profile_proto_text(p, string), text);
}

static void assert_is_the_profile(const Profile *p) {
    assert_int_equal(p->types.count, 2);
    assert_text(p, p->types.items[0].type, "inuse_objects");
    assert_text(p, p->types.items[1].unit, "bytes");
    assert_int_equal(p->samples.count, 2);
    assert_int_equal(p->values.items[0], 3);
    assert_int_equal(p->values.items[1], 192);
    assert_int_equal(p->values.items[2], -2);
    assert_true(p->values.items[3] == INT64_MIN);
    const ProfileSample *s = &p->samples.items[0];
    assert_int_equal(s->depth, 2);
    assert_int_equal(s->label_count, 1);
    assert_int_equal(p->labels.items[s->label].number, 64);
    assert_text(p, p->labels.items[s->label].key, "bytes");
    const ProfileLocation *l = &p->locations.items[p->stacks.items[s->stack]];
    assert_int_equal(l->address, 0x400010);
    assert_int_equal(l->lines, 2);
    assert_int_equal(p->lines.items[l->line].line, 17);
    const ProfileFunction *f = &p->functions.items[p->lines.items[l->line].function];
    assert_text(p, f->name, "grow");
    assert_text(p, f->system_name, "grow");
    assert_text(p, f->file, "map.c");
    assert_int_equal(f->start_line, 3);
    const ProfileMapping *m = &p->mappings.items[l->mapping];
    assert_int_equal(m->start, 0x400000);
    assert_int_equal(m->limit, 0x500000);
    assert_int_equal(m->offset, 0x1000);
    assert_text(p, m->file, "/usr/bin/program");
    assert_text(p, m->build_id, "abcdef");
    assert_true(m->has_functions && !m->has_filenames && m->has_inline_frames);
    l = &p->locations.items[p->stacks.items[p->samples.items[1].stack]];
    assert_true(l->mapping == PROFILE_NONE);
    assert_int_equal(l->lines, 0);
    assert_int_equal(p->time_nanos, 1000000000);
    assert_int_equal(p->period, 524288);
    assert_text(p, p->period_type.type, "space");
    assert_text(p, p->default_type, "inuse_objects");
    assert_text(p, p->drop_frames, "gomap_.*");
    assert_text(p, p->keep_frames, "");
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        Profile p;
        Profile again;
        ProfileError error;
        make_profile(&p, 1);
        ProfileBytes bytes = written(&p, gzip);
        assert_int_equal(bytes.data[0] == 0x1f, gzip);
        assert_int_equal(read_bytes(&bytes, &again, &error), PROFILE_OK);
        assert_is_the_profile(&again);
        ProfileBytes second = written(&again, gzip);
        assert_int_equal(second.size, bytes.size);
        assert_memory_equal(second.data, bytes.data, bytes.size);
        profile_bytes_fini(&bytes);
        profile_bytes_fini(&second);
        profile_proto_fini(&p);
        profile_proto_fini(&again);
    }
}

static void equal_things_are_there_once(void **state) {
    (void)state;
    Profile p;
    make_profile(&p, 1);
    size_t strings = p.strings.count;
    size_t text = p.text.count;
    assert_int_equal(profile_proto_string(&p, ""), 0);
    assert_int_equal(add_function(&p, "main", "main.c"), 0);
    assert_int_equal(p.strings.count, strings);
    assert_int_equal(p.text.count, text);
    assert_int_equal(p.functions.count, 3);
    assert_int_not_equal(add_function(&p, "main", "other.c"), 0);
    ProfileLine line = {0, 5};
    uint32_t root =
        profile_proto_location(&p, &(ProfileLocation){.address = 0x400020, .mapping = 0}, &line, 1);
    assert_int_equal(root, 1);
    line.line = 6;
    assert_int_equal(
        profile_proto_location(&p, &(ProfileLocation){.address = 0x400020, .mapping = 0}, &line, 1),
        3);
    add_sample(&p, 0, 1, 10, 20);
    assert_int_equal(p.samples.count, 2);
    assert_int_equal(p.values.items[0], 13);
    assert_int_equal(p.values.items[1], 212);
    profile_proto_fini(&p);
}

static void sums_stay_within_64_bits(void **state) {
    (void)state;
    Profile p;
    make_profile(&p, 1);
    add_sample(&p, 0, 1, INT64_MAX, INT64_MIN);
    add_sample(&p, 2, 1, 0, -1);
    assert_true(p.values.items[0] == INT64_MAX);
    assert_true(p.values.items[3] == INT64_MIN);
    profile_proto_fini(&p);
}

static void strings_may_hold_any_byte(void **state) {
    (void)state;
    Profile p;
    Profile again;
    profile_proto_init(&p, &counting);
    assert_int_equal(profile_proto_bytes(&p, "a\0b", 3), 1);
    assert_int_equal(profile_proto_bytes(&p, "a\0c", 3), 2);
    ProfileBytes bytes = written(&p, false);
    assert_int_equal(read_bytes(&bytes, &again, NULL), PROFILE_OK);
    assert_int_equal(again.strings.items[2].size, 3);
    assert_memory_equal(profile_proto_text(&again, 2), "a\0c", 4);
    profile_bytes_fini(&bytes);
    profile_proto_fini(&p);
    profile_proto_fini(&again);
}

// The smallest profile that pprof shows: string table, one type, sample, location, function. The
// strings come first, so that a test can put anything behind.
#define STRINGS "\x32\x00\x32\x01x"                 // "", "x"
#define TYPE "\x0a\x02\x08\x01"                     // x
#define SAMPLE "\x12\x06\x0a\x01\x01\x12\x01\x07"   // location 1, value 7
#define LOCATION "\x22\x06\x08\x01\x22\x02\x08\x01" // id 1, line of function 1
#define FUNCTION "\x2a\x04\x08\x01\x10\x01"         // id 1, "x"
#define MAPPING "\x1a\x02\x08\x01"                  // id 1

typedef struct Message {
    const char *bytes;
    size_t size;
    const char *what; // NULL: is read
    size_t at;
} Message;

#define BYTES(text) (text), sizeof(text) - 1

static const Message messages[] = {
    {BYTES(STRINGS TYPE SAMPLE LOCATION FUNCTION), NULL, 0},
    // Any order; fields may be unpacked, or unknown, or come twice; values may be negative.
    {BYTES(FUNCTION LOCATION SAMPLE TYPE STRINGS), NULL, 0},
    {BYTES(STRINGS TYPE "\x12\x04\x08\x01\x10\x07" LOCATION FUNCTION), NULL, 0},
    {BYTES(STRINGS TYPE SAMPLE LOCATION FUNCTION "\xfa\x01\x02zz\x78\x05\xfd\x01zzzz"
                                                 "\xf9\x01zzzzzzzz"),
     NULL, 0},
    {BYTES(STRINGS "\x48\x01\x48\x02\x60\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), NULL, 0},
    {BYTES(STRINGS TYPE "\x12\x00"), "sample of 0 values for 1 types", 9},

    {BYTES(STRINGS TYPE "\x12\x07\x0a\x01\x01\x12\x02\x07\x08" LOCATION FUNCTION),
     "sample of 2 values for 1 types", 9},
    {BYTES(STRINGS SAMPLE LOCATION FUNCTION), "a sample, but no sample types", 5},
    {BYTES(STRINGS TYPE SAMPLE "\x22\x04\x22\x02\x08\x01" FUNCTION), "location with the id 0", 17},
    {BYTES(STRINGS TYPE SAMPLE LOCATION "\x2a\x02\x10\x01"), "function with the id 0", 25},
    {BYTES(STRINGS "\x1a\x02\x10\x01"), "mapping with the id 0", 5},
    {BYTES(STRINGS TYPE SAMPLE LOCATION LOCATION FUNCTION), "second location with the id 1", 25},
    {BYTES(STRINGS TYPE SAMPLE LOCATION FUNCTION FUNCTION), "second function with the id 1", 31},
    {BYTES(STRINGS MAPPING MAPPING), "second mapping with the id 1", 9},
    {BYTES(STRINGS TYPE "\x12\x06\x0a\x01\x02\x12\x01\x07" LOCATION FUNCTION),
     "there is no location with the id 2", 13},
    {BYTES(STRINGS TYPE "\x12\x04\x08\x02\x10\x07" LOCATION FUNCTION),
     "there is no location with the id 2", 11},
    {BYTES(STRINGS "\x22\x06\x08\x01\x22\x02\x08\x02" FUNCTION),
     "there is no function with the id 2", 9},
    {BYTES(STRINGS "\x22\x04\x08\x01\x22\x00" FUNCTION), "there is no function with the id 0", 9},
    {BYTES(STRINGS "\x22\x04\x08\x01\x10\x02"), "there is no mapping with the id 2", 5},
    {BYTES("\x32\x01x"), "string 0 is not empty", 0},
    {BYTES(""), "no string 0", 0},
    {BYTES(TYPE), "no string 0", 4},
    {BYTES(STRINGS "\x70\x02"), "string index 2 of 2", 5},
    {BYTES(STRINGS "\x70\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     "string index 18446744073709551615 of 2", 5},
    {BYTES(STRINGS "\x68\x02"), "string index 2 of 2", 5},

    {BYTES(STRINGS "\x48"), "varint is cut short", 6},
    {BYTES(STRINGS "\x48\xff\xff"), "varint is cut short", 6},
    {BYTES(STRINGS "\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), "varint of more than 64 bits",
     6},
    {BYTES(STRINGS "\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     "varint of more than 64 bits", 6},
    {BYTES(STRINGS "\x12\x05xx"), "field of 5 bytes, but 2 are left", 5},
    {BYTES(STRINGS "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     "field of 18446744073709551615 bytes, but 0 are left", 5},
    {BYTES(STRINGS "\xf9\x01zzz"), "field of 8 bytes, but 3 are left", 5},
    {BYTES(STRINGS "\xfd\x01zz"), "field of 4 bytes, but 2 are left", 5},
    {BYTES(STRINGS "\x0b"), "wire type 3", 5},
    {BYTES(STRINGS "\x0c"), "wire type 4", 5},
    {BYTES(STRINGS "\x0f"), "wire type 7", 5},
    {BYTES(STRINGS "\x02\x00"), "field number 0", 5},
    {BYTES(STRINGS "\x82\x80\x80\x80\x10\x00"), "field number 536870912", 5},
    {BYTES(STRINGS "\x4a\x00"), "field 9 has wire type 2, not 0", 5},
    {BYTES("\x30\x00"), "field 6 has wire type 0, not 2", 0},
    {BYTES(STRINGS "\x10\x00"), "field 2 has wire type 0, not 2", 5},
    // A nested message may not end in the middle of its fields.
    {BYTES(STRINGS "\x2a\x01\x08\x48\x01"), "varint is cut short", 8},
};

static void messages_are_read_or_refused_with_the_reason(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        const Message *m = &messages[i];
        Profile p;
        ProfileError error;
        // A copy of its size, so that a sanitizer sees a read behind it.
        char *copy = malloc(m->size + 1);
        memcpy(copy, m->bytes, m->size);
        copy = realloc(copy, m->size ? m->size : 1);
        ProfileStatus status = profile_proto_read(copy, m->size, 0, &counting, &p, &error);
        if (m->what) {
            assert_int_equal(status, PROFILE_DAMAGED);
            assert_string_equal(error.what, m->what);
            assert_int_equal(error.at, m->at);
            assert_false(error.packed);
        } else {
            assert_int_equal(status, PROFILE_OK);
        }
        free(copy);
        profile_proto_fini(&p);
    }
}

// What §4 of pprof's own checks refuses, pprof refuses too, and the other way round.
static void pprof_refuses_the_same_messages(void **state) {
    (void)state;
    static const size_t which[] = {0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19};
    char out[4096];
    if (!pprof_tool_exists())
        skip();
    for (size_t i = 0; i < sizeof which / sizeof *which; i++) {
        const Message *m = &messages[which[i]];
        FILE *file = fopen("message.pb", "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(m->bytes, 1, m->size, file), m->size);
        fclose(file);
        int status = pprof_tool_run("-raw message.pb", out, sizeof out);
        assert_int_equal(status != 0, m->what != NULL);
    }
    remove("message.pb");
}

static void a_profile_cut_at_any_byte_is_no_crash(void **state) {
    (void)state;
    Profile p;
    make_profile(&p, 1);
    for (int gzip = 0; gzip < 2; gzip++) {
        ProfileBytes bytes = written(&p, gzip);
        for (size_t size = 0; size < bytes.size; size++) {
            Profile cut;
            ProfileError error;
            uint8_t *copy = malloc(size ? size : 1);
            memcpy(copy, bytes.data, size);
            ProfileStatus status = profile_proto_read(copy, size, 0, &counting, &cut, &error);
            assert_true(status == PROFILE_DAMAGED || (!gzip && status == PROFILE_OK));
            assert_true(status == PROFILE_OK || error.what[0]);
            assert_true(error.at <= size);
            free(copy);
            profile_proto_fini(&cut);
        }
        profile_bytes_fini(&bytes);
    }
    profile_proto_fini(&p);
}

// What is read all the same must hold together, so it is written and subtracted.
static void use(const Profile *p) {
    ProfileBytes bytes;
    Profile delta;
    profile_bytes_init(&bytes, NULL);
    assert_int_equal(profile_proto_write(p, false, &bytes), PROFILE_OK);
    assert_int_equal(profile_proto_delta(p, p, &counting, &delta), PROFILE_OK);
    assert_int_equal(delta.samples.count, 0);
    profile_proto_fini(&delta);
    profile_bytes_fini(&bytes);
}

static void a_profile_with_any_byte_changed_is_no_crash(void **state) {
    (void)state;
    Profile p;
    size_t read = 0;
    size_t refused = 0;
    make_profile(&p, 1);
    for (int gzip = 0; gzip < 2; gzip++) {
        ProfileBytes bytes = written(&p, gzip);
        for (size_t at = 0; at < bytes.size * 9; at++) {
            Profile changed;
            ProfileError error;
            uint8_t change = (uint8_t)(at % 9 == 8 ? 0xff : 1 << at % 9);
            bytes.data[at / 9] ^= change;
            ProfileStatus status = read_bytes(&bytes, &changed, &error);
            bytes.data[at / 9] ^= change;
            assert_true(status == PROFILE_OK || status == PROFILE_DAMAGED);
            if (status == PROFILE_OK)
                use(&changed);
            else
                assert_true(error.what[0] && error.at <= bytes.size);
            read += status == PROFILE_OK;
            refused += status != PROFILE_OK;
            profile_proto_fini(&changed);
        }
        profile_bytes_fini(&bytes);
    }
    assert_true(read > 100);
    assert_true(refused > 1000);
    profile_proto_fini(&p);
}

static void a_profile_that_unpacks_to_too_much_is_refused(void **state) {
    (void)state;
    Profile p;
    Profile again;
    ProfileError error;
    make_profile(&p, 1);
    char *zeros = calloc(1, 1 << 20);
    profile_proto_bytes(&p, zeros, 1 << 20);
    free(zeros);
    ProfileBytes bytes = written(&p, true);
    assert_true(bytes.size < 10000);
    assert_int_equal(profile_proto_read(bytes.data, bytes.size, 1 << 20, &counting, &again, &error),
                     PROFILE_TOO_LARGE);
    assert_true(error.packed);
    profile_proto_fini(&again);
    assert_int_equal(profile_proto_read(bytes.data, bytes.size, 2 << 20, &counting, &again, NULL),
                     PROFILE_OK);
    profile_proto_fini(&again);
    profile_bytes_fini(&bytes);
    bytes = written(&p, false);
    assert_int_equal(profile_proto_read(bytes.data, bytes.size, 1 << 20, &counting, &again, &error),
                     PROFILE_TOO_LARGE);
    profile_proto_fini(&again);
    profile_bytes_fini(&bytes);
    profile_proto_fini(&p);
}

static void bytes_behind_the_gzip_stream_are_refused(void **state) {
    (void)state;
    Profile p;
    Profile again;
    ProfileError error;
    make_profile(&p, 1);
    ProfileBytes bytes = written(&p, true);
    size_t size = bytes.size;
    profile_bytes_text(&bytes, "x");
    assert_int_equal(read_bytes(&bytes, &again, &error), PROFILE_DAMAGED);
    assert_string_equal(error.what, "bytes behind the gzip stream");
    assert_int_equal(error.at, size);
    profile_proto_fini(&again);
    profile_bytes_fini(&bytes);
    profile_proto_fini(&p);
}

static int64_t *values_of(const Profile *p, size_t sample) {
    return &p->values.items[sample * p->types.count];
}

static void a_difference_has_what_changed(void **state) {
    (void)state;
    Profile before;
    Profile after;
    Profile delta;
    make_profile(&before, 1);
    make_profile(&after, 3);
    assert_int_equal(profile_proto_delta(&before, &after, &counting, &delta), PROFILE_OK);
    assert_int_equal(delta.samples.count, 1);
    assert_int_equal(values_of(&delta, 0)[0], 6);
    assert_int_equal(values_of(&delta, 0)[1], 384);
    assert_int_equal(delta.locations.count, 2); // that of the other sample is gone
    assert_int_equal(delta.mappings.count, 1);
    assert_int_equal(delta.labels.items[0].number, 64);
    assert_int_equal(delta.time_nanos, 3000000000);
    assert_int_equal(delta.duration_nanos, 2000000000);
    assert_int_equal(delta.period, 524288);
    assert_text(&delta, delta.default_type, "inuse_objects");
    assert_text(&delta, delta.drop_frames, "gomap_.*");
    profile_proto_fini(&delta);

    assert_int_equal(profile_proto_delta(&after, &before, &counting, &delta), PROFILE_OK);
    assert_int_equal(values_of(&delta, 0)[0], -6);
    assert_int_equal(values_of(&delta, 0)[1], -384);
    profile_proto_fini(&delta);
    profile_proto_fini(&before);
    profile_proto_fini(&after);
}

static void what_is_only_in_one_profile_is_in_the_difference(void **state) {
    (void)state;
    Profile before;
    Profile after;
    Profile delta;
    make_profile(&before, 1);
    make_profile(&after, 1);
    add_sample(&before, 1, 1, 5, 50);
    add_sample(&before, 2, 2, INT64_MIN, INT64_MAX);
    add_sample(&after, 1, 0, 7, 70);
    assert_int_equal(profile_proto_delta(&before, &after, &counting, &delta), PROFILE_OK);
    assert_int_equal(delta.samples.count, 3);
    assert_int_equal(values_of(&delta, 0)[0], 7);
    assert_int_equal(values_of(&delta, 1)[1], -50);
    assert_true(values_of(&delta, 2)[0] == INT64_MAX);
    assert_true(values_of(&delta, 2)[1] == -INT64_MAX);
    profile_proto_fini(&delta);
    profile_proto_fini(&before);
    profile_proto_fini(&after);
}

static void profiles_of_different_types_have_no_difference(void **state) {
    (void)state;
    Profile a;
    Profile b;
    Profile delta;
    make_profile(&a, 1);
    make_profile(&b, 1);
    b.period = 1;
    assert_int_equal(profile_proto_delta(&a, &b, &counting, &delta), PROFILE_MISMATCH);
    assert_int_equal(delta.samples.count, 0);
    profile_proto_fini(&delta);
    b.period = a.period;
    b.types.items[1].type = b.types.items[0].type;
    assert_int_equal(profile_proto_delta(&a, &b, &counting, &delta), PROFILE_MISMATCH);
    profile_proto_fini(&delta);
    profile_proto_fini(&a);
    profile_proto_fini(&b);
}

// Runs `work` with the first, the second... allocation failing, until none fails. A map can do
// without some of its memory, so a failure need not be seen.
static void with_every_failure(ProfileStatus (*work)(void)) {
    size_t failed = 0;
    do {
        memory.calls = 0;
        memory.fail_at++;
        ProfileStatus status = work();
        assert_true(status == PROFILE_NO_MEMORY || status == PROFILE_OK);
        assert_true(status == PROFILE_OK || memory.calls >= memory.fail_at);
        assert_int_equal(memory.live, 0);
        failed += status != PROFILE_OK;
    } while (memory.calls >= memory.fail_at);
    assert_true(failed > 10);
    memory.fail_at = 0;
}

static ProfileStatus make_and_write(void) {
    Profile p;
    ProfileBytes bytes;
    make_profile(&p, 1);
    profile_bytes_init(&bytes, &counting);
    ProfileStatus status = profile_proto_write(&p, true, &bytes);
    if (status == PROFILE_OK)
        status = profile_proto_write(&p, false, &bytes);
    profile_bytes_fini(&bytes);
    profile_proto_fini(&p);
    return status;
}

static void writing_survives_every_lack_of_memory(void **state) {
    (void)state;
    with_every_failure(make_and_write);
}

static ProfileBytes stored;

static ProfileStatus read_stored(void) {
    Profile p;
    ProfileStatus status = read_bytes(&stored, &p, NULL);
    assert_true(status == PROFILE_OK || p.samples.count == 0);
    profile_proto_fini(&p);
    return status;
}

static void reading_survives_every_lack_of_memory(void **state) {
    (void)state;
    Profile p;
    make_profile(&p, 1);
    stored = written(&p, true);
    profile_proto_fini(&p);
    with_every_failure(read_stored);
    profile_bytes_fini(&stored);
}

static const GomapAllocator plain;

static ProfileStatus subtract_stored(void) {
    Profile before;
    Profile after;
    Profile delta;
    assert_int_equal(profile_proto_read(stored.data, stored.size, 0, &plain, &before, NULL),
                     PROFILE_OK);
    assert_int_equal(profile_proto_read(stored.data, stored.size, 0, &plain, &after, NULL),
                     PROFILE_OK);
    after.values.items[0]++;
    ProfileStatus status = profile_proto_delta(&before, &after, &counting, &delta);
    assert_int_equal(delta.samples.count, status == PROFILE_OK);
    profile_proto_fini(&delta);
    profile_proto_fini(&before);
    profile_proto_fini(&after);
    return status;
}

static void subtracting_survives_every_lack_of_memory(void **state) {
    (void)state;
    Profile p;
    make_profile(&p, 1);
    stored = written(&p, true);
    profile_proto_fini(&p);
    with_every_failure(subtract_stored);
    profile_bytes_fini(&stored);
}

static void every_status_has_a_text(void **state) {
    (void)state;
    for (int i = PROFILE_OK; i <= PROFILE_IO; i++)
        assert_string_not_equal(profile_status_text((ProfileStatus)i), "unknown status");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read_back),
        TEST(equal_things_are_there_once),
        TEST(sums_stay_within_64_bits),
        TEST(strings_may_hold_any_byte),
        TEST(messages_are_read_or_refused_with_the_reason),
        TEST(pprof_refuses_the_same_messages),
        TEST(a_profile_cut_at_any_byte_is_no_crash),
        TEST(a_profile_with_any_byte_changed_is_no_crash),
        TEST(a_profile_that_unpacks_to_too_much_is_refused),
        TEST(bytes_behind_the_gzip_stream_are_refused),
        TEST(a_difference_has_what_changed),
        TEST(what_is_only_in_one_profile_is_in_the_difference),
        TEST(profiles_of_different_types_have_no_difference),
        TEST(writing_survives_every_lack_of_memory),
        TEST(reading_survives_every_lack_of_memory),
        TEST(subtracting_survives_every_lack_of_memory),
        TEST(every_status_has_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
