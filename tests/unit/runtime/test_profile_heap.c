// SPDX-License-Identifier: Apache-2.0

// The heap profile of this test as a file: what is in it, and that pprof shows it.
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pprof_tool.h"
#include "runtime/gomap.h"
#include "runtime/heap_profile.h"
#include "runtime/profile_heap.h"

enum { BLOCKS = 100, BLOCK_SIZE = 10000, HELD = 30 };

static void *blocks[BLOCKS];
static Gomap *map;

// Not static, so that they have names without debug information too.
void allocate_in_test(size_t i);
void fill_map_in_test(void);

__attribute__((noinline)) void allocate_in_test(size_t i) {
    blocks[i] = heap_profile_malloc(BLOCK_SIZE);
}

__attribute__((noinline)) void fill_map_in_test(void) {
    for (uint64_t i = 0; i < 10000; i++)
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
}

static int set_up(void **state) {
    (void)state;
    heap_profile_set_rate(1);
    for (size_t i = 0; i < BLOCKS; i++)
        allocate_in_test(i);
    for (size_t i = HELD; i < BLOCKS; i++)
        heap_profile_free(blocks[i]);
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.allocator = heap_profile_allocator();
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    fill_map_in_test();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    for (size_t i = 0; i < HELD; i++)
        heap_profile_free(blocks[i]);
    gomap_free(map);
    return 0;
}

static const char *text_of(const Profile *p, uint32_t string) {
    return profile_proto_text(p, string);
}

static void a_heap_profile_has_the_types_of_go(void **state) {
    (void)state;
    static const char *const names[] = {"alloc_objects", "count", "alloc_space", "bytes",
                                        "inuse_objects", "count", "inuse_space", "bytes"};
    Profile p;
    assert_int_equal(profile_heap_take(NULL, NULL, &p), PROFILE_OK);
    assert_int_equal(p.types.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(text_of(&p, p.types.items[i].type), names[2 * i]);
        assert_string_equal(text_of(&p, p.types.items[i].unit), names[2 * i + 1]);
    }
    assert_string_equal(text_of(&p, p.period_type.type), "space");
    assert_string_equal(text_of(&p, p.period_type.unit), "bytes");
    assert_int_equal(p.period, 1);
    assert_int_equal(p.default_type, 0);
    assert_int_equal(p.duration_nanos, 0);
    assert_true(p.time_nanos > INT64_C(1600000000000000000));
    profile_proto_fini(&p);
}

static const ProfileSample *sample_of_size(const Profile *p, int64_t size) {
    for (size_t i = 0; i < p->samples.count; i++) {
        const ProfileSample *s = &p->samples.items[i];
        if (s->label_count == 1 && p->labels.items[s->label].number == size)
            return s;
    }
    fail();
    return NULL;
}

static void a_sample_has_numbers_label_and_names(void **state) {
    (void)state;
    Profile p;
    assert_int_equal(profile_heap_take("alloc_space", NULL, &p), PROFILE_OK);
    assert_string_equal(text_of(&p, p.default_type), "alloc_space");
    const ProfileSample *s = sample_of_size(&p, BLOCK_SIZE);
    const int64_t *values = &p.values.items[(s - p.samples.items) * 4];
    assert_true(values[0] >= 1 && values[1] == values[0] * BLOCK_SIZE);
    assert_string_equal(text_of(&p, p.labels.items[s->label].key), "bytes");
    const ProfileLocation *l = &p.locations.items[p.stacks.items[s->stack]];
    assert_true(l->lines >= 1);
    const ProfileFunction *f = &p.functions.items[p.lines.items[l->line].function];
    assert_string_equal(text_of(&p, f->name), "allocate_in_test");
    const ProfileMapping *m = &p.mappings.items[l->mapping];
    assert_true(l->address >= m->start && l->address < m->limit);
    assert_ptr_equal(m, p.mappings.items);
    profile_proto_fini(&p);
}

