// SPDX-License-Identifier: Apache-2.0
//
// The module as text: declarations here, instructions in print_insn.c. What has a usual value (a
// USR made from the name, a size that follows from the kind) is left out, and the parser puts it
// back.
#include "text_internal.h"

static size_t str_len(const IrModule *m, StrId s) {
    return m->strings.lengths.data[s.v];
}

void print_str(const Printer *p, StrId s) {
    names_print_quoted(p->out, ir_str(p->m, s), str_len(p->m, s));
}

void print_symbol(const Printer *p, StrId name, const uint32_t *ordinals, uint32_t id) {
    names_print(p->out, ir_str(p->m, name), str_len(p->m, name), ordinals ? ordinals[id] : 0);
}

void print_flags(const Printer *p, const TextFlag *flags, size_t n, unsigned bits,
                 const char *gap) {
    const char *before = gap;
    for (size_t i = 0; i < n; i++) {
        if (!(bits & flags[i].bit))
            continue;
        strbuf_printf(p->out, "%s%s", before, flags[i].word);
        before = " ";
    }
}

static const char *record_word(const IrType *t) {
    return t->kind == TYPE_ENUM ? "enum" : t->is_union ? "union" : "struct";
}

// Bytes as written behind a type's word.
static void print_size(const Printer *p, const IrType *t) {
    if (t->size != text_default_size(p->m, t))
        strbuf_printf(p->out, ":%llu", (unsigned long long)t->size);
}

static void print_scalar(const Printer *p, const IrType *t) {
    switch (t->kind) {
    case TYPE_INT:
        strbuf_printf(p->out, "%c%llu", t->is_signed ? 'i' : 'u', (unsigned long long)t->size * 8);
        return;
    case TYPE_FLOAT:
        strbuf_printf(p->out, "f%llu", (unsigned long long)t->size * 8);
        return;
    case TYPE_FUNC:
    case TYPE_OTHER:
        strbuf_adds(p->out, t->kind == TYPE_FUNC ? "fn" : "other");
        print_size(p, t);
        strbuf_addc(p->out, ' ');
        print_str(p, t->name);
        return;
    default:
        strbuf_adds(p->out, t->kind == TYPE_VOID ? "void" : t->kind == TYPE_BOOL ? "bool" : "_");
        print_size(p, t);
    }
}

// Recurses at most IR_TYPE_DEPTH times.
void print_type(const Printer *p, TypeId id) {
    const IrType *t = ir_type(p->m, id);
    if (t->kind == TYPE_RECORD || t->kind == TYPE_ENUM) {
        strbuf_printf(p->out, "%s ", record_word(t));
        print_symbol(p, names_type(t), p->names ? p->names->types : NULL, id.v);
        return;
    }
    if (!ir_type_has_target(t)) {
        print_scalar(p, t);
        return;
    }
    strbuf_adds(p->out, t->kind == TYPE_POINTER ? "ptr" : t->kind == TYPE_ARRAY ? "array" : "ref");
    print_size(p, t);
    strbuf_addc(p->out, '(');
    print_type(p, t->target);
    if (t->kind == TYPE_ARRAY && t->count)
        strbuf_printf(p->out, ", %llu", (unsigned long long)t->count);
    strbuf_addc(p->out, ')');
}

static void print_file_label(const Printer *p, FileId f) {
    const char *base = names_basename(ir_str(p->m, p->m->files.data[f.v].path));
    if (names_is_plain_file(base))
        strbuf_adds(p->out, base);
    if (p->names && p->names->files[f.v])
        strbuf_printf(p->out, "#%u", p->names->files[f.v]);
}

void print_loc(const Printer *p, Loc loc) {
    if (!p->f || p->f->loc.file.v != loc.file.v) {
        print_file_label(p, loc.file);
        strbuf_addc(p->out, ':');
    }
    strbuf_printf(p->out, "%u:%u", loc.line, loc.col);
}

static void print_at(const Printer *p, Loc loc) {
    if (!loc.file.v)
        return;
    strbuf_adds(p->out, " !");
    print_loc(p, loc);
}

// ` usr "…"` unless it is what `usual` holds.
static void print_usr(const Printer *p, StrId usr, StrBuf *usual) {
    bool same = usual->len == str_len(p->m, usr) &&
                memcmp(strbuf_text(usual), ir_str(p->m, usr), usual->len) == 0;
    if (!same) {
        strbuf_adds(p->out, " usr ");
        print_str(p, usr);
    }
    strbuf_fini(usual);
}

