// SPDX-License-Identifier: Apache-2.0

// The ledger against maps whose numbers are known; it is read through its JSON. A program without a
// call of the ledger is run with GOMAP_LEDGER set: its path is the argument.
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "runtime/gomap.h"
#include "runtime/ledger.h"

static const char *program; // see above

typedef struct Memory {
    size_t live;    // allocations not freed
    size_t calls;   // so far
    size_t fail_at; // the call that fails; 0: none
} Memory;

static Memory memory;

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    if (++memory.calls == memory.fail_at)
        return NULL;
    memory.live++;
    return malloc(size);
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)ctx;
    memset(p, 0x5a, size);
    memory.live--;
    free(p);
}

static const LedgerOptions counted = {.allocator = {counting_alloc, counting_free, NULL}};

static int set_up(void **state) {
    (void)state;
    memory = (Memory){0};
    assert_int_equal(ledger_start(&counted), LEDGER_OK);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    memory.fail_at = 0;
    ledger_stop();
    assert_int_equal(memory.live, 0);
    return 0;
}

static char *written(LedgerStatus (*write)(FILE *), LedgerStatus expected) {
    static char *text; // a local would be taken for dangling: gcc does not see what fclose does
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(write(out), expected);
    assert_int_equal(fclose(out), 0);
    return text;
}

static json_t *parsed(const char *text) {
    json_error_t error;
    json_t *ledger = json_loads(text, 0, &error);
    if (!ledger)
        fail_msg("line %d: %s", error.line, error.text);
    return ledger;
}

static json_t *reading(void) {
    char *text = written(ledger_write_json, LEDGER_OK);
    json_t *ledger = parsed(text);
    free(text);
    return ledger;
}

static json_int_t number(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value))
        fail_msg("no number %s", name);
    return json_integer_value(value);
}

static const char *string(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        fail_msg("no text %s", name);
    return json_string_value(value);
}

static const json_t *item(const json_t *ledger, const char *list, size_t i) {
    const json_t *value = json_array_get(json_object_get(ledger, list), i);
    assert_non_null(value);
    return value;
}

static size_t length(const json_t *ledger, const char *list) {
    return json_array_size(json_object_get(ledger, list));
}

__attribute__((noinline)) static Gomap *made_with(uint64_t from, uint64_t to) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    for (uint64_t i = from; i < to; i++)
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
    return map;
}

enum { OTHER_LINE = __LINE__ + 5 };

__attribute__((noinline)) static Gomap *made_elsewhere(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    return map;
}

static void remove_range(Gomap *map, uint64_t from, uint64_t to) {
    for (uint64_t i = from; i < to; i++)
        assert_true(gomap_remove(map, &i));
}

static void a_live_map_is_told_with_its_numbers(void **state) {
    (void)state;
    Gomap *map = made_with(0, 1000);
    uint64_t key = 3;
    assert_int_equal(gomap_put(map, &key, &key), GOMAP_OK);
    remove_range(map, 0, 900);
    GomapStats stats;
    gomap_stats(map, &stats);
    json_t *ledger = reading();
    assert_int_equal(length(ledger, "maps"), 1);
    const json_t *m = item(ledger, "maps", 0);
    assert_int_equal(number(m, "serial"), 1);
    assert_int_equal(number(m, "entries"), 100);
    assert_int_equal(number(m, "peak"), 1000);
    assert_int_equal(number(m, "bytes"), stats.bytes);
    assert_int_equal(number(m, "buckets"), 256);
    assert_int_equal(number(m, "needed_buckets"), 16);
    assert_int_equal(number(m, "wasted_bytes"), 240 * stats.bucket_size);
    assert_int_equal(number(m, "doublings"), 8);
    assert_int_equal(number(m, "overwritten"), 1);
    assert_int_equal(number(m, "dropped"), 900);
    json_decref(ledger);
    gomap_free(map);
}

static void needed_buckets_are_those_of_a_map_grown_from_nothing(void **state) {
    (void)state;
    static const uint64_t sizes[] = {0, 1, 8, 9, 13, 14, 26, 27, 52, 53, 104, 105, 6656, 6657};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        Gomap *map = made_with(0, sizes[i]);
        GomapStats stats;
        gomap_stats(map, &stats);
        json_t *ledger = reading();
        const json_t *m = item(ledger, "maps", 0);
        assert_int_equal(number(m, "needed_buckets"), stats.buckets);
        assert_int_equal(number(m, "wasted_bytes"), 0);
        json_decref(ledger);
        gomap_free(map);
    }
}