static void the_first_mapping_is_the_program(void **state) {
    (void)state;
    char path[4096] = "";
    assert_true(readlink("/proc/self/exe", path, sizeof path - 1) > 0);
    Profile p;
    assert_int_equal(profile_heap_take(NULL, NULL, &p), PROFILE_OK);
    assert_true(p.mappings.count > 1);
    assert_string_equal(text_of(&p, p.mappings.items[0].file), path);
    for (size_t i = 1; i < p.mappings.count; i++)
        assert_true(p.mappings.items[i].start >= p.mappings.items[i - 1].limit);
    profile_proto_fini(&p);
}

static void the_numbers_are_scaled_with_the_rate(void **state) {
    (void)state;
    heap_profile_set_rate(BLOCK_SIZE);
    Profile p;
    assert_int_equal(profile_heap_take(NULL, NULL, &p), PROFILE_OK);
    int64_t count = 0;
    for (size_t i = 0; i < p.samples.count; i++) {
        const ProfileSample *s = &p.samples.items[i];
        if (s->label_count && p.labels.items[s->label].number == BLOCK_SIZE)
            count += p.values.items[i * 4];
    }
    // 100 / (1 - 1/e), perhaps from several call sites that are rounded down each.
    assert_in_range(count, 158 - 3, 158);
    assert_int_equal(p.period, BLOCK_SIZE);
    profile_proto_fini(&p);
    heap_profile_set_rate(1);
}

static void the_text_form_has_sums_records_and_functions(void **state) {
    (void)state;
    ProfileBytes bytes;
    profile_bytes_init(&bytes, NULL);
    assert_int_equal(profile_heap_text(&bytes), PROFILE_OK);
    profile_bytes_add(&bytes, "", 1);
    const char *text = (const char *)bytes.data;
    uint64_t numbers[4];
    assert_int_equal(
        sscanf(text, "heap profile: %" SCNu64 ": %" SCNu64 " [%" SCNu64 ": %" SCNu64 "] @ heap/2\n",
               &numbers[0], &numbers[1], &numbers[2], &numbers[3]),
        4);
    assert_true(numbers[0] >= HELD && numbers[2] >= BLOCKS);
    assert_true(numbers[1] >= HELD * BLOCK_SIZE && numbers[3] >= BLOCKS * BLOCK_SIZE);
    assert_non_null(strstr(text, "allocate_in_test+0x"));
    assert_non_null(strstr(text, "\n# malloc\n# in use = "));
    uint64_t last = UINT64_MAX;
    for (const char *line = strchr(text, '\n'); line; line = strchr(line + 1, '\n')) {
        uint64_t objects;
        uint64_t in_use;
        if (sscanf(line + 1, "%" SCNu64 ": %" SCNu64 " [", &objects, &in_use) == 2) {
            assert_true(in_use <= last);
            last = in_use;
        }
    }
    assert_true(last != UINT64_MAX);
    profile_bytes_fini(&bytes);
}

static void a_saved_profile_is_read_back(void **state) {
    (void)state;
    assert_int_equal(profile_heap_save("saved.pb.gz"), PROFILE_OK);
    FILE *file = fopen("saved.pb.gz", "rb");
    assert_non_null(file);
    static char bytes[1 << 20];
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    remove("saved.pb.gz");
    Profile p;
    assert_int_equal(profile_proto_read(bytes, size, 0, NULL, &p, NULL), PROFILE_OK);
    assert_non_null(sample_of_size(&p, BLOCK_SIZE));
    profile_proto_fini(&p);
}

static void a_profile_that_cannot_be_saved_says_so(void **state) {
    (void)state;
    assert_int_equal(profile_heap_save("no/such/folder/heap.pb.gz"), PROFILE_IO);
    assert_int_equal(errno, ENOENT);
}

static void *failing_alloc(size_t size, void *ctx) {
    size_t *left = ctx;
    if (*left == 0)
        return NULL;
    --*left;
    return malloc(size);
}

