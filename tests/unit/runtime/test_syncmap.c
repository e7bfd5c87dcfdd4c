// SPDX-License-Identifier: Apache-2.0

// The syncmap against its contract: the same calls on three kinds of maps, the properties that Go's
// own tests of sync.Map check (their names stand beside the tests), the release of what waits, and
// every allocation failing once. test_syncmap_history.c and stress_syncmap.c do the rest.
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "map_calls.h"

// What the allocator and the hooks share; threads change it.
static struct {
    atomic_size_t live; // allocations not freed
    atomic_size_t bytes;
    atomic_size_t calls;
    atomic_size_t fail_at; // the call that fails, 0: none
    atomic_size_t made;    // copies of keys and values
    atomic_size_t ended;   // keys and values released
} memory;

static bool may_allocate(void) {
    size_t call = atomic_fetch_add(&memory.calls, 1) + 1;
    return call != atomic_load(&memory.fail_at);
}

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    void *p = may_allocate() ? malloc(size) : NULL;
    if (!p)
        return NULL;
    memset(p, 0xa5, size);
    atomic_fetch_add(&memory.live, 1);
    atomic_fetch_add(&memory.bytes, size);
    return p;
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)ctx;
    assert_non_null(p);
    memset(p, 0x5a, size);
    atomic_fetch_sub(&memory.live, 1);
    atomic_fetch_sub(&memory.bytes, size);
    free(p);
}

