// SPDX-License-Identifier: Apache-2.0
//
// Capture: each unit is parsed and lowered in a worker process, which sends the unit IR back
// through its pipe. Units are linked in the order of their names, whichever comes first: one that
// comes early waits, so that the same input gives the same bytes.
#include "pipeline.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/progress.h"
#include "base/workers.h"
#include "coverage.h"
#include "frontend/frontend.h"
#include "inventory.h"
#include "ir/link.h"
#include "ir/unit_file.h"
#include "rules/rule.h"
#include "version.h"

enum {
    UNITS_PER_CHILD = 8,
    WORKER_STACK = 512 << 20,
    MANY_ERRORS = 20, // where a compiler gives up
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

const char *pipeline_producer(void) {
    static char text[256];
    if (!text[0])
        snprintf(text, sizeof text, "mapleak %s, %s", MAPLEAK_VERSION, frontend_version());
    return text;
}

void pipeline_init(Pipeline *p, const char *root) {
    memset(p, 0, sizeof *p);
    run_report_init(&p->report);
    p->report.root = arena_strdup(&p->report.arena, root);
    p->report.version = MAPLEAK_VERSION;
}

void pipeline_fini(Pipeline *p) {
    if (p->has_program)
        program_fini(&p->program);
    if (p->has_flow)
        flow_fini(&p->flow);
    if (p->has_ir)
        ir_module_fini(&p->program_ir);
    run_report_fini(&p->report);
    models_free(p->models);
}

Status pipeline_models(Pipeline *p, const Project *project, Error *err) {
    Status status = models_new(&p->models, err);
    for (uint32_t i = 0; status == STATUS_OK && i < project->config.nmodels; i++)
        status = models_add_file(p->models, project->config.models[i], err);
    return status;
}

// ---- in the worker

// What a worker says of a unit; the unit IR follows when there is one.
typedef struct {
    uint32_t status;
    uint32_t is_partial; // failed, but there is unit IR of what could be read
    uint32_t parse_errors;
    uint32_t functions, statements, opaque, unreliable;
    char text[ERROR_TEXT_BYTES]; // the first parse error, or why it failed
} UnitHeader;

typedef struct {
    Pipeline *p;
    const Project *project;
    IrLinker *linker;
    Progress progress;
    StrBuf *waiting;     // by unit: unit IR that came before its turn
    bool *arrived;       // by unit
    UnitRecord *records; // by unit
    uint32_t next;       // the unit that is linked next
    uint32_t count;
    bool reverse;
} Capture;

static bool is_macro(const char *name, void *ctx) {
    return models_macro(ctx, name) != NULL;
}

static void count_functions(UnitHeader *h, const IrModule *m) {
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        if (!ir_is_defined(f))
            continue;
        h->functions++;
        h->statements += f->statements;
        h->opaque += f->opaque;
        h->unreliable += (f->flags & FUNC_UNRELIABLE) != 0;
    }
}

// What the parser left out says nothing about the code: such a unit is not analysed.
static void judge_errors(UnitHeader *h, const FrontendReport *report) {
    if (report->fatal[0]) {
        h->is_partial = true;
        snprintf(h->text, sizeof h->text, "%s", report->fatal);
    } else if (h->parse_errors >= MANY_ERRORS && h->functions == h->unreliable) {
        h->is_partial = true;
        snprintf(h->text, sizeof h->text, "%s (and %u more errors; no function without one)",
                 report->first_error, h->parse_errors - 1);
    }
}

static void silence_stderr(void) {
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDERR_FILENO);
        close(null);
    }
}

static uint32_t unit_of(const Capture *c, uint32_t job) {
    return c->reverse ? c->count - 1 - job : job;
}

static void capture_unit(uint32_t job, void *ctx, StrBuf *out) {
    Capture *c = ctx;
    const Command *cmd = &c->project->commands.data[unit_of(c, job)];
    UnitHeader header = {0};
    IrModule unit;
    FrontendReport report = {0};
    Error err = {0};
    FrontendCommand command = {
        .directory = cmd->directory, .file = cmd->file, .args = cmd->args, .nargs = cmd->nargs};
    FrontendOptions options = {.is_macro = is_macro, .ctx = c->p->models};
    setenv("LIBCLANG_NOTHREADS", "1", 1);
    silence_stderr();
    ir_module_init(&unit);
    header.status = cmd->broken ? error_set(&err, STATUS_FAILED, "%s", cmd->broken)
                                : frontend_parse(&unit, &command, &options, &report, &err);
    header.parse_errors = report.errors;
    snprintf(header.text, sizeof header.text, "%s",
             header.status == STATUS_OK ? report.first_error : err.text);
    count_functions(&header, &unit);
    if (header.status == STATUS_OK)
        judge_errors(&header, &report);
    strbuf_add(out, (const char *)&header, sizeof header);
    if (header.status == STATUS_OK)
        unit_file_encode(out, &unit, pipeline_producer());
    ir_module_fini(&unit);
}

// ---- in the parent

static void link_unit(Capture *c, uint32_t unit) {
    StrBuf *bytes = &c->waiting[unit];
    if (bytes->len) {
        IrModule m;
        Error err = {0};
        UnitRecord *r = &c->records[unit];
        ir_module_init(&m);
        if (unit_file_decode(&m, r->path, bytes->s, bytes->len, pipeline_producer(), &err) ==
            STATUS_OK) {
            m.name = intern(&m.strings, c->project->commands.data[unit].path);
            linker_add(c->linker, &m);
        } else {
            r->outcome = UNIT_FAILED;
            r->reason = arena_strdup(&c->p->report.arena, err.text);
        }
        ir_module_fini(&m);
    }
    strbuf_fini(bytes);
}