static void print_files(const Printer *p) {
    for (uint32_t i = 1; i < p->m->files.len; i++) {
        const IrFile *f = &p->m->files.data[i];
        strbuf_adds(p->out, "file ");
        print_file_label(p, (FileId){i});
        strbuf_addc(p->out, ' ');
        print_str(p, f->path);
        strbuf_adds(p->out, f->is_main ? " main\n" : "\n");
    }
}

static void print_field(const Printer *p, uint32_t id) {
    const IrField *f = &p->m->fields.data[id];
    strbuf_adds(p->out, "  ");
    print_symbol(p, f->name, p->names->fields, id);
    strbuf_adds(p->out, ": ");
    print_type(p, f->type);
    StrBuf usual = {0};
    names_default_field_usr(&usual, p->m, f);
    print_usr(p, f->usr, &usual);
    strbuf_addc(p->out, '\n');
}

static void print_members(const Printer *p, uint32_t type) {
    uint32_t from = p->names->first_member[type], to = p->names->first_member[type + 1];
    if (from == to)
        return;
    strbuf_adds(p->out, " {\n");
    for (uint32_t i = from; i < to; i++)
        print_field(p, p->names->members[i]);
    strbuf_addc(p->out, '}');
}

static void print_named_type(const Printer *p, uint32_t id) {
    const IrType *t = &p->m->types.data[id];
    print_type(p, (TypeId){id});
    if (t->size)
        strbuf_printf(p->out, " size %llu", (unsigned long long)t->size);
    if (t->is_signed)
        strbuf_adds(p->out, " signed");
    if (!t->name.v && t->alias.v)
        strbuf_adds(p->out, " anonymous");
    if (t->name.v && t->alias.v) {
        strbuf_adds(p->out, " alias ");
        print_str(p, t->alias);
    }
    StrBuf usual = {0};
    names_default_type_usr(&usual, p->m, t);
    print_usr(p, t->usr, &usual);
    print_members(p, id);
    strbuf_addc(p->out, '\n');
}

static void print_types(const Printer *p) {
    for (uint32_t i = 1; i < p->m->types.len; i++) {
        TypeKind kind = p->m->types.data[i].kind;
        if (kind == TYPE_RECORD || kind == TYPE_ENUM)
            print_named_type(p, i);
    }
}

static void print_global(const Printer *p, uint32_t id) {
    const IrGlobal *g = &p->m->globals.data[id];
    strbuf_adds(p->out, "global @");
    print_symbol(p, g->name, p->names->globals, id);
    strbuf_adds(p->out, ": ");
    print_type(p, g->type);
    strbuf_printf(p->out, "%s%s%s%s%s", g->is_static ? " static" : "", g->is_local ? " local" : "",
                  g->is_thread ? " thread" : "", g->is_const ? " const" : "",
                  g->is_defined ? "" : " extern");
    StrBuf usual = {0};
    names_default_usr(&usual, p->m, g->name, false, g->is_static);
    print_usr(p, g->usr, &usual);
    if (g->func.v) {
        strbuf_adds(p->out, " in ");
        print_str(p, g->func);
    }
    print_at(p, g->loc);
    strbuf_addc(p->out, '\n');
}

// What names_of_vars would give, for one variable.
static uint32_t var_ordinal(const IrFunc *f, VarId v) {
    StrId name = f->vars[v.v].name;
    uint32_t before = 0, all = 0;
    for (uint32_t i = 1; i <= f->nvars; i++) {
        bool same = f->vars[i].kind != VAR_TEMP && f->vars[i].name.v == name.v;
        all += same;
        before += same && i < v.v;
    }
    return all > 1 || !name.v ? before + 1 : 0;
}

void print_var(const Printer *p, VarId v) {
    const IrVar *var = &p->f->vars[v.v];
    if (var->kind == VAR_TEMP) {
        strbuf_printf(p->out, "$%u", v.v);
        return;
    }
    uint32_t k = p->names ? p->names->vars[v.v] : var_ordinal(p->f, v);
    strbuf_addc(p->out, '%');
    names_print(p->out, ir_str(p->m, var->name), str_len(p->m, var->name), k);
}

