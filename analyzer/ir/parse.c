// SPDX-License-Identifier: Apache-2.0
//
// The text form to a module. Declarations may stand in any order, so the text is read three times:
// once for the names of what is declared, which fixes the ids; once for types, first their heads
// and then their fields; once for globals and the heads of functions. Then come the bodies.
//
// Invariants:
//  1. No recursion but over types (IR_TYPE_DEPTH) and parentheses of a place (PLACE_STEPS).
//  2. The module is built by the builder alone, so it holds every invariant of ir.h but the one on
//     temporaries, which ir_verify checks.
#include "parse_internal.h"

typedef struct {
    enum { ITEM_TYPE, ITEM_GLOBAL, ITEM_FUNC } kind;
    uint32_t id;
    size_t pos;  // behind the name
    size_t body; // TYPE, FUNC: behind `{`; 0 none
} Item;

typedef struct {
    StrId reason;
    uint32_t count;
} Counted;

typedef struct {
    VEC(Item) items;
    VEC(Counted) opaque;
} Outline;

bool parse_line_end(Parser *p) {
    int c = scan_peek(&p->s);
    return c < 0 || c == '\n' || c == '}' || scan_fail(&p->s, "unexpected text");
}

bool parse_flags(Parser *p, const TextFlag *flags, size_t n, Word word, unsigned *bits) {
    for (size_t i = 0; i < n; i++) {
        if (!word_is(word, flags[i].word))
            continue;
        *bits |= flags[i].bit;
        return true;
    }
    return scan_fail(&p->s, "no such flag: %.*s", (int)(word.n < 60 ? word.n : 60), word.s);
}

// ---- First reading: names ----

static bool outline_file(Parser *p) {
    Scanner *s = &p->s;
    scan_blanks(s);
    size_t start = s->pos;
    int c;
    while ((c = scan_here(s)) > ' ' && c != '#' && c != '"')
        s->pos++;
    const char *base = s->text + start;
    size_t n = s->pos - start;
    uint32_t ordinal = 0;
    if (scan_here(s) == '#') {
        s->pos++;
        if (!scan_u32(s, &ordinal))
            return false;
    }
    Label label = parse_make_label(p, base, n, ordinal);
    StrId path;
    if (!parse_str(p, &path))
        return false;
    if (idmap_get(&p->files, label.key))
        return scan_fail(s, "a file of this name was declared before");
    uint32_t id = vec_push(&p->m->files, (IrFile){.path = path});
    idmap_set(&p->files, label.key, id);
    p->m->files.data[id].is_main = scan_accept_word(s, "main");
    return true;
}

static bool outline_type(Parser *p, Outline *o, Word word) {
    bool fresh;
    Label label;
    if (!parse_label(p, &label))
        return false;
    if (idmap_get(&p->types, label.key))
        return scan_fail(&p->s, "%s was declared before", ir_str(p->m, label.base));
    TypeKind kind = word_is(word, "enum") ? TYPE_ENUM : TYPE_RECORD;
    TypeId id = builder_named_type(p->b, kind, STR_NONE, &fresh);
    IrType *t = &p->m->types.data[id.v];
    t->name = label.base;
    t->is_union = word_is(word, "union");
    idmap_set(&p->types, label.key, id.v);
    vec_push(&o->items, (Item){.kind = ITEM_TYPE, .id = id.v, .pos = p->s.pos});
    return scan_skip_item(&p->s);
}

static bool outline_symbol(Parser *p, Outline *o, bool is_func) {
    Label label;
    uint32_t id;
    bool fresh;
    if (!scan_expect(&p->s, "@") || !parse_label(p, &label))
        return false;
    if (parse_symbol(p, &label, &id) != SYMBOL_NONE)
        return scan_fail(&p->s, "@%s was declared before", ir_str(p->m, label.base));
    if (is_func) {
        id = builder_func(p->b, STR_NONE, &fresh).v;
        p->m->funcs.data[id].name = label.base;
    } else {
        id = builder_global(p->b, STR_NONE, &fresh).v;
        p->m->globals.data[id].name = label.base;
    }
    parse_add_symbol(p, &label, is_func, id);
    vec_push(&o->items,
             (Item){.kind = is_func ? ITEM_FUNC : ITEM_GLOBAL, .id = id, .pos = p->s.pos});
    return scan_skip_item(&p->s);
}

