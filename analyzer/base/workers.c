// SPDX-License-Identifier: Apache-2.0
//
// The parent's side: which child does which jobs, and what becomes of a job whose child is gone.
//
// Example, a batch of 3 where job 5 crashes: the child takes 4 5 6, sends the record of 4, dies.
// The parent puts back {5, alone} and {6}; when 5 kills its second child too, it is reported.
//
// 1. Every job is in exactly one place: behind `next`, in `again`, in one child's range at or
//    after its `at`, or already reported.
// 2. A child sends its records in the order of its range, so its current job is first + at.
// 3. A child that leaves `children` has been killed and reaped and its pipe closed.
//
// The clock of a job starts when the parent has the record of the one before, and once more when
// the first byte of its own record comes: a limit is never stricter than it says.
#include "workers.h"

#include "vec.h"
#include "worker_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    READ_BYTES = 64 * 1024,
    READS_A_TURN = 32, // so that one talkative child does not starve the others
    TICK_MS = 1000,    // how often a child that died behind an open pipe is looked for
};

typedef struct {
    uint32_t first, count;
    bool alone; // second try of one job
} Range;

typedef struct {
    pid_t pid;
    int fd;
    Range range;
    uint32_t at;        // jobs of the range that are done
    double since;       // when the clock of the current job started
    bool sending;       // the current record has begun to arrive
    bool out_of_memory; // it said so
    bool broken;        // it sent what is no record
    StrBuf in;          // what came of the current record
} Child;

typedef struct {
    const WorkersOptions *options;
    uint32_t n, next;       // jobs next … n-1 were never given out
    VEC(Range) again;       // given back
    VEC(Child) children;    // alive
    VEC(struct pollfd) fds; // of children, by index
    pid_t self;
    struct sigaction old_actions[4];
    sigset_t old_mask;
} Pool;

typedef enum { CHILD_GOES_ON, CHILD_IS_DONE, CHILD_FAILED } ChildState;

// ---- Signals ----

static const int caught_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
static volatile sig_atomic_t caught;

static void on_signal(int sig) {
    caught = sig;
}

// Catches the signals that end the process, and blocks them except while polling. A SIGCHLD that
// is ignored would make waitpid lose exit codes.
static void signals_install(Pool *p) {
    sigset_t block;
    sigemptyset(&block);
    caught = 0;
    for (size_t i = 0; i < COUNT_OF(caught_signals); i++) {
        int sig = caught_signals[i];
        struct sigaction act = {.sa_handler = sig == SIGCHLD ? SIG_DFL : on_signal};
        sigemptyset(&act.sa_mask);
        sigaction(sig, NULL, &p->old_actions[i]);
        if (sig != SIGCHLD && p->old_actions[i].sa_handler == SIG_IGN)
            continue;
        sigaction(sig, &act, NULL);
        if (sig != SIGCHLD)
            sigaddset(&block, sig);
    }
    sigprocmask(SIG_BLOCK, &block, &p->old_mask);
}

static void signals_restore(const Pool *p) {
    for (size_t i = 0; i < COUNT_OF(caught_signals); i++)
        sigaction(caught_signals[i], &p->old_actions[i], NULL);
    sigprocmask(SIG_SETMASK, &p->old_mask, NULL);
}

// ---- Giving out jobs ----

static bool has_work(const Pool *p) {
    return p->again.len > 0 || p->next < p->n;
}

// The next jobs to do. Near the end the batches get smaller, so that no child works alone.
static Range take_range(Pool *p) {
    if (p->again.len)
        return p->again.data[--p->again.len];
    unsigned workers = p->options->workers ? p->options->workers : 1;
    uint32_t left = p->n - p->next;
    uint32_t share = left / workers + (left % workers != 0);
    uint32_t batch = p->options->batch ? p->options->batch : 1;
    Range r = {.first = p->next, .count = batch < share ? batch : share};
    p->next += r.count;
    return r;
}

static void give_back(Pool *p, Range r) {
    if (r.count)
        vec_push(&p->again, r);
}

// In the new process. The pipes of the other children are not its business.
static NORETURN void become_child(const Pool *p, Range r, int fd) {
    vec_each (Child, c, &p->children)
        close(c->fd);
    signals_restore(p);
    worker_child_run(p->options, r.first, r.count, fd, p->self);
}