static const char *failure_text(Arena *a, const JobResult *r) {
    switch (r->outcome) {
    case JOB_CRASHED:
        return arena_printf(a, "the parser crashed (signal or exit code %d)", r->detail);
    case JOB_TIMEOUT:
        return "took longer than --unit-timeout allows";
    case JOB_MEMORY:
        return "needs more memory than a worker may take";
    case JOB_DONE:
        break;
    }
    return "the worker's answer is damaged";
}

static void unit_done(uint32_t job, const JobResult *result, void *ctx) {
    Capture *c = ctx;
    uint32_t unit = unit_of(c, job);
    UnitRecord *r = &c->records[unit];
    Arena *arena = &c->p->report.arena;
    UnitHeader header;
    if (result->peak > c->p->stats.worker_peak)
        c->p->stats.worker_peak = result->peak;
    r->outcome = UNIT_FAILED;
    if (result->outcome != JOB_DONE || result->size < sizeof header) {
        r->reason = failure_text(arena, result);
    } else {
        memcpy(&header, result->data, sizeof header);
        header.text[sizeof header.text - 1] = '\0';
        r->reason = arena_strdup(arena, header.text);
        r->parse_errors = header.parse_errors;
        r->functions = header.functions;
        r->statements = header.statements;
        r->opaque = header.opaque;
        r->unreliable = header.unreliable;
        if (header.status == STATUS_OK) {
            r->outcome = header.is_partial ? UNIT_FAILED : UNIT_ANALYSED;
            c->p->stats.unit_bytes += result->size - sizeof header;
            strbuf_add(&c->waiting[unit], (const char *)result->data + sizeof header,
                       result->size - sizeof header);
        }
    }
    c->arrived[unit] = true;
    while (c->next < c->count && c->arrived[c->next])
        link_unit(c, c->next++);
    progress_step(&c->progress);
}

static void begin_records(Capture *c) {
    RunReport *r = &c->p->report;
    for (uint32_t i = 0; i < c->count; i++)
        c->records[i].path =
            arena_strdup(&r->arena, run_report_shown(r, c->project->commands.data[i].path));
}

static void end_records(Capture *c) {
    RunReport *r = &c->p->report;
    for (uint32_t i = 0; i < c->count; i++)
        vec_push(&r->units, c->records[i]);
}

static double children_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

Status pipeline_capture(Pipeline *p, const Project *project, const PipelineOptions *options,
                        Error *err) {
    uint32_t n = project->commands.len;
    Capture c = {.p = p, .project = project, .count = n, .reverse = options->reverse};
    c.waiting = calloc(n + 1u, sizeof *c.waiting);
    c.arrived = calloc(n + 1u, sizeof *c.arrived);
    c.records = calloc(n + 1u, sizeof *c.records);
    BUG_ON(!c.waiting || !c.arrived || !c.records);
    begin_records(&c);
    ir_module_init(&p->program_ir);
    p->has_ir = true;
    c.linker = linker_new(&p->program_ir);
    double start = now(), cpu = children_cpu();
    progress_start(&c.progress, "units", n, options->progress);
    WorkersOptions w = {.workers = options->jobs,
                        .batch = UNITS_PER_CHILD,
                        .seconds_per_job = options->unit_timeout,
                        .bytes_per_worker = options->worker_memory,
                        .stack_bytes = WORKER_STACK,
                        .run = capture_unit,
                        .done = unit_done,
                        .ctx = &c};
    Status status = workers_run(n, &w, err);
    progress_end(&c.progress);
    p->stats.capture = now() - start;
    p->stats.worker_cpu = children_cpu() - cpu;
    start = now();
    linker_finish(c.linker);
    p->stats.link = now() - start;
    end_records(&c);
    for (uint32_t i = 0; i < n; i++)
        strbuf_fini(&c.waiting[i]);
    free(c.waiting);
    free(c.arrived);
    free(c.records);
    return status;
}

static int opaque_order(const void *a, const void *b) {
    const OpaqueRecord *p = a, *q = b;
    if (p->count != q->count)
        return p->count > q->count ? -1 : 1;
    return strcmp(p->reason, q->reason);
}

static void report_opaque(Pipeline *p) {
    RunReport *r = &p->report;
    vec_each (const OpaqueCount, o, &p->program_ir.opaque) {
        OpaqueRecord record = {arena_strdup(&r->arena, ir_str(&p->program_ir, o->reason)),
                               o->count};
        vec_push(&r->opaque, record);
    }
    if (r->opaque.len)
        qsort(r->opaque.data, r->opaque.len, sizeof(OpaqueRecord), opaque_order);
}

static uint64_t own_peak(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (uint64_t)u.ru_maxrss * 1024;
}

// More threads than processors only cost memory.
static unsigned threads_for(unsigned jobs) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 && (unsigned long)processors < jobs ? (unsigned)processors : jobs;
}

void pipeline_judge(Pipeline *p, const PipelineOptions *options) {
    double start = now();
    flow_run(&p->flow, &p->program_ir, p->models, threads_for(options->jobs));
    p->has_flow = true;
    p->stats.analyse = now() - start;
    start = now();
    program_init(&p->program, &p->program_ir, &p->flow);
    p->has_program = true;
    RuleContext ctx = {.program = &p->program, .report = &p->report};
    rules_run(&ctx);
    inventory_report(&p->program, &p->report);
    report_opaque(p);
    coverage_report(&p->program_ir, &p->report);
    finding_finish(&p->report);
    p->stats.judge = now() - start;
    p->stats.parent_peak = own_peak();
    p->stats.flow_steps = p->flow.steps;
    p->stats.capped = p->flow.capped;
}
