// SPDX-License-Identifier: Apache-2.0
//
// workers_run against jobs that crash, hang, eat memory, lie and multiply.
#include "base/vec.h"
#include "base/workers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW_MEMORY 1
#endif
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SHADOW_MEMORY 1
#endif
#endif
#ifndef HAS_SHADOW_MEMORY
#define HAS_SHADOW_MEMORY 0
#endif

enum { MAX_JOBS = 100000 };

typedef struct {
    uint8_t seen;
    JobResult result; // data is NULL
    char text[48];    // the start of the data
} Seen;

typedef struct {
    uint32_t bad;   // the job that misbehaves
    int counter_fd; // a file that grows by a byte with each try of the bad job
    uint32_t total; // results
    uint64_t sum;   // of the sizes of results
    Seen *jobs;     // by number
} Fixture;

static int set_up(void **state) {
    Fixture *f = calloc(1, sizeof *f);
    f->jobs = calloc(MAX_JOBS, sizeof *f->jobs);
    f->counter_fd = -1;
    *state = f;
    return 0;
}

static uint32_t open_files(void) {
    uint32_t n = 0;
    DIR *d = opendir("/proc/self/fd");
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

// After each test: no child is left, dead or alive.
static int tear_down(void **state) {
    Fixture *f = *state;
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    free(f->jobs);
    free(f);
    return 0;
}

static void keep(uint32_t job, const JobResult *r, void *ctx) {
    Fixture *f = ctx;
    Seen *s = &f->jobs[job];
    s->seen++;
    s->result = *r;
    s->result.data = NULL;
    size_t n = r->size < sizeof s->text - 1 ? r->size : sizeof s->text - 1;
    if (n)
        memcpy(s->text, r->data, n);
    assert_int_equal((uintptr_t)r->data % _Alignof(max_align_t), 0);
    f->total++;
    f->sum += r->size;
}

static void number(uint32_t job, void *ctx, StrBuf *out) {
    UNUSED(ctx);
    strbuf_printf(out, "job %u", job);
}

static WorkersOptions options(Fixture *f, void (*run)(uint32_t, void *, StrBuf *)) {
    return (WorkersOptions){.workers = 2, .batch = 4, .run = run, .done = keep, .ctx = f};
}

static void run_ok(uint32_t n, const WorkersOptions *o) {
    Error err = {0};
    uint32_t before = open_files();
    assert_int_equal(workers_run(n, o, &err), STATUS_OK);
    assert_int_equal(open_files(), before);
}

// All of jobs 0 … n-1 gave their number, except the bad one.
static void assert_others_are_done(const Fixture *f, uint32_t n) {
    assert_int_equal(f->total, n);
    for (uint32_t i = 0; i < n; i++) {
        char want[48];
        snprintf(want, sizeof want, "job %u", i);
        assert_int_equal(f->jobs[i].seen, 1);
        if (i == f->bad)
            continue;
        assert_int_equal(f->jobs[i].result.outcome, JOB_DONE);
        assert_string_equal(f->jobs[i].text, want);
    }
}

static void assert_bad(const Fixture *f, JobOutcome outcome, int detail) {
    const JobResult *r = &f->jobs[f->bad].result;
    assert_int_equal(r->outcome, outcome);
    assert_int_equal(r->detail, detail);
    assert_int_equal(r->size, 0);
}

static void every_job_is_reported_once_with_its_data(void **state) {
    Fixture *f = *state;
    f->bad = UINT32_MAX;
    WorkersOptions o = options(f, number);
    run_ok(103, &o);
    assert_others_are_done(f, 103);
    assert_true(f->jobs[0].result.seconds >= 0);
    assert_true(f->jobs[0].result.peak > 0);
}

static void no_jobs_make_no_child(void **state) {
    Fixture *f = *state;
    WorkersOptions o = options(f, number);
    run_ok(0, &o);
    assert_int_equal(f->total, 0);
}

static void zero_workers_and_batch_count_as_one(void **state) {
    Fixture *f = *state;
    f->bad = UINT32_MAX;
    WorkersOptions o = options(f, number);
    o.workers = o.batch = 0;
    run_ok(5, &o);
    assert_others_are_done(f, 5);
}

static void nothing(uint32_t job, void *ctx, StrBuf *out) {
    UNUSED(job);
    UNUSED(ctx);
    UNUSED(out);
}

static void an_empty_result_is_a_result(void **state) {
    Fixture *f = *state;
    WorkersOptions o = options(f, nothing);
    run_ok(9, &o);
    assert_int_equal(f->total, 9);
    assert_int_equal(f->sum, 0);
    assert_int_equal(f->jobs[8].result.outcome, JOB_DONE);
}

static void megabytes(uint32_t job, void *ctx, StrBuf *out) {
    UNUSED(ctx);
    for (uint32_t i = 0; i < (job + 1) * 100000; i++)
        strbuf_addc(out, (char)('a' + job));
}

static void a_result_larger_than_the_pipe_arrives_whole(void **state) {
    Fixture *f = *state;
    WorkersOptions o = options(f, megabytes);
    run_ok(20, &o);
    assert_int_equal(f->sum, 100000 * 20 * 21 / 2);
    assert_memory_equal(f->jobs[19].text, "tttttttt", 8);
}

// ---- Jobs that go wrong ----

static void count_try(const Fixture *f) {
    if (f->counter_fd >= 0)
        assert_int_equal(write(f->counter_fd, "x", 1), 1);
}

static void crash(uint32_t job, void *ctx, StrBuf *out) {
    Fixture *f = ctx;
    if (job == f->bad) {
        count_try(f);
        signal(SIGUSR2, SIG_DFL);
        raise(SIGUSR2);
    }
    number(job, ctx, out);
}

static int temporary_file(void) {
    char name[] = "/tmp/mapleak-test-XXXXXX";
    int fd = mkstemp(name);
    unlink(name);
    return fd;
}

static void a_crash_costs_only_its_job_and_is_tried_twice(void **state) {
    Fixture *f = *state;
    f->bad = 5;
    f->counter_fd = temporary_file();
    WorkersOptions o = options(f, crash);
    run_ok(30, &o);
    assert_others_are_done(f, 30);
    assert_bad(f, JOB_CRASHED, SIGUSR2);
    assert_int_equal(lseek(f->counter_fd, 0, SEEK_END), 2);
    close(f->counter_fd);
}

static void crash_once(uint32_t job, void *ctx, StrBuf *out) {
    Fixture *f = ctx;
    if (job == f->bad) {
        count_try(f);
        if (lseek(f->counter_fd, 0, SEEK_END) == 1)
            _exit(7);
    }
    number(job, ctx, out);
}

static void a_job_that_fails_only_once_is_done(void **state) {
    Fixture *f = *state;
    f->bad = 0;
    f->counter_fd = temporary_file();
    WorkersOptions o = options(f, crash_once);
    run_ok(6, &o);
    assert_int_equal(f->jobs[0].result.outcome, JOB_DONE);
    assert_string_equal(f->jobs[0].text, "job 0");
    assert_others_are_done(f, 6);
    close(f->counter_fd);
}

static void leave(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        _exit(7);
    number(job, ctx, out);
}

static void an_exit_in_a_job_gives_its_code_negated(void **state) {
    Fixture *f = *state;
    f->bad = 8;
    WorkersOptions o = options(f, leave);
    run_ok(9, &o);
    assert_others_are_done(f, 9);
    assert_bad(f, JOB_CRASHED, -7);
}

static void crash_all(uint32_t job, void *ctx, StrBuf *out) {
    UNUSED(job);
    UNUSED(ctx);
    UNUSED(out);
    _exit(3);
}

static void when_every_job_crashes_every_job_is_reported(void **state) {
    Fixture *f = *state;
    WorkersOptions o = options(f, crash_all);
    run_ok(40, &o);
    assert_int_equal(f->total, 40);
    for (uint32_t i = 0; i < 40; i++)
        assert_int_equal(f->jobs[i].result.detail, -3);
}

static void hang(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad) {
        signal(SIGTERM, SIG_IGN);
        for (;;)
            pause();
    }
    number(job, ctx, out);
}