static int set_up(void **state) {
    (void)state;
    memset(&memory, 0, sizeof memory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    assert_int_equal(atomic_load(&memory.live), 0);
    assert_int_equal(atomic_load(&memory.bytes), 0);
    assert_int_equal(atomic_load(&memory.made), atomic_load(&memory.ended));
    return 0;
}

static GomapType number_type(void) {
    GomapType type = gomap_type_u64(sizeof(void *));
    type.allocator = (GomapAllocator){counting_alloc, counting_free, NULL};
    return type;
}

static bool copy_text(void *dst, const void *src, void *ctx) {
    (void)ctx;
    char *copy = may_allocate() ? strdup(*(const char *const *)src) : NULL;
    *(char **)dst = copy;
    atomic_fetch_add(&memory.made, copy != NULL);
    return copy;
}

static void free_text(void *object, void *ctx) {
    (void)ctx;
    atomic_fetch_add(&memory.ended, 1);
    free(*(char **)object);
}

// Keys and values are strings that the map copies.
static GomapType text_type(void) {
    GomapType type = gomap_type_str(sizeof(char *));
    type.allocator = (GomapAllocator){counting_alloc, counting_free, NULL};
    type.key_copy = copy_text;
    type.key_release = free_text;
    type.value_copy = copy_text;
    type.value_release = free_text;
    return type;
}

static void note_release(void *object, void *ctx) {
    (void)ctx;
    atomic_fetch_add(*(atomic_size_t **)object, 1);
}

// Values are counters that count how often they were released.
static GomapType counted_type(void) {
    GomapType type = number_type();
    type.value_release = note_release;
    return type;
}

static Syncmap *new_map(GomapType type) {
    Syncmap *map;
    assert_int_equal(syncmap_new(&type, &map), GOMAP_OK);
    return map;
}

static void assert_sound(Syncmap *map) {
    char why[120];
    if (!syncmap_check(map, why, sizeof why))
        fail_msg("%s", why);
}

static void store(Syncmap *map, uint64_t key, void *value) {
    assert_int_equal(syncmap_store(map, &key, value), GOMAP_OK);
}

static void store_number(Syncmap *map, uint64_t key, uintptr_t number) {
    store(map, key, (void *)number);
}

// For maps that copy what they get.
static GomapStatus try_store_text(Syncmap *map, const char *key, const char *value) {
    char text[64];
    snprintf(text, sizeof text, "%s", value);
    return syncmap_store(map, &key, text);
}

static void store_text(Syncmap *map, const char *key, const char *value) {
    assert_int_equal(try_store_text(map, key, value), GOMAP_OK);
}

static uintptr_t load_number(Syncmap *map, uint64_t key) {
    SyncmapSection section;
    syncmap_enter(&section, map);
    uintptr_t number = (uintptr_t)syncmap_load(&section, &key);
    syncmap_leave(&section);
    return number;
}

static bool ignore_entry(const void *key, void *value, void *ctx) {
    (void)key;
    (void)value;
    ++*(size_t *)ctx;
    return true;
}

// Also makes all keys readable.
static size_t count_entries(Syncmap *map) {
    SyncmapSection section;
    size_t count = 0;
    syncmap_enter(&section, map);
    syncmap_range(&section, ignore_entry, &count);
    syncmap_leave(&section);
    return count;
}

static SyncmapStats stats_of(Syncmap *map) {
    SyncmapStats stats;
    syncmap_stats(map, &stats);
    return stats;
}

static void store_range(Syncmap *map, uint64_t first, uint64_t end) {
    for (uint64_t key = first; key < end; key++)
        store_number(map, key, key + 1);
}

// ---- The same calls on other maps ----

static bool gather(const void *key, void *value, void *ctx) {
    uintptr_t *values = ctx;
    uint64_t at = *(const uint64_t *)key;
    assert_int_equal(values[at], 0);
    values[at] = (uintptr_t)value;
    return true;
}

static bool gather_slot(const void *key, const void *value, void *ctx) {
    return gather(key, (void *)*(const uintptr_t *)value, ctx);
}

static void assert_same_content(Syncmap *syncmap, Rwmap *rwmap, const CopyingMap *copying) {
    uintptr_t of_syncmap[CALL_KEYS] = {0};
    uintptr_t of_rwmap[CALL_KEYS] = {0};
    SyncmapSection section;
    syncmap_enter(&section, syncmap);
    syncmap_range(&section, gather, of_syncmap);
    syncmap_leave(&section);
    rwmap_range(rwmap, gather_slot, of_rwmap);
    assert_memory_equal(of_syncmap, copying->values, sizeof of_syncmap);
    assert_memory_equal(of_rwmap, copying->values, sizeof of_rwmap);
}

static void assert_same_answers(const Call *a, const Call *b) {
    assert_int_equal(a->got, b->got);
    assert_int_equal(a->yes, b->yes);
}

// One sequence of calls on all three; now and then the content is compared too.
static void make_calls(uint64_t *random, size_t count) {
    GomapType type = number_type();
    Syncmap *syncmap = new_map(type);
    Rwmap *rwmap;
    CopyingMap copying;
    uint64_t keys = 1 + random_number(random) % CALL_KEYS;
    assert_int_equal(rwmap_new(&type, 0, &rwmap), GOMAP_OK);
    copying_init(&copying);
    for (size_t i = 0; i < count; i++) {
        Call one = random_call(random, keys, 3);
        Call two = one;
        Call three = one;
        call_syncmap(syncmap, &one);
        call_rwmap(rwmap, &two);
        call_copying(&copying, &three);
        assert_same_answers(&one, &two);
        assert_same_answers(&one, &three);
        assert_sound(syncmap);
        if (random_number(random) % 100 == 0)
            assert_same_content(syncmap, rwmap, &copying);
    }
    assert_same_content(syncmap, rwmap, &copying);
    syncmap_free(syncmap);
    rwmap_free(rwmap);
    copying_fini(&copying);
}

// TestMapMatchesRWMutex, TestMapMatchesDeepCopy
static void the_same_calls_give_the_same_answers_on_three_kinds_of_maps(void **state) {
    (void)state;
    uint64_t random = 7;
    for (size_t sequence = 0; sequence < 150; sequence++)
        make_calls(&random, 300);
}

// ---- Properties of sync.Map ----

enum { RANGE_KEYS = 1024 };

typedef struct Storm {
    Syncmap *map;
    atomic_bool stop;
    atomic_size_t rounds;
} Storm;

static void *store_multiples(void *arg) {
    Storm *storm = arg;
    for (uintptr_t factor = 2; !atomic_load(&storm->stop); factor++) {
        for (uint64_t key = 1; key <= RANGE_KEYS && !atomic_load(&storm->stop); key++) {
            void *value = (void *)(key * factor);
            if (syncmap_store(storm->map, &key, value) != GOMAP_OK)
                abort();
        }
        atomic_fetch_add(&storm->rounds, 1);
    }
    return NULL;
}

typedef struct Shown {
    size_t count;
    bool keys[RANGE_KEYS + 1];
} Shown;

static bool check_multiple(const void *key, void *value, void *ctx) {
    uint64_t number = *(const uint64_t *)key;
    Shown *shown = ctx;
    assert_in_range(number, 1, RANGE_KEYS);
    assert_int_equal((uintptr_t)value % number, 0);
    assert_false(shown->keys[number]);
    shown->keys[number] = true;
    shown->count++;
    return true;
}

// TestConcurrentRange
static void a_walk_beside_stores_shows_every_key_once_with_a_value_of_its_own(void **state) {
    (void)state;
    enum { WRITERS = 2, WALKS = 64 };
    Storm storm = {.map = new_map(number_type())};
    pthread_t threads[WRITERS];
    for (uint64_t key = 1; key <= RANGE_KEYS; key++)
        store_number(storm.map, key, key);
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, store_multiples, &storm), 0);
    for (size_t i = 0; i < WALKS || atomic_load(&storm.rounds) < 4; i++) {
        Shown shown = {0};
        SyncmapSection section;
        syncmap_enter(&section, storm.map);
        syncmap_range(&section, check_multiple, &shown);
        syncmap_leave(&section);
        assert_int_equal(shown.count, RANGE_KEYS);
    }
    atomic_store(&storm.stop, true);
    for (size_t i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    syncmap_free(storm.map);
}

static char *number_text(char text[24], uint64_t number) {
    snprintf(text, 24, "%llu", (unsigned long long)number);
    return text;
}

