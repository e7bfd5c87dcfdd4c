// SPDX-License-Identifier: Apache-2.0

// The map against its contract: random operations against an array that is indexed by the key, with
// iterations under way and an allocator that fails, then one test for each promise of the header.
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/gomap.h"

enum { IDS = 600, ITERATIONS = 4 };

static uint64_t random_state;

static uint64_t next_random(void) {
    uint64_t x = random_state += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static size_t below(size_t n) {
    return (size_t)(next_random() % n);
}

// What the allocator and the copy hooks share.
typedef struct Memory {
    size_t live;         // allocations not freed
    size_t bytes;        // in them
    size_t calls;        // so far
    size_t fail_at;      // the call that fails; 0: none
    size_t fail_one_in;  // chance that a call fails; 0: none
    size_t keys_made;    // by copy hooks
    size_t keys_ended;   // by release hooks
    size_t values_made;  //
    size_t values_ended; //
} Memory;

static Memory memory;

static bool may_allocate(void) {
    memory.calls++;
    if (memory.fail_one_in && below(memory.fail_one_in) == 0)
        return false;
    return memory.calls != memory.fail_at;
}

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    void *p = may_allocate() ? malloc(size) : NULL;
    if (p) {
        memset(p, 0xa5, size);
        memory.live++;
        memory.bytes += size;
    }
    return p;
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)ctx;
    assert_non_null(p);
    memset(p, 0x5a, size);
    memory.live--;
    memory.bytes -= size;
    free(p);
}

static bool copy_text(void *dst, const void *src, void *ctx) {
    (void)ctx;
    const char *text = *(const char *const *)src;
    char *copy = may_allocate() ? malloc(strlen(text) + 1) : NULL;
    if (!copy)
        return false;
    strcpy(copy, text);
    memory.keys_made++;
    *(char **)dst = copy;
    return true;
}

static void free_text(void *object, void *ctx) {
    (void)ctx;
    memory.keys_ended++;
    free(*(char **)object);
}

static bool copy_number(void *dst, const void *src, void *ctx) {
    (void)ctx;
    uint64_t *copy = may_allocate() ? malloc(sizeof *copy) : NULL;
    if (!copy)
        return false;
    *copy = **(uint64_t *const *)src;
    memory.values_made++;
    *(uint64_t **)dst = copy;
    return true;
}

static void free_number(void *object, void *ctx) {
    (void)ctx;
    memory.values_ended += *(uint64_t **)object != NULL;
    free(*(uint64_t **)object);
}

static int set_up(void **state) {
    (void)state;
    memory = (Memory){0};
    random_state = 1;
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    assert_int_equal(memory.live, 0);
    assert_int_equal(memory.bytes, 0);
    assert_int_equal(memory.keys_made, memory.keys_ended);
    assert_int_equal(memory.values_made, memory.values_ended);
    return 0;
}

static GomapType with_counting(GomapType type) {
    type.allocator = (GomapAllocator){counting_alloc, counting_free, NULL};
    type.fixed_seed = true;
    type.seed = (GomapSeed){next_random(), next_random()};
    return type;
}

static GomapType u64_type(void) {
    return with_counting(gomap_type_u64(sizeof(uint64_t)));
}

// Four buckets in use, four different marks: long chains and many comparisons.
static uint64_t weak_hash(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(key, sizeof(uint64_t), seed) & 0x0300000000000003;
}

static GomapType weak_type(void) {
    GomapType type = u64_type();
    type.hash = weak_hash;
    return type;
}

static GomapType owning_type(void) {
    GomapType type = with_counting(gomap_type_str(sizeof(uint64_t *)));
    type.key_copy = copy_text;
    type.key_release = free_text;
    type.value_copy = copy_number;
    type.value_release = free_number;
    return type;
}

static GomapType updating_type(void) {
    GomapType type = owning_type();
    type.update_key = true;
    return type;
}

// A map of ids to numbers, as plain integers or as strings and pointers that it owns.
typedef struct Kind {
    const char *name;
    GomapType (*type)(void);
    bool owning;
} Kind;

static const Kind kinds[] = {{"u64", u64_type, false},
                             {"weak hash", weak_type, false},
                             {"owning", owning_type, true},
                             {"owning, updates keys", updating_type, true}};

// A key as a kind of map wants it.
typedef struct Key {
    uint64_t id;
    char digits[24];
    const char *text;
} Key;

static const void *make_key(const Kind *kind, Key *key, uint64_t id) {
    key->id = id;
    snprintf(key->digits, sizeof key->digits, "%llu", (unsigned long long)id);
    key->text = key->digits;
    return kind->owning ? (const void *)&key->text : &key->id;
}

static uint64_t id_of(const Kind *kind, const void *key) {
    if (kind->owning)
        return strtoull(*(const char *const *)key, NULL, 10);
    return *(const uint64_t *)key;
}

static uint64_t number_in(const Kind *kind, const void *slot) {
    return kind->owning ? **(uint64_t *const *)slot : *(const uint64_t *)slot;
}

static GomapStatus put_number(const Kind *kind, Gomap *map, uint64_t id, uint64_t number) {
    Key key;
    uint64_t *pointer = &number;
    return gomap_put(map, make_key(kind, &key, id), kind->owning ? (void *)&pointer : &number);
}

static bool take_number(const Kind *kind, Gomap *map, uint64_t id, uint64_t *number) {
    Key key;
    if (!kind->owning)
        return gomap_take(map, make_key(kind, &key, id), &key.id, number);
    char *text = NULL;
    uint64_t *pointer = NULL;
    if (!gomap_take(map, make_key(kind, &key, id), &text, &pointer))
        return false;
    assert_string_equal(text, key.text);
    *number = *pointer;
    free_text(&text, NULL);
    free_number(&pointer, NULL);
    return true;
}

static void assert_sound(const Gomap *map) {
    char why[120];
    if (!gomap_check(map, why, sizeof why))
        fail_msg("%s", why);
}