static bool outline_opaque(Parser *p, Outline *o) {
    Counted c = {0};
    scan_blanks(&p->s);
    if (!scan_u32(&p->s, &c.count) || !parse_str(p, &c.reason))
        return false;
    builder_count_opaque_n(p->b, c.reason, 0); // fixes its place in the list
    vec_push(&o->opaque, c);
    return true;
}

static bool outline_item(Parser *p, Outline *o) {
    Word w = scan_word(&p->s);
    if (word_is(w, "module"))
        return parse_str(p, &p->m->name);
    if (word_is(w, "errors")) {
        scan_blanks(&p->s);
        return scan_u32(&p->s, &p->m->parse_errors);
    }
    if (word_is(w, "opaque"))
        return outline_opaque(p, o);
    if (word_is(w, "file"))
        return outline_file(p);
    if (word_is(w, "struct") || word_is(w, "union") || word_is(w, "enum"))
        return outline_type(p, o, w);
    if (word_is(w, "global") || word_is(w, "func"))
        return outline_symbol(p, o, word_is(w, "func"));
    return scan_fail(&p->s, "expected module, errors, opaque, file, struct, union, enum, global "
                            "or func");
}

static bool read_outline(Parser *p, Outline *o) {
    scan_lines(&p->s);
    while (scan_here(&p->s) >= 0) {
        if (!outline_item(p, o))
            return false;
        int c = scan_peek(&p->s);
        if (c >= 0 && c != '\n')
            return scan_fail(&p->s, "unexpected text");
        scan_lines(&p->s);
    }
    return true;
}

// ---- Second reading: types ----

// Behind `usr`. An empty one is one, too: it is not replaced by the usual one.
static bool parse_usr(Parser *p, StrId *usr) {
    p->has_usr = true;
    return parse_str(p, usr);
}

static StrId usual(Parser *p, StrBuf *usr) {
    StrId id = intern_n(&p->m->strings, strbuf_text(usr), usr->len);
    strbuf_fini(usr);
    return id;
}

static bool parse_type_attributes(Parser *p, IrType *t) {
    Scanner *s = &p->s;
    for (;;) {
        Word w = scan_word(s);
        bool ok = true;
        if (!w.n)
            return true;
        if (word_is(w, "size")) {
            scan_blanks(s);
            ok = scan_u64(s, &t->size);
        } else if (word_is(w, "signed")) {
            t->is_signed = true;
        } else if (word_is(w, "anonymous")) {
            t->alias = t->name;
            t->name = STR_NONE;
        } else if (word_is(w, "alias")) {
            ok = parse_str(p, &t->alias);
        } else if (word_is(w, "usr")) {
            ok = parse_usr(p, &t->usr);
        } else {
            ok = scan_fail(s, "expected size, signed, anonymous, alias or usr");
        }
        if (!ok)
            return false;
    }
}

static bool parse_field(Parser *p, TypeId record) {
    Label label;
    bool fresh;
    IrField field = {.record = record};
    if (!parse_label(p, &label) || !scan_expect(&p->s, ":") || !parse_type(p, &field.type))
        return false;
    if (idmap_get(&p->fields, idmap_pair(record.v, label.key)))
        return scan_fail(&p->s, "field %s was declared before", ir_str(p->m, label.base));
    field.name = label.base;
    if (scan_accept_word(&p->s, "usr")) {
        if (!parse_str(p, &field.usr))
            return false;
    } else {
        StrBuf usr = {0};
        names_default_field_usr(&usr, p->m, &field);
        field.usr = usual(p, &usr);
    }
    FieldId id = builder_field(p->b, STR_NONE, &fresh);
    p->m->fields.data[id.v] = field;
    idmap_set(&p->fields, idmap_pair(record.v, label.key), id.v);
    return true;
}