static void a_hanging_job_is_ended_at_its_limit(void **state) {
    Fixture *f = *state;
    f->bad = 2;
    WorkersOptions o = options(f, hang);
    o.seconds_per_job = 0.3;
    time_t start = time(NULL);
    run_ok(12, &o);
    assert_true(time(NULL) - start < 10);
    assert_others_are_done(f, 12);
    assert_bad(f, JOB_TIMEOUT, 0);
}

static volatile int *starts; // shared with the children

static void hang_counted(uint32_t job, void *ctx, StrBuf *out) {
    *starts += job == ((Fixture *)ctx)->bad;
    hang(job, ctx, out);
}

static void a_job_that_is_late_is_not_tried_again(void **state) {
    Fixture *f = *state;
    f->bad = 1;
    WorkersOptions o = options(f, hang_counted);
    o.seconds_per_job = 0.3;
    starts = mmap(NULL, sizeof *starts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(starts != MAP_FAILED);
    run_ok(8, &o);
    assert_others_are_done(f, 8);
    assert_bad(f, JOB_TIMEOUT, 0);
    assert_int_equal(*starts, 1);
    munmap((void *)starts, sizeof *starts);
}

static void doze(uint32_t job, void *ctx, StrBuf *out) {
    nanosleep(&(struct timespec){.tv_nsec = 60 * 1000 * 1000}, NULL);
    number(job, ctx, out);
}

static void the_limit_is_for_a_job_and_not_for_a_batch(void **state) {
    Fixture *f = *state;
    f->bad = UINT32_MAX;
    WorkersOptions o = options(f, doze);
    o.batch = 16;
    o.seconds_per_job = 0.5;
    run_ok(32, &o);
    assert_others_are_done(f, 32);
}

static void eat(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        for (;;) // base_malloc ends the process with exit()
            memset(base_malloc(1 << 20, "test"), 1, 1 << 20);
    number(job, ctx, out);
}

static void eat_and_abort(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        for (;;) {
            void *p = malloc(1 << 20);
            if (!p)
                abort();
            memset(p, 1, 1 << 20);
        }
    number(job, ctx, out);
}

static void memory_limit_holds(Fixture *f, void (*run)(uint32_t, void *, StrBuf *), size_t stack) {
    if (HAS_SHADOW_MEMORY)
        skip();
    f->bad = 3;
    WorkersOptions o = options(f, run);
    o.bytes_per_worker = 300u << 20;
    o.stack_bytes = stack;
    o.seconds_per_job = 60;
    run_ok(9, &o);
    assert_others_are_done(f, 9);
    assert_bad(f, JOB_MEMORY, 0);
}

static void a_job_that_exits_at_the_memory_limit_is_told_from_a_crash(void **state) {
    memory_limit_holds(*state, eat, 0);
    memset(((Fixture *)*state)->jobs, 0, 9 * sizeof(Seen));
    ((Fixture *)*state)->total = 0;
    memory_limit_holds(*state, eat, 64u << 20);
}

static void a_job_that_aborts_at_the_memory_limit_is_told_from_a_crash(void **state) {
    memory_limit_holds(*state, eat_and_abort, 64u << 20);
}

static void a_crash_below_the_memory_limit_stays_a_crash(void **state) {
    if (HAS_SHADOW_MEMORY)
        skip();
    Fixture *f = *state;
    f->bad = 1;
    WorkersOptions o = options(f, crash);
    o.bytes_per_worker = 300u << 20;
    run_ok(4, &o);
    assert_bad(f, JOB_CRASHED, SIGUSR2);
}

static unsigned deepen(unsigned depth, volatile char *above) {
    volatile char frame[1024];
    frame[0] = (char)depth;
    unsigned below = depth ? deepen(depth - 1, frame) : 0;
    return below + (unsigned char)frame[0] + (unsigned char)above[0];
}

static void recurse(uint32_t job, void *ctx, StrBuf *out) {
    volatile char top[1] = {0};
    if (job == ((Fixture *)ctx)->bad)
        strbuf_printf(out, "%u", deepen(60000, top)); // some 64 MB and more
    number(job, ctx, out);
}

static void jobs_run_on_a_stack_of_the_given_size(void **state) {
    Fixture *f = *state;
    f->bad = 2;
    WorkersOptions o = options(f, recurse);
    o.stack_bytes = 512u << 20;
    run_ok(4, &o);
    assert_others_are_done(f, 4);
    assert_int_equal(f->jobs[2].result.outcome, JOB_DONE);
}

static void an_overflow_of_the_stack_costs_only_its_job(void **state) {
    if (HAS_SHADOW_MEMORY)
        skip();
    Fixture *f = *state;
    f->bad = 2;
    WorkersOptions o = options(f, recurse);
    o.stack_bytes = 1u << 20;
    o.bytes_per_worker = 600u << 20;
    run_ok(4, &o);
    assert_others_are_done(f, 4);
    assert_bad(f, JOB_CRASHED, SIGSEGV);
}

// ---- Children that lie ----

// The child's end of its pipe: the only pipe it has.
static int pipe_of_child(void) {
    for (int fd = 3; fd < 64; fd++) {
        char link[64], to[64] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, to, sizeof to - 1) > 0 && !strncmp(to, "pipe:", 5) &&
            (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY)
            return fd;
    }
    return -1;
}