static Gomap *new_map(const GomapType *type, size_t hint) {
    Gomap *map;
    assert_int_equal(gomap_new(type, hint, &map), GOMAP_OK);
    return map;
}

typedef struct Watch {
    GomapIter it;
    bool running;
    uint64_t start[IDS]; // birth of each entry at the start, 0: absent
    uint64_t shown[IDS]; // birth of each entry that was produced
} Watch;

typedef struct World {
    const Kind *kind;
    Gomap *map;
    size_t count;
    uint64_t births;
    uint64_t birth[IDS]; // number of the insertion that made the entry, 0: absent
    uint64_t number[IDS];
    Watch watch[ITERATIONS];
    size_t ids; // in use in this phase
} World;

static void note_inserted(World *w, uint64_t id, uint64_t number) {
    if (!w->birth[id]) {
        w->birth[id] = ++w->births;
        w->count++;
    }
    w->number[id] = number;
}

static void note_removed(World *w, uint64_t id) {
    w->count -= w->birth[id] != 0;
    w->birth[id] = 0;
}

static void do_put(World *w, uint64_t id) {
    uint64_t number = next_random();
    GomapStatus status = put_number(w->kind, w->map, id, number);
    if (status == GOMAP_OK)
        note_inserted(w, id, number);
    else
        assert_int_equal(status, GOMAP_NO_MEMORY);
}

static void do_upsert(World *w, uint64_t id) {
    Key key;
    void *slot;
    bool added;
    GomapStatus status = gomap_upsert(w->map, make_key(w->kind, &key, id), &slot, &added);
    if (status != GOMAP_OK) {
        assert_null(slot);
        assert_false(added);
        return;
    }
    assert_int_equal(added, w->birth[id] == 0);
    uint64_t number = next_random();
    if (w->kind->owning && added) {
        assert_null(*(uint64_t **)slot);
        *(uint64_t **)slot = malloc(sizeof number);
        memory.values_made++;
    }
    if (!w->kind->owning && added)
        assert_int_equal(*(uint64_t *)slot, 0);
    *(w->kind->owning ? *(uint64_t **)slot : (uint64_t *)slot) = number;
    note_inserted(w, id, number);
}

static void do_find(World *w, uint64_t id) {
    Key key;
    void *slot = gomap_find(w->map, make_key(w->kind, &key, id));
    assert_int_equal(slot != NULL, w->birth[id] != 0);
    if (slot)
        assert_int_equal(number_in(w->kind, slot), w->number[id]);
}

static void do_remove(World *w, uint64_t id) {
    Key key;
    bool there = w->birth[id] != 0;
    assert_int_equal(gomap_remove(w->map, make_key(w->kind, &key, id)), there);
    note_removed(w, id);
}

static void do_take(World *w, uint64_t id) {
    uint64_t number = 0;
    bool there = w->birth[id] != 0;
    assert_int_equal(take_number(w->kind, w->map, id, &number), there);
    if (there)
        assert_int_equal(number, w->number[id]);
    note_removed(w, id);
}

static void do_clear(World *w) {
    gomap_clear(w->map);
    memset(w->birth, 0, sizeof w->birth);
    w->count = 0;
}

// A removal or an insertion whose arguments are inside the map itself.
static void do_alias(World *w, Watch *watch) {
    uint64_t id = id_of(w->kind, watch->it.key);
    if (below(2)) {
        assert_true(gomap_remove(w->map, watch->it.key));
        note_removed(w, id);
        return;
    }
    Key other;
    uint64_t target = below(2) ? id : below(w->ids);
    uint64_t number = w->number[id];
    const void *key = target == id ? watch->it.key : make_key(w->kind, &other, target);
    if (gomap_put(w->map, key, watch->it.value) == GOMAP_OK)
        note_inserted(w, target, number);
}

static void end_watch(World *w, Watch *watch) {
    for (size_t id = 0; id < IDS; id++) {
        if (watch->start[id] && watch->start[id] == w->birth[id])
            assert_int_equal(watch->shown[id], w->birth[id]);
    }
    watch->running = false;
}

static void step_watch(World *w, Watch *watch) {
    if (!watch->running) {
        gomap_iter_init(&watch->it, w->map);
        memcpy(watch->start, w->birth, sizeof w->birth);
        memset(watch->shown, 0, sizeof watch->shown);
        watch->running = true;
        return;
    }
    if (!gomap_iter_next(&watch->it)) {
        assert_null(watch->it.key);
        end_watch(w, watch);
        return;
    }
    uint64_t id = id_of(w->kind, watch->it.key);
    assert_true(id < IDS && w->birth[id] != 0);
    assert_int_not_equal(watch->shown[id], w->birth[id]);
    assert_int_equal(number_in(w->kind, watch->it.value), w->number[id]);
    watch->shown[id] = w->birth[id];
    if (below(8) == 0)
        do_alias(w, watch);
}

static void stop_watch(Watch *watch) {
    gomap_iter_fini(&watch->it);
    watch->running = false;
}

// One operation; `growing` makes insertions likelier than removals.
static void random_step(World *w, bool growing) {
    uint64_t id = below(w->ids);
    Watch *watch = &w->watch[below(ITERATIONS)];
    size_t dice = below(100);
    size_t inserts = growing ? 45 : 20;
    if (dice < inserts)
        dice % 2 ? do_put(w, id) : do_upsert(w, id);
    else if (dice < 65)
        dice % 3 ? do_remove(w, id) : do_take(w, id);
    else if (dice < 72)
        do_find(w, id);
    else if (dice < 73 && below(30) == 0)
        stop_watch(watch);
    else
        step_watch(w, watch);
    if (below(3000) == 0)
        do_clear(w);
}

static void assert_at_most_two_moved(const Gomap *map, uint64_t *moved) {
    GomapStats stats;
    gomap_stats(map, &stats);
    assert_true(stats.moved - *moved <= 2);
    assert_true(stats.retired <= 2 * ITERATIONS);
    assert_int_equal(stats.bytes, memory.bytes);
    *moved = stats.moved;
}

