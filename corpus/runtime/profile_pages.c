// SPDX-License-Identifier: Apache-2.0

// The answers of the endpoint that are no profiles.
#include "profile_pages.h"

#include "heap_profile.h"
#include "symbol.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 40 }; // characters of an address; longer ones are none

typedef struct Entry {
    const char *name;
    const char *text;
    bool counted;
} Entry;

static const Entry entries[] = {
    {"allocs", "All allocations since the program started, sampled.", true},
    {"cmdline", "The arguments of the program.", false},
    {"heap",
     "The allocations that are not freed, sampled. ?gc=1 lets the program give back what it can"
     " first, ?seconds=N gives the difference over N seconds, ?debug=1 gives text.",
     true},
    {"symbol", "Names of the addresses in the query, as 0x1234+0x5678.", false},
};

void profile_pages_index(ProfileBytes *out) {
    profile_bytes_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                            "<title>/debug/pprof/</title></head>\n<body>\n"
                            "<h1>Profiles</h1>\n<table>\n"
                            "<tr><th>records</th><th>profile</th><th>content</th></tr>\n");
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const Entry *e = &entries[i];
        profile_bytes_text(out, "<tr><td>");
        if (e->counted)
            profile_bytes_print(out, "%zu", heap_profile_count());
        profile_bytes_print(out, "</td><td><a href=\"%s%s\">%s</a></td><td>%s</td></tr>\n", e->name,
                            e->counted ? "?debug=1" : "", e->name, e->text);
    }
    profile_bytes_text(out, "</table>\n</body>\n</html>\n");
}

void profile_pages_cmdline(ProfileBytes *out) {
    FILE *file = fopen("/proc/self/cmdline", "re");
    char part[1024];
    size_t before = out->size;
    if (!file)
        return;
    for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
        profile_bytes_add(out, part, n);
    fclose(file);
    if (out->size > before)
        out->size--; // the NUL behind the last argument
}

static uint64_t parse_address(const char *text, size_t size) {
    char number[NUMBER_MAX + 1];
    if (size == 0 || size > NUMBER_MAX || !isdigit((unsigned char)text[0]))
        return 0;
    memcpy(number, text, size);
    number[size] = '\0';
    char *end;
    uint64_t address = strtoull(number, &end, 0);
    return *end == '\0' ? address : 0;
}

static void add_symbol(uint64_t address, ProfileBytes *out) {
    Symbol symbol;
    if (address == 0 || symbol_find((const void *)(uintptr_t)address, &symbol, 1) != 1 ||
        !symbol.function)
        return;
    profile_bytes_print(out, "%#" PRIx64 " %s\n", address, symbol.function);
}

void profile_pages_symbols(const char *query, size_t size, ProfileBytes *out) {
    profile_bytes_text(out, "num_symbols: 1\n");
    for (size_t at = 0; at < size;) {
        const char *plus = memchr(query + at, '+', size - at);
        size_t end = plus ? (size_t)(plus - query) : size;
        add_symbol(parse_address(query + at, end - at), out);
        at = end + 1;
    }
}
