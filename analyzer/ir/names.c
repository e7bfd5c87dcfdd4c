// SPDX-License-Identifier: Apache-2.0
//
// Numbering is linear: one pass counts how often a name occurs, one gives the ordinals. Names are
// interned, so the counters are arrays by StrId; what is local (fields of a record, variables of a
// function) sets its counters back to zero afterwards.
#include "names.h"

#include <ctype.h>

static uint32_t *zeroed(size_t n) {
    uint32_t *p = calloc(n ? n : 1, sizeof *p);
    if (!p)
        BUG("no memory for names");
    return p;
}

static uint32_t ordinal(const Names *n, StrId name) {
    return !name.v || n->seen[name.v] > 1 ? ++n->next[name.v] : 0;
}

static void forget(const Names *n, StrId name) {
    n->seen[name.v] = n->next[name.v] = 0;
}

StrId names_type(const IrType *t) {
    return t->name.v ? t->name : t->alias;
}

static bool is_named(const IrType *t) {
    return t->kind == TYPE_RECORD || t->kind == TYPE_ENUM;
}

static void number_types(Names *n) {
    const IrModule *m = n->m;
    for (uint32_t i = 1; i < m->types.len; i++)
        n->seen[names_type(&m->types.data[i]).v] += is_named(&m->types.data[i]);
    for (uint32_t i = 1; i < m->types.len; i++)
        if (is_named(&m->types.data[i]))
            n->types[i] = ordinal(n, names_type(&m->types.data[i]));
    for (uint32_t i = 1; i < m->types.len; i++)
        forget(n, names_type(&m->types.data[i]));
}

static void number_symbols(Names *n) {
    const IrModule *m = n->m;
    for (uint32_t i = 1; i < m->globals.len; i++)
        n->seen[m->globals.data[i].name.v]++;
    for (uint32_t i = 1; i < m->funcs.len; i++)
        n->seen[m->funcs.data[i].name.v]++;
    for (uint32_t i = 1; i < m->globals.len; i++)
        n->globals[i] = ordinal(n, m->globals.data[i].name);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        n->funcs[i] = ordinal(n, m->funcs.data[i].name);
    for (uint32_t i = 1; i < m->globals.len; i++)
        forget(n, m->globals.data[i].name);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        forget(n, m->funcs.data[i].name);
}

// Sorts the fields by record, counting.
static void collect_members(Names *n) {
    const IrModule *m = n->m;
    for (uint32_t i = 1; i < m->fields.len; i++)
        n->first_member[m->fields.data[i].record.v + 1]++;
    for (uint32_t t = 1; t <= m->types.len; t++)
        n->first_member[t] += n->first_member[t - 1];
    uint32_t *end = zeroed(m->types.len);
    for (uint32_t i = 1; i < m->fields.len; i++) {
        uint32_t t = m->fields.data[i].record.v;
        n->members[n->first_member[t] + end[t]++] = i;
    }
    free(end);
}

static void number_fields(Names *n) {
    const IrModule *m = n->m;
    for (uint32_t t = 0; t < m->types.len; t++) {
        const uint32_t *from = n->members + n->first_member[t];
        const uint32_t *to = n->members + n->first_member[t + 1];
        for (const uint32_t *f = from; f < to; f++)
            n->seen[m->fields.data[*f].name.v]++;
        for (const uint32_t *f = from; f < to; f++)
            n->fields[*f] = ordinal(n, m->fields.data[*f].name);
        for (const uint32_t *f = from; f < to; f++)
            forget(n, m->fields.data[*f].name);
    }
}