// TestIssue40999
static void keys_that_come_and_go_leave_nothing_behind(void **state) {
    (void)state;
    Syncmap *map = new_map(text_type());
    char text[24];
    const char *key = "first";
    store_text(map, key, "value");
    size_t most = 0;
    for (uint64_t i = 0; i < 20000; i++) {
        key = number_text(text, i);
        store_text(map, key, "value");
        assert_true(syncmap_delete(map, &key));
        size_t left = atomic_load(&memory.made) - atomic_load(&memory.ended);
        most = left > most ? left : most;
    }
    // Entries and values wait, and tables of one or two entries.
    assert_in_range(most, 1, SYNCMAP_BATCH + 8);
    assert_in_range(stats_of(map).readable + stats_of(map).dirty, 0, 8);
    assert_sound(map);
    syncmap_free(map);
}

static bool use_everything(const void *key, void *value, void *ctx) {
    SyncmapSection *section = ctx;
    Syncmap *map = section->map;
    uint64_t shown = *(const uint64_t *)key;
    uint64_t fresh = shown + 1000;
    void *got;
    bool yes;
    assert_ptr_equal(syncmap_load(section, &shown), value);
    store_number(map, fresh, 5);
    assert_int_equal(syncmap_load_or_store(section, &fresh, value, &got, &yes), GOMAP_OK);
    assert_true(yes && (uintptr_t)got == 5);
    assert_int_equal(syncmap_swap(section, &fresh, value, &got, &yes), GOMAP_OK);
    assert_true(yes && (uintptr_t)got == 5);
    assert_int_equal(syncmap_compare_and_swap(map, &fresh, value, got, &yes), GOMAP_OK);
    assert_true(yes);
    assert_true(syncmap_compare_and_delete(map, &fresh, got));
    assert_false(syncmap_delete(map, &fresh));
    assert_true(syncmap_load_and_delete(section, &shown, &got));
    assert_ptr_equal(got, value);
    return true;
}

static bool walk_again(const void *key, void *value, void *ctx) {
    (void)key;
    (void)value;
    syncmap_range(ctx, use_everything, ctx);
    return true;
}

// TestMapRangeNestedCall
static void all_calls_work_inside_nested_walks(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    SyncmapSection section;
    store_range(map, 0, 20);
    syncmap_enter(&section, map);
    syncmap_range(&section, walk_again, &section);
    syncmap_leave(&section);
    assert_int_equal(count_entries(map), 0);
    assert_sound(map);
    syncmap_free(map);
}

static bool clear_and_refill(const void *key, void *value, void *ctx) {
    (void)key;
    size_t *shown = ctx;
    Syncmap *map = value;
    syncmap_clear(map);
    store(map, 100 + (*shown)++, map);
    return true;
}

static void a_walk_ends_what_it_shows_when_the_map_is_cleared_in_it(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    SyncmapSection section;
    size_t shown = 0;
    for (uint64_t key = 0; key < 20; key++)
        store(map, key, map);
    syncmap_enter(&section, map);
    syncmap_range(&section, clear_and_refill, &shown);
    syncmap_leave(&section);
    assert_int_equal(shown, 1);
    assert_ptr_equal(load_number(map, 100), (uintptr_t)map);
    syncmap_free(map);
}

// TestCompareAndSwap_NonExistingKey
static void comparing_an_absent_key_does_nothing(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    uint64_t key = 1;
    bool swapped = true;
    assert_int_equal(syncmap_compare_and_swap(map, &key, NULL, map, &swapped), GOMAP_OK);
    assert_false(swapped);
    assert_false(syncmap_compare_and_delete(map, &key, NULL));
    store(map, key, map);
    assert_true(syncmap_delete(map, &key));
    assert_int_equal(syncmap_compare_and_swap(map, &key, map, map, &swapped), GOMAP_OK);
    assert_false(swapped);
    assert_int_equal(count_entries(map), 0);
    syncmap_free(map);
}

// TestMapRangeNoAllocations
static void a_walk_takes_no_memory(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    store_range(map, 0, 100);
    size_t calls = atomic_load(&memory.calls);
    assert_int_equal(count_entries(map), 100);
    assert_int_equal(count_entries(map), 100);
    assert_int_equal(load_number(map, 7), 8);
    assert_int_equal(atomic_load(&memory.calls), calls);
    syncmap_free(map);
}

static bool stop_at_third(const void *key, void *value, void *ctx) {
    (void)key;
    (void)value;
    return ++*(size_t *)ctx < 3;
}

static void a_walk_ends_when_it_is_told_to(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    SyncmapSection section;
    size_t shown = 0;
    store_range(map, 0, 100);
    syncmap_enter(&section, map);
    syncmap_range(&section, stop_at_third, &shown);
    syncmap_leave(&section);
    assert_int_equal(shown, 3);
    syncmap_free(map);
}

// TestMapDelete
static void a_deleted_key_is_gone_wherever_its_entry_is(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    store_range(map, 0, 10);
    for (uint64_t key = 0; key < 10; key++) {
        assert_true(syncmap_delete(map, &key)); // new keys
        assert_false(syncmap_delete(map, &key));
    }
    store_range(map, 0, 10);
    assert_int_equal(count_entries(map), 10);
    for (uint64_t key = 0; key < 10; key++) {
        assert_true(syncmap_delete(map, &key)); // readable ones
        assert_false(syncmap_delete(map, &key));
        assert_int_equal(load_number(map, key), 0);
    }
    assert_int_equal(count_entries(map), 0);
    syncmap_free(map);
}

