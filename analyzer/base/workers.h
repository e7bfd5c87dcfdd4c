// SPDX-License-Identifier: Apache-2.0
//
// Runs n jobs in forked child processes: each child takes a batch, writes one result record a job
// into its pipe, and ends. A child that crashes, runs out of memory or out of time costs only the
// job it was at: that job is tried once more alone (not when its time is up), then reported as
// failed; the rest of its batch goes to another child.
//
// A child may be subverted by what it reads. The parent trusts nothing it sends: a record of the
// wrong shape or job, or one larger than WORKERS_RESULT_BYTES, ends that child; the parent never
// waits for a child that does not answer.
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include "base.h"
#include "status.h"
#include "strbuf.h"

// The largest result of one job; a job with a larger one ends as JOB_MEMORY.
enum { WORKERS_RESULT_BYTES = 256 * 1024 * 1024 };

typedef enum {
    JOB_DONE,    // run returned; data is what it produced
    JOB_CRASHED, // the child ended before the job did: see detail
    JOB_TIMEOUT, // took longer than seconds_per_job
    JOB_MEMORY,  // hit bytes_per_worker
} JobOutcome;

typedef struct {
    JobOutcome outcome;
    int detail;     // JOB_CRASHED: the signal's number; minus the exit code; 0 for no valid record
    double seconds; // wall time of the job in the child
    uint64_t peak;  // the child's peak resident bytes after the job, 0 when it failed
    const void *data; // aligned for any type, valid during the callback only
    size_t size;
} JobResult;

typedef struct {
    unsigned workers;          // children at once, at least 1
    unsigned batch;            // jobs a child, at least 1
    double seconds_per_job;    // wall limit, 0 none
    uint64_t bytes_per_worker; // address space a child may take on top of what it inherits, its
                               // stack included; 0 no limit. Not kept in a sanitizer build
    size_t stack_bytes;        // stack of the thread that runs jobs; 0: the main thread runs them
    // In the child. Appends the job's result to *out. No return value: a job's own failure is
    // part of its data. Standard input is empty there; standard output and error are the parent's.
    void (*run)(uint32_t job, void *ctx, StrBuf *out);
    // In the parent, once for each job, in order of completion (which differs from run to run).
    void (*done)(uint32_t job, const JobResult *result, void *ctx);
    void *ctx;
} WorkersOptions;

// Runs jobs 0 … n-1. STATUS_ENVIRONMENT when no child can be made at all. SIGINT, SIGTERM and
// SIGHUP end all children first and then have the effect that they had before the call; where the
// caller's handler returns, the result is STATUS_ENVIRONMENT. Not for use in two threads at once.
Status workers_run(uint32_t n, const WorkersOptions *options, Error *err);

#endif
