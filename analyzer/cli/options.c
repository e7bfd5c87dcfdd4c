// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "cli.h"

enum { WORKER_BYTES_DEFAULT = 4, JOBS_MAX = 256 };

static const char help[] =
    "  -p DIR               folder with compile_commands.json, or that file\n"
    "  -j N                 workers (default: processors)\n"
    "  --unit-timeout SEC   longest time for one unit (default 120)\n"
    "  --db FILE            findings database (default .mapleak/findings.db)\n"
    "  --no-db              do not store the run\n"
    "  --all                show findings of low confidence, too\n"
    "  --show-suppressed    show what NOLINT comments suppress\n"
    "  --quiet              findings only\n"
    "  --verbose            also: dropped flags, units with parse errors\n"
    "  --stats              seconds and memory by stage\n"
    "  -- FLAGS             compile the given files with these flags, without a compile database\n";

enum {
    OPT_TIMEOUT = 256,
    OPT_DB,
    OPT_NO_DB,
    OPT_ALL,
    OPT_SUPPRESSED,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_STATS,
    OPT_REVERSE,
    OPT_HELP
};

static const struct option longs[] = {{"unit-timeout", required_argument, NULL, OPT_TIMEOUT},
                                      {"db", required_argument, NULL, OPT_DB},
                                      {"no-db", no_argument, NULL, OPT_NO_DB},
                                      {"all", no_argument, NULL, OPT_ALL},
                                      {"show-suppressed", no_argument, NULL, OPT_SUPPRESSED},
                                      {"quiet", no_argument, NULL, OPT_QUIET},
                                      {"verbose", no_argument, NULL, OPT_VERBOSE},
                                      {"stats", no_argument, NULL, OPT_STATS},
                                      {"capture-in-reverse", no_argument, NULL, OPT_REVERSE},
                                      {"help", no_argument, NULL, OPT_HELP},
                                      {NULL, 0, NULL, 0}};

static bool parse_number(const char *text, double low, double high, double *out) {
    char *end;
    errno = 0;
    *out = strtod(text, &end);
    return !errno && end != text && !*end && *out >= low && *out <= high;
}

static bool take(Options *o, int option) {
    double n;
    switch (option) {
    case 'p':
        o->project.build_dir = optarg;
        return true;
    case 'j':
        if (!parse_number(optarg, 1, JOBS_MAX, &n))
            return cli_error("-j takes a number from 1 to %d, not '%s'", JOBS_MAX, optarg), false;
        o->pipeline.jobs = (unsigned)n;
        return true;
    case OPT_TIMEOUT:
        if (!parse_number(optarg, 0.001, 86400, &n))
            return cli_error("--unit-timeout takes seconds, not '%s'", optarg), false;
        o->pipeline.unit_timeout = n;
        return true;
    case OPT_DB:
        o->database = optarg;
        return *optarg || (cli_error("--db takes the name of a file"), false);
    case OPT_NO_DB:
        return o->no_database = true;
    case OPT_ALL:
        return o->all = true;
    case OPT_SUPPRESSED:
        return o->show_suppressed = true;
    case OPT_QUIET:
        return o->quiet = true;
    case OPT_VERBOSE:
        return o->verbose = true;
    case OPT_STATS:
        return o->stats = true;
    case OPT_REVERSE:
        return o->pipeline.reverse = true;
    default:
        return false;
    }
}

bool options_parse(Options *o, int argc, char **argv, const char *command, bool *wants_help) {
    *o = (Options){.database = ".mapleak/findings.db"};
    *wants_help = false;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    o->pipeline.jobs = processors > 0 ? (unsigned)processors : 1;
    o->pipeline.unit_timeout = 120;
    o->pipeline.worker_memory = (uint64_t)WORKER_BYTES_DEFAULT << 30;
    // Everything behind `--` is for the compiler.
    int own = 1;
    while (own < argc && strcmp(argv[own], "--") != 0)
        own++;
    if (own < argc) {
        o->project.has_flags = true;
        o->project.flags = (const char *const *)(argv + own + 1);
        o->project.nflags = (uint32_t)(argc - own - 1);
    }
    char *saved = argv[own];
    argv[own] = NULL;
    optind = 0;
    opterr = 0; // an option may be a file's name, which must not drive the terminal
    bool ok = true;
    for (int c; ok && (c = getopt_long(own, argv, ":p:j:", longs, NULL)) != -1;) {
        if (c == OPT_HELP) {
            printf("usage: mapleak %s [OPTIONS] [PATH…] [-- FLAGS]\n\n%s", command, help);
            *wants_help = true;
            ok = false;
        } else if (c == '?' || c == ':') {
            cli_option_error(c, command, argv);
            ok = false;
        } else {
            ok = take(o, c);
        }
    }
    if (ok) {
        o->project.npaths = (uint32_t)(own - optind);
        o->paths = base_malloc((o->project.npaths + 1) * sizeof *o->paths, "arguments");
        for (uint32_t i = 0; i < o->project.npaths; i++)
            o->paths[i] = argv[optind + (int)i];
        o->project.paths = o->paths;
    }
    argv[own] = saved;
    o->pipeline.progress = isatty(STDERR_FILENO) && !o->quiet;
    return ok;
}

void options_fini(Options *o) {
    free(o->paths);
}
