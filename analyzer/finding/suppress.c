// SPDX-License-Identifier: Apache-2.0
//
// Decides which findings the source asks to be silent about. The forms:
//
//     put(m, k, v); // NOLINT                               every rule, this line
//     put(m, k, v); // NOLINT(mapleak-escape): kept by main  one rule, with a reason
//     // NOLINTNEXTLINE(mapleak-*)                           the line below
//     // NOLINTBEGIN(mapleak-escape, mapleak-grow-*)         from here
//     // NOLINTEND(mapleak-escape, mapleak-grow-*)           to here
//
// Method: the words are looked for in comments only. Each one becomes a directive with a list of
// globs; no list means `*`, an empty list nothing, and a `-glob` takes nothing away, as in
// clang-tidy. Blocks are matched with a stack: an END closes the innermost BEGIN only if both have
// the same list, and what stays unmatched suppresses nothing.
//
// Invariants:
//  1. Directives and blocks of a file are sorted by position.
//  2. A file is parsed once, at its first finding.
//
// LIMIT: only the primary location counts, not the steps, and not the definition of a macro.
#include "suppress.h"

typedef enum { NOLINT_LINE, NOLINT_NEXT, NOLINT_BEGIN, NOLINT_END } NoLintKind;

typedef struct {
    const char *s;
    size_t n;
} Slice;

typedef struct {
    NoLintKind kind;
    uint32_t at;     // offset of the word in the file
    uint32_t target; // LINE, NEXT: the line that is meant
    Slice globs;     // trimmed
    Slice reason;
} NoLint;

typedef struct {
    uint32_t from, to; // offsets
    Slice globs, reason;
} NoLintBlock;

typedef struct {
    const SourceFile *file;
    VEC(NoLint) lines;       // LINE and NEXT, by target
    VEC(NoLint) open;        // BEGINs without an END yet
    VEC(NoLintBlock) blocks; // in order of their END
} NoLints;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static Slice trim(Slice t) {
    while (t.n && is_blank(t.s[0]))
        t.s++, t.n--;
    while (t.n && is_blank(t.s[t.n - 1]))
        t.n--;
    return t;
}

