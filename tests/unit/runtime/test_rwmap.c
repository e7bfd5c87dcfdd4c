// SPDX-License-Identifier: Apache-2.0

// The guarded map against its contract. That it answers like the other maps for threads is in
// test_syncmap.c; here: who may be inside at once, what is copied, and what memory it needs.
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "runtime/rwmap.h"

static struct {
    size_t live; // allocations not freed
    size_t calls;
    size_t fail_at; // the call that fails, 0: none
} memory;

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    void *p = ++memory.calls != memory.fail_at ? malloc(size) : NULL;
    memory.live += p != NULL;
    return p;
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)size;
    (void)ctx;
    memory.live--;
    free(p);
}

static GomapType counting_type(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.allocator = (GomapAllocator){counting_alloc, counting_free, NULL};
    return type;
}

static Rwmap *new_map(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Rwmap *map;
    assert_int_equal(rwmap_new(&type, 0, &map), GOMAP_OK);
    return map;
}

static void put(Rwmap *map, uint64_t key, uint64_t value) {
    assert_int_equal(rwmap_put(map, &key, &value), GOMAP_OK);
}

static uint64_t get(Rwmap *map, uint64_t key) {
    uint64_t value = 0;
    rwmap_get(map, &key, &value);
    return value;
}

// ---- Who is inside ----

static pthread_barrier_t meeting;

static void meet(const void *value, void *ctx) {
    (void)value;
    (void)ctx;
    pthread_barrier_wait(&meeting);
}

static bool meet_in_walk(const void *key, const void *value, void *ctx) {
    (void)key;
    meet(value, ctx);
    return true;
}

static void meet_with_map(const Gomap *map, void *ctx) {
    meet(map, ctx);
}

static void *read_and_meet(void *arg) {
    uint64_t key = 1;
    rwmap_view(arg, &key, meet, NULL);
    rwmap_range(arg, meet_in_walk, NULL);
    rwmap_with_read(arg, meet_with_map, NULL);
    return NULL;
}

// TestParallelReaders
static void readers_are_inside_together(void **state) {
    (void)state;
    enum { READERS = 4 };
    Rwmap *map = new_map();
    pthread_t threads[READERS];
    put(map, 1, 1);
    pthread_barrier_init(&meeting, NULL, READERS);
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_and_meet, map), 0);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&meeting);
    rwmap_free(map);
}

enum { WRITER = 10000, TURNS = 2000, MOST_TURNS = 20000 };

// Readers inside, and WRITER times the writers inside.
typedef struct Room {
    Rwmap *map;
    atomic_int inside;
    atomic_int mistakes;
} Room;

static void enter_room(Room *room, int weight) {
    int inside = atomic_fetch_add(&room->inside, weight) + weight;
    if (weight == WRITER ? inside != WRITER : inside < 1 || inside >= WRITER)
        atomic_fetch_add(&room->mistakes, 1);
    sched_yield();
    atomic_fetch_sub(&room->inside, weight);
}

static void view_room(const void *value, void *ctx) {
    (void)value;
    enter_room(ctx, 1);
}

static void change_room(void *slot, bool added, void *ctx) {
    (void)added;
    ++*(uint64_t *)slot;
    enter_room(ctx, WRITER);
}

static void write_room(Gomap *map, void *ctx) {
    uint64_t key = 1;
    ++*(uint64_t *)gomap_find(map, &key);
    enter_room(ctx, WRITER);
}

static void *read_room(void *arg) {
    Room *room = arg;
    uint64_t key = 1;
    for (int i = 0; i < TURNS; i++)
        rwmap_view(room->map, &key, view_room, room);
    return NULL;
}

static void *write_in_room(void *arg) {
    Room *room = arg;
    uint64_t key = 1;
    for (int i = 0; i < TURNS; i++) {
        if (i % 2)
            rwmap_with_write(room->map, write_room, room);
        else if (rwmap_update(room->map, &key, change_room, room) != GOMAP_OK)
            atomic_fetch_add(&room->mistakes, 1);
    }
    return NULL;
}

