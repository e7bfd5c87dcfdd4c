// SPDX-License-Identifier: Apache-2.0
//
// test_round_trip FILE…: print(parse(text)) is a fixed point of parse and print, and of writing and
// reading a unit file. A file that has a line `// canonical` must be one itself, from the line
// behind that on.
#include "ir/text.h"
#include "ir/unit_file.h"
#include "ir/verify.h"

static int failures;

static void complain(const char *path, const char *what) {
    fprintf(stderr, "%s: %s\n", path, what);
    failures++;
}

static void read_file(const char *path, StrBuf *out) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        complain(path, "cannot be opened");
        return;
    }
    char buffer[4096];
    size_t n;
    while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
        strbuf_add(out, buffer, n);
    fclose(f);
}

static void print_parsed(const char *path, const char *text, size_t n, StrBuf *out) {
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    if (ir_parse(&m, path, text, n, &err) != STATUS_OK || ir_verify(&m, &err) != STATUS_OK)
        complain(path, err.text);
    else
        ir_print(out, &m);
    ir_module_fini(&m);
}

static void print_stored(const char *path, const char *text, size_t n, StrBuf *out) {
    IrModule m, back;
    Error err = {0};
    StrBuf bytes = {0};
    ir_module_init(&m);
    ir_module_init(&back);
    if (ir_parse(&m, path, text, n, &err) == STATUS_OK)
        unit_file_encode(&bytes, &m, "round trip");
    if (unit_file_decode(&back, path, bytes.s, bytes.len, "round trip", &err) != STATUS_OK)
        complain(path, err.text);
    else
        ir_print(out, &back);
    strbuf_fini(&bytes);
    ir_module_fini(&m);
    ir_module_fini(&back);
}

static bool same(const StrBuf *a, const StrBuf *b) {
    return strcmp(strbuf_text(a), strbuf_text(b)) == 0;
}

static void check(const char *path) {
    static const char mark[] = "// canonical\n";
    StrBuf text = {0}, first = {0}, second = {0}, stored = {0};
    read_file(path, &text);
    print_parsed(path, strbuf_text(&text), text.len, &first);
    print_parsed(path, strbuf_text(&first), first.len, &second);
    print_stored(path, strbuf_text(&first), first.len, &stored);
    if (!same(&first, &second))
        complain(path, "parsing what was printed prints something else");
    if (!same(&first, &stored))
        complain(path, "what was stored prints as something else");
    const char *canonical = strstr(strbuf_text(&text), mark);
    if (canonical && strcmp(canonical + sizeof mark - 1, strbuf_text(&first)) != 0)
        complain(path, "is not as the printer writes it");
    strbuf_fini(&text);
    strbuf_fini(&first);
    strbuf_fini(&second);
    strbuf_fini(&stored);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        check(argv[i]);
    return failures != 0;
}