static void flood(uint32_t job, void *ctx, StrBuf *out) {
    char junk[4096];
    memset(junk, 0x5a, sizeof junk);
    if (job == ((Fixture *)ctx)->bad)
        while (write(pipe_of_child(), junk, sizeof junk) > 0)
            ;
    number(job, ctx, out);
}

static void a_child_that_writes_garbage_is_ended(void **state) {
    Fixture *f = *state;
    f->bad = 6;
    WorkersOptions o = options(f, flood);
    run_ok(12, &o);
    assert_others_are_done(f, 12);
    assert_bad(f, JOB_CRASHED, 0);
}

// A record as worker_child.h has it: magic, kind, job, 3 zeros, size, peak, seconds.
typedef struct {
    uint32_t magic, kind, job, zero[3];
    uint64_t size, peak;
    double seconds;
} Forged;

static void forge(const Forged *r) {
    assert_int_equal(write(pipe_of_child(), r, sizeof *r), sizeof *r);
    for (;;)
        pause();
}

static void claim_much(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        forge(&(Forged){.magic = 0x6d617031, .kind = 1, .job = job, .size = UINT64_MAX - 40});
    number(job, ctx, out);
}

static void claim_other(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        forge(&(Forged){.magic = 0x6d617031, .kind = 1, .job = job - 1});
    number(job, ctx, out);
}

