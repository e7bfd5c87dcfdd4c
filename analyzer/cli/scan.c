// SPDX-License-Identifier: Apache-2.0
//
// scan and maps: the whole road, and what it has to tell.
#include "cli.h"

#include <time.h>
#include <unistd.h>

#include "options.h"
#include "store/store.h"
#include "text/text.h"

static void say_pair(const char *a, const char *between, const char *b) {
    StrBuf line = {0};
    strbuf_adds(&line, a);
    strbuf_adds(&line, between);
    strbuf_adds(&line, b);
    cli_say("", strbuf_text(&line));
    strbuf_fini(&line);
}

static void say_errors(const UnitRecord *u) {
    char count[64];
    snprintf(count, sizeof count, ": %u parse errors, the first: ", u->parse_errors);
    say_pair(u->path, count, u->reason);
}

static void print_skipped(const Options *o, const Project *project, const RunReport *r) {
    if (!o->verbose)
        return;
    vec_each (const Command, c, &project->commands) {
        for (uint32_t i = 0; i < c->ndropped; i++)
            say_pair(c->file, ": flag not passed on: ", c->dropped[i]);
    }
    vec_each (const UnitRecord, u, &r->units) {
        if (u->outcome == UNIT_ANALYSED && u->parse_errors)
            say_errors(u);
    }
}

static void print_stats(const PipelineStats *s) {
    fprintf(stderr,
            "stats: capture %.3f s, link %.3f s, analyse %.3f s, judge %.3f s\n"
            "stats: workers %.3f s processor time, peak %.1f MB each; parent peak %.1f MB\n"
            "stats: unit IR %.2f MB, %llu instruction steps, %u functions hit a limit\n",
            s->capture, s->link, s->analyse, s->judge, s->worker_cpu, (double)s->worker_peak / 1e6,
            (double)s->parent_peak / 1e6, (double)s->unit_bytes / 1e6,
            (unsigned long long)s->flow_steps, s->capped);
}

static uint32_t failed_units(const RunReport *r) {
    uint32_t n = 0;
    vec_each (const UnitRecord, u, &r->units)
        n += u->outcome == UNIT_FAILED;
    return n;
}

static bool has_findings(const RunReport *r, Confidence at_least) {
    vec_each (const Finding, f, &r->findings) {
        if (!f->suppressed && f->confidence >= at_least)
            return true;
    }
    return false;
}

typedef struct {
    Options options;
    Project project;
    Pipeline pipeline;
} Session;

static Status store_report(const Session *session, double seconds, const char *arguments,
                           Error *err) {
    const RunReport *r = &session->pipeline.report;
    const Project *project = &session->project;
    Store *s;
    char started[32];
    time_t at = time(NULL) - (time_t)seconds;
    struct tm tm;
    gmtime_r(&at, &tm);
    strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &tm);
    Status status = store_open(&s, session->options.database, err);
    if (status != STATUS_OK)
        return status;
    RunMeta meta = {.started = started,
                    .seconds = seconds,
                    .arguments = arguments,
                    .revision = "",
                    .database =
                        project->database_path ? run_report_shown(r, project->database_path) : "",
                    .scope = project->scope,
                    .nscope = project->nscope};
    RunDelta delta;
    status = store_run(s, r, &meta, &delta, err);
    store_close(s);
    return status;
}

static void join_arguments(StrBuf *out, int argc, char **argv) {
    for (int i = 0; i < argc; i++)
        strbuf_printf(out, "%s%s", i ? " " : "", argv[i]);
}

static int nothing_analysed(const Project *project) {
    cli_error("no C or C++ unit to analyse%s%s", project->database ? " in " : "",
              project->database ? project->database : "");
    return EXIT_UNITS;
}

// Everything up to the report. Returns an exit code, -1 to go on.
static int run_session(Session *s, Error *err) {
    if (project_open(&s->project, &s->options.project, err) != STATUS_OK)
        return cli_status_error(err);
    pipeline_init(&s->pipeline, s->project.root);
    int code = -1;
    if (pipeline_models(&s->pipeline, &s->project, err) != STATUS_OK)
        code = cli_status_error(err);
    else if (!s->project.commands.len)
        code = nothing_analysed(&s->project);
    else if (pipeline_capture(&s->pipeline, &s->project, &s->options.pipeline, err) != STATUS_OK)
        code = cli_status_error(err);
    else
        pipeline_judge(&s->pipeline, &s->options.pipeline);
    if (code >= 0)
        pipeline_fini(&s->pipeline);
    return code;
}

static int tell_scan(Session *s, int argc, char **argv) {
    const Options *o = &s->options;
    const RunReport *r = &s->pipeline.report;
    TextOptions text = {.color = cli_color(STDOUT_FILENO),
                        .show_suppressed = o->show_suppressed,
                        .min_confidence = o->all ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM};
    StrBuf out = {0};
    text_findings(&out, r, &text);
    cli_put(&out);
    print_skipped(o, &s->project, r);
    strbuf_clear(&out);
    text_summary(&out, r, cli_color(STDERR_FILENO));
    if (!o->quiet)
        fwrite(strbuf_text(&out), 1, out.len, stderr);
    const PipelineStats *stats = &s->pipeline.stats;
    if (o->stats)
        print_stats(stats);
    strbuf_clear(&out);
    int code = has_findings(r, text.min_confidence) ? EXIT_FINDINGS : EXIT_CLEAN;
    uint32_t failed = failed_units(r);
    if (failed)
        code = EXIT_UNITS;
    if (failed && o->quiet)
        cli_error("%u of %u units failed", failed, r->units.len);
    if (!o->no_database) {
        Error err = {0};
        join_arguments(&out, argc, argv);
        double seconds = stats->capture + stats->link + stats->analyse + stats->judge;
        if (store_report(s, seconds, strbuf_text(&out), &err) != STATUS_OK)
            code = cli_status_error(&err);
    }
    strbuf_fini(&out);
    return code;
}

static int run_command(int argc, char **argv, int (*tell)(Session *, int, char **)) {
    Session s = {0};
    Error err = {0};
    bool help;
    if (!options_parse(&s.options, argc, argv, argv[0], &help))
        return help ? EXIT_CLEAN : EXIT_USAGE;
    int code = run_session(&s, &err);
    if (code < 0) {
        code = tell(&s, argc, argv);
        pipeline_fini(&s.pipeline);
    }
    project_close(&s.project);
    options_fini(&s.options);
    return code;
}

int cli_scan(int argc, char **argv) {
    return run_command(argc, argv, tell_scan);
}

static int tell_maps(Session *s, int argc, char **argv) {
    UNUSED(argc);
    UNUSED(argv);
    StrBuf out = {0};
    text_maps(&out, &s->pipeline.report, cli_color(STDOUT_FILENO));
    cli_put(&out);
    strbuf_fini(&out);
    return failed_units(&s->pipeline.report) ? EXIT_UNITS : EXIT_CLEAN;
}

int cli_maps(int argc, char **argv) {
    return run_command(argc, argv, tell_maps);
}