// Fields stand one a line, or with commas or semicolons between them.
static bool parse_fields(Parser *p, TypeId record) {
    Scanner *s = &p->s;
    for (;;) {
        scan_lines(s);
        while (scan_accept(s, ",") || scan_accept(s, ";"))
            scan_lines(s);
        if (scan_accept(s, "}"))
            return true;
        if (!parse_field(p, record))
            return false;
        int c = scan_peek(s);
        if (c != '\n' && c != ',' && c != ';' && c != '}')
            return scan_fail(s, "unexpected text");
    }
}

// Everything but the fields: their types may be arrays of records whose size is still to come.
static bool parse_type_item(Parser *p, Item *item) {
    IrType *t = &p->m->types.data[item->id];
    if (!parse_type_attributes(p, t))
        return false;
    if (!p->has_usr) {
        StrBuf usr = {0};
        names_default_type_usr(&usr, p->m, t);
        t->usr = usual(p, &usr);
    }
    if (!scan_accept(&p->s, "{"))
        return parse_line_end(p);
    item->body = p->s.pos;
    return t->kind == TYPE_RECORD || scan_fail(&p->s, "an enum has no fields");
}

// ---- Third reading: globals and the headers of functions ----

static bool parse_global_attribute(Parser *p, IrGlobal *g, Word w) {
    if (word_is(w, "static"))
        return g->is_static = true;
    if (word_is(w, "local"))
        return g->is_local = true;
    if (word_is(w, "thread"))
        return g->is_thread = true;
    if (word_is(w, "const"))
        return g->is_const = true;
    if (word_is(w, "extern")) {
        g->is_defined = false;
        return true;
    }
    if (word_is(w, "usr"))
        return parse_usr(p, &g->usr);
    if (word_is(w, "in"))
        return parse_str(p, &g->func);
    return scan_fail(&p->s, "expected static, local, thread, const, extern, usr or in");
}

static bool parse_global_item(Parser *p, uint32_t id) {
    IrGlobal g = p->m->globals.data[id];
    g.is_defined = true;
    if (!scan_expect(&p->s, ":") || !parse_type(p, &g.type))
        return false;
    for (Word w; (w = scan_word(&p->s)).n;)
        if (!parse_global_attribute(p, &g, w))
            return false;
    if (!parse_at(p, &g.loc))
        return false;
    if (!p->has_usr) {
        StrBuf usr = {0};
        names_default_usr(&usr, p->m, g.name, false, g.is_static);
        g.usr = usual(p, &usr);
    }
    p->m->globals.data[id] = g;
    return parse_line_end(p);
}

typedef struct {
    TypeId result;
    StrId usr, signature;
    unsigned flags;
    uint32_t nparams, statements;
    Loc loc, end;
} Header;

static bool parse_header_attribute(Parser *p, Header *h, Word w) {
    if (word_is(w, "usr"))
        return parse_usr(p, &h->usr);
    if (word_is(w, "sig"))
        return parse_str(p, &h->signature);
    if (word_is(w, "statements") || word_is(w, "params")) {
        scan_blanks(&p->s);
        return scan_u32(&p->s, word_is(w, "params") ? &h->nparams : &h->statements);
    }
    if (!word_is(w, "end"))
        return parse_flags(p, text_func_flags, TEXT_FUNC_FLAGS, w, &h->flags);
    scan_blanks(&p->s);
    return parse_loc(p, &h->end);
}

static bool parse_header_attributes(Parser *p, FuncId id, Header *h) {
    for (;;) {
        Word w = scan_word(&p->s);
        if (w.n) {
            if (!parse_header_attribute(p, h, w))
                return false;
        } else if (scan_peek(&p->s) == '!') {
            if (!parse_at(p, &h->loc))
                return false;
            ir_func(p->m, id)->loc = h->loc; // `end` may leave out the file
            p->func = id;
        } else {
            p->func = (FuncId){0};
            return true;
        }
    }
}

static StrId usual_func_usr(Parser *p, FuncId f, unsigned flags) {
    StrBuf usr = {0};
    names_default_usr(&usr, p->m, ir_func(p->m, f)->name, true, flags & FUNC_STATIC);
    return usual(p, &usr);
}

// `-> type`; void when it is left out.
static bool parse_result(Parser *p, TypeId *result) {
    if (scan_accept(&p->s, "->"))
        return parse_type(p, result);
    *result = builder_type(p->b, &(IrType){.kind = TYPE_VOID});
    return true;
}