static bool slice_equal(Slice a, Slice b) {
    return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

// `*` stands for any bytes; everything else for itself. Goes back only to the last star.
static bool glob_matches(Slice glob, const char *name) {
    size_t g = 0, star = SIZE_MAX;
    const char *n = name, *star_n = name;
    while (*n) {
        if (g < glob.n && glob.s[g] == '*') {
            star = g++;
            star_n = n;
        } else if (g < glob.n && glob.s[g] == *n) {
            g++, n++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            n = ++star_n;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.s[g] == '*')
        g++;
    return g == glob.n;
}

static bool globs_match(Slice list, const char *name) {
    while (list.n) {
        const char *comma = memchr(list.s, ',', list.n);
        size_t n = comma ? (size_t)(comma - list.s) : list.n;
        Slice glob = trim((Slice){list.s, n});
        if (glob.n && glob.s[0] != '-' && glob_matches(glob, name))
            return true;
        size_t used = comma ? n + 1 : n;
        list.s += used;
        list.n -= used;
    }
    return false;
}

static bool word_kind(Slice word, NoLintKind *kind) {
    static const char *const words[] = {"NOLINT", "NOLINTNEXTLINE", "NOLINTBEGIN", "NOLINTEND"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (slice_equal(word, (Slice){words[i], strlen(words[i])})) {
            *kind = (NoLintKind)i;
            return true;
        }
    return false;
}

// `: reason` up to the end of the line or the comment.
static Slice parse_reason(const char *at, const char *end) {
    const char *stop = at;
    while (stop < end && *stop != '\n' && *stop != '\r')
        stop++;
    if (stop == end && end - at >= 2 && end[-2] == '*' && end[-1] == '/')
        stop -= 2;
    Slice rest = trim((Slice){at, (size_t)(stop - at)});
    if (!rest.n || rest.s[0] != ':')
        return (Slice){"", 0};
    return trim((Slice){rest.s + 1, rest.n - 1});
}

// `(globs)`; without a closing bracket on the line there is no list. Returns where it ends.
static const char *parse_globs(Slice *globs, const char *at, const char *end) {
    *globs = (Slice){"*", 1};
    if (at >= end || *at != '(')
        return at;
    const char *close = at + 1;
    while (close < end && *close != ')' && *close != '\n')
        close++;
    if (close >= end || *close != ')')
        return at;
    *globs = trim((Slice){at + 1, (size_t)(close - at - 1)});
    return close + 1;
}

static void add_directive(NoLints *all, const NoLint *one) {
    if (one->kind == NOLINT_LINE || one->kind == NOLINT_NEXT) {
        vec_push(&all->lines, *one);
    } else if (one->kind == NOLINT_BEGIN) {
        vec_push(&all->open, *one);
    } else if (all->open.len && slice_equal(vec_last(&all->open)->globs, one->globs)) {
        const NoLint *begin = vec_last(&all->open);
        vec_push(&all->blocks, (NoLintBlock){begin->at, one->at, begin->globs, begin->reason});
        all->open.len--;
    }
}

static void parse_comment(NoLints *all, const SourceComment *comment) {
    static const char word[] = "NOLINT";
    const char *text = all->file->text;
    const char *at = text + comment->start, *end = text + comment->end;
    while ((at = memmem(at, (size_t)(end - at), word, sizeof word - 1))) {
        const char *start = at;
        while (at < end && ((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z')))
            at++;
        NoLint one = {.at = (uint32_t)(start - text)};
        if (!word_kind((Slice){start, (size_t)(at - start)}, &one.kind))
            continue;
        at = parse_globs(&one.globs, at, end);
        one.reason = parse_reason(at, end);
        one.target = source_line_of(all->file, one.at) + (one.kind == NOLINT_NEXT);
        add_directive(all, &one);
    }
}

static int by_target(const void *a, const void *b) {
    const NoLint *x = a, *y = b;
    if (x->target != y->target)
        return x->target < y->target ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static void nolints_parse(NoLints *all, SourceFile *file) {
    all->file = file;
    source_comments(file);
    vec_each (SourceComment, comment, &file->comments)
        parse_comment(all, comment);
    if (all->lines.len)
        qsort(all->lines.data, all->lines.len, sizeof *all->lines.data, by_target);
}

static void nolints_fini(NoLints *all) {
    vec_fini(&all->lines);
    vec_fini(&all->open);
    vec_fini(&all->blocks);
}

// The reason that silences rule `name` on the line; false when nothing does.
static bool find_on_line(const NoLints *all, uint32_t line, const char *name, Slice *reason) {
    uint32_t low = 0, high = all->lines.len;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (all->lines.data[middle].target < line)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < all->lines.len && all->lines.data[low].target == line; low++)
        if (globs_match(all->lines.data[low].globs, name)) {
            *reason = all->lines.data[low].reason;
            return true;
        }
    return false;
}

static bool find_block(const NoLints *all, uint32_t at, const char *name, Slice *reason) {
    vec_each (NoLintBlock, block, &all->blocks) {
        if (block->from < at && at < block->to && globs_match(block->globs, name)) {
            *reason = block->reason;
            return true;
        }
    }
    return false;
}

static uint32_t offset_of(const SourceFile *file, const Spot *spot) {
    const SourceLine *line = source_line(file, spot->line);
    if (!line)
        return file->size;
    uint32_t col = spot->col ? spot->col - 1 : 0;
    return line->start + (col < line->length ? col : line->length);
}

static void suppress_one(RunReport *r, const NoLints *all, Finding *f) {
    const char *name = arena_printf(&r->arena, "mapleak-%s", f->rule);
    Slice reason;
    if (find_on_line(all, f->spot.line, name, &reason) ||
        find_block(all, offset_of(all->file, &f->spot), name, &reason)) {
        f->suppressed = true;
        f->suppression = arena_strndup(&r->arena, reason.s, reason.n);
    }
}

void suppress_all(RunReport *r, SourceCache *sources) {
    NoLints all = {0};
    vec_each (Finding, f, &r->findings) {
        f->suppressed = false;
        f->suppression = "";
        SourceFile *file = source_find(sources, f->spot.source);
        if (!file)
            continue;
        if (file != all.file) {
            nolints_fini(&all);
            all = (NoLints){0};
            nolints_parse(&all, file);
        }
        suppress_one(r, &all, f);
    }
    nolints_fini(&all);
}