static void a_place_is_named_by_function_file_and_line(void **state) {
    (void)state;
    Gomap *map = made_elsewhere();
    json_t *ledger = reading();
    char text[80];
    snprintf(text, sizeof text, "made_elsewhere runtime/test_ledger.c:%d", OTHER_LINE);
    assert_string_equal(string(item(ledger, "maps", 0), "place"), text);
    assert_string_equal(string(item(ledger, "places", 0), "place"), text);
    const json_t *frame = item(item(ledger, "maps", 0), "frames", 0);
    assert_string_equal(string(frame, "function"), "made_elsewhere");
    assert_non_null(strstr(string(frame, "file"), "runtime/test_ledger.c"));
    assert_int_equal(number(frame, "line"), OTHER_LINE);
    assert_non_null(strstr(string(frame, "module"), program_invocation_short_name));
    json_decref(ledger);
    gomap_free(map);
}

static void a_place_that_is_no_code_is_told_as_unknown(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(0);
    Gomap *map;
    assert_int_equal(gomap_new_at(&type, 0, &map, NULL), GOMAP_OK);
    json_t *ledger = reading();
    assert_string_equal(string(item(ledger, "maps", 0), "place"), "unknown");
    assert_int_equal(length(item(ledger, "maps", 0), "frames"), 0);
    json_decref(ledger);
    gomap_free(map);
}

static void freed_maps_stay_as_sums_of_their_place(void **state) {
    (void)state;
    Gomap *kept = made_with(0, 5);
    for (uint64_t n = 1; n <= 3; n++) {
        Gomap *map = made_with(0, 10 * n);
        Gomap *other = made_elsewhere();
        uint64_t key = 0;
        assert_int_equal(gomap_put(map, &key, &key), GOMAP_OK);
        gomap_clear(map);
        gomap_free(other);
        gomap_free(map);
    }
    json_t *ledger = reading();
    assert_int_equal(length(ledger, "maps"), 1);
    assert_int_equal(length(ledger, "places"), 2);
    const json_t *p = item(ledger, "places", 0);
    assert_int_equal(number(p, "made"), 4);
    assert_int_equal(number(p, "freed"), 3);
    assert_int_equal(number(p, "live"), 1);
    assert_int_equal(number(p, "most_live"), 2);
    assert_int_equal(number(p, "entries"), 5);
    assert_int_equal(number(p, "peak"), 30);
    assert_int_equal(number(p, "overwritten"), 3);
    assert_int_equal(number(p, "dropped"), 60);
    p = item(ledger, "places", 1);
    assert_int_equal(number(p, "made"), 3);
    assert_int_equal(number(p, "live"), 0);
    assert_int_equal(number(p, "bytes"), 0);
    assert_int_equal(number(ledger, "made"), 7);
    assert_int_equal(number(ledger, "live"), 1);
    assert_int_equal(number(ledger, "dropped"), 60);
    json_decref(ledger);
    gomap_free(kept);
}