// TestMapClear
static void clearing_deletes_readable_and_new_keys(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    for (uint64_t round = 0; round < 4; round++) {
        store_range(map, 0, 10 * round);
        count_entries(map);
        store_range(map, 100, 100 + 10 * (3 - round));
        assert_sound(map);
        syncmap_clear(map);
        assert_sound(map);
        assert_int_equal(load_number(map, 0), 0);
        assert_int_equal(load_number(map, 100), 0);
        assert_int_equal(count_entries(map), 0);
        syncmap_clear(map);
    }
    store_number(map, 5, 6);
    assert_int_equal(load_number(map, 5), 6);
    syncmap_free(map);
}

static void *clear_often(void *arg) {
    Storm *storm = arg;
    while (!atomic_load(&storm->stop)) {
        syncmap_clear(storm->map);
        atomic_fetch_add(&storm->rounds, 1);
    }
    return NULL;
}

// TestConcurrentClear
static void clearing_beside_other_calls_leaves_a_sound_map(void **state) {
    (void)state;
    enum { THREADS = 3 };
    Storm storm = {.map = new_map(text_type())};
    Syncmap *map = storm.map;
    pthread_t clearer;
    char text[24];
    assert_int_equal(pthread_create(&clearer, NULL, clear_often, &storm), 0);
    for (uint64_t i = 0; i < 20000 || atomic_load(&storm.rounds) < 100; i++) {
        char *key = number_text(text, i % 50);
        store_text(map, key, "value");
        if (i % 7 == 0)
            syncmap_delete(map, &key);
        if (i % 100 == 0)
            count_entries(map);
    }
    atomic_store(&storm.stop, true);
    pthread_join(clearer, NULL);
    assert_sound(map);
    syncmap_clear(map);
    assert_int_equal(count_entries(map), 0);
    syncmap_free(map);
}

// ---- The two parts ----

static void new_keys_are_promoted_after_as_many_misses(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    store_range(map, 0, 10);
    assert_int_equal(stats_of(map).readable, 0);
    assert_int_equal(stats_of(map).dirty, 10);
    for (uint64_t key = 0; key < 9; key++)
        load_number(map, key);
    assert_int_equal(stats_of(map).misses, 9);
    assert_int_equal(stats_of(map).promotions, 0);
    load_number(map, 99); // an absent key is a miss too
    assert_int_equal(stats_of(map).misses, 0);
    assert_int_equal(stats_of(map).promotions, 1);
    assert_int_equal(stats_of(map).readable, 10);
    assert_int_equal(stats_of(map).dirty, 0);
    for (uint64_t key = 0; key < 100; key++)
        load_number(map, key);
    assert_int_equal(stats_of(map).misses, 0);
    syncmap_free(map);
}

static void deleted_entries_leave_the_table_with_the_second_promotion(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    store_range(map, 0, 1000);
    assert_int_equal(count_entries(map), 1000);
    size_t full = atomic_load(&memory.bytes);
    for (uint64_t key = 0; key < 990; key++)
        assert_true(syncmap_delete(map, &key));
    assert_int_equal(stats_of(map).readable, 1000);
    store_number(map, 5000, 1);
    assert_int_equal(stats_of(map).dirty, 11);
    assert_sound(map);
    assert_int_equal(count_entries(map), 11);
    assert_int_equal(stats_of(map).readable, 11);
    syncmap_collect(map);
    assert_in_range(atomic_load(&memory.bytes), 1, full / 5);
    syncmap_free(map);
}

static void a_deleted_key_comes_back_in_every_state(void **state) {
    (void)state;
    Syncmap *map = new_map(text_type());
    const char *keys[] = {"a", "b", "c", "d"};
    SyncmapSection section;
    char too[] = "too";
    void *got;
    bool yes;
    for (size_t i = 0; i < 3; i++)
        store_text(map, keys[i], "old");
    count_entries(map);
    syncmap_enter(&section, map);
    for (size_t i = 0; i < 3; i++)
        assert_true(syncmap_delete(map, &keys[i]));
    store_text(map, keys[0], "deleted");
    store_text(map, keys[3], "new");
    assert_int_equal(stats_of(map).dirty, 2);
    store_text(map, keys[1], "expunged");
    assert_int_equal(syncmap_load_or_store(&section, &keys[2], too, &got, &yes), GOMAP_OK);
    assert_false(yes);
    assert_string_equal(got, "too");
    assert_int_equal(stats_of(map).dirty, 4);
    assert_sound(map);
    syncmap_leave(&section);
    assert_int_equal(count_entries(map), 4);
    syncmap_enter(&section, map);
    assert_string_equal(syncmap_load(&section, &keys[0]), "deleted");
    assert_string_equal(syncmap_load(&section, &keys[1]), "expunged");
    syncmap_leave(&section);
    syncmap_free(map);
}

