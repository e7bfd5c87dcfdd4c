// SPDX-License-Identifier: Apache-2.0
#include "check.h"

#include "argref.h"

#include "runtime/gomap.h"

typedef struct {
    const Source *src;
    Arena *arena;
    ModelBatch *out;
    Error *err;
    const char *library;
    Gomap *seen;   // names of the section being read
    bool is_macro; // of the section being read
} Checker;

void check_fini(ModelBatch *batch) {
    vec_fini(&batch->models);
    vec_fini(&batch->handles);
}

// "key: 'word' reason".
static Status bad_word(const Checker *c, Path path, const char *key, const char *word,
                       const char *reason) {
    StrBuf text = {0};
    strbuf_printf(&text, "%s: ", key);
    source_add_quoted(&text, word);
    source_error(c->src, &path, c->err, "%s %s", strbuf_text(&text), reason);
    strbuf_fini(&text);
    return STATUS_USAGE;
}

// ---- Names ----

// An identifier, or one in which one '*' stands for any text; not '*' alone.
static bool is_name(const char *s) {
    char plain[256];
    size_t n = strlen(s);
    if (n == 0 || n >= sizeof plain)
        return false;
    const char *star = strchr(s, '*');
    if (star && n == 1)
        return false;
    // The star is read as a letter, so a second one is still found.
    memcpy(plain, s, n + 1);
    if (star)
        plain[star - s] = '_';
    return argref_is_identifier(plain);
}

static Status check_name(const Checker *c, Path path, const char *key, const char *name) {
    if (!is_name(name))
        return bad_word(c, path, key, name, "is no identifier with at most one '*'");
    void *slot;
    bool added;
    if (gomap_upsert(c->seen, &name, &slot, &added) != GOMAP_OK)
        BUG("models: out of memory");
    if (!added)
        return bad_word(c, path, key, name, "stands twice in this file");
    return STATUS_OK;
}

static Status open_section(Checker *c, bool is_macro) {
    GomapType type = gomap_type_str(0);
    gomap_free(c->seen);
    c->is_macro = is_macro;
    if (gomap_new(&type, 0, &c->seen) != GOMAP_OK)
        BUG("models: out of memory");
    return STATUS_OK;
}

// ---- Effects ----

// Roles that take a value out of the call, and so must name a place.
#define PLACE_ROLES                                                                         \
    (REF_BIT(ROLE_INTO) | REF_BIT(ROLE_INTO_KEY) | REF_BIT(ROLE_OLD) | REF_BIT(ROLE_SLOT) | \
     REF_BIT(ROLE_MAP) | REF_BIT(ROLE_ITER))

static const char *misplaced(const Checker *c, const ArgRef *ref, RefRole role) {
    bool is_place = ref->kind != ARG_NULL && ref->kind != ARG_FUNC;
    if ((PLACE_ROLES & REF_BIT(role)) && !is_place)
        return "is no place that a call could read or write";
    if (ref->kind == ARG_MEMBER && !c->is_macro)
        return "names a member by an argument's text, which only a macro can";
    if (ref->rest && role != ROLE_OBJECT)
        return "names several arguments, which only 'object' may";
    return NULL;
}

static Status read_ref(const Checker *c, Path path, Effect *e, RefRole role, const char *text) {
    const char *key = effect_role_name(REF_BIT(role)), *why;
    ArgRef *ref = effect_ref(e, role);
    Path at = path_key(path, key);
    if (!argref_parse(ref, text, &why)) {
        StrBuf reason = {0};
        strbuf_printf(&reason, "is no argument reference: %s", why);
        Status status = bad_word(c, at, key, text, strbuf_text(&reason));
        strbuf_fini(&reason);
        return status;
    }
    why = misplaced(c, ref, role);
    return why ? bad_word(c, at, key, text, why) : STATUS_OK;
}

static RoleSet roles_of(const RawEffect *raw) {
    RoleSet set = raw->family ? FAMILY_BIT : 0;
    for (int i = 0; i < ROLE_REF_COUNT; i++)
        if (raw->refs[i])
            set |= REF_BIT(i);
    for (int i = 0; i < WORD_ROLE_COUNT; i++)
        if (raw->words[i])
            set |= WORD_BIT(i);
    return set;
}

static RoleSet lowest(RoleSet set) {
    return set & (0u - set);
}

static void add_roles(StrBuf *b, RoleSet set, const char *between) {
    for (const char *gap = ""; set; set &= set - 1, gap = between)
        strbuf_printf(b, "%s'%s'", gap, effect_role_name(lowest(set)));
}

static Status lacks(const Checker *c, Path path, const EffectForm *form, RoleSet roles,
                    const char *between) {
    StrBuf text = {0};
    add_roles(&text, roles, between);
    source_error(c->src, &path, c->err, "%s: this effect needs %s", form->name, strbuf_text(&text));
    strbuf_fini(&text);
    return STATUS_USAGE;
}