static void random_life(const Kind *kind, uint64_t seed, size_t fail_one_in) {
    static World world;
    world = (World){.kind = kind, .ids = IDS};
    random_state = seed;
    GomapType type = kind->type();
    world.map = new_map(&type, below(3) * 20);
    memory.fail_one_in = fail_one_in;
    uint64_t moved = 0;
    for (size_t i = 0; i < 12000; i++) {
        if (i % 1000 == 0)
            world.ids = below(2) ? IDS : 10 + below(60);
        random_step(&world, i / 1500 % 2 == 0);
        assert_int_equal(gomap_len(world.map), world.count);
        assert_at_most_two_moved(world.map, &moved);
        if (i % (kind->owning ? 32 : 8) == 0)
            assert_sound(world.map);
    }
    memory.fail_one_in = 0;
    for (uint64_t id = 0; id < IDS; id++)
        do_find(&world, id);
    gomap_free(world.map);
}

static void random_operations_agree_with_an_oracle(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (uint64_t seed = 1; seed <= 4; seed++)
            random_life(&kinds[i], seed * 100 + i, 0);
    }
}

static void random_operations_survive_a_failing_allocator(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (uint64_t seed = 1; seed <= 4; seed++)
            random_life(&kinds[i], seed * 100 + i, seed * seed * seed);
    }
}

static Gomap *filled_map(GomapType type, uint64_t n) {
    Gomap *map = new_map(&type, 0);
    for (uint64_t i = 0; i < n; i++)
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
    return map;
}

static GomapStats stats_of(const Gomap *map) {
    GomapStats stats;
    gomap_stats(map, &stats);
    return stats;
}

static void finish_growth(Gomap *map) {
    uint64_t absent = UINT64_MAX;
    while (stats_of(map).old_buckets)
        assert_false(gomap_remove(map, &absent));
}

static void buckets_double_past_six_and_a_half_entries_each(void **state) {
    (void)state;
    static const struct {
        uint64_t entries;
        size_t buckets;
    } steps[] = {{0, 0},  {1, 1},  {8, 1},  {9, 2},   {13, 2},   {14, 4},
                 {26, 4}, {27, 8}, {52, 8}, {53, 16}, {104, 16}, {105, 32}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        Gomap *map = filled_map(u64_type(), steps[i].entries);
        assert_int_equal(stats_of(map).buckets, steps[i].buckets);
        gomap_free(map);
    }
}

static void a_hint_makes_room_and_an_absurd_one_counts_as_none(void **state) {
    (void)state;
    GomapType type = u64_type();
    static const size_t hints[][2] = {{0, 0},  {8, 0},    {9, 2},        {13, 2},
                                      {14, 4}, {105, 32}, {SIZE_MAX, 0}, {SIZE_MAX / 4, 0}};
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        Gomap *map = new_map(&type, hints[i][0]);
        assert_int_equal(stats_of(map).buckets, hints[i][1]);
        gomap_free(map);
    }
}

static void a_write_moves_at_most_two_old_buckets(void **state) {
    (void)state;
    GomapType type = u64_type();
    Gomap *map = new_map(&type, 0);
    uint64_t moved = 0;
    for (uint64_t i = 0; i < 60000; i++) {
        uint64_t key = i % 3 == 2 ? i / 2 : i;
        if (i % 3 == 2)
            gomap_remove(map, &key);
        else
            assert_int_equal(gomap_put(map, &key, &i), GOMAP_OK);
        assert_at_most_two_moved(map, &moved);
    }
    assert_true(stats_of(map).doublings >= 12);
    assert_sound(map);
    gomap_free(map);
}

static void a_growth_is_done_within_three_quarters_of_its_buckets_in_writes(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 6656 + 1); // 6.5 * 1024
    assert_int_equal(stats_of(map).old_buckets, 1024);
    size_t writes = 1;
    for (uint64_t key = 1; stats_of(map).old_buckets; key += 7, writes++)
        gomap_put(map, &key, &key);
    assert_true(writes <= 1024 * 3 / 4);
    assert_true(writes >= 1024 / 2);
    gomap_free(map);
}

static void reading_moves_nothing(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 105);
    uint64_t moved = stats_of(map).moved;
    for (uint64_t i = 0; i < 200; i++)
        assert_int_equal(gomap_find(map, &i) != NULL, i < 105);
    GomapIter it;
    gomap_iter_init(&it, map);
    while (gomap_iter_next(&it))
        assert_true(*(const uint64_t *)it.key < 105);
    assert_int_equal(stats_of(map).moved, moved);
    assert_true(stats_of(map).old_buckets > 0);
    gomap_free(map);
}

static void coming_and_going_at_one_size_compacts_and_takes_no_more_memory(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 100);
    size_t bound = 0;
    for (uint64_t i = 100; i < 60000; i++) {
        uint64_t oldest = i - 100;
        assert_true(gomap_remove(map, &oldest));
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
        if (i == 20000)
            bound = 2 * memory.bytes;
        if (i > 20000)
            assert_true(memory.bytes <= bound);
    }
    assert_int_equal(stats_of(map).buckets, 16);
    assert_true(stats_of(map).compactions > 0);
    assert_sound(map);
    gomap_free(map);
}

static void a_map_does_not_shrink(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 1000);
    size_t buckets = stats_of(map).buckets;
    for (uint64_t i = 0; i < 1000; i++)
        assert_true(gomap_remove(map, &i));
    assert_int_equal(gomap_len(map), 0);
    assert_int_equal(stats_of(map).buckets, buckets);
    assert_sound(map);
    gomap_free(map);
}

static size_t rest_of(GomapIter *it, bool seen[IDS]) {
    size_t n = 0;
    while (gomap_iter_next(it)) {
        uint64_t id = *(const uint64_t *)it->key;
        assert_false(seen[id]);
        seen[id] = true;
        n++;
    }
    return n;
}

