// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <getopt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "store/store.h"

static uint32_t terminal_width(void) {
    struct winsize w;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 ? w.ws_col : 0;
}

static bool parse_format(const char *text, TableFormat *out) {
    static const char *const names[] = {
        [TABLE_TEXT] = "table", [TABLE_CSV] = "csv", [TABLE_JSON] = "json"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(text, names[i]) == 0)
            return *out = (TableFormat)i, true;
    return false;
}

static int run_query(const char *database, const char *sql, TableFormat format) {
    Store *s;
    Error err = {0};
    StrBuf out = {0};
    if (store_open_readonly(&s, database, &err) != STATUS_OK)
        return cli_status_error(&err);
    store_set_width(s, terminal_width());
    Status status = store_query(s, sql, format, &out, &err);
    store_close(s);
    int code = EXIT_CLEAN;
    if (status == STATUS_OK)
        cli_put(&out);
    else
        code = cli_status_error(&err);
    strbuf_fini(&out);
    return code;
}

int cli_query(int argc, char **argv) {
    static const struct option longs[] = {{"db", required_argument, NULL, 'd'},
                                          {"format", required_argument, NULL, 'f'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    const char *database = ".mapleak/findings.db";
    TableFormat format = TABLE_TEXT;
    optind = 0;
    opterr = 0; // as in options.c
    for (int c; (c = getopt_long(argc, argv, ":", longs, NULL)) != -1;) {
        if (c == 'd') {
            database = optarg;
            if (!*database)
                return cli_error("--db takes the name of a file");
        } else if (c == 'f') {
            if (!parse_format(optarg, &format))
                return cli_error("--format is table, csv or json, not '%s'", optarg);
        } else if (c == 'h') {
            puts("usage: mapleak query [--db FILE] [--format table|csv|json] [NAME | SQL]");
            return EXIT_CLEAN;
        } else {
            return cli_option_error(c, argv[0], argv);
        }
    }
    if (optind + 1 < argc)
        return cli_error("query takes one name or one SQL statement; quote the statement");
    if (optind < argc)
        return run_query(database, argv[optind], format);
    StrBuf out = {0};
    store_list_queries(&out);
    cli_put(&out);
    strbuf_fini(&out);
    return EXIT_CLEAN;
}
