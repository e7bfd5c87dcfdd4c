// SPDX-License-Identifier: Apache-2.0

// Go's own tests of its map as properties of this one, part 6: threads. The name before the colon
// is that of Go's test.
//
// The detection of overlapping calls is best effort, so each of its tests may try several times: a
// child process has two threads at the map until one of them is stopped, or for some seconds.
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "maptest.h"

enum { READERS = 4, STEPS = 250, TRIES = 10, SECONDS = 5 };

typedef struct Reading {
    Gomap *map;
    uint64_t n;
    bool right;
} Reading;

static void *look_up_all(void *arg) {
    Reading *r = arg;
    r->right = gomap_len(r->map) == r->n;
    for (uint64_t i = 0; i < r->n; i++) {
        const uint64_t *found = gomap_find(r->map, &i);
        r->right = r->right && found && *found == i * 2;
    }
    return NULL;
}

static void *iterate_all(void *arg) {
    Reading *r = arg;
    uint64_t n = 0, sum = 0;
    GomapIter it;
    for (gomap_iter_init(&it, r->map); gomap_iter_next(&it); n++)
        sum += *(const uint64_t *)it.key;
    r->right = n == r->n && sum == n * (n - 1) / 2;
    return NULL;
}

static void read_in_threads(Gomap *map, uint64_t n) {
    pthread_t threads[2 * READERS];
    Reading readings[2 * READERS];
    for (int i = 0; i < 2 * READERS; i++) {
        readings[i] = (Reading){map, n, false};
        assert_int_equal(
            pthread_create(&threads[i], NULL, i % 2 ? look_up_all : iterate_all, &readings[i]), 0);
    }
    for (int i = 0; i < 2 * READERS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(readings[i].right);
    }
}

static void concurrent_reads_after_growth(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_new(&type, 0);
    size_t growing = 0;
    for (uint64_t n = 0; n < STEPS; n++) {
        maptest_put(map, n, n * 2);
        GomapStats before = maptest_stats(map);
        growing += before.old_buckets > 0;
        read_in_threads(map, n + 1);
        assert_int_equal(maptest_stats(map).moved, before.moved);
        assert_int_equal(maptest_stats(map).old_buckets, before.old_buckets);
    }
    assert_true(growing > 30);
    gomap_free(map);
}

// What a thread does to the map, again and again. Entries stay where they are, so that the process
// does not fall over a chain that is being changed.
typedef enum Act { PUT, FIND, ITERATE, ASSIGN_U64, FIND_U64 } Act;

typedef struct Worker {
    Gomap *map;
    Act act;
} Worker;

static void act_once(Gomap *map, Act act, uint64_t key) {
    GomapIter it;
    void *slot;
    switch (act) {
    case PUT:
        gomap_put(map, &key, &key);
        break;
    case FIND:
        gomap_find(map, &key);
        break;
    case ITERATE:
        for (gomap_iter_init(&it, map); gomap_iter_next(&it);)
            continue;
        break;
    case ASSIGN_U64:
        gomap_assign_u64(map, key, &slot);
        break;
    case FIND_U64:
        gomap_find_u64(map, key);
        break;
    }
}

static void *act_for_ever(void *arg) {
    const Worker *w = arg;
    for (uint64_t i = 0;; i++)
        act_once(w->map, w->act, i % 100);
    return NULL;
}

// In the child process: never returns.
static void overlap(Act act, Act other) {
    alarm(SECONDS);
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *map = maptest_filled(&type, 100);
    maptest_finish_growth(map);
    Worker workers[2] = {{map, act}, {map, other}};
    pthread_t thread;
    if (pthread_create(&thread, NULL, act_for_ever, &workers[0]) != 0)
        _Exit(1);
    act_for_ever(&workers[1]);
}

// Whether a child process ended with status 2 and a message.
static bool ends_with(Act act, Act other, const char *message) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        overlap(act, other);
    }
    close(ends[1]);
    char text[4096];
    size_t size = 0;
    for (ssize_t n; (n = read(ends[0], text + size, sizeof text - 1 - size)) > 0;)
        size += (size_t)n;
    text[size] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 2 && strstr(text, message);
}

static void assert_stopped(Act act, Act other, const char *message) {
    for (int i = 0; i < TRIES; i++) {
        if (ends_with(act, other, message))
            return;
    }
    fail_msg("no \"%s\" in %d tries", message, TRIES);
}

#define FATAL "fatal error: "

static void concurrent_writes(void **state) {
    (void)state;
    static const char message[] = FATAL GOMAP_CONCURRENT_WRITES "\n";
    assert_stopped(PUT, PUT, message);
    assert_stopped(ASSIGN_U64, ASSIGN_U64, message);
}

static void concurrent_read_and_write(void **state) {
    (void)state;
    static const char message[] = FATAL GOMAP_CONCURRENT_READ "\n";
    assert_stopped(PUT, FIND, message);
    assert_stopped(ASSIGN_U64, FIND_U64, message);
}

static void concurrent_iteration_and_write(void **state) {
    (void)state;
    static const char message[] = FATAL GOMAP_CONCURRENT_ITERATION "\n";
    assert_stopped(PUT, ITERATE, message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestConcurrentReadsAfterGrowth: lookups and iterations beside each other are "
                "right after every insertion, and move nothing",
                concurrent_reads_after_growth),
        MAPTEST("TestConcurrentMapWrites: two writers are stopped with Go's words and status 2",
                concurrent_writes),
        MAPTEST("TestConcurrentMapReadWrite: a reader beside a writer is stopped",
                concurrent_read_and_write),
        MAPTEST("TestConcurrentMapIterateWrite: an iteration beside a writer is stopped",
                concurrent_iteration_and_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