static void an_iteration_sees_every_entry_once_while_the_map_grows(void **state) {
    (void)state;
    for (uint64_t start = 1; start < 120; start++) {
        Gomap *map = filled_map(u64_type(), start);
        GomapIter it;
        bool seen[IDS] = {false};
        gomap_iter_init(&it, map);
        for (uint64_t i = start; i < IDS; i++)
            gomap_put(map, &i, &i);
        assert_true(rest_of(&it, seen) >= start);
        for (uint64_t i = 0; i < start; i++)
            assert_true(seen[i]);
        gomap_free(map);
    }
}

static void growing_and_deleting_in_mid_iteration_shows_no_deleted_entry(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 100);
    GomapIter it;
    bool seen[IDS] = {false};
    gomap_iter_init(&it, map);
    assert_true(gomap_iter_next(&it));
    for (uint64_t i = 100; i < IDS; i++)
        gomap_put(map, &i, &i);
    for (uint64_t i = 1; i < IDS; i += 2)
        gomap_remove(map, &i);
    while (gomap_iter_next(&it)) {
        uint64_t id = *(const uint64_t *)it.key;
        assert_int_equal(id % 2, 0);
        assert_false(seen[id]);
        seen[id] = true;
    }
    gomap_free(map);
}

static void an_iteration_begun_in_mid_growth_outlives_it(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 209); // a doubling of 32 buckets has begun
    assert_int_equal(stats_of(map).old_buckets, 32);
    GomapIter it;
    bool seen[IDS] = {false};
    gomap_iter_init(&it, map);
    for (size_t i = 0; i < 50; i++) {
        assert_true(gomap_iter_next(&it));
        seen[*(const uint64_t *)it.key] = true;
    }
    finish_growth(map);
    assert_int_equal(stats_of(map).retired, 1);
    assert_int_equal(rest_of(&it, seen), 159);
    finish_growth(map);
    uint64_t absent = UINT64_MAX;
    gomap_remove(map, &absent);
    assert_int_equal(stats_of(map).retired, 0);
    gomap_free(map);
}

static void the_table_of_an_iteration_is_given_back_after_its_end(void **state) {
    (void)state;
    for (int early = 0; early < 2; early++) {
        Gomap *map = filled_map(u64_type(), 100);
        GomapIter it;
        gomap_iter_init(&it, map);
        for (uint64_t i = 100; i < IDS; i++)
            gomap_put(map, &i, &i);
        assert_int_equal(stats_of(map).retired, 1);
        bool seen[IDS] = {false};
        if (early)
            gomap_iter_fini(&it);
        else
            rest_of(&it, seen);
        uint64_t one = 1;
        gomap_remove(map, &one);
        assert_int_equal(stats_of(map).retired, 0);
        gomap_free(map);
    }
}

static void an_iteration_can_remove_and_replace_what_it_shows(void **state) {
    (void)state;
    for (uint64_t n = 1; n < IDS; n += 23) {
        Gomap *map = filled_map(u64_type(), n);
        size_t steps = 0;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it); steps++) {
            uint64_t key = *(const uint64_t *)it.key;
            uint64_t fresh = key + 1000;
            assert_true(gomap_remove(map, it.key));
            if (key % 2)
                assert_int_equal(gomap_put(map, &key, &fresh), GOMAP_OK);
        }
        assert_true(steps >= n);
        assert_int_equal(gomap_len(map), n / 2);
        for (uint64_t key = 1; key < n; key += 2)
            assert_int_equal(*(uint64_t *)gomap_find(map, &key), key + 1000);
        gomap_free(map);
    }
}

static void removing_the_first_shown_entry_empties_the_map(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), IDS);
    for (size_t left = IDS; left > 0; left--) {
        GomapIter it;
        gomap_iter_init(&it, map);
        assert_true(gomap_iter_next(&it));
        assert_true(gomap_remove(map, it.key));
        gomap_iter_fini(&it);
        assert_int_equal(gomap_len(map), left - 1);
    }
    assert_sound(map);
    gomap_free(map);
}

static void a_clear_ends_the_iterations_under_way(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 209);
    GomapIter it, other;
    gomap_iter_init(&it, map);
    gomap_iter_init(&other, map);
    assert_true(gomap_iter_next(&it));
    gomap_clear(map);
    assert_sound(map);
    uint64_t one = 1;
    gomap_put(map, &one, &one);
    assert_false(gomap_iter_next(&it));
    assert_null(it.key);
    assert_null(it.value);
    assert_false(gomap_iter_next(&it));
    assert_false(gomap_iter_next(&other));
    assert_sound(map);
    gomap_free(map);
}

static void an_abandoned_iteration_holds_memory_only_until_free(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 100);
    GomapIter it;
    gomap_iter_init(&it, map);
    for (uint64_t i = 100; i < 5000; i++)
        gomap_put(map, &i, &i);
    assert_int_equal(stats_of(map).retired, 1);
    assert_sound(map);
    gomap_free(map);
}

static uint64_t order_of(Gomap *map) {
    uint64_t order = 0;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it);)
        order = order * 31 + *(const uint64_t *)it.key;
    return order;
}

static void two_iterations_start_at_different_entries(void **state) {
    (void)state;
    static const uint64_t sizes[] = {3, 7, 9, 15, 100};
    for (size_t i = 0; i < 5; i++) {
        Gomap *map = filled_map(gomap_type_u64(sizeof(uint64_t)), sizes[i]);
        uint64_t first = order_of(map);
        size_t tries = 0;
        while (order_of(map) == first && tries < 100)
            tries++;
        assert_true(tries < 100);
        gomap_free(map);
    }
}

static void iterations_start_in_many_buckets(void **state) {
    (void)state;
    Gomap *map = filled_map(gomap_type_u64(sizeof(uint64_t)), IDS);
    bool first[IDS] = {false};
    size_t different = 0;
    for (size_t i = 0; i < 200; i++) {
        GomapIter it;
        gomap_iter_init(&it, map);
        assert_true(gomap_iter_next(&it));
        bool *mark = &first[*(const uint64_t *)it.key];
        different += !*mark;
        *mark = true;
        gomap_iter_fini(&it);
    }
    assert_true(different > 2 * 8); // more than the slots of one bucket
    gomap_free(map);
}

