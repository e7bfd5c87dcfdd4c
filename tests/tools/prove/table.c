// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// `| RULE | NAME |`, by which a case's line is known.
static char *line_start(const Case *one) {
    const char *name = one->name + strlen(one->rule) + 1;
    size_t size = strlen(one->rule) + strlen(name) + sizeof "|  |  |";
    char *start = cases_must(malloc(size));
    snprintf(start, size, "| %s | %s |", one->rule, name);
    return start;
}

static const char *seen_text(const Case *one, const Verdict *verdict) {
    if (one->is_bad)
        return verdict->seen ? instruments_name(verdict->seen) : "nothing";
    if (!verdict->is_proved)
        return "not clean";
    return verdict->grows ? "clean, grows" : "clean";
}

static const Verdict *find_verdict(const Case *one, const Cases *tried, const Verdict *verdicts) {
    for (size_t i = 0; i < tried->count; i++)
        if (strcmp(tried->items[i].name, one->name) == 0)
            return &verdicts[i];
    return NULL;
}

static void copy_line(FILE *out, const char *start, const char *from, const char *to) {
    size_t length = strlen(start);
    for (const char *next; from < to; from = next) {
        next = strchr(from, '\n') + 1;
        if ((size_t)(next - from) > length && memcmp(from, start, length) == 0)
            fwrite(from, 1, (size_t)(next - from), out);
    }
}

static void write_line(FILE *out, const Case *one, const Verdict *verdict, const char *start) {
    fprintf(out, "%s %s | %s | %s |\n", start, one->is_bad ? "bad" : "good",
            seen_text(one, verdict), verdict->is_proved ? "proved" : "**fails**");
}

char *table_renewed(const char *file, const char *text, const Cases *all, const Cases *tried,
                    const Verdict *verdicts) {
    const char *begin = strstr(text, TABLE_BEGINS);
    const char *end = begin ? strstr(begin, TABLE_ENDS) : NULL;
    if (!end)
        cases_die(file, "has no two lines for the table: " TABLE_BEGINS TABLE_ENDS);
    begin += strlen(TABLE_BEGINS);
    char *renewed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&renewed, &size);
    if (!out)
        cases_die("memory", strerror(errno));
    fwrite(text, 1, (size_t)(begin - text), out);
    fputs("\n| rule | case | is | seen | result |\n| --- | --- | --- | --- | --- |\n", out);
    for (size_t i = 0; i < all->count; i++) {
        char *start = line_start(&all->items[i]);
        const Verdict *verdict = find_verdict(&all->items[i], tried, verdicts);
        if (verdict)
            write_line(out, &all->items[i], verdict, start);
        else
            copy_line(out, start, begin, end);
        free(start);
    }
    fputs("\n", out);
    fputs(end, out);
    if (fclose(out) != 0)
        cases_die("memory", strerror(errno));
    return renewed;
}
