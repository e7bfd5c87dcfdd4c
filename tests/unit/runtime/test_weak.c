// SPDX-License-Identifier: Apache-2.0

// Weak values and finalizers against their contract. Reports are caught by the hook; what is told
// at the exit of a process is read from the standard error of a child.
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/gomap.h"
#include "runtime/symbol.h"
#include "runtime/weak.h"

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

static size_t fail_at; // the call of malloc, calloc or the objects' allocator that fails; 0: none

static bool may_allocate(void) {
    return !fail_at || --fail_at != 0;
}

void *__wrap_malloc(size_t size) {
    return may_allocate() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t n, size_t size) {
    return may_allocate() ? __real_calloc(n, size) : NULL;
}

static atomic_size_t live; // allocations of objects and handles not freed

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    void *p = malloc(size);
    if (p)
        memset(p, 0xa5, size);
    live += p != NULL;
    return p;
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)ctx;
    memset(p, 0x5a, size);
    live--;
    free(p);
}

enum { REPORTS_MAX = 32, ORDER_MAX = 8 };

static WeakReport reports[REPORTS_MAX];
static size_t report_count;

static void catch_report(const WeakReport *report, void *ctx) {
    assert_ptr_equal(ctx, reports);
    assert_true(report_count < REPORTS_MAX);
    reports[report_count++] = *report;
}

static const WeakReport *only_report(WeakEvent event) {
    assert_int_equal(report_count, 1);
    assert_int_equal(reports[0].event, event);
    report_count = 0;
    return &reports[0];
}

typedef struct Node {
    struct Node *next;
    int id;
} Node;

// What the finalizers did.
static int ended[ORDER_MAX];
static size_t ended_count;
static Weak *watched; // is tried by note_end
static Node *kept;    // by resurrect

static int set_up(void **state) {
    (void)state;
    report_count = 0;
    ended_count = 0;
    weak_set_report(catch_report, reports);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    fail_at = 0;
    assert_int_equal(report_count, 0);
    assert_int_equal(weak_count(), 0);
    assert_int_equal(live, 0);
    return 0;
}

static int set_up_untracked(void **state) {
    assert_true(weak_set_tracking(false));
    return set_up(state);
}

static int tear_down_untracked(void **state) {
    tear_down(state);
    assert_true(weak_set_tracking(true));
    return 0;
}

static void note_end(void *object, void *ctx) {
    (void)ctx;
    if (watched)
        assert_null(weak_get(watched));
    ended[ended_count++] = ((Node *)object)->id;
}

static WeakType node_type(WeakFinalizer *finalizer) {
    return (WeakType){
        .name = "node", .finalizer = finalizer, .allocator = {counting_alloc, counting_free, NULL}};
}

__attribute__((noinline)) static Node *new_node(int id, WeakFinalizer *finalizer) {
    WeakType type = node_type(finalizer);
    Node *node = weak_new(sizeof *node, &type);
    assert_non_null(node);
    assert_int_equal(node->id, 0);
    node->id = id;
    return node;
}

static void the_last_release_runs_the_finalizer_and_frees(void **state) {
    (void)state;
    Node *node = new_node(1, note_end);
    assert_ptr_equal(weak_hold(node), node);
    assert_ptr_equal(weak_hold_for(node, &node), node);
    weak_release(node);
    weak_release_for(node, &node);
    assert_int_equal(ended_count, 0);
    assert_int_equal(weak_count(), 1);
    weak_release(node);
    assert_int_equal(ended_count, 1);
    assert_int_equal(live, 0);
}

static void a_weak_handle_gives_the_object_until_it_ends(void **state) {
    (void)state;
    Node *node = new_node(1, note_end);
    Weak *weak = weak_handle(node);
    watched = weak;
    assert_ptr_equal(weak_handle(node), weak);
    weak_drop(weak);
    assert_ptr_equal(weak_get(weak), node);
    weak_release(node);
    assert_ptr_equal(weak_get_for(weak, &node), node);
    weak_release_for(node, &node);
    assert_int_equal(ended_count, 0);
    weak_release(node);
    watched = NULL;
    assert_int_equal(ended_count, 1);
    assert_null(weak_get(weak));
    assert_int_equal(live, 1);
    weak_drop(weak);
}

