// SPDX-License-Identifier: Apache-2.0
//
// Bodies: of functions, and the one that holds the initialisers of the unit's globals.
//
// The global initialisers keep what stores pointers, so that the flow knows which function a table
// names and which object a global points to. Numbers and zeros are left out, strings too inside
// tables: a thousand-line table of numbers costs its cursors and no instruction.
#include "lower.h"

static void fn_begin(Lower *l, FuncId id) {
    Fn *fn = &l->fn;
    arena_reset(&fn->arena);
    fn->id = id;
    fn->result = ir_func(l->m, id)->result;
    fn->usr = ir_func(l->m, id)->usr;
    fn->live = NULL;
    fn->on_break = fn->on_continue = (Target){0};
    fn->sw = (Switch){0};
    vec_clear(&fn->cases);
    vec_clear(&fn->gotos);
    if (fn->labels.len) {
        gomap_clear(fn->label_ids);
        vec_clear(&fn->labels);
    }
    fn->dispatch = (BlockId){0};
    fn->statements = 0;
    fn->is_global_init = fn->in_table = false;
    builder_func_begin(l->b, id);
}

static void fn_end(Lower *l) {
    FuncId id = l->fn.id;
    gotos_finish(l);
    builder_func_end(l->b);
    ir_func(l->m, id)->statements = l->fn.statements;
    l->fn.id = (FuncId){0};
    l->fn.usr = STR_NONE;
}

static void declare_params(Lower *l, CXCursor def) {
    int n = clang_Cursor_getNumArguments(def);
    for (int i = 0; i < n; i++) {
        CXCursor p = clang_Cursor_getArgument(def, (unsigned)i);
        IrVar v = {.kind = VAR_PARAM,
                   .name = intern_cx(l, clang_getCursorSpelling(p)),
                   .type = value_type(l, type_of_cursor(l, p)),
                   .loc = loc_of(l, p)};
        declare_var(l, p, builder_var(l->b, v));
    }
    ir_func(l->m, l->fn.id)->nparams = n > 0 ? (uint32_t)n : 0;
}

static CXCursor body_of(Lower *l, CXCursor def) {
    CXCursor last = last_kid(l, def);
    if (last.kind == CXCursor_CompoundStmt)
        return last;
    Kids k = kids_of(l, def); // C++: a try block, or attributes behind the body
    CXCursor body = clang_getNullCursor();
    for (uint32_t i = 0; i < k.n; i++)
        if (kid(l, k, i).kind == CXCursor_CompoundStmt)
            body = kid(l, k, i);
    kids_drop(l, k);
    return body;
}

static bool is_generated(Lower *l, CXCursor body) {
    CXSourceLocation open = range_start(extent_of(l, body));
    if (!loc_in_macro(open))
        return false;
    Spot s = spot_spelling(l, open);
    return s.file && !s.file->is_main;
}

void lower_function(Lower *l, CXCursor def) {
    FuncId id = func_of(l, def);
    if (!id.v || ir_is_defined(ir_func(l->m, id)))
        return;
    CXCursor body = body_of(l, def);
    if (is_null(body))
        return;
    fn_begin(l, id);
    Loc loc = loc_of(l, def), end = loc_of_end(l, def);
    IrFunc *f = ir_func(l->m, id);
    f->loc = loc;
    f->end = end;
    if (diagnostics_touch(l, def))
        f->flags |= FUNC_UNRELIABLE;
    if (is_generated(l, body))
        f->flags |= FUNC_GENERATED;
    declare_params(l, def);
    stmt_compound(l, body, (PlaceId){0});
    at_here(l, (Here){.loc = end});
    // Falling off the end of a function that returns a value gives nothing that a caller may use.
    bool has_value = type_kind(l, l->fn.result) != TYPE_VOID;
    builder_return(l->b, has_value ? unknown(l->fn.result) : opd_none());
    fn_end(l);
}

// ---- Globals ----

static enum CXChildVisitResult reach(CXCursor c, CXCursor parent, CXClientData data) {
    UNUSED(parent);
    Lower *l = data;
    if (c.kind == CXCursor_DeclRefExpr) {
        CXCursor ref = clang_getCursorReferenced(c);
        if (ref.kind == CXCursor_FunctionDecl || ref.kind == CXCursor_VarDecl)
            decl_of(l, ref);
    }
    return CXChildVisit_Recurse;
}

void globals_later(Lower *l, CXCursor decl) {
    CXCursor init = clang_Cursor_getVarDeclInitializer(decl);
    if (is_null(init))
        return;
    Decl d = decl_of(l, decl);
    if (d.kind != DECL_GLOBAL)
        return;
    vec_push(&l->inits, (GlobalInit){{d.id}, init});
    reach(init, init, l);
    clang_visitChildren(init, reach, l);
}

static void init_global(Lower *l, const GlobalInit *g) {
    l->fn.global = g->global;
    l->fn.literals = 0;
    at(l, g->init);
    init_place(l, builder_global_place(l->b, g->global), g->init);
}

void lower_globals(Lower *l) {
    if (!l->inits.len)
        return;
    StrBuf b = {0};
    strbuf_adds(&b, "c:@global-init@");
    for (uint32_t i = 0; i < l->files.len; i++)
        if (l->files.data[i]->is_main)
            strbuf_printf(&b, "%08x", (unsigned)l->files.data[i]->path_hash);
    StrId usr = intern_n(&l->m->strings, b.s, b.len);
    strbuf_fini(&b);
    StrId name = intern(&l->m->strings, "<globals>");
    bool fresh;
    FuncId id = builder_func(l->b, usr, &fresh);
    IrFunc *f = ir_func(l->m, id);
    f->name = name;
    f->result = l->t_void;
    f->flags = FUNC_STATIC | FUNC_GLOBAL_INIT;
    fn_begin(l, id);
    l->fn.is_global_init = true;
    for (uint32_t i = 0; i < l->inits.len; i++) {
        GlobalInit g = l->inits.data[i];
        init_global(l, &g);
    }
    builder_return(l->b, opd_none());
    fn_end(l);
}
