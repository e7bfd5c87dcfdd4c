// SPDX-License-Identifier: Apache-2.0
//
// Names, types and positions of the text form.
#include "parse_internal.h"

#include <ctype.h>

enum { SCALAR_BITS_MAX = 1 << 20 };

Label parse_make_label(Parser *p, const char *s, size_t n, uint32_t ordinal) {
    Label label = {.base = intern_n(&p->m->strings, s, n), .ordinal = ordinal};
    StrBuf key = {0};
    strbuf_add(&key, s, n);
    if (ordinal || !n) {
        strbuf_addc(&key, '\0'); // no name has one, so none can look like a numbered one
        strbuf_printf(&key, "%u", ordinal);
    }
    label.key = intern_n(&p->labels, strbuf_text(&key), key.len).v;
    strbuf_fini(&key);
    return label;
}

bool parse_label(Parser *p, Label *label) {
    Scanner *s = &p->s;
    StrBuf *text = &p->text;
    strbuf_clear(text);
    if (scan_peek(s) == '"') {
        if (!scan_string(s, text))
            return false;
    } else {
        Word w = scan_word(s);
        strbuf_add(text, w.n ? w.s : "", w.n);
    }
    uint32_t ordinal = 0;
    bool numbered = scan_here(s) == '#';
    if (numbered) {
        s->pos++;
        if (scan_at_digit(s) && !scan_u32(s, &ordinal))
            return false;
    }
    if (!text->len && !numbered)
        return scan_fail(s, "expected a name");
    *label = parse_make_label(p, strbuf_text(text), text->len, ordinal);
    return true;
}

bool parse_str(Parser *p, StrId *str) {
    strbuf_clear(&p->text);
    if (!scan_string(&p->s, &p->text))
        return false;
    *str = intern_n(&p->m->strings, strbuf_text(&p->text), p->text.len);
    return true;
}

// ---- Symbols ----

SymbolKind parse_symbol(const Parser *p, const Label *label, uint32_t *id) {
    uint32_t packed = idmap_get(&p->symbols, label->key);
    *id = packed >> 1;
    return !packed ? SYMBOL_NONE : packed & 1 ? SYMBOL_FUNC : SYMBOL_GLOBAL;
}

void parse_add_symbol(Parser *p, const Label *label, bool is_func, uint32_t id) {
    idmap_set(&p->symbols, label->key, id << 1 | is_func);
}

static FuncId implicit_func(Parser *p, const Label *label) {
    StrBuf usr = {0};
    names_default_usr(&usr, p->m, label->base, true, false);
    FuncId f = builder_func_add(p->b, intern(&p->m->strings, strbuf_text(&usr)));
    strbuf_fini(&usr);
    ir_func(p->m, f)->name = label->base;
    parse_add_symbol(p, label, true, f.v);
    return f;
}

bool parse_func_name(Parser *p, FuncId *f) {
    Label label;
    uint32_t id;
    if (!scan_expect(&p->s, "@") || !parse_label(p, &label))
        return false;
    switch (parse_symbol(p, &label, &id)) {
    case SYMBOL_GLOBAL:
        return scan_fail(&p->s, "@%s is a global, not a function", ir_str(p->m, label.base));
    case SYMBOL_FUNC:
        *f = (FuncId){id};
        return true;
    case SYMBOL_NONE:
        break;
    }
    *f = implicit_func(p, &label);
    return true;
}

// ---- Types ----

// `:N` behind a type's word.
static bool parse_size(Parser *p, uint64_t *size) {
    Scanner *s = &p->s;
    if (scan_here(s) != ':' || s->pos + 1 >= s->n || !isdigit((unsigned char)s->text[s->pos + 1]))
        return true;
    s->pos++;
    return scan_u64(s, size);
}

static bool finish_type(Parser *p, const IrType *t, TypeId *id) {
    *id = builder_type(p->b, t);
    return true;
}

static TypeId implicit_record(Parser *p, TypeKind kind, bool is_union, const Label *label) {
    bool fresh;
    TypeId id = builder_named_type(p->b, kind, STR_NONE, &fresh);
    IrType *t = &p->m->types.data[id.v];
    t->is_union = is_union;
    t->name = label->base;
    StrBuf usr = {0};
    names_default_type_usr(&usr, p->m, t);
    t->usr = intern(&p->m->strings, strbuf_text(&usr));
    strbuf_fini(&usr);
    idmap_set(&p->types, label->key, id.v);
    return id;
}