// TestRWMutex
static void a_writer_is_inside_alone(void **state) {
    (void)state;
    enum { READERS = 3, WRITERS = 2 };
    Room room = {.map = new_map()};
    pthread_t threads[READERS + WRITERS];
    put(room.map, 1, 0);
    for (size_t i = 0; i < READERS + WRITERS; i++) {
        void *(*work)(void *) = i < READERS ? read_room : write_in_room;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &room), 0);
    }
    for (size_t i = 0; i < READERS + WRITERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(room.mistakes, 0);
    assert_int_equal(get(room.map, 1), WRITERS * TURNS);
    rwmap_free(room.map);
}

// Two readers that take turns so that one of them is always inside, unless a writer is waiting.
typedef struct Relay {
    Rwmap *map;
    atomic_size_t entered; // by both
    atomic_bool written;
} Relay;

static void hand_over(const void *value, void *ctx) {
    (void)value;
    Relay *relay = ctx;
    size_t seen = atomic_fetch_add(&relay->entered, 1) + 1;
    struct timespec pause = {0, 100000};
    // Until the other one is in, or for a time in which it would have come in if it could.
    for (int i = 0; i < 200 && atomic_load(&relay->entered) == seen; i++)
        nanosleep(&pause, NULL);
}

static void *relay_reader(void *arg) {
    Relay *relay = arg;
    uint64_t key = 1;
    while (!atomic_load(&relay->written) && atomic_load(&relay->entered) < MOST_TURNS)
        rwmap_view(relay->map, &key, hand_over, relay);
    return NULL;
}

static void a_waiting_writer_goes_before_new_readers(void **state) {
    (void)state;
    Relay relay = {.map = new_map()};
    pthread_t threads[2];
    put(relay.map, 1, 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, relay_reader, &relay), 0);
    while (atomic_load(&relay.entered) < 10)
        sched_yield();
    put(relay.map, 1, 1);
    atomic_store(&relay.written, true);
    // Without preference the readers would have kept the writer out up to their last turn.
    assert_in_range(atomic_load(&relay.entered), 10, MOST_TURNS - 1);
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    rwmap_free(relay.map);
}

enum { KEYS = 1024 };

static void *store_multiples(void *arg) {
    for (uint64_t factor = 2; factor < 12; factor++) {
        for (uint64_t key = 1; key <= KEYS; key++)
            put(arg, key, key * factor);
    }
    return NULL;
}

static bool check_multiple(const void *key, const void *value, void *ctx) {
    assert_int_equal(*(const uint64_t *)value % *(const uint64_t *)key, 0);
    ++*(size_t *)ctx;
    return true;
}

// TestConcurrentRange
static void a_walk_beside_writers_shows_one_moment(void **state) {
    (void)state;
    Rwmap *map = new_map();
    pthread_t writer;
    for (uint64_t key = 1; key <= KEYS; key++)
        put(map, key, key);
    assert_int_equal(pthread_create(&writer, NULL, store_multiples, map), 0);
    for (size_t i = 0; i < 20; i++) {
        size_t count = 0;
        rwmap_range(map, check_multiple, &count);
        assert_int_equal(count, KEYS);
    }
    pthread_join(writer, NULL);
    rwmap_free(map);
}

// ---- Calls ----

static void copy_value(const void *value, void *ctx) {
    *(uint64_t *)ctx = *(const uint64_t *)value;
}

static void add_one(void *slot, bool added, void *ctx) {
    *(bool *)ctx = added;
    ++*(uint64_t *)slot;
}

static bool stop_at_second(const void *key, const void *value, void *ctx) {
    (void)key;
    (void)value;
    return ++*(size_t *)ctx < 2;
}

