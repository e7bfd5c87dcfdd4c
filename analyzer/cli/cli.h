// SPDX-License-Identifier: Apache-2.0
//
// The command line. One sub-command, one file; each gets its own argv (argv[0] is its name) and
// returns an exit code.
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/base.h"
#include "base/status.h"
#include "base/strbuf.h"

enum {
    EXIT_CLEAN = 0,    // nothing to report
    EXIT_FINDINGS = 1, // findings
    EXIT_USAGE = 2,    // wrong arguments, or an environment that cannot be used
    EXIT_UNITS = 3,    // some units failed, or nothing was analysed
    EXIT_BUG = 4,      // mapleak itself is wrong (base/base.h)
};

typedef struct {
    const char *name;
    const char *usage;   // arguments, for the help
    const char *summary; // one line
    int (*run)(int argc, char **argv);
} CliCommand;

int cli_main(int argc, char **argv);
extern const CliCommand cli_commands[];
extern const size_t cli_ncommands;

int cli_scan(int argc, char **argv);
int cli_maps(int argc, char **argv);
int cli_query(int argc, char **argv);
int cli_rules(int argc, char **argv);
int cli_explain(int argc, char **argv);
int cli_dump(int argc, char **argv);

// Writes to standard output, all of it at once. cli_main says it when that fails.
void cli_put(const StrBuf *text);
// A line on standard error, control characters in the text escaped.
void cli_say(const char *prefix, const char *text);
// Whether the only argument is --help; prints the usage then.
bool cli_wants_help(int argc, char **argv, const char *usage);
// "mapleak: <text>" on standard error; EXIT_USAGE.
int cli_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
// What getopt_long, with opterr 0 and a leading ':' in its short options, could not take: `c` is
// what it returned.
int cli_option_error(int c, const char *command, char **argv);
int cli_status_error(const Error *err);
// Whether output to this descriptor is coloured: a terminal, unless NO_COLOR is set.
bool cli_color(int fd);

#endif
