// SPDX-License-Identifier: Apache-2.0
//
// Types by kind and declaration, never by spelling. A type is looked up by the pointer inside
// CXType (without the qualifier bits), so that each is converted once, and each way of naming a
// record passes here once: that is where a typedef's name becomes the record's alias.
//
// A record gets its members only when one is named or a value of it is initialised: a type that is
// only pointed to costs one entry.
//
// Identity. A struct tag has no linkage in C: `struct node` of two sources are two types. A record
// whose first declaration stands in the main file gets a USR with the file's hash; one that a
// header declares is the same in every unit.
#include "lower.h"

enum { QUALIFIER_BITS = 7 };

void types_init(Lower *l) {
    l->types = pointer_map(sizeof(TypeId));
    l->records = pointer_map(sizeof(Members));
    l->fields = pointer_map(sizeof(uint32_t));
    IrType t = {.kind = TYPE_VOID};
    l->t_void = builder_type(l->b, &t);
    t = (IrType){.kind = TYPE_BOOL, .size = 1};
    l->t_bool = builder_type(l->b, &t);
    t = (IrType){.kind = TYPE_INT, .size = 4, .is_signed = true};
    l->t_int = builder_type(l->b, &t);
    t = (IrType){.kind = TYPE_INT, .size = 8, .is_signed = true};
    l->t_long = builder_type(l->b, &t);
    t = (IrType){.kind = TYPE_INT, .size = 8};
    l->t_size = builder_type(l->b, &t);
    l->t_ptr = pointer_type(l, l->t_void);
}

TypeId pointer_type(Lower *l, TypeId target) {
    IrType t = {.kind = TYPE_POINTER, .size = 8, .target = target};
    return builder_type(l->b, &t);
}

TypeId value_type(Lower *l, TypeId t) {
    switch (type_kind(l, t)) {
    case TYPE_ARRAY:
        return pointer_type(l, type_target(l, t));
    case TYPE_FUNC:
        return pointer_type(l, t);
    default:
        return t;
    }
}

StrId unit_usr(Lower *l, StrId usr, CXCursor decl) {
    Spot s = spot_expansion(l, clang_getCursorLocation(decl));
    StrBuf b = {0};
    strbuf_printf(&b, "%s~%08x", ir_str(l->m, usr), s.file ? (unsigned)s.file->path_hash : 0);
    StrId id = intern_n(&l->m->strings, b.s, b.len);
    strbuf_fini(&b);
    return id;
}

static StrId record_usr(Lower *l, CXCursor decl) {
    StrId usr = intern_cx(l, clang_getCursorUSR(decl));
    CXCursor first = clang_getCanonicalCursor(decl);
    Spot s = spot_expansion(l, clang_getCursorLocation(first));
    return s.file && s.file->is_main && !l->is_cxx ? unit_usr(l, usr, first) : usr;
}

// libclang crashes on the size of a type that it does not expose (the type of a builtin's name, of
// an expression that did not resolve).
static uint64_t size_of(CXType t) {
    if (t.kind == CXType_Unexposed || t.kind == CXType_Dependent || t.kind == CXType_Overload)
        return 0;
    long long n = clang_Type_getSizeOf(t);
    return n > 0 ? (uint64_t)n : 0;
}

static TypeId named_type(Lower *l, CXType t, TypeKind kind) {
    // From 22 on this is the declaration that was in sight, which may come before the definition.
    CXCursor decl = clang_getTypeDeclaration(t);
    CXCursor def = clang_getCursorDefinition(decl);
    if (!is_null(def))
        decl = def;
    bool fresh;
    TypeId id = builder_named_type(l->b, kind, record_usr(l, decl), &fresh);
    if (!fresh)
        return id;
    StrId name = STR_NONE;
    if (!clang_Cursor_isAnonymous(decl))
        name = intern_cx(l, clang_getCursorSpelling(decl));
    IrType *r = &l->m->types.data[id.v];
    r->name = name;
    r->size = size_of(t);
    r->is_union = decl.kind == CXCursor_UnionDecl;
    if (kind == TYPE_ENUM) {
        CXType base = clang_getCanonicalType(clang_getEnumDeclIntegerType(decl));
        r->is_signed = base.kind >= CXType_Char_S && base.kind <= CXType_Int128;
    }
    if (kind == TYPE_RECORD && !is_null(def)) {
        uint64_t key = id.v;
        vec_push(&l->record_defs, def);
        Members m = {l->record_defs.len - 1, UINT32_MAX}; // until they are asked for
        map_put(l->records, key, &m);
    }
    return id;
}