static uint64_t hash_and_tell_seed(const void *key, const GomapSeed *seed, void *ctx) {
    *(GomapSeed *)ctx = *seed;
    return gomap_hash_bytes(key, sizeof(uint64_t), seed);
}

static void an_emptied_map_takes_a_new_seed_unless_it_is_fixed(void **state) {
    (void)state;
    for (int fixed = 0; fixed < 2; fixed++) {
        GomapSeed now;
        GomapType type = gomap_type_u64(sizeof(uint64_t));
        type.hash = hash_and_tell_seed;
        type.ctx = &now;
        type.fixed_seed = fixed;
        Gomap *map = new_map(&type, 0);
        uint64_t seen[3];
        uint64_t key = 1;
        for (int i = 0; i < 3; i++) {
            gomap_put(map, &key, &key);
            seen[i] = now.k0;
            if (i == 0)
                gomap_remove(map, &key);
            else
                gomap_clear(map);
        }
        assert_int_equal(seen[0] == seen[1], fixed);
        assert_int_equal(seen[1] == seen[2], fixed);
        gomap_free(map);
    }
}

static void two_maps_hash_with_different_seeds(void **state) {
    (void)state;
    Gomap *a = filled_map(gomap_type_u64(sizeof(uint64_t)), 100);
    Gomap *b = filled_map(gomap_type_u64(sizeof(uint64_t)), 100);
    assert_int_not_equal(order_of(a), order_of(b));
    gomap_free(a);
    gomap_free(b);
}

static void a_deterministic_map_keeps_its_order_from_run_to_run(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.deterministic = true;
    Gomap *a = filled_map(type, 300);
    Gomap *b = filled_map(type, 300);
    assert_int_equal(order_of(a), order_of(a));
    assert_int_equal(order_of(a), order_of(b));
    gomap_clear(a);
    gomap_clear(b);
    for (uint64_t i = 0; i < 300; i++) {
        gomap_put(a, &i, &i);
        gomap_put(b, &i, &i);
    }
    assert_int_equal(order_of(a), order_of(b));
    gomap_free(a);
    gomap_free(b);
}

static bool run_with_failures(const Kind *kind) {
    GomapType type = kind->type();
    Gomap *map = NULL, *copy = NULL;
    bool all = gomap_new(&type, 20, &map) == GOMAP_OK;
    for (uint64_t id = 0; all && id < 150; id++) {
        size_t before = gomap_len(map);
        GomapStatus status = put_number(kind, map, id % 120, id);
        all = status == GOMAP_OK;
        if (!all) {
            assert_int_equal(status, GOMAP_NO_MEMORY);
            assert_int_equal(gomap_len(map), before);
        }
    }
    if (all) {
        GomapStatus status = gomap_clone(map, &copy);
        all = status == GOMAP_OK;
        assert_int_equal(copy != NULL, all);
    }
    assert_sound(map);
    for (uint64_t id = 0; map && id < 120; id += 2) {
        Key key;
        bool there = gomap_find(map, make_key(kind, &key, id)) != NULL;
        assert_int_equal(gomap_remove(map, make_key(kind, &key, id)), there);
    }
    assert_sound(map);
    gomap_free(copy);
    gomap_free(map);
    return all;
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t n = 0;
        bool all;
        do {
            memory.calls = 0;
            memory.fail_at = ++n;
            random_state = 5;
            all = run_with_failures(&kinds[i]);
            assert_int_equal(memory.live, 0);
        } while (memory.calls >= n); // a failure that only delays a growth is not seen
        assert_true(all);
        assert_true(n > 5);
        memory.fail_at = 0;
    }
}

// All ids below 1000 in the first bucket, the others in the second one.
static uint64_t lopsided_hash(const void *key, const GomapSeed *seed, void *ctx) {
    (void)seed, (void)ctx;
    uint64_t id = *(const uint64_t *)key;
    return id << 56 | (id >= 1000);
}

static GomapType lopsided_type(void) {
    GomapType type = u64_type();
    type.hash = lopsided_hash;
    return type;
}

static void a_slot_in_a_bucket_that_could_not_be_moved_stays_where_it_is(void **state) {
    (void)state;
    Gomap *map = filled_map(lopsided_type(), 13); // in one bucket and its overflow bucket
    uint64_t key = 1000;
    memory.fail_at = memory.calls + 3; // the new table is made, the first bucket cannot be moved
    assert_int_equal(gomap_put(map, &key, &key), GOMAP_OK);
    uint64_t moved = stats_of(map).moved;
    key = 3;
    void *slot;
    memory.fail_at = memory.calls + 1;
    assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
    assert_int_equal(stats_of(map).moved, moved);
    assert_ptr_equal(gomap_find(map, &key), slot);
    key = 4;
    memory.fail_at = memory.calls + 1;
    assert_true(gomap_remove(map, &key));
    assert_sound(map);
    finish_growth(map);
    assert_sound(map);
    assert_int_equal(gomap_len(map), 13);
    gomap_free(map);
}

static void hooks_run_once_for_each_entry(void **state) {
    (void)state;
    const Kind *kind = &kinds[2];
    GomapType type = owning_type();
    Gomap *map = new_map(&type, 0);
    for (uint64_t id = 0; id < 200; id++)
        assert_int_equal(put_number(kind, map, id, id), GOMAP_OK);
    assert_int_equal(memory.keys_made, 200);
    assert_int_equal(memory.values_made, 200);
    assert_int_equal(put_number(kind, map, 7, 8), GOMAP_OK);
    assert_int_equal(memory.keys_made, 200); // the stored key stays
    assert_int_equal(memory.values_ended, 1);
    Key key;
    assert_true(gomap_remove(map, make_key(kind, &key, 7)));
    assert_int_equal(memory.keys_ended, 1);
    assert_int_equal(memory.values_ended, 2);
    uint64_t *kept = NULL;
    assert_true(gomap_take(map, make_key(kind, &key, 8), NULL, &kept));
    assert_int_equal(memory.keys_ended, 2); // not wanted, so released
    assert_int_equal(memory.values_ended, 2);
    free_number(&kept, NULL);
    gomap_clear(map);
    assert_int_equal(memory.keys_ended, 200);
    assert_int_equal(memory.values_ended, 201);
    assert_int_equal(put_number(kind, map, 1, 1), GOMAP_OK);
    gomap_free(map);
    assert_int_equal(memory.keys_ended, 201);
    assert_int_equal(memory.values_ended, 202);
}

