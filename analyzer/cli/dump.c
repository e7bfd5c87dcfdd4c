// SPDX-License-Identifier: Apache-2.0
//
// What the analysis sees: the IR of a program, a function's graph, a function's summary.
#include "cli.h"

#include "ir/text.h"
#include "options.h"

static FuncId find_function(const IrModule *m, const char *name) {
    for (uint32_t i = 1; i < m->funcs.len; i++)
        if (ir_is_defined(&m->funcs.data[i]) && strcmp(ir_str(m, m->funcs.data[i].name), name) == 0)
            return (FuncId){i};
    return (FuncId){0};
}

static int dump_module(const char *what, const char *function, const Pipeline *p) {
    const IrModule *m = &p->program_ir;
    StrBuf out = {0};
    FuncId only = {0};
    if (function) {
        only = find_function(m, function);
        if (!only.v)
            return cli_error("no function '%s' is defined here", function);
    }
    if (strcmp(what, "ir") == 0 && !function)
        ir_print(&out, m);
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        if (!ir_is_defined(&m->funcs.data[i]) || (function && i != only.v))
            continue;
        if (strcmp(what, "ir") == 0 && function)
            ir_print_func(&out, m, (FuncId){i});
        else if (strcmp(what, "cfg") == 0)
            ir_print_dot(&out, m, (FuncId){i});
    }
    if (strcmp(what, "summary") == 0)
        flow_print_summary(&out, m, p->models, only);
    cli_put(&out);
    strbuf_fini(&out);
    return EXIT_CLEAN;
}

int cli_dump(int argc, char **argv) {
    static const char form[] = "ir|cfg|summary [--function NAME] [-p BUILD] [FILE…] [-- FLAGS]";
    if (cli_wants_help(argc, argv, form))
        return EXIT_CLEAN;
    if (argc < 2)
        return cli_error("usage: mapleak dump %s", form);
    const char *what = argv[1];
    if (strcmp(what, "ir") != 0 && strcmp(what, "cfg") != 0 && strcmp(what, "summary") != 0)
        return cli_error("usage: mapleak dump %s", form);
    const char *function = NULL;
    int skip = 1;
    if (argc > 3 && strcmp(argv[2], "--function") == 0) {
        function = argv[3];
        skip = 3;
    }
    Options o;
    bool help;
    if (!options_parse(&o, argc - skip, argv + skip, "dump", &help))
        return help ? EXIT_CLEAN : EXIT_USAGE;
    Project project;
    Pipeline p;
    Error err = {0};
    int code;
    if (project_open(&project, &o.project, &err) != STATUS_OK) {
        code = cli_status_error(&err);
    } else {
        pipeline_init(&p, project.root);
        if (pipeline_models(&p, &project, &err) != STATUS_OK ||
            pipeline_capture(&p, &project, &o.pipeline, &err) != STATUS_OK)
            code = cli_status_error(&err);
        else
            code = dump_module(what, function, &p);
        vec_each (const UnitRecord, u, &p.report.units) {
            if (u->outcome == UNIT_FAILED) {
                cli_error("%s: %s", u->path, u->reason);
                code = EXIT_UNITS;
            }
        }
        pipeline_fini(&p);
    }
    project_close(&project);
    options_fini(&o);
    return code;
}
