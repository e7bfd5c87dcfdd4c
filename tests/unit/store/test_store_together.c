// SPDX-License-Identifier: Apache-2.0
//
// Several processes at one database, and one that is killed.
#include "report_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PROCESSES = 6,
    RUNS = 4,     // of each process
    MANY = 20000, // findings of the run that is killed
    KILLS = 8,
};

static Place place;

static int set_up(void **state) {
    UNUSED(state);
    place_make(&place);
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    place_remove(&place);
    return 0;
}

static void fill(RunReport *r, uint32_t findings) {
    make_unit(r, "a.c");
    for (uint32_t i = 0; i < findings; i++) {
        Finding *f = make_finding(r, "a.c", i + 1, 'a');
        f->fingerprint = arena_printf(&r->arena, "%032x", i);
    }
}

// In a child: opens the database and stores `runs` runs. Ends with the number that failed.
static pid_t start_writer(int runs, uint32_t findings) {
    pid_t child = fork();
    if (child != 0)
        return child;
    int failed = 0;
    for (int i = 0; i < runs; i++) {
        Store *s = NULL;
        Error err = {0};
        RunReport r;
        run_report_init(&r);
        r.root = "/nowhere/project";
        fill(&r, findings);
        RunMeta meta = {.started = "2024-05-01T10:00:00Z", .arguments = "", .revision = ""};
        if (store_open(&s, place.db, &err) != STATUS_OK ||
            store_run(s, &r, &meta, NULL, &err) != STATUS_OK) {
            fprintf(stderr, "%s\n", err.text);
            failed++;
        }
        store_close(s);
        run_report_fini(&r);
    }
    _exit(failed);
}

static void assert_whole(Store *s) {
    assert_int_equal(ask(s, "SELECT count(*) FROM finding f WHERE NOT EXISTS (SELECT 1 FROM "
                            "occurrence o WHERE o.finding_id = f.id AND o.last_run = f.last_run)"),
                     0);
    assert_int_equal(ask(s, "SELECT count(*) FROM run WHERE added + unchanged = 0"), 0);
    assert_int_equal(ask(s, "SELECT (SELECT count(*) FROM step) - 2 * (SELECT count(*) FROM "
                            "occurrence)"),
                     0);
}

static void runs_at_once_all_arrive(void **state) {
    UNUSED(state);
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++)
        children[i] = start_writer(RUNS, 50);
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    Store *s = open_store(&place);
    assert_int_equal(ask(s, "SELECT count(*) FROM run"), PROCESSES * RUNS);
    assert_int_equal(ask(s, "SELECT count(*) FROM finding"), 50);
    assert_int_equal(ask(s, "SELECT sum(added) FROM run"), 50);
    assert_int_equal(ask(s, "SELECT count(*) FROM project"), 1);
    assert_whole(s);
    store_close(s);
}

static void a_reader_sees_whole_runs_only(void **state) {
    UNUSED(state);
    store_close(open_store(&place));
    pid_t child = start_writer(RUNS, 2000);
    Store *s;
    Error err = {0};
    int status;
    assert_int_equal(store_open_readonly(&s, place.db, &err), STATUS_OK);
    while (waitpid(child, &status, WNOHANG) == 0)
        assert_int_equal(ask(s, "SELECT count(*) FROM finding") % 2000, 0);
    assert_int_equal(WEXITSTATUS(status), 0);
    store_close(s);
}

static void a_killed_run_leaves_the_last_one_whole(void **state) {
    UNUSED(state);
    int status;
    pid_t first = start_writer(1, 100);
    assert_int_equal(waitpid(first, &status, 0), first);
    assert_int_equal(WEXITSTATUS(status), 0);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
        pid_t child = start_writer(1, MANY);
        usleep((useconds_t)(20000 + 40000 * i)); // somewhere in the middle
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status);
        Store *s = open_store(&place);
        int64_t findings = ask(s, "SELECT count(*) FROM finding");
        assert_true(findings == 100 || findings == MANY);
        assert_whole(s);
        store_close(s);
    }
    assert_true(killed > 0);
    Store *s = open_store(&place);
    assert_int_equal(ask(s, "SELECT count(*) FROM run WHERE units_analysed <> 1"), 0);
    store_close(s);
}

static void a_run_that_fails_leaves_nothing(void **state) {
    UNUSED(state);
    Store *s = open_store(&place);
    RunReport r;
    run_report_init(&r);
    fill(&r, 10);
    r.maps.len = 0;
    store_and_release(s, &r);
    meddle(place.db, "ALTER TABLE map RENAME TO lost");
    fill(&r, 20);
    r.root = "/nowhere/project";
    Error err = {0};
    RunMeta meta = {.started = "2024", .arguments = "", .revision = ""};
    assert_int_equal(store_run(s, &r, &meta, NULL, &err), STATUS_DAMAGED);
    assert_int_equal(ask(s, "SELECT count(*) FROM run"), 1);
    assert_int_equal(ask(s, "SELECT count(*) FROM finding"), 10);
    meddle(place.db, "ALTER TABLE lost RENAME TO map");
    assert_int_equal(store_run(s, &r, &meta, NULL, &err), STATUS_OK);
    assert_int_equal(ask(s, "SELECT count(*) FROM finding"), 20);
    run_report_fini(&r);
    store_close(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(runs_at_once_all_arrive),
        TEST(a_reader_sees_whole_runs_only),
        TEST(a_killed_run_leaves_the_last_one_whole),
        TEST(a_run_that_fails_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