static void null_is_no_object_and_no_mistake(void **state) {
    (void)state;
    assert_null(weak_hold(NULL));
    assert_null(weak_hold_for(NULL, &state));
    weak_release(NULL);
    weak_release_for(NULL, &state);
    assert_null(weak_handle(NULL));
    assert_null(weak_keep(NULL));
    assert_null(weak_get(NULL));
    weak_drop(NULL);
}

static void an_object_may_have_no_bytes_and_no_type(void **state) {
    (void)state;
    char *empty = weak_new(0, NULL);
    char *other = weak_new(0, NULL);
    assert_non_null(empty);
    assert_int_equal((uintptr_t)empty % _Alignof(max_align_t), 0);
    assert_ptr_not_equal(empty, other);
    weak_release(other);
    Weak *weak = weak_handle(empty);
    weak_release(empty);
    assert_null(weak_get(weak));
    weak_drop(weak);
    assert_null(weak_new(SIZE_MAX, NULL));
}

static void end_and_release_next(void *object, void *ctx) {
    (void)ctx;
    Node *node = object;
    size_t before = ended_count;
    if (ended_count < ORDER_MAX)
        ended[ended_count++] = node->id;
    weak_release_for(node->next, &node->next);
    if (before < ORDER_MAX)
        assert_int_equal(ended_count, before + 1);
}

