// SPDX-License-Identifier: Apache-2.0
//
// The order of the stages, known here and nowhere else:
//
//     capture (project, frontend) → link (ir) → analyse (flow) → judge (program, rules)
#ifndef MAPLEAK_PIPELINE_H
#define MAPLEAK_PIPELINE_H

#include "base/status.h"
#include "finding/finding.h"
#include "flow/flow.h"
#include "program/program.h"
#include "project/project.h"

typedef struct {
    unsigned jobs;          // worker processes, then threads; at least 1
    double unit_timeout;    // seconds for one unit, 0 none
    uint64_t worker_memory; // bytes of address space a worker may take, 0 none
    bool progress;          // a progress line, on a terminal
    bool reverse;           // for tests: capture in reverse order
} PipelineOptions;

typedef struct {
    double capture, link, analyse, judge; // wall seconds
    double worker_cpu;                    // processor seconds of all workers
    uint64_t worker_peak;                 // bytes: the largest resident set of a worker
    uint64_t parent_peak;                 // bytes: of this process
    uint64_t unit_bytes;                  // of all unit IR
    uint64_t flow_steps;
    uint32_t capped;
} PipelineStats;

// What a run leaves behind; released with pipeline_fini whatever the run returned.
typedef struct {
    ModelSet *models;
    IrModule program_ir;
    Flow flow;
    Program program;
    RunReport report;
    PipelineStats stats;
    bool has_ir, has_flow, has_program;
} Pipeline;

// Loads the models: those embedded and those of the configuration.
Status pipeline_models(Pipeline *p, const Project *project, Error *err);
// Capture and link.
Status pipeline_capture(Pipeline *p, const Project *project, const PipelineOptions *options,
                        Error *err);
// Analyse, in up to options->jobs threads, and judge; fills p->report and finishes its findings.
void pipeline_judge(Pipeline *p, const PipelineOptions *options);

void pipeline_init(Pipeline *p, const char *root);
void pipeline_fini(Pipeline *p);

// Who makes unit files: mapleak's version and libclang's.
const char *pipeline_producer(void);

#endif