static void the_largest_map_and_the_fullest_place_come_first(void **state) {
    (void)state;
    Gomap *empty = made_elsewhere();
    Gomap *small = made_with(0, 10);
    Gomap *large = made_with(0, 1000);
    Gomap *middle = made_with(0, 100);
    static const uint64_t serials[] = {3, 4, 2, 1};
    json_t *ledger = reading();
    assert_int_equal(length(ledger, "maps"), 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(number(item(ledger, "maps", i), "serial"), serials[i]);
    assert_int_equal(number(item(ledger, "places", 0), "entries"), 1110);
    assert_int_equal(number(item(ledger, "places", 1), "entries"), 0);
    json_decref(ledger);
    gomap_free(middle);
    gomap_free(large);
    gomap_free(small);
    gomap_free(empty);
}

static void maps_made_before_the_start_are_not_in_it(void **state) {
    (void)state;
    ledger_stop();
    Gomap *early = made_with(0, 3);
    assert_int_equal(ledger_start(&counted), LEDGER_OK);
    gomap_free(early);
    json_t *ledger = reading();
    assert_int_equal(length(ledger, "maps"), 0);
    assert_int_equal(length(ledger, "places"), 0);
    assert_int_equal(number(ledger, "freed"), 0);
    json_decref(ledger);
}

static void a_second_start_changes_nothing(void **state) {
    (void)state;
    Gomap *map = made_with(0, 3);
    assert_int_equal(ledger_start(NULL), LEDGER_RUNNING);
    json_t *ledger = reading();
    assert_int_equal(length(ledger, "maps"), 1);
    json_decref(ledger);
    gomap_free(map);
}

static void a_stopped_ledger_writes_nothing(void **state) {
    (void)state;
    ledger_stop();
    char *text = written(ledger_write_text, LEDGER_STOPPED);
    assert_string_equal(text, "");
    free(text);
    text = written(ledger_write_json, LEDGER_STOPPED);
    assert_string_equal(text, "");
    free(text);
}

static void a_file_that_takes_nothing_is_told(void **state) {
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    assert_int_equal(ledger_write_text(full), LEDGER_WRITE_FAILED);
    assert_int_equal(ledger_write_json(full), LEDGER_WRITE_FAILED);
    fclose(full);
}

static void the_text_has_a_line_for_each_map_and_each_place(void **state) {
    (void)state;
    Gomap *map = made_with(0, 20);
    Gomap *other = made_elsewhere();
    char *text = written(ledger_write_text, LEDGER_OK);
    assert_int_equal(strncmp(text, "gomap ledger: 2 maps live, 2 made, 0 freed\n", 43), 0);
    char *places = strstr(text, "\nplaces\n");
    assert_non_null(places);
    assert_non_null(strstr(places, "made_elsewhere runtime/test_ledger.c:"));
    *places = '\0';
    char *maps = strstr(text, "\nlive maps\n");
    assert_non_null(maps);
    assert_non_null(strstr(maps, "        20         20        4        4 "));
    assert_non_null(strstr(maps, "made_with runtime/test_ledger.c:"));
    assert_non_null(strstr(maps, "made_elsewhere runtime/test_ledger.c:"));
    free(text);
    gomap_free(other);
    gomap_free(map);
}

// Each allocation of the ledger fails once. The user's maps do not notice. Not each failure costs a
// map: a table can put off a part of its growth.
static void a_map_without_memory_for_it_is_counted_as_unrecorded(void **state) {
    (void)state;
    json_int_t missed = 0;
    for (size_t n = 1;; n++) {
        memory.calls = 0;
        memory.fail_at = n;
        Gomap *maps[30];
        for (size_t i = 0; i < 30; i++)
            maps[i] = i % 2 ? made_with(0, 1) : made_elsewhere();
        bool failed = memory.calls >= n;
        memory.fail_at = 0;
        json_t *ledger = reading();
        json_int_t unrecorded = number(ledger, "unrecorded");
        assert_true(unrecorded <= failed);
        assert_int_equal(length(ledger, "maps"), 30 - unrecorded);
        assert_int_equal(number(ledger, "live"), 30 - unrecorded);
        missed += unrecorded;
        json_decref(ledger);
        for (size_t i = 0; i < 30; i++)
            gomap_free(maps[i]);
        ledger_stop();
        assert_int_equal(memory.live, 0);
        assert_int_equal(ledger_start(&counted), LEDGER_OK);
        if (!failed)
            break;
    }
    assert_true(missed >= 3);
}

static void without_memory_the_start_fails_and_nothing_is_lost(void **state) {
    (void)state;
    ledger_stop();
    LedgerStatus status;
    size_t n = 0;
    do {
        memory.calls = 0;
        memory.fail_at = ++n;
        status = ledger_start(&counted);
        if (status != LEDGER_OK) {
            assert_int_equal(status, LEDGER_NO_MEMORY);
            assert_int_equal(memory.live, 0);
        }
    } while (status != LEDGER_OK);
    assert_true(n > 2);
}

static void without_memory_nothing_is_written_and_the_next_try_works(void **state) {
    (void)state;
    Gomap *map = made_with(0, 20);
    LedgerStatus (*const writers[])(FILE *) = {ledger_write_text, ledger_write_json};
    for (size_t i = 0; i < 2; i++) {
        for (size_t n = 1; n <= 2; n++) {
            memory.calls = 0;
            memory.fail_at = n;
            char *text = written(writers[i], LEDGER_NO_MEMORY);
            assert_string_equal(text, "");
            free(text);
        }
        memory.fail_at = 0;
        free(written(writers[i], LEDGER_OK));
    }
    gomap_free(map);
}

static size_t json_live, json_calls, json_fail_at;

static void *json_alloc(size_t size) {
    if (++json_calls == json_fail_at)
        return NULL;
    json_live++;
    return malloc(size);
}

static void json_end(void *p) {
    json_live -= p != NULL;
    free(p);
}

static void a_failure_inside_jansson_writes_nothing_and_loses_nothing(void **state) {
    (void)state;
    Gomap *map = made_with(0, 20);
    json_set_alloc_funcs(json_alloc, json_end);
    LedgerStatus status;
    size_t n = 0;
    do {
        char *text = NULL;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        json_calls = 0;
        json_fail_at = ++n;
        status = ledger_write_json(out);
        fclose(out);
        assert_int_equal(json_live, 0);
        assert_int_equal(size > 0, status == LEDGER_OK);
        assert_true(status == LEDGER_OK || status == LEDGER_NO_MEMORY);
        free(text);
    } while (status != LEDGER_OK);
    assert_true(n > 50);
    json_set_alloc_funcs(malloc, free);
    gomap_free(map);
}

static void *make_and_free(void *ctx) {
    (void)ctx;
    for (uint64_t i = 0; i < 300; i++) {
        Gomap *map = made_with(i, i + 3);
        gomap_free(i % 2 ? made_elsewhere() : NULL);
        gomap_free(map);
    }
    return NULL;
}

static void maps_of_many_threads_are_all_counted(void **state) {
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_and_free, NULL), 0);
    for (size_t i = 0; i < 20; i++)
        free(written(ledger_write_json, LEDGER_OK));
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    json_t *ledger = reading();
    assert_int_equal(number(ledger, "made"), 4 * 450);
    assert_int_equal(number(ledger, "freed"), 4 * 450);
    assert_int_equal(length(ledger, "maps"), 0);
    json_decref(ledger);
}