typedef struct Gate {
    sem_t inside; // a thread is in the hook, and so has the lock
    sem_t go_on;
} Gate;

static bool wait_in_copy(void *dst, const void *src, void *ctx) {
    Gate *gate = ctx;
    uint64_t key = *(const uint64_t *)src;
    if (key == 99) {
        sem_post(&gate->inside);
        sem_wait(&gate->go_on);
    }
    *(uint64_t *)dst = key;
    return true;
}

static void *store_99(void *arg) {
    store_number(arg, 99, 99);
    return NULL;
}

static void readable_keys_need_no_lock(void **state) {
    (void)state;
    Gate gate;
    GomapType type = number_type();
    type.key_copy = wait_in_copy;
    type.ctx = &gate;
    Syncmap *map = new_map(type);
    pthread_t holder;
    uint64_t key = 3;
    bool swapped;
    sem_init(&gate.inside, 0, 0);
    sem_init(&gate.go_on, 0, 0);
    store_range(map, 0, 10);
    count_entries(map);
    assert_int_equal(pthread_create(&holder, NULL, store_99, map), 0);
    sem_wait(&gate.inside);
    assert_int_equal(load_number(map, 3), 4);
    store_number(map, 3, 7);
    assert_int_equal(syncmap_compare_and_swap(map, &key, (void *)7, (void *)8, &swapped), GOMAP_OK);
    assert_true(swapped);
    assert_true(syncmap_delete(map, &key));
    store_number(map, 3, 9);
    for (uintptr_t i = 1; i < 3 * SYNCMAP_BATCH; i++)
        store_number(map, 3, i);
    syncmap_collect(map);
    sem_post(&gate.go_on);
    pthread_join(holder, NULL);
    assert_int_equal(load_number(map, 99), 99);
    sem_destroy(&gate.inside);
    sem_destroy(&gate.go_on);
    syncmap_free(map);
}

// ---- Release ----

static void a_value_is_released_after_the_last_section_that_saw_it(void **state) {
    (void)state;
    Syncmap *map = new_map(counted_type());
    atomic_size_t value = 0;
    uint64_t key = 1;
    SyncmapSection outer;
    SyncmapSection inner;
    store(map, key, &value);
    syncmap_enter(&outer, map);
    assert_ptr_equal(syncmap_load(&outer, &key), &value);
    syncmap_enter(&inner, map);
    assert_ptr_equal(syncmap_load(&inner, &key), &value);
    assert_true(syncmap_delete(map, &key));
    assert_null(syncmap_load(&outer, &key));
    syncmap_collect(map);
    assert_int_equal(value, 0);
    syncmap_leave(&outer);
    syncmap_collect(map);
    assert_int_equal(value, 0);
    syncmap_leave(&inner);
    syncmap_collect(map);
    assert_int_equal(value, 1);
    syncmap_free(map);
    assert_int_equal(value, 1);
}

static void what_a_deletion_and_a_swap_give_out_lives_in_the_section(void **state) {
    (void)state;
    Syncmap *map = new_map(counted_type());
    atomic_size_t values[2] = {0, 0};
    uint64_t key = 1;
    SyncmapSection section;
    void *got;
    bool loaded;
    store(map, key, &values[0]);
    syncmap_enter(&section, map);
    assert_int_equal(syncmap_swap(&section, &key, &values[1], &got, &loaded), GOMAP_OK);
    assert_true(loaded);
    assert_ptr_equal(got, &values[0]);
    assert_true(syncmap_load_and_delete(&section, &key, &got));
    assert_ptr_equal(got, &values[1]);
    syncmap_collect(map);
    assert_int_equal(values[0] + values[1], 0);
    syncmap_leave(&section);
    syncmap_collect(map);
    assert_int_equal(values[0], 1);
    assert_int_equal(values[1], 1);
    syncmap_free(map);
}

static void a_section_does_not_hold_what_was_gone_before_it(void **state) {
    (void)state;
    Syncmap *map = new_map(counted_type());
    atomic_size_t old = 0;
    SyncmapSection section;
    SyncmapSection later;
    store(map, 1, &old);
    syncmap_enter(&section, map);
    syncmap_clear(map);
    syncmap_collect(map);
    assert_int_equal(old, 0);
    syncmap_enter(&later, map);
    syncmap_leave(&section);
    syncmap_collect(map);
    assert_int_equal(old, 1);
    syncmap_leave(&later);
    syncmap_free(map);
}