static void claim_time(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        forge(&(Forged){.magic = 0x6d617031, .kind = 1, .job = job, .seconds = -1.0 / 0.0});
    number(job, ctx, out);
}

static void a_record_with_an_absurd_length_job_or_time_is_refused(void **state) {
    void (*const lies[])(uint32_t, void *, StrBuf *) = {claim_much, claim_other, claim_time};
    Fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        memset(f->jobs, 0, 8 * sizeof(Seen));
        f->total = 0;
        f->bad = 4;
        WorkersOptions o = options(f, lies[i]);
        run_ok(8, &o);
        assert_others_are_done(f, 8);
        assert_bad(f, JOB_CRASHED, 0);
    }
}

static void dribble(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad)
        for (;;) {
            assert_true(write(pipe_of_child(), "1pam", 1) >= 0);
            nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
        }
    number(job, ctx, out);
}

static void a_record_that_never_ends_is_late(void **state) {
    Fixture *f = *state;
    f->bad = 4;
    WorkersOptions o = options(f, dribble);
    o.seconds_per_job = 0.4;
    run_ok(8, &o);
    assert_others_are_done(f, 8);
    assert_bad(f, JOB_TIMEOUT, 0);
}

static void too_much(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad) {
        char *big = base_malloc(WORKERS_RESULT_BYTES / 4, "test");
        memset(big, 'x', WORKERS_RESULT_BYTES / 4);
        for (int i = 0; i < 5; i++)
            strbuf_add(out, big, WORKERS_RESULT_BYTES / 4);
    }
    number(job, ctx, out);
}