static void a_handed_over_value_stays_with_the_caller_when_put_fails(void **state) {
    (void)state;
    GomapType type = u64_type();
    type.value_release = free_number;
    type.value_size = sizeof(uint64_t *);
    Gomap *map = new_map(&type, 0);
    uint64_t key = 1;
    uint64_t *value = malloc(sizeof *value);
    assert_non_null(value);
    *value = 5;
    memory.values_made++;
    memory.fail_at = memory.calls + 1;
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_NO_MEMORY);
    assert_int_equal(*value, 5);
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    gomap_free(map);
    assert_int_equal(memory.values_ended, 1);
}

static void a_clone_is_equal_and_independent(void **state) {
    (void)state;
    const Kind *kind = &kinds[2];
    GomapType type = owning_type();
    Gomap *map = new_map(&type, 0);
    for (uint64_t id = 0; id < 53; id++) // a doubling is under way
        put_number(kind, map, id, id);
    Gomap *copy;
    assert_int_equal(gomap_clone(map, &copy), GOMAP_OK);
    gomap_free(map);
    assert_sound(copy);
    assert_int_equal(gomap_len(copy), 53);
    for (uint64_t id = 0; id < 53; id++) {
        Key key;
        assert_int_equal(number_in(kind, gomap_find(copy, make_key(kind, &key, id))), id);
    }
    gomap_free(copy);
}

static void a_clone_of_entries_that_cannot_be_copied_is_refused(void **state) {
    (void)state;
    GomapType type = u64_type();
    type.value_release = free_number;
    Gomap *map = new_map(&type, 0);
    Gomap *copy = map;
    assert_int_equal(gomap_clone(map, &copy), GOMAP_NO_COPY);
    assert_null(copy);
    gomap_free(map);
}

static void a_cleared_map_keeps_its_buckets_and_can_be_filled_again(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 209);
    size_t buckets = stats_of(map).buckets;
    gomap_clear(map);
    assert_int_equal(gomap_len(map), 0);
    assert_int_equal(stats_of(map).buckets, buckets);
    assert_int_equal(stats_of(map).old_buckets, 0);
    assert_sound(map);
    for (uint64_t i = 0; i < 209; i++) {
        assert_null(gomap_find(map, &i));
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
    }
    assert_sound(map);
    gomap_free(map);
}

static void string_keys_are_compared_by_their_bytes(void **state) {
    (void)state;
    GomapType type = gomap_type_str(sizeof(int));
    Gomap *map = new_map(&type, 0);
    char first[] = "maple", second[] = "maple", other[] = "leak", empty[] = "";
    const char *key = first;
    int value = 1;
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    key = second;
    value = 2;
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    assert_int_equal(gomap_len(map), 1);
    const char *stored = NULL;
    assert_true(gomap_take(map, &key, &stored, &value));
    assert_ptr_equal(stored, first);
    assert_int_equal(value, 2);
    key = other;
    assert_null(gomap_find(map, &key));
    key = empty;
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    assert_non_null(gomap_find(map, &key));
    gomap_free(map);
}

static void update_key_stores_the_newest_key(void **state) {
    (void)state;
    GomapType type = gomap_type_str(0);
    type.update_key = true;
    Gomap *map = new_map(&type, 0);
    char first[] = "maple", second[] = "maple";
    const char *key = first;
    void *slot;
    bool added;
    assert_int_equal(gomap_upsert(map, &key, &slot, &added), GOMAP_OK);
    assert_true(added);
    key = second;
    assert_int_equal(gomap_upsert(map, &key, &slot, &added), GOMAP_OK);
    assert_false(added);
    const char *stored = NULL;
    assert_true(gomap_take(map, &key, &stored, NULL));
    assert_ptr_equal(stored, second);
    gomap_free(map);
}

static void a_value_inside_the_map_can_be_put_under_another_key(void **state) {
    (void)state;
    for (uint64_t n = 1; n < 120; n++) {
        Gomap *map = filled_map(weak_type(), n);
        for (uint64_t i = 0; i < n; i++) {
            uint64_t fresh = i + 1000;
            assert_int_equal(gomap_put(map, &fresh, gomap_find(map, &i)), GOMAP_OK);
            assert_int_equal(*(uint64_t *)gomap_find(map, &fresh), i);
        }
        assert_sound(map);
        gomap_free(map);
    }
}

static void a_value_inside_the_map_outlives_the_growth_that_its_put_starts(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 208; i += 5) {
        Gomap *map = filled_map(lopsided_type(), 208);
        uint64_t fresh = 500;
        assert_int_equal(gomap_put(map, &fresh, gomap_find(map, &i)), GOMAP_OK);
        assert_int_equal(stats_of(map).old_buckets, 32);
        assert_int_equal(*(uint64_t *)gomap_find(map, &fresh), i);
        gomap_free(map);
    }
}

static void a_removed_and_reused_slot_starts_from_zero(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 8);
    for (uint64_t key = 0; key < 8; key++) {
        assert_true(gomap_remove(map, &key));
        void *slot;
        assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
        assert_int_equal(*(uint64_t *)slot, 0);
    }
    gomap_clear(map);
    uint64_t key = 3;
    void *slot;
    assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
    assert_int_equal(*(uint64_t *)slot, 0);
    gomap_free(map);
}

typedef struct Big {
    uint64_t words[125];
} Big;