static void an_object_ends_before_what_its_finalizer_releases(void **state) {
    (void)state;
    Node *c = new_node(3, note_end), *b = new_node(2, end_and_release_next);
    Node *a = new_node(1, end_and_release_next);
    a->next = weak_hold_for(b, &a->next);
    b->next = weak_hold_for(c, &b->next);
    weak_release(c);
    weak_release(b);
    assert_int_equal(ended_count, 0);
    weak_release(a);
    assert_int_equal(ended_count, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(ended[i], i + 1);
}

static void a_long_chain_ends_without_deep_recursion(void **state) {
    (void)state;
    Node *first = NULL;
    for (int i = 0; i < 200000; i++) {
        Node *node = new_node(i, end_and_release_next);
        node->next = weak_hold_for(first, &node->next);
        weak_release(first);
        first = node;
    }
    weak_release(first);
}

static GomapType map_type(void) {
    GomapType type = gomap_type_u64(0);
    weak_set_values(&type);
    return type;
}

static Gomap *new_map(GomapType type) {
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    return map;
}

static void put(Gomap *map, uint64_t key, void *object) {
    assert_int_equal(gomap_put(map, &key, &object), GOMAP_OK);
}

static void a_map_holds_its_values_and_gives_them_back_silently(void **state) {
    (void)state;
    Gomap *map = new_map(map_type());
    for (int i = 0; i < 5; i++) {
        Node *node = new_node(i, note_end);
        put(map, (uint64_t)i, node);
        weak_release(node);
    }
    assert_int_equal(weak_count(), 5);
    uint64_t key = 3;
    assert_true(gomap_remove(map, &key));
    assert_int_equal(ended[0], 3);
    put(map, 2, NULL);
    assert_int_equal(ended[1], 2);
    gomap_free(map);
    assert_int_equal(ended_count, 5);
}

enum { HELD_LINE = __LINE__ + 4, REMOVED_LINE = __LINE__ + 9 };

// What comes after the call keeps it from being made a jump.
__attribute__((noinline)) static void hold_here(Node *node) {
    void *held = weak_hold(node);
    assert_ptr_equal(held, node);
}

__attribute__((noinline)) static void remove_here(Gomap *map, uint64_t key) {
    bool removed = gomap_remove(map, &key);
    assert_true(removed);
}

__attribute__((format(printf, 2, 3))) static void assert_text(const WeakReport *report,
                                                              const char *format, ...) {
    char expected[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(expected, sizeof expected, format, args);
    va_end(args);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    weak_write_report(report, out);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static char *made_place(const WeakReport *report) {
    static char place[200];
    symbol_text(report->made, place, sizeof place);
    assert_int_equal(strncmp(place, "new_node runtime/test_weak.c:", 29), 0);
    return place;
}

static void a_removed_value_that_is_held_is_told_with_the_place_of_the_holder(void **state) {
    (void)state;
    Gomap *map = new_map(map_type());
    Node *node = new_node(1, note_end);
    put(map, 7, node);
    weak_release(node);
    hold_here(node);
    remove_here(map, 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_ptr_equal(r->object, node);
    assert_int_equal(r->references, 1);
    assert_int_equal(r->holder_count, 1);
    assert_text(r,
                "weak: node (%zu bytes, made at %s) is still held after its removal from a map, "
                "at remove_here runtime/test_weak.c:%d; held by 1\n"
                "  1 reference taken at hold_here runtime/test_weak.c:%d\n",
                sizeof *node, made_place(r), REMOVED_LINE, HELD_LINE);
    weak_release(node);
    r = only_report(WEAK_RELEASED_LATER);
    assert_int_equal(r->references, 0);
    assert_string_equal(r->name, "node");
    gomap_free(map);
}

static void replacing_clearing_and_freeing_tell_as_a_removal_does(void **state) {
    (void)state;
    for (int how = 0; how < 3; how++) {
        Gomap *map = new_map(map_type());
        Node *node = new_node(1, NULL);
        put(map, 7, node);
        if (how == 0)
            put(map, 7, NULL);
        else if (how == 1)
            gomap_clear(map);
        else
            gomap_free(map);
        only_report(WEAK_STILL_HELD);
        weak_release(node);
        only_report(WEAK_RELEASED_LATER);
        gomap_free(how == 2 ? NULL : map);
    }
}

static void another_map_is_a_holder_with_the_place_of_its_insertion(void **state) {
    (void)state;
    Gomap *map = new_map(map_type());
    Gomap *other = new_map(map_type());
    Node *node = new_node(1, NULL);
    put(map, 7, node);
    put(other, 7, node);
    weak_release(node);
    remove_here(map, 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_int_equal(r->references, 1);
    assert_int_equal(r->anonymous, 0);
    assert_int_equal(r->holder_count, 1);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    weak_write_report(r, out);
    fclose(out);
    assert_non_null(strstr(text, "  1 reference taken at put runtime/test_weak.c:"));
    free(text);
    gomap_free(other);
    only_report(WEAK_RELEASED_LATER);
    gomap_free(map);
}

static void maps_with_a_context_are_holders_of_their_own(void **state) {
    (void)state;
    static int contexts[2];
    GomapType types[2] = {map_type(), map_type()};
    Gomap *maps[2];
    Node *node = new_node(1, NULL);
    for (int i = 0; i < 2; i++) {
        types[i].ctx = &contexts[i];
        maps[i] = new_map(types[i]);
        put(maps[i], 7, node);
    }
    weak_release(node);
    remove_here(maps[0], 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_int_equal(r->holder_count, 1);
    assert_ptr_equal(r->holders[0].holder, &contexts[1]);
    remove_here(maps[1], 7);
    only_report(WEAK_RELEASED_LATER);
    gomap_free(maps[0]);
    gomap_free(maps[1]);
}

static void named_holders_are_told_exactly_and_anonymous_ones_as_a_bound(void **state) {
    (void)state;
    Gomap *map = new_map(map_type());
    Node *node = new_node(1, NULL);
    int holder, other;
    put(map, 7, node);
    for (int i = 0; i < 3; i++)
        hold_here(node);
    weak_hold_for(node, &holder);
    weak_hold_for(node, &other);
    weak_release_for(node, &holder);
    weak_release(node);
    weak_release(node);
    remove_here(map, 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_int_equal(r->references, 3);
    assert_int_equal(r->anonymous, 2);
    assert_int_equal(r->holder_count, 3);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    weak_write_report(r, out);
    fclose(out);
    assert_non_null(strstr(text, "  at most 1 reference taken at new_node runtime/test_weak.c:"));
    assert_non_null(strstr(text, "  at most 2 references taken at hold_here runtime/test_weak.c:"));
    assert_non_null(strstr(text, "\n  1 reference taken at named_holders_are_told"));
    free(text);
    weak_release_for(node, &other);
    weak_release(node);
    weak_release(node);
    only_report(WEAK_RELEASED_LATER);
    gomap_free(map);
}

static void anonymous_places_are_forgotten_when_all_are_given_back(void **state) {
    (void)state;
    Gomap *map = new_map(map_type());
    Node *node = new_node(1, NULL);
    put(map, 7, node);
    hold_here(node);
    weak_release(node);
    weak_release(node);
    weak_hold(node);
    remove_here(map, 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_int_equal(r->holder_count, 1);
    char place[100];
    symbol_text(r->holders[0].trace.pc[0], place, sizeof place);
    assert_int_equal(strncmp(place, "anonymous_places_are_forgotten", 30), 0);
    weak_release(node);
    only_report(WEAK_RELEASED_LATER);
    gomap_free(map);
}

static void more_holders_than_there_is_room_for_are_counted(void **state) {
    (void)state;
    enum { MANY = WEAK_HOLDERS + 5 };
    char holders[MANY];
    Gomap *map = new_map(map_type());
    Node *node = new_node(1, NULL);
    put(map, 7, node);
    for (size_t i = 0; i < MANY; i++)
        weak_hold_for(node, &holders[i]);
    weak_release(node);
    remove_here(map, 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_int_equal(r->references, MANY);
    // The map and the maker had a record each until they gave theirs back.
    assert_int_equal(r->holder_count, WEAK_HOLDERS - 2);
    assert_int_equal(r->unnoted, MANY - (WEAK_HOLDERS - 2));
    for (size_t i = MANY; i-- > 0;)
        weak_release_for(node, &holders[i]);
    only_report(WEAK_RELEASED_LATER);
    gomap_free(map);
}

static void a_second_finalizer_is_told_and_the_first_stays(void **state) {
    (void)state;
    Node *node = new_node(1, note_end);
    assert_false(weak_set_finalizer(node, end_and_release_next, NULL));
    only_report(WEAK_FINALIZER_TWICE);
    assert_true(weak_set_finalizer(node, NULL, NULL));
    assert_true(weak_set_finalizer(node, end_and_release_next, NULL));
    assert_true(weak_set_finalizer(node, NULL, NULL));
    weak_release(node);
    assert_int_equal(ended_count, 0);
}

static void resurrect(void *object, void *ctx) {
    kept = weak_hold(object);
    if (ctx)
        assert_true(weak_set_finalizer(object, note_end, NULL));
    ended_count++;
}

static void an_object_that_its_finalizer_holds_lives_on_and_is_told(void **state) {
    (void)state;
    for (int again = 0; again < 2; again++) {
        ended_count = 0;
        Node *node = new_node(1, NULL);
        assert_true(weak_set_finalizer(node, resurrect, again ? node : NULL));
        Weak *weak = weak_handle(node);
        weak_release(node);
        const WeakReport *r = only_report(WEAK_RESURRECTED);
        assert_int_equal(r->references, 1);
        assert_int_equal(r->holder_count, 1);
        assert_ptr_equal(kept, node);
        assert_int_equal(kept->id, 1);
        assert_null(weak_get(weak));
        weak_release(weak_hold(kept));
        assert_int_equal(ended_count, 1);
        weak_release(kept);
        assert_int_equal(ended_count, 1 + again);
        weak_drop(weak);
    }
}

static void release_itself(void *object, void *ctx) {
    (void)ctx;
    weak_release(weak_hold(object)); // balanced: no mistake
    assert_int_equal(report_count, 0);
    weak_release(object);
    assert_int_equal(((Node *)object)->id, 1);
}

static void a_finalizer_that_releases_its_own_object_is_told(void **state) {
    (void)state;
    Node *node = new_node(1, release_itself);
    weak_release(node);
    only_report(WEAK_RELEASED_ITSELF);
}

static void a_release_of_an_object_that_is_gone_is_told(void **state) {
    (void)state;
    Node *node = new_node(1, note_end);
    weak_release(node);
    weak_release(node);
    const WeakReport *r = only_report(WEAK_RELEASED_TOO_OFTEN);
    assert_null(r->name);
    char place[100];
    symbol_text(r->at.pc[0], place, sizeof place);
    assert_text(r,
                "weak: an object that does not exist was released more often than it was held, "
                "at %s\n",
                place);
    assert_int_equal(ended_count, 1);
}

static void a_holder_can_only_give_back_what_it_has(void **state) {
    (void)state;
    int holder, other;
    Node *node = new_node(1, note_end);
    weak_hold_for(node, &holder);
    weak_release_for(node, &other);
    assert_int_equal(only_report(WEAK_RELEASED_TOO_OFTEN)->references, 2);
    weak_release(node);
    weak_release(node);
    assert_int_equal(only_report(WEAK_RELEASED_TOO_OFTEN)->references, 1);
    weak_release_for(node, &holder);
    assert_int_equal(ended_count, 1);
}

static void use_of_an_object_that_is_gone_is_told_and_refused(void **state) {
    (void)state;
    Node *node = new_node(1, NULL);
    weak_release(node);
    assert_null(weak_hold(node));
    only_report(WEAK_HELD_TOO_LATE);
    assert_null(weak_hold_for(node, &state));
    only_report(WEAK_HELD_TOO_LATE);
    assert_null(weak_handle(node));
    only_report(WEAK_HELD_TOO_LATE);
    assert_false(weak_set_finalizer(node, note_end, NULL));
    only_report(WEAK_HELD_TOO_LATE);
    Gomap *map = new_map(map_type());
    uint64_t key = 1;
    assert_int_equal(gomap_put(map, &key, &node), GOMAP_NO_MEMORY);
    only_report(WEAK_HELD_TOO_LATE);
    assert_int_equal(gomap_len(map), 0);
    gomap_free(map);
}

static void link_nodes(Node *from, Node *to) {
    from->next = weak_hold_for(to, &from->next);
}

static void break_link(Node *from) {
    Node *to = from->next;
    from->next = NULL;
    weak_release_for(to, &from->next);
}

static void objects_that_only_hold_each_other_are_told_in_the_order_of_making(void **state) {
    (void)state;
    Node *nodes[5];
    for (int i = 0; i < 5; i++)
        nodes[i] = new_node(i, NULL);
    link_nodes(nodes[0], nodes[1]);
    link_nodes(nodes[1], nodes[0]);
    link_nodes(nodes[2], nodes[2]);
    link_nodes(nodes[3], nodes[4]); // 3 stays held from outside
    assert_int_equal(weak_find_cycles(), 0);
    for (int i = 0; i < 5; i++) {
        if (i != 3)
            weak_release(nodes[i]);
    }
    assert_int_equal(weak_find_cycles(), 3);
    assert_int_equal(report_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(reports[i].event, WEAK_CYCLE);
        assert_ptr_equal(reports[i].object, nodes[i]);
        assert_int_equal(reports[i].holder_count, 1);
    }
    report_count = 0;
    weak_hold(nodes[0]);
    assert_int_equal(weak_find_cycles(), 1);
    only_report(WEAK_CYCLE);
    break_link(nodes[1]);
    break_link(nodes[0]);
    weak_release(nodes[0]);
    break_link(nodes[2]);
    break_link(nodes[3]);
    weak_release(nodes[3]);
}

static void what_hangs_from_a_cycle_is_told_and_an_anonymous_link_hides_one(void **state) {
    (void)state;
    Node *a = new_node(0, NULL), *tail = new_node(1, NULL), *b = new_node(2, NULL);
    link_nodes(a, a);
    weak_hold_for(tail, &a->id);
    b->next = weak_hold(b);
    weak_release(a);
    weak_release(tail);
    weak_release(b);
    assert_int_equal(weak_find_cycles(), 2);
    assert_ptr_equal(reports[1].object, tail);
    report_count = 0;
    weak_release_for(tail, &a->id);
    break_link(a);
    weak_release(b);
}

static void cycles_are_found_among_many_objects(void **state) {
    (void)state;
    enum { MANY = 3000 };
    static Node *ring[MANY];
    Node *outside = new_node(-1, NULL);
    for (int i = 0; i < MANY; i++) {
        ring[i] = new_node(i, NULL);
        if (i)
            link_nodes(ring[i - 1], ring[i]);
    }
    link_nodes(ring[MANY - 1], ring[0]);
    link_nodes(outside, ring[MANY / 2]);
    for (int i = 0; i < MANY; i++)
        weak_release(ring[i]);
    assert_int_equal(weak_find_cycles(), 0);
    break_link(outside);
    weak_set_report(NULL, NULL);
    // Silence: what is counted is the answer.
    int error = dup(2);
    assert_non_null(freopen("/dev/null", "w", stderr));
    size_t told = weak_find_cycles();
    fflush(stderr);
    dup2(error, 2);
    close(error);
    weak_set_report(catch_report, reports);
    assert_int_equal(told, MANY);
    for (int i = 0; i < MANY; i++)
        weak_hold(ring[i]);
    for (int i = 0; i < MANY; i++)
        break_link(ring[i]);
    for (int i = 0; i < MANY; i++)
        weak_release(ring[i]);
    weak_release(outside);
}

static void weak_handles_in_a_map_do_not_keep_their_objects(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(0);
    weak_set_handle_values(&type);
    Gomap *map = new_map(type);
    uint64_t keys[2] = {1, 2};
    Node *nodes[2];
    for (int i = 0; i < 2; i++) {
        nodes[i] = new_node(i, note_end);
        Weak *weak = weak_handle(nodes[i]);
        assert_int_equal(gomap_put(map, &keys[i], &weak), GOMAP_OK);
        weak_drop(weak);
    }
    weak_release(nodes[0]);
    assert_int_equal(ended_count, 1);
    assert_null(weak_get(*(Weak **)gomap_find(map, &keys[0])));
    void *held = weak_get(*(Weak **)gomap_find(map, &keys[1]));
    assert_ptr_equal(held, nodes[1]);
    gomap_free(map);
    weak_release(held);
    weak_release(nodes[1]);
    assert_int_equal(ended_count, 2);
}

// The objects' allocator and the register's allocations fail in turn.
static void without_memory_no_object_is_made_and_nothing_is_lost(void **state) {
    (void)state;
    enum { MANY = 400 };
    static Node *nodes[MANY];
    WeakType type = node_type(note_end);
    size_t failures = 0;
    for (size_t i = 0; i < MANY; i++) {
        for (size_t n = 1;; n++, failures++) {
            fail_at = n;
            nodes[i] = weak_new(sizeof(Node), &type);
            fail_at = 0;
            if (nodes[i])
                break;
            assert_int_equal(weak_count(), i);
            assert_int_equal(live, 2 * i);
        }
        assert_true(weak_set_finalizer(nodes[i], NULL, NULL));
    }
    assert_true(failures > 2 * MANY); // both allocations of each object, and the register's
    for (size_t i = 0; i < MANY; i++)
        weak_release(nodes[i]);
}

static void without_memory_a_look_for_cycles_says_so(void **state) {
    (void)state;
    Node *node = new_node(1, NULL);
    link_nodes(node, node);
    weak_release(node);
    for (size_t n = 1; n <= 3; n++) {
        fail_at = n;
        assert_true(weak_find_cycles() == SIZE_MAX);
    }
    fail_at = 0;
    assert_int_equal(weak_find_cycles(), 1);
    only_report(WEAK_CYCLE);
    break_link(node);
}

static void tracking_cannot_change_while_there_are_objects(void **state) {
    (void)state;
    Node *node = new_node(1, NULL);
    assert_false(weak_set_tracking(false));
    weak_release(node);
}

static void without_tracking_the_counts_are_right_and_places_are_not_known(void **state) {
    (void)state;
    Gomap *map = new_map(map_type());
    Node *node = new_node(1, note_end);
    put(map, 7, node);
    weak_hold_for(node, &state);
    weak_release(node);
    remove_here(map, 7);
    const WeakReport *r = only_report(WEAK_STILL_HELD);
    assert_int_equal(r->references, 1);
    assert_int_equal(r->holder_count, 0);
    assert_text(r,
                "weak: node (%zu bytes, made at %s) is still held after its removal from a map, "
                "at remove_here runtime/test_weak.c:%d; held by 1\n",
                sizeof *node, made_place(r), REMOVED_LINE);
    assert_int_equal(weak_find_cycles(), 0);
    weak_release_for(node, &state);
    only_report(WEAK_RELEASED_LATER);
    assert_int_equal(ended_count, 1);
    gomap_free(map);
}

static void a_handle_outlives_a_change_of_tracking(void **state) {
    (void)state;
    Node *node = new_node(1, NULL);
    Weak *weak = weak_handle(node);
    weak_release(node);
    assert_true(weak_set_tracking(false));
    assert_null(weak_get(weak));
    weak_drop(weak);
    assert_true(weak_set_tracking(true));
}

// Runs `work` in a child that then exits, and returns what it writes to standard error.
static char *told_at_exit(void (*work)(void)) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        weak_set_report(NULL, NULL);
        work();
        exit(0);
    }
    close(ends[1]);
    char *text = calloc(1, 65536);
    for (size_t n = 0; n < 65535;) {
        ssize_t more = read(ends[0], text + n, 65535 - n);
        if (more <= 0)
            break;
        n += (size_t)more;
    }
    close(ends[0]);
    waitpid(child, NULL, 0);
    return text;
}

static Node *never_released, *released_at_exit, *self;

static void release_late(void) {
    weak_release(released_at_exit);
}

static void leave_objects(void) {
    Gomap *map = new_map(map_type());
    put(map, 1, never_released = new_node(1, NULL));
    put(map, 2, released_at_exit = new_node(2, NULL));
    self = new_node(3, NULL);
    link_nodes(self, self);
    weak_release(self);
    gomap_free(map);
    fprintf(stderr, "exit\n");
    atexit(release_late);
}

static void at_exit_it_is_told_what_was_never_released_and_which_cycles_there_are(void **state) {
    (void)state;
    char *text = told_at_exit(leave_objects);
    char *end = strstr(text, "exit\n");
    assert_non_null(end);
    const char *late = strstr(end, " was released some time after its removal from a map");
    const char *never = strstr(end, " was never released after its removal from a map");
    const char *cycle = strstr(end, " is kept alive only by a cycle of references");
    assert_non_null(late);
    assert_true(late < never && never < cycle);
    assert_null(strstr(strstr(never, "never released") + 1, "never released"));
    assert_null(strstr(strstr(cycle, "a cycle of") + 1, "a cycle of"));
    assert_non_null(
        strstr(never, "; held by 1\n  1 reference taken at new_node runtime/test_weak"));
    *end = '\0';
    assert_non_null(strstr(text, " is still held after its removal from a map, at leave_objects "));
    free(text);
}

enum { ROUNDS = 300 };

static atomic_int generation;
static Weak *_Atomic shared;
static atomic_size_t finalized;

static void count_end(void *object, void *ctx) {
    (void)ctx;
    ((Node *)object)->id = -1;
    finalized++;
}

static void *try_to_get(void *ctx) {
    size_t wrong = 0;
    while (generation >= 0) {
        Weak *weak = shared;
        Node *node = weak ? weak_get(weak) : NULL;
        if (node) {
            wrong += node->id != 1;
            weak_release(node);
        }
    }
    *(size_t *)ctx = wrong;
    return NULL;
}

// Handles live to the end of the test, so that readers may use an old one.
static void an_upgrade_beside_the_last_release_gives_a_whole_object_or_null(void **state) {
    (void)state;
    pthread_t threads[2];
    size_t wrong[2];
    static Weak *handles[ROUNDS];
    finalized = 0;
    generation = 0;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, try_to_get, &wrong[i]), 0);
    for (size_t i = 0; i < ROUNDS; i++) {
        Node *node = new_node(1, count_end);
        handles[i] = weak_handle(node);
        shared = handles[i];
        if (i % 3 == 0)
            sched_yield();
        weak_release(node);
    }
    generation = -1;
    for (size_t i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
    assert_int_equal(finalized, ROUNDS);
    for (size_t i = 0; i < ROUNDS; i++) {
        assert_null(weak_get(handles[i]));
        weak_drop(handles[i]);
    }
    shared = NULL;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_UNTRACKED(name) \
    cmocka_unit_test_setup_teardown(name, set_up_untracked, tear_down_untracked)

int main(void) {
    static const struct CMUnitTest tests[] = {
        // The first, since the register does not shrink.
        TEST(without_memory_no_object_is_made_and_nothing_is_lost),
        TEST(the_last_release_runs_the_finalizer_and_frees),
        TEST(a_weak_handle_gives_the_object_until_it_ends),
        TEST(null_is_no_object_and_no_mistake),
        TEST(an_object_may_have_no_bytes_and_no_type),
        TEST(an_object_ends_before_what_its_finalizer_releases),
        TEST(a_long_chain_ends_without_deep_recursion),
        TEST(a_map_holds_its_values_and_gives_them_back_silently),
        TEST(a_removed_value_that_is_held_is_told_with_the_place_of_the_holder),
        TEST(replacing_clearing_and_freeing_tell_as_a_removal_does),
        TEST(another_map_is_a_holder_with_the_place_of_its_insertion),
        TEST(maps_with_a_context_are_holders_of_their_own),
        TEST(named_holders_are_told_exactly_and_anonymous_ones_as_a_bound),
        TEST(anonymous_places_are_forgotten_when_all_are_given_back),
        TEST(more_holders_than_there_is_room_for_are_counted),
        TEST(a_second_finalizer_is_told_and_the_first_stays),
        TEST(an_object_that_its_finalizer_holds_lives_on_and_is_told),
        TEST(a_finalizer_that_releases_its_own_object_is_told),
        TEST(a_release_of_an_object_that_is_gone_is_told),
        TEST(a_holder_can_only_give_back_what_it_has),
        TEST(use_of_an_object_that_is_gone_is_told_and_refused),
        TEST(objects_that_only_hold_each_other_are_told_in_the_order_of_making),
        TEST(what_hangs_from_a_cycle_is_told_and_an_anonymous_link_hides_one),
        TEST(cycles_are_found_among_many_objects),
        TEST(weak_handles_in_a_map_do_not_keep_their_objects),
        TEST(without_memory_a_look_for_cycles_says_so),
        TEST(tracking_cannot_change_while_there_are_objects),
        TEST(a_handle_outlives_a_change_of_tracking),
        TEST(at_exit_it_is_told_what_was_never_released_and_which_cycles_there_are),
        TEST(an_upgrade_beside_the_last_release_gives_a_whole_object_or_null),
        TEST_UNTRACKED(the_last_release_runs_the_finalizer_and_frees),
        TEST_UNTRACKED(a_weak_handle_gives_the_object_until_it_ends),
        TEST_UNTRACKED(an_object_may_have_no_bytes_and_no_type),
        TEST_UNTRACKED(an_object_ends_before_what_its_finalizer_releases),
        TEST_UNTRACKED(a_map_holds_its_values_and_gives_them_back_silently),
        TEST_UNTRACKED(a_second_finalizer_is_told_and_the_first_stays),
        TEST_UNTRACKED(a_finalizer_that_releases_its_own_object_is_told),
        TEST_UNTRACKED(weak_handles_in_a_map_do_not_keep_their_objects),
        TEST_UNTRACKED(without_tracking_the_counts_are_right_and_places_are_not_known),
        TEST_UNTRACKED(an_upgrade_beside_the_last_release_gives_a_whole_object_or_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
