// SPDX-License-Identifier: Apache-2.0
//
// Reads what a case expects, reads what the analyzer said, and compares the two.
//
//     g_hash_table_insert(seen, g_strdup(line), NULL); // expect: grow-only "only grows"
//
// Method: a comment that opens with `expect` is an expectation or an error. So is one that holds
// something of the shape `expect…:` or `: RULE` elsewhere: a typo must not turn a strict case into
// a case that expects nothing.
//
// Invariants:
//  1. A finding answers for at most one expectation, and an expectation for at most one finding.
//  2. The pairing is a largest one, so that the order in which findings are printed never matters.
#include "expect.h"

#include "comments.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory) {
    if (!memory) {
        fputs("corpus_runner: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static char *copy_span(const char *from, const char *to) {
    size_t length = (size_t)(to - from);
    char *copy = must(malloc(length + 1));
    memcpy(copy, from, length);
    copy[length] = '\0';
    return copy;
}

static void *grown(void *items, size_t count, size_t *capacity, size_t item_size) {
    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : 8;
    return must(realloc(items, *capacity * item_size));
}

static void add_expectation(Expectations *into, Expectation one) {
    into->items = grown(into->items, into->count, &into->capacity, sizeof one);
    into->items[into->count++] = one;
}

static void add_finding(Findings *into, Finding one) {
    into->items = grown(into->items, into->count, &into->capacity, sizeof one);
    into->items[into->count++] = one;
}

static bool takes(const char **at, const char *end, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool is_rule_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static const char *rule_end(const char *at, const char *end) {
    while (at < end && is_rule_char(*at))
        at++;
    return at;
}

static bool is_known_rule(const char *const *known, const char *from, const char *to) {
    size_t length = (size_t)(to - from);
    for (; *known; known++)
        if (strlen(*known) == length && memcmp(*known, from, length) == 0)
            return true;
    return false;
}

// What one source file is read with.
typedef struct {
    const char *file;
    unsigned last_line;
    const char *const *known_rules;
    Expectations *into;
    FILE *errors;
    bool clean;
} Reader;

static void complain(Reader *reader, unsigned line, const char *what) {
    fprintf(reader->errors, "%s:%u: malformed expectation: %s\n", reader->file, line, what);
    reader->clean = false;
}

// Reads `@-2` or `@+1`; NULL on success, else what is wrong.
static const char *read_offset(const char **at, const char *end, unsigned line, unsigned last,
                               unsigned *target) {
    bool back = **at == '-';
    if (*at >= end || (**at != '-' && **at != '+'))
        return "expect@ wants a sign and a number, as in expect@-2";
    ++*at;
    unsigned number = 0;
    const char *digits = *at;
    for (; *at < end && isdigit((unsigned char)**at); ++*at) {
        if (number > 100000)
            return "the relative line is out of the file";
        number = number * 10 + (unsigned)(**at - '0');
    }
    if (*at == digits || number == 0)
        return "expect@ wants a sign and a number, as in expect@-2";
    if (back ? number >= line : line + number > last)
        return "the relative line is out of the file";
    *target = back ? line - number : line + number;
    return NULL;
}

// Reads `"text"` with \" and \\ as escapes; NULL on success, else what is wrong.
static const char *read_text(const char **at, const char *end, char **text) {
    char *out = must(malloc((size_t)(end - *at) + 1));
    size_t length = 0;
    const char *trouble = NULL;
    ++*at;
    while (*at < end && **at != '"' && !trouble) {
        if (**at == '\\' && (++*at >= end || (**at != '"' && **at != '\\')))
            trouble = "a backslash in the text wants \\\" or \\\\";
        else
            out[length++] = *(*at)++;
    }
    if (!trouble && *at >= end)
        trouble = "the text has no closing quote";
    else if (!trouble && length == 0)
        trouble = "the text is empty; leave it out to accept any message";
    if (trouble) {
        free(out);
        return trouble;
    }
    ++*at;
    out[length] = '\0';
    *text = out;
    return NULL;
}

// Reads one expectation that starts at AT with `expect`. NULL when it is well formed, and then AT
// is behind it.
static const char *read_expectation(Reader *reader, const char **at, const char *end,
                                    unsigned line) {
    Expectation one = {.kind = EXPECT_FOUND, .line = line, .written_on = line};
    takes(at, end, "expect");
    if (takes(at, end, "-fn"))
        one.kind = EXPECT_KNOWN_MISSED;
    else if (takes(at, end, "-fp"))
        one.kind = EXPECT_KNOWN_FALSE;
    if (takes(at, end, "@")) {
        const char *trouble = read_offset(at, end, line, reader->last_line, &one.line);
        if (trouble)
            return trouble;
    }
    if (!takes(at, end, ":"))
        return "wants expect:, expect-fn: or expect-fp:, with @-N or @+N before the colon";
    const char *rule = comments_skip_blanks(*at, end);
    *at = rule_end(rule, end);
    if (*at == rule)
        return "names no rule";
    if (!is_known_rule(reader->known_rules, rule, *at))
        return "names a rule that has no folder in the corpus";
    const char *behind_rule = *at;
    *at = comments_skip_blanks(*at, end);
    if (*at < end && **at == '"') {
        const char *trouble = read_text(at, end, &one.text);
        if (trouble)
            return trouble;
    }
    *at = comments_skip_blanks(*at, end);
    if (*at < end && !takes(at, end, "//")) {
        free(one.text);
        return "has something behind it; a second one wants its own //";
    }
    one.rule = copy_span(rule, behind_rule);
    one.file = copy_span(reader->file, reader->file + strlen(reader->file));
    add_expectation(reader->into, one);
    return NULL;
}

static bool starts_like_expectation(const char *at, const char *end) {
    static const char word[] = "expect";
    for (size_t i = 0; word[i]; i++)
        if (at + i >= end || tolower((unsigned char)at[i]) != word[i])
            return false;
    return true;
}

// Does the comment hold `expect…:` or `: RULE`? Then it was meant as an expectation, and is not
// written as one.
static bool hides_expectation(const Reader *reader, const char *at, const char *end) {
    for (; at < end; at++) {
        if (starts_like_expectation(at, end)) {
            const char *tail = at + strlen("expect");
            while (tail < end && (is_rule_char(*tail) || strchr("@+_", *tail)))
                tail++;
            tail = comments_skip_blanks(tail, end);
            if (tail < end && *tail == ':')
                return true;
        }
        if (*at == ':') {
            const char *rule = comments_skip_blanks(at + 1, end);
            if (is_known_rule(reader->known_rules, rule, rule_end(rule, end)))
                return true;
        }
    }
    return false;
}

static void read_comment(Reader *reader, const char *at, const char *end, unsigned line,
                         bool is_block) {
    at = comments_skip_blanks(at, end);
    while (!is_block && starts_like_expectation(at, end)) {
        const char *trouble = read_expectation(reader, &at, end, line);
        if (trouble) {
            complain(reader, line, trouble);
            return;
        }
        at = comments_skip_blanks(at, end);
    }
    if (hides_expectation(reader, at, end))
        complain(reader, line,
                 is_block ? "an expectation wants a // comment of its own"
                          : "an expectation has to open its // comment");
}

bool expect_read_source(const char *file, const char *source, const char *const *known_rules,
                        Expectations *into, FILE *errors) {
    Reader reader = {.file = file,
                     .last_line = comments_count_lines(source, source + strlen(source)) + 1,
                     .known_rules = known_rules,
                     .into = into,
                     .errors = errors,
                     .clean = true};
    CommentWalk walk = {source, 1};
    for (Comment comment; comments_next(&walk, &comment);)
        read_comment(&reader, comment.from, comment.to, comment.line, comment.is_block);
    return reader.clean;
}

// Reads `:123:45: ` at AT, which stands on the first colon. NULL when it is not that.
static const char *read_position(const char *at, unsigned *line) {
    unsigned long numbers[2];
    for (int i = 0; i < 2; i++) {
        char *behind;
        if (*at != ':' || !isdigit((unsigned char)at[1]))
            return NULL;
        errno = 0;
        numbers[i] = strtoul(at + 1, &behind, 10);
        if (errno || numbers[i] == 0 || numbers[i] > UINT_MAX)
            return NULL;
        at = behind;
    }
    if (at[0] != ':' || at[1] != ' ')
        return NULL;
    *line = (unsigned)numbers[0];
    return at + 2;
}

// Reads one line of output; false when it is an error or a warning that names no rule.
static bool read_output_line(const char *from, const char *to, Findings *into) {
    char *text = copy_span(from, to);
    const char *colon = text;
    const char *rest = NULL;
    unsigned line = 0;
    bool good = true;
    if (*text != ' ' && *text != '\t')
        while (!rest && (colon = strchr(colon, ':')) != NULL) {
            rest = colon > text ? read_position(colon, &line) : NULL;
            if (!rest)
                colon++;
        }
    const char *end = text + strlen(text);
    if (rest && (takes(&rest, end, "error: ") || takes(&rest, end, "warning: "))) {
        static const char tag[] = " [mapleak-";
        const char *found = NULL;
        for (const char *next = rest; (next = strstr(next, tag)) != NULL; next++)
            found = next;
        const char *rule = found ? found + strlen(tag) : end;
        const char *behind = rule_end(rule, end);
        good = behind > rule && behind[0] == ']' && behind[1] == '\0';
        if (good)
            add_finding(into, (Finding){.file = copy_span(text, colon),
                                        .line = line,
                                        .rule = copy_span(rule, behind),
                                        .message = copy_span(rest, found)});
    }
    free(text);
    return good;
}

bool expect_read_output(const char *output, Findings *into, FILE *errors) {
    bool clean = true;
    while (*output) {
        const char *end = output + strcspn(output, "\n");
        if (!read_output_line(output, end, into)) {
            fprintf(errors, "no [mapleak-RULE] at the end of: %.*s\n", (int)(end - output), output);
            clean = false;
        }
        output = *end ? end + 1 : end;
    }
    return clean;
}

static bool same_place(const Expectation *expectation, const Finding *finding) {
    return expectation->line == finding->line && strcmp(expectation->rule, finding->rule) == 0 &&
           strcmp(expectation->file, finding->file) == 0;
}

static bool answers(const Finding *finding, const Expectation *expectation) {
    return same_place(expectation, finding) &&
           (!expectation->text || strstr(finding->message, expectation->text));
}

#define NONE SIZE_MAX

// Kuhn's augmenting path: pairs expectation E, moving earlier pairs where that makes room.
static bool pair(const Expectations *expectations, const Findings *findings, size_t e,
                 size_t *partner, bool *tried) {
    for (size_t f = 0; f < findings->count; f++) {
        if (tried[f] || !answers(&findings->items[f], &expectations->items[e]))
            continue;
        tried[f] = true;
        if (partner[f] == NONE || pair(expectations, findings, partner[f], partner, tried)) {
            partner[f] = e;
            return true;
        }
    }
    return false;
}

static size_t judge_unpaired(const Expectation *expectation, const Findings *findings,
                             const size_t *partner, bool *told, FILE *out) {
    if (expectation->kind == EXPECT_KNOWN_MISSED)
        return 0;
    fprintf(out, "%s:%u: ", expectation->file, expectation->line);
    if (expectation->kind == EXPECT_KNOWN_FALSE) {
        fprintf(out, "%s: the known false alarm is gone; promote it: take the expect-fp away\n",
                expectation->rule);
        return 1;
    }
    for (size_t f = 0; f < findings->count; f++) {
        if (partner[f] != NONE || told[f] || !same_place(expectation, &findings->items[f]))
            continue;
        told[f] = true;
        fprintf(out, "%s: the text \"%s\" is not in the message: %s\n", expectation->rule,
                expectation->text, findings->items[f].message);
        return 1;
    }
    fprintf(out, "%s: missing%s%s%s\n", expectation->rule, expectation->text ? ": \"" : "",
            expectation->text ? expectation->text : "", expectation->text ? "\"" : "");
    return 1;
}

size_t expect_compare(const Expectations *expectations, const Findings *findings, FILE *out) {
    size_t differences = 0;
    size_t *partner = must(malloc((findings->count + 1) * sizeof *partner));
    bool *tried = must(calloc(findings->count + 1, sizeof *tried));
    bool *paired = must(calloc(expectations->count + 1, sizeof *paired));
    for (size_t f = 0; f < findings->count; f++)
        partner[f] = NONE;
    // The firm ones choose first, so that a known miss never takes the finding that an `expect`
    // waits for.
    for (int pass = 0; pass < 2; pass++)
        for (size_t e = 0; e < expectations->count; e++)
            if ((expectations->items[e].kind == EXPECT_KNOWN_MISSED) == (pass == 1)) {
                memset(tried, 0, (findings->count + 1) * sizeof *tried);
                pair(expectations, findings, e, partner, tried);
            }
    for (size_t f = 0; f < findings->count; f++)
        if (partner[f] != NONE)
            paired[partner[f]] = true;

    bool *told = tried;
    memset(told, 0, (findings->count + 1) * sizeof *told);
    for (size_t e = 0; e < expectations->count; e++) {
        const Expectation *one = &expectations->items[e];
        if (!paired[e]) {
            differences += judge_unpaired(one, findings, partner, told, out);
        } else if (one->kind == EXPECT_KNOWN_MISSED) {
            fprintf(out, "%s:%u: %s: the known miss is now found; promote it to expect\n",
                    one->file, one->line, one->rule);
            differences++;
        }
    }
    for (size_t f = 0; f < findings->count; f++)
        if (partner[f] == NONE && !told[f]) {
            const Finding *one = &findings->items[f];
            fprintf(out, "%s:%u: %s: unexpected: %s\n", one->file, one->line, one->rule,
                    one->message);
            differences++;
        }
    free(partner);
    free(tried);
    free(paired);
    return differences;
}

void expect_fini(Expectations *expectations) {
    for (size_t i = 0; i < expectations->count; i++) {
        free(expectations->items[i].file);
        free(expectations->items[i].rule);
        free(expectations->items[i].text);
    }
    free(expectations->items);
    *expectations = (Expectations){0};
}

void expect_fini_findings(Findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->items[i].file);
        free(findings->items[i].rule);
        free(findings->items[i].message);
    }
    free(findings->items);
    *findings = (Findings){0};
}