static uint64_t hash_big(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(key, sizeof(Big), seed);
}

static bool equal_big(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return memcmp(a, b, sizeof(Big)) == 0;
}

static void big_keys_and_values_are_stored_whole(void **state) {
    (void)state;
    GomapType type = {
        .key_size = sizeof(Big), .value_size = sizeof(Big), .hash = hash_big, .equal = equal_big};
    Gomap *map = new_map(&type, 0);
    for (uint64_t i = 0; i < 100; i++) {
        Big big = {{[0] = i, [124] = i * i}};
        assert_int_equal(gomap_put(map, &big, &big), GOMAP_OK);
    }
    for (uint64_t i = 0; i < 100; i++) {
        Big big = {{[0] = i, [124] = i * i}};
        void *slot = gomap_find(map, &big);
        assert_memory_equal(slot, &big, sizeof big);
    }
    assert_sound(map);
    gomap_free(map);
}

static uint64_t hash_nothing(const void *key, const GomapSeed *seed, void *ctx) {
    (void)key, (void)ctx;
    return gomap_hash_bytes(NULL, 0, seed);
}

static bool equal_nothing(const void *a, const void *b, void *ctx) {
    (void)a, (void)b, (void)ctx;
    return true;
}

static void keys_and_values_may_have_no_size(void **state) {
    (void)state;
    GomapType type = {.hash = hash_nothing, .equal = equal_nothing};
    Gomap *map = new_map(&type, 0);
    assert_int_equal(gomap_put(map, "", NULL), GOMAP_OK);
    assert_int_equal(gomap_put(map, "", NULL), GOMAP_OK);
    assert_int_equal(gomap_len(map), 1);
    assert_non_null(gomap_find(map, ""));
    assert_true(gomap_remove(map, ""));
    gomap_free(map);
}

static void slots_are_aligned_as_the_type_says(void **state) {
    (void)state;
    GomapType type = gomap_type_u32(48);
    type.value_align = 16;
    Gomap *map = new_map(&type, 0);
    for (uint32_t i = 0; i < 100; i++) {
        void *slot;
        assert_int_equal(gomap_assign(map, &i, &slot), GOMAP_OK);
        assert_int_equal((uintptr_t)slot % 16, 0);
    }
    gomap_free(map);
}

static void a_type_that_contradicts_itself_is_refused(void **state) {
    (void)state;
    GomapType good = u64_type();
    GomapType bad[7] = {good, good, good, good, good, good, good};
    bad[0].hash = NULL;
    bad[1].equal = NULL;
    bad[2].key_align = 3;
    bad[3].value_align = 4096;
    bad[4].value_size = 12; // not a multiple of:
    bad[4].value_align = 8;
    bad[5].allocator.free = NULL;
    bad[6].value_size = SIZE_MAX / 8;
    for (size_t i = 0; i < 7; i++) {
        Gomap *map = (Gomap *)&good;
        assert_int_equal(gomap_new(&bad[i], 0, &map), GOMAP_BAD_TYPE);
        assert_null(map);
        assert_int_equal(gomap_storage_size(&bad[i]), 0);
    }
}

static void without_a_type_there_is_no_map(void **state) {
    (void)state;
    max_align_t storage[64];
    Gomap *map = (Gomap *)storage;
    assert_int_equal(gomap_new(NULL, 0, &map), GOMAP_BAD_TYPE);
    assert_null(map);
    map = (Gomap *)storage;
    assert_int_equal(gomap_new_in(NULL, storage, sizeof storage, &map), GOMAP_BAD_TYPE);
    assert_null(map);
    assert_int_equal(gomap_storage_size(NULL), 0);
}

static void a_trimmed_map_keeps_nothing_to_be_freed(void **state) {
    (void)state;
    Gomap *map = filled_map(u64_type(), 5000);
    for (uint64_t key = 10; key < 5000; key++)
        assert_true(gomap_remove(map, &key));
    assert_int_equal(gomap_trim(map), GOMAP_OK);
    GomapStats stats = stats_of(map);
    assert_int_equal(stats.buckets, 2);
    assert_true(stats.bytes < 4 * 1024);
    assert_int_equal(stats.bytes, memory.bytes);
    assert_sound(map);
    gomap_free(map);
}

static void a_null_map_is_empty_and_takes_nothing(void **state) {
    (void)state;
    uint64_t key = 1;
    void *slot = &key;
    Gomap *copy = (Gomap *)&key;
    GomapIter it;
    assert_int_equal(gomap_len(NULL), 0);
    assert_null(gomap_find(NULL, &key));
    assert_false(gomap_remove(NULL, &key));
    assert_int_equal(gomap_assign(NULL, &key, &slot), GOMAP_NIL_MAP);
    assert_null(slot);
    assert_int_equal(gomap_put(NULL, &key, &key), GOMAP_NIL_MAP);
    assert_int_equal(gomap_clone(NULL, &copy), GOMAP_OK);
    assert_null(copy);
    gomap_iter_init(&it, NULL);
    assert_false(gomap_iter_next(&it));
    gomap_iter_fini(&it);
    gomap_clear(NULL);
    gomap_free(NULL);
    assert_true(gomap_check(NULL, NULL, 0));
}

static void the_hash_is_siphash_1_3(void **state) {
    (void)state;
    // From CPython 3.11 with PYTHONHASHSEED=0, whose key is zero: hash(b"...") % 2**64.
    static const struct {
        const char *text;
        uint64_t hash;
    } vectors[] = {{"a", 0x407448d2b89b1813U},
                   {"maple", 0x52f0304c994865b2U},
                   {"12345678", 0x3489982430560a87U},
                   {"hello world", 0xb1b1f2e707e4ac8aU},
                   {"the quick brown fox jumps over", 0xad7dbf39b6f5e689U}};
    GomapSeed zero = {0, 0};
    GomapSeed other = {1, 0};
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const char *text = vectors[i].text;
        uint64_t hash = gomap_hash_bytes(text, strlen(text), &zero);
        assert_true(hash == vectors[i].hash);
        assert_true(hash != gomap_hash_bytes(text, strlen(text), &other));
    }
}