// The canonical spelling, without the attribute that only some declarations bear.
StrId signature_of(Lower *l, CXType function) {
    static const char noreturn[] = " __attribute__((noreturn))";
    CXString s = clang_getTypeSpelling(clang_getCanonicalType(function));
    const char *text = clang_getCString(s);
    const char *cut = text ? strstr(text, noreturn) : NULL;
    StrBuf b = {0};
    if (cut) {
        strbuf_add(&b, text, (size_t)(cut - text));
        strbuf_adds(&b, cut + sizeof noreturn - 1);
    } else if (text) {
        strbuf_adds(&b, text);
    }
    clang_disposeString(s);
    StrId id = intern_n(&l->m->strings, strbuf_text(&b), b.len);
    strbuf_fini(&b);
    return id;
}

static void add_alias(Lower *l, CXType sugar, TypeId record) {
    CXString s = clang_getTypedefName(sugar);
    const char *name = clang_getCString(s);
    IrType *r = &l->m->types.data[record.v];
    if (name && *name && (!r->alias.v || strcmp(name, ir_str(l->m, r->alias)) < 0)) {
        StrId alias = intern(&l->m->strings, name);
        r->alias = alias;
    }
    clang_disposeString(s);
}

static TypeId array_type(Lower *l, CXType t) {
    TypeId element = type_of(l, clang_getArrayElementType(t));
    long long n = t.kind == CXType_ConstantArray ? clang_getArraySize(t) : 0;
    IrType a = {.kind = TYPE_ARRAY, .target = element, .count = n > 0 ? (uint64_t)n : 0};
    a.size = a.count * ir_type(l->m, element)->size;
    return builder_type(l->b, &a);
}

static IrType scalar(CXType t) {
    uint64_t size = size_of(t);
    switch (t.kind) {
    case CXType_Void:
        return (IrType){.kind = TYPE_VOID};
    case CXType_Bool:
        return (IrType){.kind = TYPE_BOOL, .size = size};
    case CXType_Char_S:
    case CXType_SChar:
    case CXType_WChar:
    case CXType_Short:
    case CXType_Int:
    case CXType_Long:
    case CXType_LongLong:
    case CXType_Int128:
        return (IrType){.kind = TYPE_INT, .size = size, .is_signed = true};
    case CXType_Char_U:
    case CXType_UChar:
    case CXType_Char16:
    case CXType_Char32:
    case CXType_UShort:
    case CXType_UInt:
    case CXType_ULong:
    case CXType_ULongLong:
    case CXType_UInt128:
        return (IrType){.kind = TYPE_INT, .size = size};
    case CXType_Float:
    case CXType_Double:
    case CXType_LongDouble:
    case CXType_Float128:
    case CXType_Half:
    case CXType_Float16:
    case CXType_Ibm128:
    case CXType_BFloat16:
        return (IrType){.kind = TYPE_FLOAT, .size = size};
    default:
        return (IrType){.kind = TYPE_OTHER, .size = size};
    }
}

static TypeId convert_type(Lower *l, CXType t) {
    switch (t.kind) {
    case CXType_Pointer:
    case CXType_BlockPointer:
        return pointer_type(l, type_of(l, clang_getPointeeType(t)));
    case CXType_LValueReference:
    case CXType_RValueReference: {
        TypeId target = type_of(l, clang_getPointeeType(t));
        IrType r = {.kind = TYPE_REFERENCE, .size = 8, .target = target};
        return builder_type(l->b, &r);
    }
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_DependentSizedArray:
        return array_type(l, t);
    case CXType_Record:
        return named_type(l, t, TYPE_RECORD);
    case CXType_Enum:
        return named_type(l, t, TYPE_ENUM);
    case CXType_FunctionProto:
    case CXType_FunctionNoProto: {
        IrType f = {.kind = TYPE_FUNC, .name = signature_of(l, t)};
        return builder_type(l->b, &f);
    }
    case CXType_Atomic: // lowered like the type inside: an access is an assign
        return type_of(l, clang_Type_getValueType(t));
    default: {
        IrType s = scalar(t);
        if (s.kind == TYPE_OTHER)
            s.name = intern_cx(l, clang_getTypeSpelling(t));
        return builder_type(l->b, &s);
    }
    }
}

