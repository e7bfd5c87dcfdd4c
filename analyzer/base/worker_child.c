// SPDX-License-Identifier: Apache-2.0
//
// What happens in a forked child: limits, a big stack, the jobs one after another, and a last word
// when memory is gone.
//
// Out of memory looks like any other abort() or exit(). So while a limit is set, a fatal signal and
// exit() first try to reserve a piece of address space: when even that fails, the record says
// memory. The handler uses only mmap, write and raise.
//
// LIMIT: one allocation far larger than all that is left ends as JOB_CRASHED, because the probe
// still fits.
#include "worker_child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

// A sanitizer's shadow memory takes terabytes of address space: no limit can be set.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define HAS_SHADOW_MEMORY 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW_MEMORY 1
#endif
#ifndef HAS_SHADOW_MEMORY
#define HAS_SHADOW_MEMORY 0
#endif

enum {
    EXIT_NO_PARENT = 121, // nobody reads the pipe any more
    EXIT_NO_THREAD = 122,
    PROBE_BYTES = 16 * 1024 * 1024,
    PROBE_SHARE = 8, // of the limit: what counts as used up
    ALTERNATE_STACK_BYTES = 64 * 1024,
};

typedef struct {
    const WorkersOptions *options;
    uint32_t first, count;
} Batch;

// Of this child; global because a signal handler reads them.
static int out_fd;
static uint32_t current_job;
static size_t probe_bytes;                 // 0: no limit is set
static volatile sig_atomic_t is_mid_frame; // a record is half written: say nothing more

double worker_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void write_all(const void *data, size_t n) {
    const char *p = data;
    while (n) {
        ssize_t k = write(out_fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            _exit(EXIT_NO_PARENT);
        p += k;
        n -= (size_t)k;
    }
}

static void send_out_of_memory(void) {
    WorkerFrame f = {.magic = WORKER_FRAME_MAGIC, .kind = WORKER_FRAME_MEMORY, .job = current_job};
    is_mid_frame = 1;
    write_all(&f, sizeof f);
}

// Tells the parent when there is no address space left to speak of.
static void probe_memory(void) {
    if (!probe_bytes || is_mid_frame)
        return;
    void *p = mmap(NULL, probe_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        send_out_of_memory();
    else
        munmap(p, probe_bytes);
}

static void on_fatal_signal(int sig) {
    probe_memory();
    raise(sig); // SA_RESETHAND: the default action now
}

static void watch_fatal_signals(void) {
    static char stack[ALTERNATE_STACK_BYTES];
    static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    struct sigaction act = {.sa_handler = on_fatal_signal,
                            .sa_flags = SA_ONSTACK | (int)SA_RESETHAND | SA_NODEFER};
    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < COUNT_OF(fatal); i++)
        sigaction(fatal[i], &act, NULL);
}

// Address space in use now, in bytes; 0 when it cannot be read.
static uint64_t address_space(void) {
    FILE *f = fopen("/proc/self/statm", "re");
    unsigned long long pages = 0;
    if (!f)
        return 0;
    if (fscanf(f, "%llu", &pages) != 1)
        pages = 0;
    fclose(f);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit_memory(uint64_t bytes) {
    if (!bytes || HAS_SHADOW_MEMORY)
        return;
    uint64_t want = address_space() + bytes;
    struct rlimit now;
    if (getrlimit(RLIMIT_AS, &now) != 0)
        return;
    if (now.rlim_max != RLIM_INFINITY && want > now.rlim_max)
        want = now.rlim_max;
    struct rlimit limit = {.rlim_cur = (rlim_t)want, .rlim_max = (rlim_t)want};
    if (setrlimit(RLIMIT_AS, &limit) != 0)
        return;
    probe_bytes = bytes / PROBE_SHARE > PROBE_BYTES ? (size_t)(bytes / PROBE_SHARE) : PROBE_BYTES;
    atexit(probe_memory);
}

static void run_job(const WorkersOptions *o, uint32_t job, StrBuf *out) {
    double start = worker_clock();
    current_job = job;
    strbuf_clear(out);
    o->run(job, o->ctx, out);
    if (out->len > WORKERS_RESULT_BYTES) {
        send_out_of_memory();
        _exit(0);
    }
    struct rusage used = {0};
    getrusage(RUSAGE_SELF, &used);
    WorkerFrame f = {.magic = WORKER_FRAME_MAGIC,
                     .kind = WORKER_FRAME_RESULT,
                     .job = job,
                     .size = out->len,
                     .peak = (uint64_t)used.ru_maxrss * 1024,
                     .seconds = worker_clock() - start};
    is_mid_frame = 1;
    write_all(&f, sizeof f);
    write_all(out->s, out->len);
    is_mid_frame = 0;
}

// Ends the process itself, so that no exit handler of the parent's runs here.
static void *run_batch(void *arg) {
    const Batch *b = arg;
    StrBuf out = {0};
    if (probe_bytes)
        watch_fatal_signals();
    for (uint32_t i = 0; i < b->count; i++)
        run_job(b->options, b->first + i, &out);
    strbuf_fini(&out);
    _exit(0);
}

static void run_batch_on_thread(Batch *b, size_t stack_bytes) {
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    if (pthread_attr_setstacksize(&attr, stack_bytes) != 0 ||
        pthread_create(&thread, &attr, run_batch, b) != 0) {
        current_job = b->first;
        probe_memory();
        _exit(EXIT_NO_THREAD);
    }
    pthread_join(thread, NULL);
}

void worker_child_run(const WorkersOptions *options, uint32_t first, uint32_t count, int fd,
                      pid_t parent) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(EXIT_NO_PARENT);
    out_fd = fd;
    // A source named "-" must not read the terminal.
    int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (empty >= 0) {
        dup2(empty, STDIN_FILENO);
        if (empty != STDIN_FILENO)
            close(empty);
    }
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    limit_memory(options->bytes_per_worker);
    Batch batch = {options, first, count};
    if (options->stack_bytes)
        run_batch_on_thread(&batch, options->stack_bytes);
    run_batch(&batch);
    _exit(0);
}