static void a_section_that_sleeps_does_not_hold_what_is_stored_later(void **state) {
    (void)state;
    enum { ENTRIES = 100, TURNS = 200 };
    Syncmap *map = new_map(counted_type());
    static atomic_size_t old;
    static atomic_size_t young;
    SyncmapSection section;
    atomic_store(&old, 0);
    atomic_store(&young, 0);
    for (uint64_t key = 0; key < ENTRIES; key++)
        store(map, key, &old);
    syncmap_enter(&section, map);
    uint64_t first = 0;
    assert_ptr_equal(syncmap_load(&section, &first), &old);
    size_t most = 0;
    for (uint64_t i = 0; i < TURNS * ENTRIES; i++) {
        store(map, i % ENTRIES, &young);
        size_t waiting = stats_of(map).waiting;
        most = waiting > most ? waiting : most;
    }
    assert_int_equal(old, 0);
    assert_true(atomic_load(&young) > (TURNS - 10) * ENTRIES);
    enum { HELD = ENTRIES + SYNCMAP_BATCH / 8 + 2 };
    assert_in_range(most, ENTRIES, 2 * HELD + SYNCMAP_BATCH);
    syncmap_leave(&section);
    syncmap_collect(map);
    assert_int_equal(old, ENTRIES);
    syncmap_free(map);
    assert_int_equal(young, TURNS * ENTRIES);
}

static void without_sections_no_more_than_a_batch_waits(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    store_range(map, 0, 50);
    count_entries(map);
    for (uintptr_t i = 1; i < 20000; i++) {
        store_number(map, i % 50, i);
        assert_in_range(stats_of(map).waiting, 0, SYNCMAP_BATCH);
    }
    syncmap_collect(map);
    assert_int_equal(stats_of(map).waiting, 0);
    syncmap_free(map);
}

static void a_superseded_table_counts_with_its_size(void **state) {
    (void)state;
    enum { ENTRIES = 4 * SYNCMAP_BATCH };
    Syncmap *map = new_map(number_type());
    store_range(map, 0, ENTRIES);
    count_entries(map);
    syncmap_collect(map);
    for (uint64_t round = 1; round < 5; round++) {
        uint64_t absent = UINT64_MAX;
        uint64_t promotions = stats_of(map).promotions;
        store_number(map, ENTRIES + round, 1);
        size_t bytes = atomic_load(&memory.bytes);
        while (stats_of(map).promotions == promotions)
            assert_false(syncmap_delete(map, &absent));
        // The old table is too large to wait.
        assert_int_equal(stats_of(map).waiting, 0);
        assert_in_range(atomic_load(&memory.bytes), 1, bytes * 4 / 5);
    }
    syncmap_free(map);
}

static void any_number_of_sections_may_be_open(void **state) {
    (void)state;
    enum { MANY = SYNCMAP_SECTIONS + 40 };
    Syncmap *map = new_map(counted_type());
    atomic_size_t value = 0;
    uint64_t key = 1;
    static SyncmapSection sections[MANY];
    for (size_t i = 0; i < MANY; i++)
        syncmap_enter(&sections[i], map);
    store(map, key, &value);
    for (size_t i = 0; i < MANY; i++)
        assert_ptr_equal(syncmap_load(&sections[i], &key), &value);
    assert_true(syncmap_delete(map, &key));
    for (size_t i = 0; i < MANY; i++) {
        syncmap_collect(map);
        assert_int_equal(value, 0);
        syncmap_leave(&sections[i]);
    }
    syncmap_collect(map);
    assert_int_equal(value, 1);
    syncmap_free(map);
}

static void freeing_releases_everything_once(void **state) {
    (void)state;
    Syncmap *map = new_map(counted_type());
    atomic_size_t values[4] = {0, 0, 0, 0};
    store(map, 1, &values[0]);
    count_entries(map);
    store(map, 2, &values[1]);
    store(map, 1, &values[2]);
    store(map, 3, &values[3]);
    uint64_t key = 3;
    assert_true(syncmap_delete(map, &key));
    syncmap_free(map);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(values[i], 1);
}

static void a_null_value_is_stored_but_looks_absent_to_load(void **state) {
    (void)state;
    Syncmap *map = new_map(number_type());
    uint64_t key = 1;
    SyncmapSection section;
    void *got = map;
    bool loaded;
    store(map, key, NULL);
    assert_int_equal(count_entries(map), 1);
    syncmap_enter(&section, map);
    assert_null(syncmap_load(&section, &key));
    assert_int_equal(syncmap_load_or_store(&section, &key, map, &got, &loaded), GOMAP_OK);
    assert_true(loaded);
    assert_null(got);
    assert_true(syncmap_load_and_delete(&section, &key, NULL));
    syncmap_leave(&section);
    syncmap_free(map);
}

// ---- Ownership, memory, arguments ----

static void keys_and_values_are_copied_and_each_copy_is_released_once(void **state) {
    (void)state;
    Syncmap *map = new_map(text_type());
    char key_text[] = "key";
    char value_text[] = "value";
    char other[] = "other";
    const char *key = key_text;
    SyncmapSection section;
    void *got;
    bool loaded;
    assert_int_equal(syncmap_store(map, &key, value_text), GOMAP_OK);
    memset(key_text, 'x', 3);
    memset(value_text, 'x', 5);
    key = "key";
    syncmap_enter(&section, map);
    assert_string_equal(syncmap_load(&section, &key), "value");
    assert_int_equal(syncmap_load_or_store(&section, &key, other, &got, &loaded), GOMAP_OK);
    assert_string_equal(got, "value");
    assert_false(syncmap_compare_and_delete(map, &key, other));
    assert_true(syncmap_compare_and_delete(map, &key, got));
    syncmap_leave(&section);
    syncmap_free(map);
}

