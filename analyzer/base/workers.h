// SPDX-License-Identifier: Apache-2.0
//
// Runs n jobs in forked child processes: each child takes a batch, writes one result record a job
// into its pipe, and ends. A child that crashes, runs out of memory or out of time costs only the
// job it was at: that job is tried once more alone, then reported as failed; the rest of its batch
// goes to another child.
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include "base.h"
#include "status.h"
#include "strbuf.h"

typedef enum {
    JOB_DONE,    // run returned; data is what it produced
    JOB_CRASHED, // the child died by a signal (number in detail) or exited (code in detail)
    JOB_TIMEOUT, // took longer than seconds_per_job
    JOB_MEMORY,  // hit bytes_per_worker
} JobOutcome;

typedef struct {
    JobOutcome outcome;
    int detail;
    double seconds;   // wall time of the job in the child
    uint64_t peak;    // the child's peak resident bytes after the job
    const void *data; // valid during the callback only
    size_t size;
} JobResult;

typedef struct {
    unsigned workers;          // children at once, at least 1
    unsigned batch;            // jobs a child
    double seconds_per_job;    // wall limit, 0 none
    uint64_t bytes_per_worker; // RLIMIT_AS of a child, 0 none
    size_t stack_bytes;        // stack of the thread that runs jobs, 0 the default
    // In the child. Appends the job's result to *out. No return value: a job's own failure is
    // part of its data.
    void (*run)(uint32_t job, void *ctx, StrBuf *out);
    // In the parent, once for each job, in order of completion.
    void (*done)(uint32_t job, const JobResult *result, void *ctx);
    void *ctx;
} WorkersOptions;

// Runs jobs 0 … n-1. STATUS_ENVIRONMENT when no child can be made at all.
Status workers_run(uint32_t n, const WorkersOptions *options, Error *err);

#endif