static bool parse_named(Parser *p, Word word, TypeId *id) {
    TypeKind kind = word_is(word, "enum") ? TYPE_ENUM : TYPE_RECORD;
    bool is_union = word_is(word, "union");
    Label label;
    if (!parse_label(p, &label))
        return false;
    id->v = idmap_get(&p->types, label.key);
    if (!id->v) {
        *id = implicit_record(p, kind, is_union, &label);
        return true;
    }
    const IrType *t = ir_type(p->m, *id);
    if (t->kind != kind || t->is_union != is_union)
        return scan_fail(&p->s, "%s is declared as another kind", ir_str(p->m, label.base));
    return true;
}

static bool parse_spelled(Parser *p, TypeKind kind, TypeId *id) {
    IrType t = {.kind = kind};
    if (!parse_size(p, &t.size) || !parse_str(p, &t.name))
        return false;
    return finish_type(p, &t, id);
}

static bool parse_type_at(Parser *p, TypeId *id, int depth);

static bool parse_derived(Parser *p, TypeKind kind, TypeId *id, int depth) {
    IrType t = {.kind = kind};
    uint64_t size = UINT64_MAX;
    Scanner *s = &p->s;
    if (!parse_size(p, &size) || !scan_expect(s, "(") || !parse_type_at(p, &t.target, depth + 1))
        return false;
    if (kind == TYPE_ARRAY && scan_accept(s, ",")) {
        scan_blanks(s);
        if (!scan_u64(s, &t.count))
            return false;
    }
    if (!scan_expect(s, ")"))
        return false;
    t.size = size == UINT64_MAX ? text_default_size(p->m, &t) : size;
    return finish_type(p, &t, id);
}

static bool parse_plain(Parser *p, IrType t, TypeId *id) {
    return parse_size(p, &t.size) && finish_type(p, &t, id);
}

static const struct {
    const char *word;
    IrType type;
} plain_types[] = {
    {"void", {.kind = TYPE_VOID}},
    {"bool", {.kind = TYPE_BOOL, .size = 1}},
    {"char", {.kind = TYPE_INT, .size = 1, .is_signed = true}},
    {"uchar", {.kind = TYPE_INT, .size = 1}},
    {"short", {.kind = TYPE_INT, .size = 2, .is_signed = true}},
    {"ushort", {.kind = TYPE_INT, .size = 2}},
    {"int", {.kind = TYPE_INT, .size = 4, .is_signed = true}},
    {"uint", {.kind = TYPE_INT, .size = 4}},
    {"long", {.kind = TYPE_INT, .size = 8, .is_signed = true}},
    {"ulong", {.kind = TYPE_INT, .size = 8}},
    {"size_t", {.kind = TYPE_INT, .size = 8}},
    {"float", {.kind = TYPE_FLOAT, .size = 4}},
    {"double", {.kind = TYPE_FLOAT, .size = 8}},
};

// `i32`, `u8`, `f64`.
static bool parse_sized(Parser *p, Word w, TypeId *id) {
    uint64_t bits = 0;
    for (size_t i = 1; i < w.n && bits <= SCALAR_BITS_MAX; i++) {
        if (!isdigit((unsigned char)w.s[i]))
            return scan_fail(&p->s, "no such type: %.*s", (int)w.n, w.s);
        bits = bits * 10 + (uint64_t)(w.s[i] - '0');
    }
    bool known = w.s[0] == 'i' || w.s[0] == 'u' || w.s[0] == 'f';
    if (!known || w.n < 2 || bits % 8 || bits > SCALAR_BITS_MAX)
        return scan_fail(&p->s, "no such type: %.*s", (int)(w.n < 60 ? w.n : 60), w.s);
    IrType t = {.kind = w.s[0] == 'f' ? TYPE_FLOAT : TYPE_INT,
                .size = bits / 8,
                .is_signed = w.s[0] == 'i'};
    return finish_type(p, &t, id);
}