static void a_value_that_was_not_stored_stays_with_the_caller(void **state) {
    (void)state;
    Syncmap *map = new_map(counted_type());
    atomic_size_t stored = 0;
    atomic_size_t refused = 0;
    uint64_t key = 1;
    SyncmapSection section;
    void *got;
    bool yes;
    store(map, key, &stored);
    syncmap_enter(&section, map);
    assert_int_equal(syncmap_load_or_store(&section, &key, &refused, &got, &yes), GOMAP_OK);
    assert_true(yes);
    syncmap_leave(&section);
    assert_int_equal(syncmap_compare_and_swap(map, &key, &refused, &refused, &yes), GOMAP_OK);
    assert_false(yes);
    atomic_store(&memory.fail_at, atomic_load(&memory.calls) + 1);
    assert_int_equal(syncmap_store(map, &key, &refused), GOMAP_NO_MEMORY);
    syncmap_free(map);
    assert_int_equal(stored, 1);
    assert_int_equal(refused, 0);
}

// What the map with a failing allocator is to hold; NULL: absent.
typedef struct Expected {
    const char *keys[24];
    const char *values[24];
    size_t failures;
} Expected;

static char spare_text[] = "a text that is long enough for a block of its own";

static void try_store(Syncmap *map, Expected *expected, size_t at, const char *value) {
    GomapStatus status = try_store_text(map, expected->keys[at], value);
    if (status == GOMAP_OK)
        expected->values[at] = value;
    else
        assert_int_equal(status, GOMAP_NO_MEMORY);
    expected->failures += status != GOMAP_OK;
}

static void try_load_or_store(Syncmap *map, Expected *expected, size_t at) {
    SyncmapSection section;
    void *got;
    bool loaded;
    syncmap_enter(&section, map);
    GomapStatus status =
        syncmap_load_or_store(&section, &expected->keys[at], spare_text, &got, &loaded);
    if (status == GOMAP_OK) {
        assert_int_equal(loaded, expected->values[at] != NULL);
        expected->values[at] = loaded ? expected->values[at] : spare_text;
        assert_string_equal(got, expected->values[at]);
    }
    expected->failures += status != GOMAP_OK;
    syncmap_leave(&section);
}

static void try_compare_and_swap(Syncmap *map, Expected *expected, size_t at, const char *value) {
    SyncmapSection section;
    char text[24];
    bool swapped;
    snprintf(text, sizeof text, "%s", value);
    syncmap_enter(&section, map);
    void *old = syncmap_load(&section, &expected->keys[at]);
    GomapStatus status = syncmap_compare_and_swap(map, &expected->keys[at], old, text, &swapped);
    syncmap_leave(&section);
    assert_int_equal(swapped, status == GOMAP_OK && expected->values[at] != NULL);
    if (swapped)
        expected->values[at] = value;
    expected->failures += status != GOMAP_OK;
}

static void delete_one(Syncmap *map, Expected *expected, size_t at) {
    assert_int_equal(syncmap_delete(map, &expected->keys[at]), expected->values[at] != NULL);
    expected->values[at] = NULL;
}

static void assert_holds(Syncmap *map, const Expected *expected) {
    SyncmapSection section;
    syncmap_enter(&section, map);
    for (size_t i = 0; i < 24; i++) {
        const char *value = syncmap_load(&section, &expected->keys[i]);
        assert_int_equal(value != NULL, expected->values[i] != NULL);
        if (value)
            assert_string_equal(value, expected->values[i]);
    }
    syncmap_leave(&section);
}

// Goes through all that takes memory: new keys, the copy of the table, expunged keys, growth.
static void exercise(Syncmap *map, Expected *expected) {
    for (size_t i = 0; i < 20; i++)
        try_store(map, expected, i, "one");
    assert_sound(map);
    assert_holds(map, expected);
    count_entries(map);
    for (size_t i = 0; i < 10; i++)
        delete_one(map, expected, i);
    try_store(map, expected, 20, "two"); // makes a dirty part, 0 to 9 become expunged
    assert_sound(map);
    assert_holds(map, expected);
    try_store(map, expected, 0, "back");
    try_load_or_store(map, expected, 1);
    try_load_or_store(map, expected, 15);
    try_load_or_store(map, expected, 21);
    try_compare_and_swap(map, expected, 12, "swapped");
    try_compare_and_swap(map, expected, 20, "swapped");
    try_compare_and_swap(map, expected, 2, "never");
    assert_sound(map);
    assert_holds(map, expected);
    delete_one(map, expected, 15);
    count_entries(map);
    assert_holds(map, expected);
    syncmap_clear(map);
    memset(expected->values, 0, sizeof expected->values);
    try_store(map, expected, 23, "last");
    assert_holds(map, expected);
}

