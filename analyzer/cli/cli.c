// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "../pipeline.h"
#include "../version.h"

const CliCommand cli_commands[] = {
    {"scan", "[-p BUILD] [PATH…] [-- FLAGS]", "analyse a source tree and print warnings", cli_scan},
    {"maps", "[-p BUILD] [PATH…] [-- FLAGS]", "show every map, its operations and its bound",
     cli_maps},
    {"query", "[NAME | SQL]", "ask the findings database; without arguments: the saved queries",
     cli_query},
    {"rules", "", "list the rules", cli_rules},
    {"explain", "RULE", "the page of a rule", cli_explain},
    {"dump", "ir|cfg|summary [--function NAME] [-p BUILD] FILE… [-- FLAGS]",
     "what the analysis sees", cli_dump},
};
const size_t cli_ncommands = COUNT_OF(cli_commands);

static int write_error; // of standard output: the first errno

static void note_write_error(void) {
    if (!write_error)
        write_error = errno ? errno : EIO;
}

void cli_put(const StrBuf *text) {
    errno = 0;
    if (fwrite(strbuf_text(text), 1, text->len, stdout) != text->len || fflush(stdout) != 0)
        note_write_error();
}

// Whoever reads a report that was cut off, or none at all, must not take it for the whole.
static int end_output(int code) {
    bool failed = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) != 0 || failed)
        note_write_error();
    return write_error ? cli_error("cannot write to standard output: %s", strerror(write_error))
                       : code;
}

void cli_say(const char *prefix, const char *text) {
    StrBuf out = {0};
    strbuf_adds(&out, prefix);
    strbuf_add_escaped(&out, text, strlen(text));
    strbuf_addc(&out, '\n');
    fwrite(strbuf_text(&out), 1, out.len, stderr);
    strbuf_fini(&out);
}

bool cli_wants_help(int argc, char **argv, const char *usage) {
    if (argc != 2 || strcmp(argv[1], "--help") != 0)
        return false;
    printf("usage: mapleak %s %s\n", argv[0], usage);
    return true;
}

int cli_error(const char *fmt, ...) {
    char text[ERROR_TEXT_BYTES * 2];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    cli_say("mapleak: ", text);
    return EXIT_USAGE;
}

int cli_option_error(int c, const char *command, char **argv) {
    const char letter[] = {'-', (char)optopt, '\0'};
    const char *given = optind > 0 && argv[optind - 1] ? argv[optind - 1] : "";
    bool is_long = strncmp(given, "--", 2) == 0;
    return cli_error(c == ':' ? "%s: %s wants a value" : "%s: there is no option '%s'", command,
                     is_long ? given : letter);
}

int cli_status_error(const Error *err) {
    cli_error("%s", err->text);
    return err->status == STATUS_FAILED ? EXIT_UNITS : EXIT_USAGE;
}

bool cli_color(int fd) {
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

static void print_help(FILE *to) {
    fputs("usage: mapleak COMMAND [ARGUMENTS]\n\n", to);
    for (size_t i = 0; i < cli_ncommands; i++)
        fprintf(to, "  %-8s %s\n           %s\n", cli_commands[i].name, cli_commands[i].summary,
                cli_commands[i].usage);
    fputs(
        "\n  --version, --help\n\nexit: 0 nothing to report, 1 findings, 2 usage or environment,\n"
        "      3 some units failed or nothing was analysed, 4 internal error\n",
        to);
}

static int run(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EXIT_CLEAN;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("%s\n", pipeline_producer());
        return EXIT_CLEAN;
    }
    for (size_t i = 0; i < cli_ncommands; i++)
        if (strcmp(argv[1], cli_commands[i].name) == 0)
            return cli_commands[i].run(argc - 1, argv + 1);
    return cli_error("unknown command '%s'; see mapleak --help", argv[1]);
}

int cli_main(int argc, char **argv) {
    return end_output(run(argc, argv));
}