static void a_result_above_the_cap_is_out_of_memory(void **state) {
    Fixture *f = *state;
    f->bad = 1;
    WorkersOptions o = options(f, too_much);
    o.workers = 1;
    run_ok(3, &o);
    assert_others_are_done(f, 3);
    assert_bad(f, JOB_MEMORY, 0);
}

static void leave_heir(uint32_t job, void *ctx, StrBuf *out) {
    if (job == ((Fixture *)ctx)->bad) {
        if (fork() == 0) {
            close(STDOUT_FILENO); // or whoever runs the test would wait for the end of it
            close(STDERR_FILENO);
            nanosleep(&(struct timespec){.tv_sec = 20}, NULL);
            _exit(0);
        }
        _exit(5);
    }
    number(job, ctx, out);
}

static void a_descendant_that_keeps_the_pipe_open_does_not_stop_the_parent(void **state) {
    Fixture *f = *state;
    f->bad = 7;
    WorkersOptions o = options(f, leave_heir);
    time_t start = time(NULL);
    run_ok(8, &o);
    assert_true(time(NULL) - start < 15);
    assert_others_are_done(f, 8);
    assert_bad(f, JOB_CRASHED, -5);
}

// ---- The world around ----

static void read_input(uint32_t job, void *ctx, StrBuf *out) {
    char c;
    UNUSED(job);
    UNUSED(ctx);
    struct rlimit core = {1, 1};
    getrlimit(RLIMIT_CORE, &core);
    strbuf_printf(out, "read %d core %d", (int)read(STDIN_FILENO, &c, 1), (int)core.rlim_max);
}

static void a_child_has_no_input_and_leaves_no_core(void **state) {
    Fixture *f = *state;
    WorkersOptions o = options(f, read_input);
    run_ok(1, &o);
    assert_string_equal(f->jobs[0].text, "read 0 core 0");
}

static void no_child_at_all_is_an_error(void **state) {
    Fixture *f = *state;
    Error err = {0};
    WorkersOptions o = options(f, number);
    struct rlimit old, none;
    getrlimit(RLIMIT_NOFILE, &old);
    none = old;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    Status status = workers_run(4, &o, &err);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(status, STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "cannot start a worker process"));
    assert_int_equal(f->total, 0);
}