// Makes one child; false with errno when the system does not allow it.
static bool start_child(Pool *p) {
    int fd[2];
    if (pipe2(fd, O_CLOEXEC) != 0)
        return false;
    Range r = take_range(p);
    fflush(NULL); // or the child might write the same bytes once more
    pid_t pid = fork();
    if (pid == 0) {
        close(fd[0]);
        become_child(p, r, fd[1]);
    }
    int saved = errno;
    close(fd[1]);
    if (pid < 0) {
        close(fd[0]);
        give_back(p, r);
        errno = saved;
        return false;
    }
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    vec_push(&p->children, (Child){.pid = pid, .fd = fd[0], .range = r, .since = worker_clock()});
    return true;
}

// ---- Records ----

static bool is_valid(const Child *c, const WorkerFrame *f) {
    return f->magic == WORKER_FRAME_MAGIC &&
           (f->kind == WORKER_FRAME_RESULT || f->kind == WORKER_FRAME_MEMORY) &&
           f->job == c->range.first + c->at && f->size <= WORKERS_RESULT_BYTES && f->seconds >= 0 &&
           f->seconds < 1e9;
}

static void report_done(const Pool *p, const WorkerFrame *f, const char *data) {
    JobResult r = {.outcome = JOB_DONE,
                   .seconds = f->seconds,
                   .peak = f->peak,
                   .data = data,
                   .size = (size_t)f->size};
    p->options->done(f->job, &r, p->options->ctx);
}

// Handles the records that are complete. They are moved to the front of the buffer first, which
// keeps their data aligned.
static ChildState take_records(const Pool *p, Child *c) {
    WorkerFrame f;
    while (c->in.len >= sizeof f) {
        memcpy(&f, c->in.s, sizeof f);
        c->broken = !is_valid(c, &f);
        c->out_of_memory = !c->broken && f.kind == WORKER_FRAME_MEMORY;
        if (c->broken || c->out_of_memory)
            return CHILD_FAILED;
        size_t whole = sizeof f + (size_t)f.size;
        if (c->in.len < whole)
            break;
        report_done(p, &f, c->in.s + sizeof f);
        memmove(c->in.s, c->in.s + whole, c->in.len - whole);
        c->in.len -= whole;
        c->sending = false;
        c->since = worker_clock();
        if (++c->at == c->range.count)
            return CHILD_IS_DONE;
    }
    return CHILD_GOES_ON;
}

// Takes what has come through the pipe, without waiting.
static ChildState read_child(const Pool *p, Child *c) {
    char buffer[READ_BYTES];
    for (int turn = 0; turn < READS_A_TURN; turn++) {
        ssize_t k = read(c->fd, buffer, sizeof buffer);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0 && errno == EAGAIN)
            return CHILD_GOES_ON;
        if (k <= 0)
            return CHILD_FAILED;
        strbuf_add(&c->in, buffer, (size_t)k);
        ChildState state = take_records(p, c);
        if (state != CHILD_GOES_ON)
            return state;
        if (c->in.len && !c->sending) {
            c->sending = true;
            c->since = worker_clock();
        }
    }
    return CHILD_GOES_ON;
}

// ---- Ends ----

// Ends and reaps the child; its exit status, 0 when that is lost. A child that is already on its
// way out keeps the status it had.
static int kill_child(const Child *c) {
    int status = 0;
    kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0)
        if (errno != EINTR)
            return 0;
    return status;
}

static void forget_child(Pool *p, uint32_t i) {
    Child *c = &p->children.data[i];
    close(c->fd);
    strbuf_fini(&c->in);
    *c = *vec_last(&p->children);
    p->children.len--;
}

static JobResult failure_of(const Child *c, int status, bool is_late) {
    JobResult r = {.outcome = JOB_CRASHED, .seconds = worker_clock() - c->since};
    if (is_late)
        r.outcome = JOB_TIMEOUT;
    else if (c->out_of_memory)
        r.outcome = JOB_MEMORY;
    else if (c->broken)
        r.detail = 0;
    else if (WIFSIGNALED(status))
        r.detail = WTERMSIG(status);
    else
        r.detail = -WEXITSTATUS(status);
    return r;
}