const char *names_basename(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool names_is_plain_file(const char *base) {
    const char *s = base;
    while (isalnum((unsigned char)*s) || (*s && strchr("_.+-", *s)))
        s++;
    return !*s && s != base;
}

static void number_files(Names *n) {
    const IrModule *m = n->m;
    interner_init(&n->basenames);
    n->basename = (StrId *)zeroed(m->files.len);
    for (uint32_t i = 1; i < m->files.len; i++) {
        const char *base = names_basename(ir_str(m, m->files.data[i].path));
        n->basename[i] = names_is_plain_file(base) ? intern(&n->basenames, base) : STR_NONE;
    }
    uint32_t *seen = zeroed(intern_count(&n->basenames));
    uint32_t *next = zeroed(intern_count(&n->basenames));
    for (uint32_t i = 1; i < m->files.len; i++)
        seen[n->basename[i].v]++;
    for (uint32_t i = 1; i < m->files.len; i++) {
        uint32_t b = n->basename[i].v;
        n->files[i] = !b || seen[b] > 1 ? ++next[b] : 0;
    }
    free(seen);
    free(next);
}

void names_init(Names *n, const IrModule *m) {
    *n = (Names){.m = m};
    n->files = zeroed(m->files.len);
    n->types = zeroed(m->types.len);
    n->fields = zeroed(m->fields.len);
    n->globals = zeroed(m->globals.len);
    n->funcs = zeroed(m->funcs.len);
    n->first_member = zeroed((size_t)m->types.len + 1);
    n->members = zeroed(m->fields.len);
    n->seen = zeroed(intern_count(&m->strings));
    n->next = zeroed(intern_count(&m->strings));
    collect_members(n);
    number_types(n);
    number_symbols(n);
    number_fields(n);
    number_files(n);
}

void names_fini(Names *n) {
    free(n->files);
    free(n->types);
    free(n->fields);
    free(n->globals);
    free(n->funcs);
    free(n->vars);
    free(n->first_member);
    free(n->members);
    free(n->seen);
    free(n->next);
    free(n->basename);
    interner_fini(&n->basenames);
}

void names_of_vars(Names *n, const IrFunc *f) {
    if (n->vars_cap <= f->nvars) {
        n->vars_cap = f->nvars + 1 + f->nvars / 2;
        n->vars = base_realloc(n->vars, n->vars_cap * sizeof *n->vars, "names");
    }
    for (uint32_t i = 1; i <= f->nvars; i++)
        n->seen[f->vars[i].name.v] += f->vars[i].kind != VAR_TEMP;
    for (uint32_t i = 1; i <= f->nvars; i++)
        n->vars[i] = f->vars[i].kind == VAR_TEMP ? 0 : ordinal(n, f->vars[i].name);
    for (uint32_t i = 1; i <= f->nvars; i++)
        forget(n, f->vars[i].name);
}

bool names_is_plain(const char *s, size_t n) {
    if (!n || isdigit((unsigned char)s[0]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && s[i] != '_')
            return false;
    return true;
}

void names_print_quoted(StrBuf *out, const char *s, size_t n) {
    strbuf_addc(out, '"');
    for (size_t i = 0; i < n;) {
        size_t run = i;
        while (run < n && s[run] != '"' && s[run] != '\\' && s[run] != '\n' && s[run] != '\t')
            run++;
        strbuf_add_escaped(out, s + i, run - i);
        if (run < n) {
            char c = s[run++];
            strbuf_addc(out, '\\');
            strbuf_addc(out, c == '\n' ? 'n' : c == '\t' ? 't' : c);
        }
        i = run;
    }
    strbuf_addc(out, '"');
}

void names_print(StrBuf *out, const char *s, size_t n, uint32_t k) {
    if (names_is_plain(s, n))
        strbuf_add(out, s, n);
    else if (n)
        names_print_quoted(out, s, n);
    if (k)
        strbuf_printf(out, "#%u", k);
    else if (!n)
        strbuf_addc(out, '#');
}

void names_default_type_usr(StrBuf *out, const IrModule *m, const IrType *t) {
    char kind = t->kind == TYPE_ENUM ? 'E' : t->is_union ? 'U' : 'S';
    strbuf_printf(out, "c:@%c%s@%s", kind, t->name.v ? "" : "A", ir_str(m, names_type(t)));
}

void names_default_field_usr(StrBuf *out, const IrModule *m, const IrField *f) {
    strbuf_printf(out, "%s@FI@%s", ir_str(m, ir_type(m, f->record)->usr), ir_str(m, f->name));
}

void names_default_usr(StrBuf *out, const IrModule *m, StrId name, bool is_func, bool is_static) {
    strbuf_printf(out, "c:%s@%s%s", is_static ? names_basename(ir_str(m, m->name)) : "",
                  is_func ? "F@" : "", ir_str(m, name));
}