static void ignored_child_signals_lose_no_exit_code(void **state) {
    Fixture *f = *state;
    f->bad = 8;
    signal(SIGCHLD, SIG_IGN);
    WorkersOptions o = options(f, leave);
    run_ok(9, &o);
    assert_bad(f, JOB_CRASHED, -7);
    assert_true(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
}

// Runs hanging jobs in a process of its own that prints the pids of its children.
static void say_pid_and_hang(uint32_t job, void *ctx, StrBuf *out) {
    UNUSED(job);
    UNUSED(out);
    pid_t me = getpid();
    assert_int_equal(write(((Fixture *)ctx)->counter_fd, &me, sizeof me), sizeof me);
    for (;;)
        pause();
}

// Whether there is no such process, or only what nobody has reaped yet.
static bool is_dead(pid_t pid) {
    char name[64], line[256] = "";
    snprintf(name, sizeof name, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(name, "re");
    if (!f)
        return true;
    bool has_line = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    return !has_line || strstr(line, ") Z ") || strstr(line, ") X ");
}

static bool is_gone(pid_t pid) {
    for (int i = 0; i < 500; i++) {
        if (is_dead(pid))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    return false;
}

// Sends sig to a process at work; its wait status. No worker of it may live on.
static int status_after(Fixture *f, int sig, void (*prepare)(void)) {
    int fd[2], status = 0;
    pid_t workers[2];
    assert_int_equal(pipe(fd), 0);
    pid_t parent = fork();
    if (parent == 0) {
        Error err = {0};
        f->counter_fd = fd[1];
        WorkersOptions o = options(f, say_pid_and_hang);
        if (prepare)
            prepare();
        _exit(workers_run(8, &o, &err) == STATUS_ENVIRONMENT ? 42 : 1);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(read(fd[0], &workers[i], sizeof(pid_t)), sizeof(pid_t));
    kill(parent, sig);
    assert_int_equal(waitpid(parent, &status, 0), parent);
    assert_true(is_gone(workers[0]));
    assert_true(is_gone(workers[1]));
    close(fd[0]);
    close(fd[1]);
    return status;
}

static void an_interrupt_ends_the_children_and_then_the_process(void **state) {
    int status = status_after(*state, SIGINT, NULL);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    status = status_after(*state, SIGTERM, NULL);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void ignore(int sig) {
    UNUSED(sig);
}

static void catch_interrupts(void) {
    signal(SIGINT, ignore);
}

static void an_interrupt_that_the_caller_handles_is_an_error(void **state) {
    int status = status_after(*state, SIGINT, catch_interrupts);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

static void children_do_not_outlive_a_parent_that_is_killed(void **state) {
    int status = status_after(*state, SIGKILL, NULL);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_hundred_thousand_jobs_are_no_matter(void **state) {
    Fixture *f = *state;
    f->bad = UINT32_MAX;
    WorkersOptions o = options(f, number);
    o.batch = HAS_SHADOW_MEMORY ? 1000 : 100;
    run_ok(MAX_JOBS, &o);
    assert_others_are_done(f, MAX_JOBS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_job_is_reported_once_with_its_data),
        TEST(no_jobs_make_no_child),
        TEST(zero_workers_and_batch_count_as_one),
        TEST(an_empty_result_is_a_result),
        TEST(a_result_larger_than_the_pipe_arrives_whole),
        TEST(a_crash_costs_only_its_job_and_is_tried_twice),
        TEST(a_job_that_fails_only_once_is_done),
        TEST(an_exit_in_a_job_gives_its_code_negated),
        TEST(when_every_job_crashes_every_job_is_reported),
        TEST(a_hanging_job_is_ended_at_its_limit),
        TEST(a_job_that_is_late_is_not_tried_again),
        TEST(the_limit_is_for_a_job_and_not_for_a_batch),
        TEST(a_job_that_exits_at_the_memory_limit_is_told_from_a_crash),
        TEST(a_job_that_aborts_at_the_memory_limit_is_told_from_a_crash),
        TEST(a_crash_below_the_memory_limit_stays_a_crash),
        TEST(jobs_run_on_a_stack_of_the_given_size),
        TEST(an_overflow_of_the_stack_costs_only_its_job),
        TEST(a_child_that_writes_garbage_is_ended),
        TEST(a_record_with_an_absurd_length_job_or_time_is_refused),
        TEST(a_record_that_never_ends_is_late),
        TEST(a_result_above_the_cap_is_out_of_memory),
        TEST(a_descendant_that_keeps_the_pipe_open_does_not_stop_the_parent),
        TEST(a_child_has_no_input_and_leaves_no_core),
        TEST(no_child_at_all_is_an_error),
        TEST(ignored_child_signals_lose_no_exit_code),
        TEST(an_interrupt_ends_the_children_and_then_the_process),
        TEST(an_interrupt_that_the_caller_handles_is_an_error),
        TEST(children_do_not_outlive_a_parent_that_is_killed),
        TEST(a_hundred_thousand_jobs_are_no_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