static void plain_free(void *block, size_t size, void *ctx) {
    (void)size;
    (void)ctx;
    free(block);
}

static void a_lack_of_memory_is_a_status(void **state) {
    (void)state;
    ProfileStatus status = PROFILE_NO_MEMORY;
    size_t n = 0;
    for (; status == PROFILE_NO_MEMORY; n++) {
        size_t left = n;
        Profile p;
        status = profile_heap_take(NULL, &(GomapAllocator){failing_alloc, plain_free, &left}, &p);
        assert_true(status == PROFILE_OK || p.samples.count == 0);
        profile_proto_fini(&p);
    }
    assert_int_equal(status, PROFILE_OK);
    assert_true(n > 10);
}

static char shown[1 << 16];

static void assert_shows(const char *text) {
    if (!strstr(shown, text))
        print_error("%s", shown);
    assert_non_null(strstr(shown, text));
}

static void pprof_shows_functions_and_numbers(void **state) {
    (void)state;
    if (!pprof_tool_exists())
        skip();
    assert_int_equal(profile_heap_save("heap.pb.gz"), PROFILE_OK);
    assert_int_equal(pprof_tool_run("-top -unit=b heap.pb.gz", shown, sizeof shown), 0);
    assert_shows("Type: inuse_space");
    assert_shows("   300000B "); // 30 * 10000
    assert_shows("allocate_in_test");
    assert_int_equal(pprof_tool_run("-top -sample_index=alloc_objects -focus=allocate_in_test"
                                    " heap.pb.gz",
                                    shown, sizeof shown),
                     0);
    assert_shows("       100 ");
    assert_int_equal(pprof_tool_run("-raw heap.pb.gz", shown, sizeof shown), 0);
    assert_shows("PeriodType: space bytes\nPeriod: 1\n");
    assert_shows("alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes");
    assert_shows("bytes:[10000]");
    remove("heap.pb.gz");
}

static void pprof_shows_the_caller_of_a_map_in_its_place(void **state) {
    (void)state;
    if (!pprof_tool_exists())
        skip();
    assert_int_equal(profile_heap_save("map.pb.gz"), PROFILE_OK);
    assert_int_equal(pprof_tool_run("-top -focus=fill_map_in_test map.pb.gz", shown, sizeof shown),
                     0);
    assert_shows("fill_map_in_test");
    assert_null(strstr(shown, "gomap_"));
    assert_null(strstr(shown, "heap_profile_"));
    remove("map.pb.gz");
}

static void pprof_reads_the_text_form(void **state) {
    (void)state;
    if (!pprof_tool_exists())
        skip();
    ProfileBytes bytes;
    profile_bytes_init(&bytes, NULL);
    assert_int_equal(profile_heap_text(&bytes), PROFILE_OK);
    FILE *file = fopen("heap.txt", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    fclose(file);
    profile_bytes_fini(&bytes);
    assert_int_equal(pprof_tool_run("-raw heap.txt", shown, sizeof shown), 0);
    assert_shows("inuse_space/bytes");
    remove("heap.txt");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_heap_profile_has_the_types_of_go),
        cmocka_unit_test(a_sample_has_numbers_label_and_names),
        cmocka_unit_test(the_first_mapping_is_the_program),
        cmocka_unit_test(the_numbers_are_scaled_with_the_rate),
        cmocka_unit_test(the_text_form_has_sums_records_and_functions),
        cmocka_unit_test(a_saved_profile_is_read_back),
        cmocka_unit_test(a_profile_that_cannot_be_saved_says_so),
        cmocka_unit_test(a_lack_of_memory_is_a_status),
        cmocka_unit_test(pprof_shows_functions_and_numbers),
        cmocka_unit_test(pprof_shows_the_caller_of_a_map_in_its_place),
        cmocka_unit_test(pprof_reads_the_text_form),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