TypeId type_of(Lower *l, CXType t) {
    if (t.kind == CXType_Elaborated)
        t = clang_Type_getNamedType(t);
    uint64_t key = key_of(t.data[0]) & ~(uint64_t)QUALIFIER_BITS;
    const TypeId *known = key ? map_find(l->types, key) : NULL;
    if (known)
        return *known;
    if (t.kind == CXType_Invalid || !key)
        return l->t_int;
    CXType canonical = clang_getCanonicalType(t);
    bool sugar = canonical.kind != t.kind && t.kind == CXType_Typedef;
    // Arrays keep their element's sugar: it may name a record.
    TypeId id;
    if (t.kind == CXType_Pointer || t.kind == CXType_ConstantArray)
        id = convert_type(l, t);
    else if (((key_of(canonical.data[0]) ^ key) & ~(uint64_t)QUALIFIER_BITS) == 0)
        id = convert_type(l, canonical);
    else
        id = type_of(l, canonical);
    if (sugar && type_kind(l, id) == TYPE_RECORD)
        add_alias(l, t, id);
    map_put(l->types, key, &id);
    return id;
}

TypeId type_of_cursor(Lower *l, CXCursor c) {
    return type_of(l, clang_getCursorType(c));
}

// ---- Members ----

typedef struct {
    Lower *l;
    TypeId record;
    VEC(Member) found;
} MemberVisit;

static enum CXChildVisitResult visit_member(CXCursor c, CXCursor parent, CXClientData data) {
    UNUSED(parent);
    MemberVisit *v = data;
    if (c.kind == CXCursor_FieldDecl)
        vec_push(&v->found, (Member){.cursor = c});
    return CXChildVisit_Continue;
}

static enum CXVisitorResult visit_type_field(CXCursor c, CXClientData data) {
    MemberVisit *v = data;
    vec_push(&v->found, (Member){.cursor = c});
    return CXVisit_Continue;
}

static void name_member(Lower *l, TypeId record, Member *m) {
    m->type = type_of_cursor(l, m->cursor);
    CXString s = clang_getCursorSpelling(m->cursor);
    const char *name = clang_getCString(s);
    // An anonymous member is spelled like its type.
    CXCursor type = clang_getTypeDeclaration(clang_getCursorType(m->cursor));
    m->is_anonymous = !name || !*name || strchr(name, '(') || strchr(name, ' ') ||
                      (!is_null(type) && clang_Cursor_isAnonymousRecordDecl(type));
    if (!m->is_anonymous) {
        StrBuf b = {0};
        strbuf_printf(&b, "%s@FI@%s", ir_str(l->m, ir_type(l->m, record)->usr), name);
        StrId usr = intern_n(&l->m->strings, b.s, b.len);
        strbuf_fini(&b);
        bool fresh;
        m->id = builder_field(l->b, usr, &fresh);
        StrId id = intern(&l->m->strings, name);
        IrField *f = &l->m->fields.data[m->id.v];
        f->name = id;
        f->record = record;
        f->type = m->type;
    }
    clang_disposeString(s);
}

static Members load_members(Lower *l, TypeId record, CXCursor def) {
    MemberVisit v = {.l = l, .record = record};
    Members none = {0};
    map_put(l->records, record.v, &none); // a record may refer to itself
    clang_Type_visitFields(clang_getCursorType(def), visit_type_field, &v);
    if (!v.found.len)
        clang_visitChildren(def, visit_member, &v);
    for (uint32_t i = 0; i < v.found.len; i++)
        name_member(l, record, &v.found.data[i]);
    Members m = {l->members.len, v.found.len};
    for (uint32_t i = 0; i < v.found.len; i++) {
        uint32_t index = vec_push(&l->members, v.found.data[i]);
        map_put(l->fields, key_of(decl_key(v.found.data[i].cursor)), &index);
    }
    vec_fini(&v.found);
    map_put(l->records, record.v, &m);
    return m;
}

Members members_of(Lower *l, TypeId record) {
    const Members *known = map_find(l->records, record.v);
    if (!known)
        return (Members){0};
    Members m = *known;
    return m.count == UINT32_MAX ? load_members(l, record, l->record_defs.data[m.first]) : m;
}

const Member *member_of(Lower *l, CXCursor field) {
    const uint32_t *known = map_find(l->fields, key_of(decl_key(field)));
    if (!known) {
        CXCursor owner = clang_getCursorSemanticParent(field);
        if (is_null(owner))
            return NULL;
        members_of(l, type_of_cursor(l, owner));
        known = map_find(l->fields, key_of(decl_key(field)));
    }
    return known ? &l->members.data[*known] : NULL;
}
