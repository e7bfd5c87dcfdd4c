// SPDX-License-Identifier: Apache-2.0
#include "base/tasks.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include <setjmp.h>

#include <cmocka.h>

enum { TASKS = 4000, NEEDS_MAX = 5 };

typedef struct {
    uint32_t *first;
    VEC(uint32_t) needs;
    unsigned threads;
    atomic_uint runs[TASKS];
    uint64_t value[TASKS]; // plain: what a task needs is seen without further ado
    atomic_uint early, stray;
    uint32_t order[TASKS];
    atomic_uint count;
} Graph;

static void graph_init(Graph *g, uint32_t n, unsigned threads) {
    memset(g, 0, sizeof *g);
    g->threads = threads;
    g->first = calloc(n + 1u, sizeof *g->first);
    uint64_t seed = 88172645463325252u;
    for (uint32_t i = 0; i < n; i++) {
        g->first[i] = g->needs.len;
        for (uint32_t k = 0; i > 0 && k < NEEDS_MAX; k++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            if (seed % 3 == 0)
                vec_push(&g->needs, (uint32_t)(seed >> 20) % i);
        }
    }
    g->first[n] = g->needs.len;
}

static void graph_fini(Graph *g) {
    free(g->first);
    vec_fini(&g->needs);
}

static uint64_t value_of(const Graph *g, uint32_t task) {
    uint64_t v = task + 1;
    for (uint32_t e = g->first[task]; e < g->first[task + 1]; e++)
        v = v * 31 + g->value[g->needs.data[e]];
    return v;
}

static void run(uint32_t task, unsigned thread, void *ctx) {
    Graph *g = ctx;
    for (uint32_t e = g->first[task]; e < g->first[task + 1]; e++)
        g->early += g->runs[g->needs.data[e]] == 0;
    g->stray += thread >= g->threads;
    g->value[task] = value_of(g, task);
    g->order[g->count++] = task;
    g->runs[task]++;
}

static void run_graph(Graph *g, uint32_t n, size_t stack_bytes) {
    TasksOptions o = {.threads = g->threads,
                      .stack_bytes = stack_bytes,
                      .first = g->first,
                      .needs = g->needs.data,
                      .run = run,
                      .ctx = g};
    tasks_run(n, &o);
}

static void each_task_runs_once_and_after_its_needs(void **state) {
    UNUSED(state);
    static Graph g;
    for (unsigned threads = 0; threads <= 8; threads++) {
        graph_init(&g, TASKS, threads);
        g.threads = threads ? threads : 1;
        run_graph(&g, TASKS, 0);
        assert_int_equal(g.count, TASKS);
        assert_int_equal(g.early, 0);
        assert_int_equal(g.stray, 0);
        for (uint32_t i = 0; i < TASKS; i++) {
            assert_int_equal(g.runs[i], 1);
            assert_int_equal(g.value[i], value_of(&g, i));
        }
        graph_fini(&g);
    }
}

static void one_thread_runs_them_in_order(void **state) {
    UNUSED(state);
    static Graph g;
    graph_init(&g, TASKS, 1);
    run_graph(&g, TASKS, 0);
    for (uint32_t i = 0; i < TASKS; i++)
        assert_int_equal(g.order[i], i);
    graph_fini(&g);
}

static void no_task_is_no_work(void **state) {
    UNUSED(state);
    static Graph g;
    graph_init(&g, 0, 4);
    run_graph(&g, 0, 0);
    assert_int_equal(g.count, 0);
    graph_fini(&g);
}

static void threads_that_cannot_be_made_are_done_without(void **state) {
    UNUSED(state);
    static Graph g;
    graph_init(&g, TASKS, 4);
    run_graph(&g, TASKS, SIZE_MAX / 4);
    assert_int_equal(g.count, TASKS);
    assert_int_equal(g.early, 0);
    graph_fini(&g);
}

enum { PATIENCE = 20 }; // seconds

// Each of two tasks ends only when the other one has begun.
static void meet(uint32_t task, unsigned thread, void *ctx) {
    UNUSED(task);
    UNUSED(thread);
    atomic_uint *begun = ctx;
    time_t start = time(NULL);
    ++*begun;
    while (*begun % 2 == 1 && time(NULL) - start < PATIENCE)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void tasks_that_need_nothing_of_each_other_run_at_once(void **state) {
    UNUSED(state);
    uint32_t first[3] = {0};
    atomic_uint begun = 0;
    TasksOptions o = {.threads = 2, .first = first, .needs = first, .run = meet, .ctx = &begun};
    time_t start = time(NULL);
    tasks_run(2, &o);
    assert_int_equal(begun, 2);
    assert_true(time(NULL) - start < PATIENCE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_task_runs_once_and_after_its_needs),
        cmocka_unit_test(one_thread_runs_them_in_order),
        cmocka_unit_test(no_task_is_no_work),
        cmocka_unit_test(threads_that_cannot_be_made_are_done_without),
        cmocka_unit_test(tasks_that_need_nothing_of_each_other_run_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
