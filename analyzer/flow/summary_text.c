// SPDX-License-Identifier: Apache-2.0
//
// The text form of a summary; of a function that puts a new map into its parameter's field, say:
//
//     summary of renew
//     case 1
//       result 0
//       when *(&box) != 0
//       then *(&box).map := fresh4
//       map *(*(&box).map) freed
//       map fresh4 live
//
// `&box` is the parameter itself, `*( )` what an address holds. Names and literals are escaped: the
// text goes to a terminal.
#include "summary.h"

static void print_name(StrBuf *out, const IrModule *m, StrId name) {
    strbuf_add_escaped(out, ir_str(m, name), strlen(ir_str(m, name)));
}

static void print_literal(StrBuf *out, const char *s) {
    strbuf_addc(out, '"');
    for (; *s; s++) {
        size_t run = strcspn(s, "\"\\\n\t");
        strbuf_add_escaped(out, s, run);
        s += run;
        if (!*s)
            break;
        strbuf_addc(out, '\\');
        strbuf_addc(out, *s == '\n' ? 'n' : *s == '\t' ? 't' : *s);
    }
    strbuf_addc(out, '"');
}

static void print_value(StrBuf *out, const IrModule *m, const IrFunc *f, const SummaryCase *s,
                        uint32_t i, int depth) {
    static const char *const binary[] = {"==", "!=", "<", "<=", ">", ">=", "+",  "-",
                                         "*",  "/",  "%", "&",  "|", "^",  "<<", ">>"};
    static const char *const unary[] = {"-", "~", "!", ""};
    const Value *v = &s->values[i];
    if (!i || depth > 12) {
        strbuf_adds(out, "?");
        return;
    }
    switch ((ValueKind)v->kind) {
    case V_INT:
        strbuf_printf(out, "%lld", (long long)v->num);
        return;
    case V_STRING:
        print_literal(out, ir_str(m, (StrId){v->id}));
        return;
    case V_FUNC:
        if (v->id)
            print_name(out, m, ir_func(m, (FuncId){v->id})->name);
        else
            strbuf_adds(out, "function");
        return;
    case V_VAR:
        strbuf_addc(out, '&');
        if (v->id)
            print_name(out, m, f->vars[v->id].name);
        else
            strbuf_adds(out, "result");
        return;
    case V_GLOBAL:
        strbuf_addc(out, '&');
        print_name(out, m, m->globals.data[v->id].name);
        return;
    case V_FIELD:
        print_value(out, m, f, s, v->a.v, depth + 1);
        strbuf_addc(out, '.');
        print_name(out, m, m->fields.data[v->id].name);
        return;
    case V_INDEX:
        print_value(out, m, f, s, v->a.v, depth + 1);
        if (v->id == INDEX_ANY)
            strbuf_adds(out, "[*]");
        else
            strbuf_printf(out, "[%u]", v->id);
        return;
    case V_CONTENT:
        strbuf_adds(out, v->num ? "new " : "");
        strbuf_adds(out, "*(");
        print_value(out, m, f, s, v->a.v, depth + 1);
        strbuf_adds(out, ")");
        return;
    case V_ELEMENT:
    case V_KEY:
    case V_COUNT:
        strbuf_adds(out, v->kind == V_KEY     ? "key of "
                         : v->kind == V_COUNT ? "entries of "
                                              : "value of ");
        print_value(out, m, f, s, v->a.v, depth + 1);
        return;
    case V_UNARY:
        strbuf_adds(out, unary[v->op]);
        print_value(out, m, f, s, v->a.v, depth + 1);
        return;
    case V_BINARY:
        print_value(out, m, f, s, v->a.v, depth + 1);
        strbuf_printf(out, " %s ", binary[v->op]);
        print_value(out, m, f, s, v->b.v, depth + 1);
        return;
    case V_FRESH:
        strbuf_printf(out, "fresh%u", i);
        return;
    default:
        strbuf_printf(out, "unknown%u", i);
        return;
    }
}

static void print_fact(StrBuf *out, const Fact *f) {
    if (f->low == f->high)
        strbuf_printf(out, " == %lld", (long long)f->low);
    else if (f->nonzero && f->low == INT64_MIN && f->high == INT64_MAX)
        strbuf_adds(out, " != 0");
    else
        strbuf_printf(out, " in [%lld, %lld]", (long long)f->low, (long long)f->high);
}

static void print_case(StrBuf *out, const IrModule *m, const IrFunc *f, const SummaryCase *s) {
    static const char *const states[] = {"live", "freed", "escaped", "used"};
    if (s->result) {
        strbuf_adds(out, "  result ");
        print_value(out, m, f, s, s->result, 0);
        strbuf_adds(out, "\n");
    }
    for (uint32_t i = 0; i < s->nfacts; i++) {
        strbuf_adds(out, "  when ");
        print_value(out, m, f, s, s->facts[i].val.v, 0);
        print_fact(out, &s->facts[i]);
        strbuf_adds(out, "\n");
    }
    for (uint32_t i = 0; i < s->ncells; i++) {
        strbuf_adds(out, "  then ");
        print_value(out, m, f, s, s->cells[i].addr.v, 0);
        strbuf_adds(out, " := ");
        print_value(out, m, f, s, s->cells[i].val.v, 0);
        strbuf_adds(out, "\n");
    }
    for (uint32_t i = 0; i < s->nresources; i++) {
        const Resource *r = &s->resources[i];
        strbuf_printf(out, "  %s ", r->kind == RES_MAP ? "map" : "memory");
        print_value(out, m, f, s, r->val.v, 0);
        strbuf_printf(out, " %s\n", states[r->state]);
    }
    for (uint32_t i = 0; i < s->nmembers; i++) {
        strbuf_adds(out, "  put ");
        print_value(out, m, f, s, s->members[i].val.v, 0);
        strbuf_adds(out, " into ");
        print_value(out, m, f, s, s->members[i].map.v, 0);
        strbuf_adds(out, "\n");
    }
    if (s->changes_memory)
        strbuf_adds(out, "  changes memory that it can reach\n");
}

void summary_print(StrBuf *out, const IrModule *m, FuncId id, const Summary *s) {
    const IrFunc *f = ir_func(m, id);
    strbuf_adds(out, "summary of ");
    print_name(out, m, f->name);
    strbuf_adds(out, "\n");
    if (!s) {
        strbuf_adds(out, "  none\n");
        return;
    }
    if (!s->ncases)
        strbuf_adds(out, "  does not return\n");
    for (uint32_t i = 0; i < s->ncases; i++) {
        strbuf_printf(out, "case %u\n", i + 1);
        print_case(out, m, f, &s->cases[i]);
    }
}