// Runs the program with GOMAP_LEDGER=`to` and returns what it wrote to `file`.
static char *run(const char *to, const char *file, const char *how) {
    char command[1000];
    snprintf(command, sizeof command, "GOMAP_LEDGER='%s' '%s' %s 2>ledger_test_error", to, program,
             how);
    assert_int_equal(system(command), 0);
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    char *text = calloc(1, 65536);
    assert_true(fread(text, 1, 65535, in) > 0);
    fclose(in);
    unlink(file);
    unlink("ledger_test_error");
    return text;
}

static void the_environment_starts_it_and_makes_it_write_json_at_exit(void **state) {
    (void)state;
    char *text = run("ledger_test.json", "ledger_test.json", "");
    json_t *ledger = parsed(text);
    assert_int_equal(number(ledger, "made"), 2);
    assert_int_equal(number(ledger, "freed"), 1);
    assert_int_equal(number(item(ledger, "maps", 0), "entries"), 20);
    assert_int_equal(strncmp(string(item(ledger, "maps", 0), "place"), "make ", 5), 0);
    json_decref(ledger);
    free(text);
}

static void the_environment_can_ask_for_text_in_a_file_or_on_standard_error(void **state) {
    (void)state;
    static const char *const to[][2] = {{"ledger_test.txt", "ledger_test.txt"},
                                        {"-", "ledger_test_error"}};
    for (size_t i = 0; i < 2; i++) {
        char *text = run(to[i][0], to[i][1], "");
        assert_int_equal(strncmp(text, "gomap ledger: 1 maps live, 2 made, 1 freed\n", 43), 0);
        free(text);
    }
}

static void a_forked_child_does_not_write(void **state) {
    (void)state;
    char *text = run("-", "ledger_test_error", "fork");
    assert_null(strstr(text + 1, "gomap ledger:"));
    assert_non_null(strstr(text, "2 made"));
    free(text);
}

static void a_file_that_cannot_be_made_is_told_on_standard_error(void **state) {
    (void)state;
    char *text = run("/nowhere/ledger.json", "ledger_test_error", "");
    assert_string_equal(text, "ledger: /nowhere/ledger.json: No such file or directory\n");
    free(text);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_live_map_is_told_with_its_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(needed_buckets_are_those_of_a_map_grown_from_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_place_is_named_by_function_file_and_line, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_place_that_is_no_code_is_told_as_unknown, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(freed_maps_stay_as_sums_of_their_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_largest_map_and_the_fullest_place_come_first, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(maps_made_before_the_start_are_not_in_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_second_start_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stopped_ledger_writes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_takes_nothing_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_text_has_a_line_for_each_map_and_each_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_map_without_memory_for_it_is_counted_as_unrecorded,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_the_start_fails_and_nothing_is_lost, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(without_memory_nothing_is_written_and_the_next_try_works,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failure_inside_jansson_writes_nothing_and_loses_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(maps_of_many_threads_are_all_counted, set_up, tear_down),
        cmocka_unit_test(the_environment_starts_it_and_makes_it_write_json_at_exit),
        cmocka_unit_test(the_environment_can_ask_for_text_in_a_file_or_on_standard_error),
        cmocka_unit_test(a_forked_child_does_not_write),
        cmocka_unit_test(a_file_that_cannot_be_made_is_told_on_standard_error),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s LEDGER_PROGRAM\n", argv[0]);
        return 2;
    }
    program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
