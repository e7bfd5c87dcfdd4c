// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700
#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_JOBS = 256 };

// One case while it is tried.
typedef struct {
    pid_t pid; // 0: not running
    FILE *report;
} Slot;

static FILE *scratch(void) {
    FILE *file = tmpfile();
    if (!file)
        cases_die("temporary file", strerror(errno));
    return file;
}

static pid_t forked(void) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        cases_die("fork", strerror(errno));
    return pid;
}

static void start(Slot *slot, const Case *one, BatchTrial *trial, const void *context) {
    slot->report = scratch();
    slot->pid = forked();
    if (slot->pid == 0) {
        trial(one, context, slot->report);
        fflush(slot->report);
        _exit(0);
    }
}

static void wait_for_one(Slot *slots, size_t count) {
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    if (pid < 0)
        cases_die("wait", strerror(errno));
    for (size_t i = 0; i < count; i++)
        if (slots[i].pid == pid) {
            slots[i].pid = 0;
            if (status != 0)
                fprintf(slots[i].report, "the trial itself broke off\n");
        }
}

// True when the case passed.
static bool tell(const Case *one, FILE *file) {
    char *report = cases_read_stream(file);
    bool passed = *report == '\0';
    if (!passed)
        printf("FAIL %s\n", one->name);
    for (const char *at = report; *at;) {
        size_t length = strcspn(at, "\n");
        printf("    %.*s\n", (int)length, at);
        at += length + (at[length] ? 1 : 0);
    }
    free(report);
    return passed;
}

bool batch_try_all(const Cases *cases, size_t jobs, BatchTrial *trial, const void *context) {
    Slot *slots = cases_must(calloc(cases->count + 1, sizeof *slots));
    size_t running = 0;
    size_t passed = 0;
    for (size_t i = 0; i < cases->count; i++) {
        if (running == jobs) {
            wait_for_one(slots, cases->count);
            running--;
        }
        start(&slots[i], &cases->items[i], trial, context);
        running++;
    }
    for (; running > 0; running--)
        wait_for_one(slots, cases->count);
    for (size_t i = 0; i < cases->count; i++) {
        passed += tell(&cases->items[i], slots[i].report);
        fclose(slots[i].report);
    }
    free(slots);
    if (cases->count == 0)
        puts("no case matches");
    printf("%zu passed, %zu failed\n", passed, cases->count - passed);
    return cases->count > 0 && passed == cases->count;
}

int batch_run(const BatchProcess *process, char *const *argv) {
    pid_t pid = forked();
    if (pid == 0) {
        int in = open(process->input ? process->input : "/dev/null", O_RDONLY);
        int out = process->out ? fileno(process->out) : open("/dev/null", O_WRONLY);
        if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
            dup2(fileno(process->err), STDERR_FILENO) < 0 || chdir(process->folder) != 0)
            _exit(127);
        alarm(process->seconds);
        execvp(argv[0], argv);
        dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            cases_die("wait", strerror(errno));
    return status;
}

size_t batch_read_jobs(const char *text) {
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && number <= MAX_JOBS ? number : 0;
}