static void each_call_does_what_its_gomap_call_does(void **state) {
    (void)state;
    Rwmap *map = new_map();
    uint64_t key = 7;
    uint64_t value = 0;
    uint64_t key_out = 0;
    bool added = false;
    size_t shown = 0;
    assert_false(rwmap_get(map, &key, &value));
    assert_int_equal(rwmap_update(map, &key, add_one, &added), GOMAP_OK);
    assert_true(added);
    assert_int_equal(rwmap_update(map, &key, add_one, &added), GOMAP_OK);
    assert_false(added);
    assert_true(rwmap_get(map, &key, NULL));
    assert_true(rwmap_view(map, &key, copy_value, &value));
    assert_int_equal(value, 2);
    assert_true(rwmap_take(map, &key, &key_out, &value));
    assert_int_equal(key_out, 7);
    assert_false(rwmap_take(map, &key, &key_out, &value));
    assert_false(rwmap_view(map, &key, copy_value, &value));
    for (uint64_t i = 0; i < 10; i++)
        put(map, i, i);
    rwmap_range(map, stop_at_second, &shown);
    assert_int_equal(shown, 2);
    assert_true(rwmap_remove(map, &key));
    assert_false(rwmap_remove(map, &key));
    assert_int_equal(rwmap_len(map), 9);
    rwmap_clear(map);
    assert_int_equal(rwmap_len(map), 0);
    rwmap_free(map);
}

static void a_copied_value_does_not_follow_the_map(void **state) {
    (void)state;
    Rwmap *map = new_map();
    put(map, 1, 5);
    uint64_t value = get(map, 1);
    put(map, 1, 6);
    rwmap_clear(map);
    assert_int_equal(value, 5);
    rwmap_free(map);
}

// A failure need not show: the map inside puts off some work that cannot be done at once.
static void every_allocation_may_fail_and_nothing_is_lost(void **state) {
    (void)state;
    enum { ENTRIES = 100 };
    size_t shown = 0;
    size_t n = 0;
    do {
        GomapType type = counting_type();
        Rwmap *map;
        memset(&memory, 0, sizeof memory);
        memory.fail_at = ++n;
        bool failed = rwmap_new(&type, 0, &map) != GOMAP_OK;
        assert_int_equal(map == NULL, failed);
        uint64_t lost = ENTRIES;
        for (uint64_t key = 0; map && key < ENTRIES; key++) {
            bool added;
            GomapStatus status =
                key % 2 ? rwmap_put(map, &key, &key) : rwmap_update(map, &key, add_one, &added);
            lost = status == GOMAP_OK ? lost : key;
        }
        shown += failed || lost < ENTRIES;
        for (uint64_t key = 0; map && key < ENTRIES; key++)
            assert_int_equal(rwmap_get(map, &key, NULL), key != lost);
        rwmap_free(map);
        assert_int_equal(memory.live, 0);
    } while (memory.calls >= n);
    assert_in_range(n, 6, 200);
    assert_in_range(shown, 4, n - 1);
}

static void a_null_map_is_empty_and_takes_nothing(void **state) {
    (void)state;
    uint64_t key = 1;
    rwmap_free(NULL);
    rwmap_clear(NULL);
    rwmap_range(NULL, stop_at_second, NULL);
    rwmap_with_read(NULL, NULL, NULL);
    rwmap_with_write(NULL, NULL, NULL);
    assert_int_equal(rwmap_len(NULL), 0);
    assert_false(rwmap_get(NULL, &key, &key));
    assert_false(rwmap_view(NULL, &key, NULL, NULL));
    assert_false(rwmap_remove(NULL, &key));
    assert_false(rwmap_take(NULL, &key, NULL, NULL));
    assert_int_equal(rwmap_put(NULL, &key, &key), GOMAP_NIL_MAP);
    assert_int_equal(rwmap_update(NULL, &key, NULL, NULL), GOMAP_NIL_MAP);
}

static void a_type_that_contradicts_itself_is_refused(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(8);
    Rwmap *map;
    type.equal = NULL;
    assert_int_equal(rwmap_new(&type, 0, &map), GOMAP_BAD_TYPE);
    assert_int_equal(rwmap_new(NULL, 0, &map), GOMAP_BAD_TYPE);
    assert_null(map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_are_inside_together),
        cmocka_unit_test(a_writer_is_inside_alone),
        cmocka_unit_test(a_waiting_writer_goes_before_new_readers),
        cmocka_unit_test(a_walk_beside_writers_shows_one_moment),
        cmocka_unit_test(each_call_does_what_its_gomap_call_does),
        cmocka_unit_test(a_copied_value_does_not_follow_the_map),
        cmocka_unit_test(every_allocation_may_fail_and_nothing_is_lost),
        cmocka_unit_test(a_null_map_is_empty_and_takes_nothing),
        cmocka_unit_test(a_type_that_contradicts_itself_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
