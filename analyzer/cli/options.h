// SPDX-License-Identifier: Apache-2.0
//
// The arguments that every command with sources takes.
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "../pipeline.h"

typedef struct {
    ProjectOptions project;
    PipelineOptions pipeline;
    const char *database; // --db FILE, default .mapleak/findings.db
    bool no_database;     // --no-db
    bool quiet;           // --quiet: findings only
    bool verbose;         // --verbose: dropped flags, parse errors
    bool stats;           // --stats: seconds and bytes by stage
    bool all;             // --all: findings of low confidence too
    bool show_suppressed; // --show-suppressed
    const char **paths;   // storage of project.paths
} Options;

// Parses argv[1…]. Returns false after an error message; *wants_help: --help was given.
bool options_parse(Options *o, int argc, char **argv, const char *command, bool *wants_help);
void options_fini(Options *o);

#endif