static bool parse_type_word(Parser *p, Word w, TypeId *id, int depth) {
    static const struct {
        const char *word;
        TypeKind kind;
    } derived[] = {{"ptr", TYPE_POINTER}, {"ref", TYPE_REFERENCE}, {"array", TYPE_ARRAY}};
    for (size_t i = 0; i < COUNT_OF(derived); i++)
        if (word_is(w, derived[i].word))
            return parse_derived(p, derived[i].kind, id, depth);
    if (word_is(w, "struct") || word_is(w, "union") || word_is(w, "enum"))
        return parse_named(p, w, id);
    if (word_is(w, "fn") || word_is(w, "other"))
        return parse_spelled(p, word_is(w, "fn") ? TYPE_FUNC : TYPE_OTHER, id);
    for (size_t i = 0; i < COUNT_OF(plain_types); i++)
        if (word_is(w, plain_types[i].word))
            return parse_plain(p, plain_types[i].type, id);
    return parse_sized(p, w, id);
}

static bool parse_type_at(Parser *p, TypeId *id, int depth) {
    Word w = scan_word(&p->s);
    if (!w.n)
        return scan_fail(&p->s, "expected a type");
    if (depth > IR_TYPE_DEPTH)
        return scan_fail(&p->s, "a type nests too deeply");
    if (word_is(w, "_")) {
        *id = (TypeId){0};
        return true;
    }
    return parse_type_word(p, w, id, depth);
}

bool parse_type(Parser *p, TypeId *t) {
    return parse_type_at(p, t, 1);
}

TypeId parse_pointer_to(Parser *p, TypeId target) {
    return builder_type(p->b, &(IrType){.kind = TYPE_POINTER, .size = 8, .target = target});
}

// ---- Positions ----

FileId parse_file_label(Parser *p, const Label *label) {
    uint32_t id = idmap_get(&p->files, label->key);
    if (!id) {
        id = builder_file_id(p->b, label->base).v;
        idmap_set(&p->files, label->key, id);
    }
    return (FileId){id};
}

// What stands before a `:` in a position: digits, or a file's label.
static bool parse_component(Parser *p, Word *w, uint32_t *ordinal) {
    Scanner *s = &p->s;
    size_t start = s->pos;
    int c;
    while ((c = scan_here(s)) >= 0 && c < 0x80 && (isalnum(c) || (c && strchr("_.+-", c))))
        s->pos++;
    *w = (Word){s->text + start, s->pos - start};
    *ordinal = 0;
    if (scan_here(s) != '#')
        return w->n || scan_fail(s, "expected a position");
    s->pos++;
    return scan_u32(s, ordinal);
}

static FileId default_file(Parser *p) {
    if (p->skipping)
        return (FileId){0};
    Loc loc = p->func.v ? ir_func(p->m, p->func)->loc : (Loc){0};
    return loc.file.v ? loc.file : builder_file(p->b, p->s.name);
}

static bool word_to_u32(Parser *p, Word w, uint32_t *n) {
    Scanner number = p->s;
    number.pos = (size_t)(w.s - p->s.text);
    if (scan_at_digit(&number) && scan_u32(&number, n) && number.pos == p->s.pos)
        return true;
    return scan_fail(&p->s, "expected a line's number");
}

bool parse_loc(Parser *p, Loc *loc) {
    Scanner *s = &p->s;
    Word first;
    uint32_t ordinal, second;
    if (!parse_component(p, &first, &ordinal))
        return false;
    Scanner after_first = *s;
    if (!scan_expect(s, ":") || !scan_u32(s, &second))
        return false;
    if (scan_here(s) != ':') {
        Scanner end = *s;
        *s = after_first;
        if (ordinal || !word_to_u32(p, first, &loc->line))
            return scan_fail(s, "expected a line's number");
        *s = end;
        loc->col = second;
        loc->file = default_file(p);
        return true;
    }
    s->pos++;
    Label label = parse_make_label(p, first.s, first.n, ordinal);
    loc->file = parse_file_label(p, &label);
    loc->line = second;
    return scan_u32(s, &loc->col);
}

bool parse_at(Parser *p, Loc *loc) {
    return !scan_accept(&p->s, "!") || parse_loc(p, loc);
}