// The child's current job failed: try it again alone, or report it; the rest goes to others. A job
// that is late had all the time that it may take: once more would only double that.
static void fail_child(Pool *p, uint32_t i, bool is_late) {
    Child *c = &p->children.data[i];
    JobResult r = failure_of(c, kill_child(c), is_late);
    Range left = c->range;
    uint32_t job = left.first + c->at;
    forget_child(p, i);
    if (left.alone || is_late)
        p->options->done(job, &r, p->options->ctx);
    else
        give_back(p, (Range){.first = job, .count = 1, .alone = true});
    uint32_t end = left.first + left.count;
    give_back(p, (Range){.first = job + 1, .count = end - job - 1});
}

static void end_child(Pool *p, uint32_t i, ChildState state) {
    if (state == CHILD_FAILED) {
        fail_child(p, i, false);
        return;
    }
    kill_child(&p->children.data[i]);
    forget_child(p, i);
}

static void end_all(Pool *p) {
    vec_each (Child, c, &p->children)
        kill(c->pid, SIGKILL);
    while (p->children.len)
        end_child(p, 0, CHILD_IS_DONE);
}

// ---- The loop ----

// A child whose descendant holds the pipe open gives no end of file.
static bool has_died(const Child *c) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == c->pid;
}

// Milliseconds until the next deadline, at most a tick.
static int wait_ms(const Pool *p) {
    double limit = p->options->seconds_per_job, now = worker_clock();
    int ms = TICK_MS;
    if (limit <= 0)
        return ms;
    vec_each (const Child, c, &p->children) {
        double left = (c->since + limit - now) * 1000 + 1;
        if (left < ms)
            ms = left > 0 ? (int)left : 0;
    }
    return ms;
}

// Sleeps until a child has something to say. The number of them, 0 when time has passed.
static int wait_for_children(Pool *p) {
    vec_clear(&p->fds);
    vec_each (Child, c, &p->children)
        vec_push(&p->fds, (struct pollfd){.fd = c->fd, .events = POLLIN});
    int ms = wait_ms(p);
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    int ready = ppoll(p->fds.data, p->fds.len, &t, &p->old_mask);
    return ready > 0 ? ready : 0;
}

// From the last to the first, because a child that ends is replaced by the last one.
static void serve_children(Pool *p, int ready) {
    for (uint32_t i = p->fds.len; ready > 0 && i-- > 0;) {
        if (!p->fds.data[i].revents)
            continue;
        ready--;
        ChildState state = read_child(p, &p->children.data[i]);
        if (state != CHILD_GOES_ON)
            end_child(p, i, state);
    }
}

static void check_children(Pool *p, bool is_idle) {
    double limit = p->options->seconds_per_job, now = worker_clock();
    for (uint32_t i = p->children.len; i-- > 0;) {
        Child *c = &p->children.data[i];
        if (limit > 0 && now - c->since > limit)
            fail_child(p, i, true);
        else if (is_idle && has_died(c))
            end_child(p, i, read_child(p, c) == CHILD_IS_DONE ? CHILD_IS_DONE : CHILD_FAILED);
    }
}

static Status run(Pool *p, Error *err) {
    unsigned workers = p->options->workers ? p->options->workers : 1;
    while (has_work(p) || p->children.len) {
        while (has_work(p) && p->children.len < workers && start_child(p))
            ;
        if (!p->children.len)
            return error_set(err, STATUS_ENVIRONMENT, "cannot start a worker process: %s",
                             strerror(errno));
        int ready = wait_for_children(p);
        if (caught)
            return error_set(err, STATUS_ENVIRONMENT, "stopped by signal %d", (int)caught);
        serve_children(p, ready);
        check_children(p, ready == 0);
    }
    return STATUS_OK;
}

Status workers_run(uint32_t n, const WorkersOptions *options, Error *err) {
    Pool p = {.options = options, .n = n, .self = getpid()};
    signals_install(&p);
    Status status = run(&p, err);
    end_all(&p);
    vec_fini(&p.again);
    vec_fini(&p.children);
    vec_fini(&p.fds);
    int sig = caught;
    signals_restore(&p);
    if (sig)
        raise(sig);
    return status;
}
