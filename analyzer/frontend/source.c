// SPDX-License-Identifier: Apache-2.0
//
// Places in files. libclang has three answers to "where is this": the outermost macro invocation
// (expansion), the characters (spelling), and a mixture (file location: an argument of a macro is
// where the caller wrote it, everything else of the macro is at the invocation). A reader wants the
// mixture; Insn.spelled has the characters when they are elsewhere.
//
// One SourceFile per CXFile handle; two handles of one path share the FileId.
#include "lower.h"

void source_init(Lower *l) {
    l->file_ids = pointer_map(sizeof(SourceFile *));
}

// Appends `path` made absolute against `dir`, without ".", ".." and double slashes.
static void add_normalised(StrBuf *out, const char *dir, const char *path) {
    const char *parts[2] = {path[0] == '/' ? "" : dir, path};
    for (int i = 0; i < 2; i++) {
        for (const char *p = parts[i]; *p;) {
            size_t n = strcspn(p, "/");
            if (n == 2 && p[0] == '.' && p[1] == '.') {
                while (out->len && out->s[--out->len] != '/')
                    ;
                if (out->s)
                    out->s[out->len] = '\0';
            } else if (n && !(n == 1 && p[0] == '.')) {
                strbuf_addc(out, '/');
                strbuf_add(out, p, n);
            }
            p += n + (p[n] == '/');
        }
    }
}

static uint64_t fnv1a(const char *s, size_t n) {
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
    return h;
}

SourceFile *source_file(Lower *l, CXFile handle) {
    if (!handle)
        return NULL;
    if (l->last_file && l->last_file->handle == handle)
        return l->last_file;
    SourceFile **known = map_find(l->file_ids, key_of(handle));
    if (known)
        return l->last_file = *known;
    SourceFile *f = ARENA_NEW(&l->arena, SourceFile);
    f->handle = handle;
    CXString name = clang_getFileName(handle);
    const char *text = clang_getCString(name);
    StrBuf path = {0};
    add_normalised(&path, l->command->directory, text ? text : "");
    clang_disposeString(name);
    f->path_hash = fnv1a(strbuf_text(&path), path.len);
    f->id = builder_file(l->b, strbuf_text(&path));
    strbuf_fini(&path);
    vec_push(&l->files, f);
    map_put(l->file_ids, key_of(handle), &f);
    return l->last_file = f;
}

bool source_text(Lower *l, SourceFile *f) {
    if (!f->text_loaded) {
        f->text_loaded = true;
        f->text = clang_getFileContents(l->tu, f->handle, &f->size);
    }
    return f->text != NULL;
}

// ---- Places ----

typedef void Locate(CXSourceLocation, CXFile *, unsigned *, unsigned *, unsigned *);

static Spot spot_by(Lower *l, Locate *locate, CXSourceLocation loc) {
    CXFile file;
    Spot s = {0};
    locate(loc, &file, NULL, NULL, &s.offset);
    s.file = source_file(l, file);
    return s;
}

Spot spot_file(Lower *l, CXSourceLocation loc) {
    return spot_by(l, clang_getFileLocation, loc);
}

Spot spot_expansion(Lower *l, CXSourceLocation loc) {
    return spot_by(l, clang_getExpansionLocation, loc);
}

Spot spot_spelling(Lower *l, CXSourceLocation loc) {
    return spot_by(l, clang_getSpellingLocation, loc);
}

static void find_lines(SourceFile *f) {
    vec_push(&f->lines, 0);
    for (size_t i = 0; i < f->size && i < UINT32_MAX; i++)
        if (f->text[i] == '\n')
            vec_push(&f->lines, (uint32_t)i + 1);
}

// The index of the line that holds the offset: near the last one, or by bisection.
static uint32_t line_of(SourceFile *f, uint32_t offset) {
    uint32_t low = 0, high = f->lines.len, at = f->last_line;
    if (f->lines.data[at] <= offset) {
        low = at;
        if (at + 2 < high && offset < f->lines.data[at + 2])
            high = at + 2;
    } else {
        high = at;
    }
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (f->lines.data[mid] <= offset)
            low = mid;
        else
            high = mid;
    }
    return f->last_line = low;
}

// libclang counts a column from the start of its line each time: a line of a million characters
// would cost the square of that.
Loc spot_loc(Lower *l, Spot s) {
    if (!s.file)
        return (Loc){0};
    if (!s.file->lines.len && source_text(l, s.file))
        find_lines(s.file);
    if (!s.file->lines.len)
        return (Loc){s.file->id, 1, 1};
    uint32_t line = line_of(s.file, s.offset);
    return (Loc){s.file->id, line + 1, s.offset - s.file->lines.data[line] + 1};
}

Loc loc_of(Lower *l, CXCursor c) {
    return spot_loc(l, spot_file(l, clang_getCursorLocation(c)));
}

Loc loc_of_end(Lower *l, CXCursor c) {
    Loc loc = spot_loc(l, spot_expansion(l, range_end(extent_of(l, c))));
    if (loc.col > 1) // libclang's end is one past the last character
        loc.col--;
    return loc;
}

void at_here(Lower *l, Here h) {
    l->here = h;
    builder_at(l->b, h.loc, h.spelled);
}

static void at_location(Lower *l, CXSourceLocation where) {
    Spot file = spot_file(l, where);
    Here h = {.loc = spot_loc(l, file)};
    if (loc_in_macro(where)) {
        Spot s = spot_spelling(l, where);
        if (s.file && (s.file != file.file || s.offset != file.offset))
            h.spelled = spot_loc(l, s);
    }
    at_here(l, h);
}

void at(Lower *l, CXCursor c) {
    at_location(l, range_start(extent_of(l, c)));
}

void at_name(Lower *l, CXCursor c) {
    at_location(l, clang_getCursorLocation(c));
}

void at_end(Lower *l, CXCursor c) {
    at_here(l, (Here){.loc = loc_of_end(l, c)});
}