static void *read_all(void *arg) {
    Gomap *map = arg;
    size_t *seen = calloc(1, sizeof *seen);
    GomapIter it;
    for (gomap_iter_init(&it, map); seen && gomap_iter_next(&it);)
        *seen += gomap_find(map, it.key) == it.value;
    return seen;
}

static void many_threads_may_read_in_mid_growth(void **state) {
    (void)state;
    enum { READERS = 4 };
    Gomap *map = filled_map(u64_type(), 200);
    for (uint64_t n = 200; n < 300; n++) {
        pthread_t threads[READERS];
        assert_int_equal(gomap_put(map, &n, &n), GOMAP_OK);
        for (int i = 0; i < READERS; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, read_all, map), 0);
        for (int i = 0; i < READERS; i++) {
            void *seen = NULL;
            pthread_join(threads[i], &seen);
            assert_non_null(seen);
            assert_int_equal(*(size_t *)seen, n + 1);
            free(seen);
        }
    }
    gomap_free(map);
}

typedef struct Intruder {
    Gomap *map;
    int act; // 0: nothing, 1: write, 2: read, 3: iterate
    const char *message;
    size_t messages;
} Intruder;

static void note_fatal(const char *message, void *ctx) {
    Intruder *intruder = ctx;
    intruder->message = message;
    intruder->messages++;
}

// Stands for another thread: it uses the map while a write is at work.
static bool equal_with_intruder(const void *a, const void *b, void *ctx) {
    Intruder *intruder = ctx;
    int act = intruder->act;
    intruder->act = 0;
    uint64_t key = 99;
    GomapIter it;
    if (act == 1)
        assert_int_equal(gomap_put(intruder->map, &key, &key), GOMAP_CONCURRENT);
    if (act == 2)
        assert_null(gomap_find(intruder->map, &key));
    if (act == 3) {
        gomap_iter_init(&it, intruder->map);
        assert_false(gomap_iter_next(&it));
    }
    return *(const uint64_t *)a == *(const uint64_t *)b;
}

static void a_call_that_overlaps_a_write_is_told(void **state) {
    (void)state;
    static const char *const messages[] = {NULL, "concurrent map writes",
                                           "concurrent map read and map write",
                                           "concurrent map iteration and map write"};
    Intruder intruder = {0};
    gomap_set_fatal(note_fatal, &intruder);
    GomapType type = u64_type();
    type.equal = equal_with_intruder;
    type.ctx = &intruder;
    intruder.map = filled_map(type, 5);
    for (int act = 1; act <= 3; act++) {
        uint64_t key = 3;
        intruder.act = act;
        assert_int_equal(gomap_put(intruder.map, &key, &key), GOMAP_OK);
        assert_int_equal(intruder.messages, act);
        assert_string_equal(intruder.message, messages[act]);
    }
    gomap_set_fatal(NULL, NULL);
    assert_int_equal(gomap_len(intruder.map), 5);
    assert_sound(intruder.map);
    gomap_free(intruder.map);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(random_operations_agree_with_an_oracle),
        TEST(random_operations_survive_a_failing_allocator),
        TEST(buckets_double_past_six_and_a_half_entries_each),
        TEST(a_hint_makes_room_and_an_absurd_one_counts_as_none),
        TEST(a_write_moves_at_most_two_old_buckets),
        TEST(a_growth_is_done_within_three_quarters_of_its_buckets_in_writes),
        TEST(reading_moves_nothing),
        TEST(coming_and_going_at_one_size_compacts_and_takes_no_more_memory),
        TEST(a_map_does_not_shrink),
        TEST(an_iteration_sees_every_entry_once_while_the_map_grows),
        TEST(growing_and_deleting_in_mid_iteration_shows_no_deleted_entry),
        TEST(an_iteration_begun_in_mid_growth_outlives_it),
        TEST(the_table_of_an_iteration_is_given_back_after_its_end),
        TEST(an_iteration_can_remove_and_replace_what_it_shows),
        TEST(removing_the_first_shown_entry_empties_the_map),
        TEST(a_clear_ends_the_iterations_under_way),
        TEST(an_abandoned_iteration_holds_memory_only_until_free),
        TEST(two_iterations_start_at_different_entries),
        TEST(iterations_start_in_many_buckets),
        TEST(an_emptied_map_takes_a_new_seed_unless_it_is_fixed),
        TEST(two_maps_hash_with_different_seeds),
        TEST(a_deterministic_map_keeps_its_order_from_run_to_run),
        TEST(every_allocation_may_fail),
        TEST(a_slot_in_a_bucket_that_could_not_be_moved_stays_where_it_is),
        TEST(hooks_run_once_for_each_entry),
        TEST(a_handed_over_value_stays_with_the_caller_when_put_fails),
        TEST(a_clone_is_equal_and_independent),
        TEST(a_clone_of_entries_that_cannot_be_copied_is_refused),
        TEST(a_cleared_map_keeps_its_buckets_and_can_be_filled_again),
        TEST(string_keys_are_compared_by_their_bytes),
        TEST(update_key_stores_the_newest_key),
        TEST(a_value_inside_the_map_can_be_put_under_another_key),
        TEST(a_value_inside_the_map_outlives_the_growth_that_its_put_starts),
        TEST(a_removed_and_reused_slot_starts_from_zero),
        TEST(big_keys_and_values_are_stored_whole),
        TEST(keys_and_values_may_have_no_size),
        TEST(slots_are_aligned_as_the_type_says),
        TEST(a_type_that_contradicts_itself_is_refused),
        TEST(without_a_type_there_is_no_map),
        TEST(a_trimmed_map_keeps_nothing_to_be_freed),
        TEST(a_null_map_is_empty_and_takes_nothing),
        TEST(the_hash_is_siphash_1_3),
        TEST(many_threads_may_read_in_mid_growth),
        TEST(a_call_that_overlaps_a_write_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