static bool parse_func_header(Parser *p, Item *item) {
    Header h = {0};
    FuncId id = {item->id};
    if (!parse_params(p, false, &h.nparams, &h.flags))
        return false;
    if (!parse_result(p, &h.result))
        return false;
    if (!parse_header_attributes(p, id, &h))
        return false;
    IrFunc *f = ir_func(p->m, id);
    f->usr = p->has_usr ? h.usr : usual_func_usr(p, id, h.flags);
    f->signature = h.signature;
    f->result = h.result;
    f->flags = h.flags;
    f->nparams = h.nparams;
    f->statements = h.statements;
    f->loc = h.loc;
    f->end = h.end;
    if (!scan_accept(&p->s, "{"))
        return parse_line_end(p);
    item->body = p->s.pos;
    return true;
}

// ---- Bodies ----

static void forget_locals(Parser *p) {
    idmap_fini(&p->vars);
    idmap_fini(&p->temps);
    idmap_fini(&p->blocks);
    vec_clear(&p->block_names);
    p->func = (FuncId){0};
}

static bool parse_func_body(Parser *p, const Item *item) {
    p->func = (FuncId){item->id};
    builder_func_begin(p->b, p->func);
    uint32_t nparams = 0;
    unsigned flags = 0;
    bool ok = parse_params(p, true, &nparams, &flags);
    p->s.pos = item->body;
    ok = ok && parse_body(p);
    if (ok)
        builder_func_end(p->b);
    else
        builder_func_abandon(p->b);
    forget_locals(p);
    return ok;
}

static bool parse_items(Parser *p, const Outline *o, int kind) {
    vec_each (Item, item, &o->items) {
        if ((int)item->kind != kind)
            continue;
        p->s.pos = item->pos;
        p->has_usr = false;
        bool ok = kind == ITEM_TYPE     ? parse_type_item(p, item)
                  : kind == ITEM_GLOBAL ? parse_global_item(p, item->id)
                                        : parse_func_header(p, item);
        if (!ok)
            return false;
    }
    return true;
}

static bool parse_bodies(Parser *p, const Outline *o, int kind) {
    vec_each (const Item, item, &o->items) {
        if ((int)item->kind != kind || !item->body)
            continue;
        p->s.pos = kind == ITEM_TYPE ? item->body : item->pos;
        bool ok =
            kind == ITEM_TYPE ? parse_fields(p, (TypeId){item->id}) : parse_func_body(p, item);
        if (!ok)
            return false;
    }
    return true;
}

// What the text says on opaque counts replaces what its instructions add up to.
static void set_counts(Parser *p, const Outline *o) {
    vec_each (const Counted, c, &o->opaque) {
        uint32_t index = idmap_get(&p->b->opaque, c->reason.v) - 1;
        p->m->opaque.data[index].count = c->count;
    }
}

static bool parse_all(Parser *p, Outline *o) {
    if (!read_outline(p, o) || !parse_items(p, o, ITEM_TYPE) || !parse_bodies(p, o, ITEM_TYPE) ||
        !parse_items(p, o, ITEM_GLOBAL) || !parse_items(p, o, ITEM_FUNC) ||
        !parse_bodies(p, o, ITEM_FUNC))
        return false;
    set_counts(p, o);
    return true;
}

Status ir_parse(IrModule *m, const char *name, const char *text, size_t n, Error *err) {
    Parser p = {.s = {.name = name, .text = text, .n = n, .err = err}, .m = m};
    Outline o = {0};
    p.b = builder_new(m);
    interner_init(&p.labels);
    bool ok = parse_all(&p, &o);
    vec_fini(&o.items);
    vec_fini(&o.opaque);
    forget_locals(&p);
    vec_fini(&p.block_names);
    strbuf_fini(&p.text);
    idmap_fini(&p.types);
    idmap_fini(&p.fields);
    idmap_fini(&p.symbols);
    idmap_fini(&p.files);
    interner_fini(&p.labels);
    builder_free(p.b);
    return ok ? STATUS_OK : STATUS_USAGE;
}