static Status superfluous(const Checker *c, Path path, const EffectForm *form, RoleSet extra) {
    const char *key = effect_role_name(lowest(extra));
    RoleSet known = form->needs | form->one_of | form->may;
    StrBuf text = {0};
    strbuf_adds(&text, known ? "; it may have " : "; it has no other keys");
    add_roles(&text, known, ", ");
    Path at = path_key(path, key);
    source_error(c->src, &at, c->err, "%s: means nothing to the effect '%s'%s", key, form->name,
                 strbuf_text(&text));
    strbuf_fini(&text);
    return STATUS_USAGE;
}

static Status check_roles(const Checker *c, Path path, const RawEffect *raw) {
    const EffectForm *form = effect_form((EffectKind)raw->kind);
    RoleSet has = roles_of(raw);
    RoleSet extra = has & ~(form->needs | form->one_of | form->may);
    if (extra)
        return superfluous(c, path, form, extra);
    if (form->needs & ~has)
        return lacks(c, path, form, form->needs & ~has, " and ");
    if (form->one_of && !(form->one_of & has))
        return lacks(c, path, form, form->one_of, " or ");
    return STATUS_OK;
}

static Status read_effect(const Checker *c, Path path, Effect *e, const RawEffect *raw) {
    Status status = check_roles(c, path, raw);
    e->kind = (EffectKind)raw->kind;
    e->family = raw->family;
    for (int i = 0; status == STATUS_OK && i < ROLE_REF_COUNT; i++)
        if (raw->refs[i])
            status = read_ref(c, path, e, (RefRole)i, raw->refs[i]);
    for (int i = 0; i < WORD_ROLE_COUNT; i++)
        if (raw->words[i])
            effect_set_word(e, (WordRole)i, raw->words[i] - 1);
    return status;
}

// ---- Entries ----

static Status read_effects(const Checker *c, Path path, Model *m, const RawCall *raw) {
    Effect *effects = ARENA_ARRAY(c->arena, Effect, raw->effects_count);
    Path list = path_key(path, "effects");
    Status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < raw->effects_count; i++)
        status = read_effect(c, path_index(list, i), &effects[i], &raw->effects[i]);
    m->effects = effects;
    m->neffects = raw->effects_count;
    return status;
}

static bool has_effect(const Model *m, EffectKind kind) {
    for (uint32_t i = 0; i < m->neffects; i++)
        if (m->effects[i].kind == kind)
            return true;
    return false;
}

static Status add_names(const Checker *c, Path path, Model m, const RawCall *raw) {
    if (!raw->name == !raw->names)
        return source_error(c->src, &path, c->err, "name: an entry has either 'name' or 'names'");
    Status status = STATUS_OK;
    if (raw->name) {
        m.name = raw->name;
        status = check_name(c, path_key(path, "name"), "name", m.name);
        vec_push(&c->out->models, m);
    }
    for (uint32_t i = 0; status == STATUS_OK && i < raw->names_count; i++) {
        m.name = raw->names[i];
        status = check_name(c, path_index(path_key(path, "names"), i), "names", m.name);
        vec_push(&c->out->models, m);
    }
    return status;
}

static Status read_call(const Checker *c, Path path, const RawCall *raw) {
    Model m = {
        .library = c->library, .is_macro = c->is_macro, .is_loop = schema_is_true(raw->loop)};
    Status status = read_effects(c, path, &m, raw);
    if (status == STATUS_OK && m.is_loop && !has_effect(&m, EFF_ITER_NEXT)) {
        Path at = path_key(path, "loop");
        return source_error(c->src, &at, c->err, "loop: a loop needs the effect 'iter-next'");
    }
    return status == STATUS_OK ? add_names(c, path, m, raw) : status;
}

static Status read_handle(const Checker *c, Path path, const RawHandle *raw) {
    Handle h = {.type = raw->type,
                .library = c->library,
                .intrusive = schema_is_true(raw->intrusive),
                .stable_slots = schema_is_true(raw->stable_slots),
                .is_error = schema_is_true(raw->error)};
    vec_push(&c->out->handles, h);
    return check_name(c, path_key(path, "type"), "type", raw->type);
}

static Status read_sections(Checker *c, const RawFile *raw) {
    Path document = {0};
    Status status = open_section(c, false);
    Path list = path_key(document, "handles");
    for (uint32_t i = 0; status == STATUS_OK && i < raw->handles_count; i++)
        status = read_handle(c, path_index(list, i), &raw->handles[i]);
    open_section(c, false);
    list = path_key(document, "functions");
    for (uint32_t i = 0; status == STATUS_OK && i < raw->functions_count; i++)
        status = read_call(c, path_index(list, i), &raw->functions[i]);
    open_section(c, true);
    list = path_key(document, "macros");
    for (uint32_t i = 0; status == STATUS_OK && i < raw->macros_count; i++)
        status = read_call(c, path_index(list, i), &raw->macros[i]);
    return status;
}

Status check_file(ModelBatch *batch, Arena *arena, const Source *src, const RawFile *raw,
                  Error *err) {
    Checker c = {.src = src, .arena = arena, .out = batch, .err = err, .library = raw->library};
    Status status = read_sections(&c, raw);
    gomap_free(c.seen);
    return status;
}