static void print_declared_var(const Printer *p, uint32_t v) {
    const IrVar *var = &p->f->vars[v];
    print_var(p, (VarId){v});
    strbuf_adds(p->out, ": ");
    print_type(p, var->type);
    if (var->address_taken)
        strbuf_adds(p->out, " address_taken");
    if (var->cleanup.v) {
        strbuf_adds(p->out, " cleanup @");
        print_symbol(p, ir_func(p->m, var->cleanup)->name, p->names->funcs, var->cleanup.v);
    }
    print_at(p, var->loc);
}

static void print_params(const Printer *p) {
    strbuf_addc(p->out, '(');
    for (uint32_t i = 1; i <= p->f->nparams && i <= p->f->nvars; i++) {
        if (i > 1)
            strbuf_adds(p->out, ", ");
        print_declared_var(p, i);
    }
    strbuf_addc(p->out, ')');
}

static void print_header(const Printer *p, FuncId id) {
    const IrFunc *f = p->f;
    const Printer outside = {.out = p->out, .m = p->m, .names = p->names};
    strbuf_adds(p->out, "func @");
    print_symbol(p, f->name, p->names->funcs, id.v);
    print_params(p);
    strbuf_adds(p->out, " -> ");
    print_type(p, f->result);
    print_flags(p, text_func_flags, TEXT_FUNC_FLAGS, f->flags, " ");
    if (!f->nvars && f->nparams)
        strbuf_printf(p->out, " params %u", f->nparams);
    if (f->statements)
        strbuf_printf(p->out, " statements %u", f->statements);
    StrBuf usual = {0};
    names_default_usr(&usual, p->m, f->name, true, f->flags & FUNC_STATIC);
    print_usr(p, f->usr, &usual);
    if (f->signature.v) {
        strbuf_adds(p->out, " sig ");
        print_str(p, f->signature);
    }
    print_at(&outside, f->loc);
    if (f->end.file.v) {
        strbuf_adds(p->out, " end ");
        print_loc(f->loc.file.v ? p : &outside, f->end);
    }
}

static void print_body(const Printer *p) {
    const IrFunc *f = p->f;
    strbuf_adds(p->out, " {\n");
    for (uint32_t i = f->nparams + 1; i <= f->nvars; i++) {
        strbuf_adds(p->out, "  var ");
        print_declared_var(p, i);
        strbuf_addc(p->out, '\n');
    }
    for (uint32_t b = 1; b <= f->nblocks; b++) {
        strbuf_printf(p->out, "b%u:\n", b);
        for (uint32_t i = 0; i < f->blocks[b].count; i++) {
            strbuf_adds(p->out, "  ");
            print_insn(p, b, &f->insns[f->blocks[b].first + i]);
            strbuf_addc(p->out, '\n');
        }
    }
    strbuf_addc(p->out, '}');
}

static void print_func(StrBuf *out, Names *names, FuncId id) {
    const IrModule *m = names->m;
    const IrFunc *f = ir_func(m, id);
    names_of_vars(names, f);
    const Printer p = {.out = out, .m = m, .f = f, .names = names};
    print_header(&p, id);
    if (ir_is_defined(f))
        print_body(&p);
    strbuf_addc(out, '\n');
}

void ir_print_func(StrBuf *out, const IrModule *m, FuncId f) {
    Names names;
    names_init(&names, m);
    print_func(out, &names, f);
    names_fini(&names);
}

static void print_module_line(const Printer *p) {
    if (p->m->name.v) {
        strbuf_adds(p->out, "module ");
        print_str(p, p->m->name);
        strbuf_addc(p->out, '\n');
    }
    if (p->m->parse_errors)
        strbuf_printf(p->out, "errors %u\n", p->m->parse_errors);
    vec_each (const OpaqueCount, o, &p->m->opaque) {
        strbuf_printf(p->out, "opaque %u ", o->count);
        print_str(p, o->reason);
        strbuf_addc(p->out, '\n');
    }
}

void ir_print(StrBuf *out, const IrModule *m) {
    Names names;
    names_init(&names, m);
    const Printer p = {.out = out, .m = m, .names = &names};
    print_module_line(&p);
    print_files(&p);
    print_types(&p);
    for (uint32_t i = 1; i < m->globals.len; i++)
        print_global(&p, i);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        print_func(out, &names, (FuncId){i});
    names_fini(&names);
}