// A failure need not show: the maps inside put off some work that cannot be done at once.
static void every_allocation_may_fail_and_nothing_is_lost(void **state) {
    (void)state;
    size_t shown = 0;
    size_t n = 0;
    do {
        GomapType type = text_type();
        Syncmap *map;
        Expected expected = {0};
        char texts[24][24];
        for (size_t i = 0; i < 24; i++)
            expected.keys[i] = number_text(texts[i], i);
        memset(&memory, 0, sizeof memory);
        atomic_store(&memory.fail_at, ++n);
        GomapStatus status = syncmap_new(&type, &map);
        assert_int_equal(map == NULL, status != GOMAP_OK);
        shown += status != GOMAP_OK;
        if (map) {
            exercise(map, &expected);
            assert_in_range(expected.failures, 0, 1);
            shown += expected.failures;
        }
        syncmap_free(map);
        assert_int_equal(tear_down(state), 0);
    } while (atomic_load(&memory.calls) >= n);
    assert_in_range(n, 80, 1000);
    assert_in_range(shown, n * 3 / 4, n - 1);
}

static void a_type_that_does_not_fit_is_refused(void **state) {
    (void)state;
    Syncmap *map;
    GomapType type = number_type();
    type.value_size = 4;
    type.value_align = 4;
    assert_int_equal(syncmap_new(NULL, &map), GOMAP_BAD_TYPE);
    assert_int_equal(syncmap_new(&type, &map), GOMAP_BAD_TYPE);
    assert_null(map);
    type = number_type();
    type.update_key = true;
    assert_int_equal(syncmap_new(&type, &map), GOMAP_BAD_TYPE);
    type = text_type();
    type.key_copy = NULL;
    assert_int_equal(syncmap_new(&type, &map), GOMAP_BAD_TYPE);
    type = number_type();
    type.hash = NULL;
    assert_int_equal(syncmap_new(&type, &map), GOMAP_BAD_TYPE);
    assert_null(map);
}

static void a_null_map_is_empty_and_takes_nothing(void **state) {
    (void)state;
    SyncmapSection section;
    uint64_t key = 1;
    void *got = &key;
    bool yes = true;
    size_t count = 0;
    syncmap_enter(&section, NULL);
    assert_null(syncmap_load(&section, &key));
    assert_int_equal(syncmap_load_or_store(&section, &key, &key, &got, &yes), GOMAP_NIL_MAP);
    assert_null(got);
    assert_false(yes);
    assert_int_equal(syncmap_swap(&section, &key, &key, &got, &yes), GOMAP_NIL_MAP);
    assert_false(syncmap_load_and_delete(&section, &key, &got));
    syncmap_range(&section, ignore_entry, &count);
    syncmap_leave(&section);
    assert_int_equal(count, 0);
    assert_int_equal(syncmap_store(NULL, &key, &key), GOMAP_NIL_MAP);
    assert_int_equal(syncmap_compare_and_swap(NULL, &key, &key, &key, &yes), GOMAP_NIL_MAP);
    assert_false(syncmap_compare_and_delete(NULL, &key, &key));
    assert_false(syncmap_delete(NULL, &key));
    syncmap_clear(NULL);
    syncmap_collect(NULL);
    syncmap_free(NULL);
    assert_int_equal(stats_of(NULL).readable, 0);
    assert_true(syncmap_check(NULL, NULL, 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_same_calls_give_the_same_answers_on_three_kinds_of_maps),
        TEST(a_walk_beside_stores_shows_every_key_once_with_a_value_of_its_own),
        TEST(keys_that_come_and_go_leave_nothing_behind),
        TEST(all_calls_work_inside_nested_walks),
        TEST(a_walk_ends_what_it_shows_when_the_map_is_cleared_in_it),
        TEST(comparing_an_absent_key_does_nothing),
        TEST(a_walk_takes_no_memory),
        TEST(a_walk_ends_when_it_is_told_to),
        TEST(a_deleted_key_is_gone_wherever_its_entry_is),
        TEST(clearing_deletes_readable_and_new_keys),
        TEST(clearing_beside_other_calls_leaves_a_sound_map),
        TEST(new_keys_are_promoted_after_as_many_misses),
        TEST(deleted_entries_leave_the_table_with_the_second_promotion),
        TEST(a_deleted_key_comes_back_in_every_state),
        TEST(readable_keys_need_no_lock),
        TEST(a_value_is_released_after_the_last_section_that_saw_it),
        TEST(what_a_deletion_and_a_swap_give_out_lives_in_the_section),
        TEST(a_section_does_not_hold_what_was_gone_before_it),
        TEST(a_section_that_sleeps_does_not_hold_what_is_stored_later),
        TEST(without_sections_no_more_than_a_batch_waits),
        TEST(a_superseded_table_counts_with_its_size),
        TEST(any_number_of_sections_may_be_open),
        TEST(freeing_releases_everything_once),
        TEST(a_null_value_is_stored_but_looks_absent_to_load),
        TEST(keys_and_values_are_copied_and_each_copy_is_released_once),
        TEST(a_value_that_was_not_stored_stays_with_the_caller),
        TEST(every_allocation_may_fail_and_nothing_is_lost),
        TEST(a_type_that_does_not_fit_is_refused),
        TEST(a_null_map_is_empty_and_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
