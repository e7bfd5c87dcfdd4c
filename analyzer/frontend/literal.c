// SPDX-License-Identifier: Apache-2.0
//
// Constants. libclang gives the value of an integer literal only through its evaluator or its
// tokens; both cost more than reading the digits where they are spelled. What has no text of its
// own (pasted tokens, __LINE__) goes to the evaluator.
#include "lower.h"

bool evaluate(Lower *l, CXCursor c, int64_t *value) {
    UNUSED(l);
    CXEvalResult r = clang_Cursor_Evaluate(c);
    if (!r)
        return false;
    bool known = clang_EvalResult_getKind(r) == CXEval_Int;
    if (known)
        *value = clang_EvalResult_isUnsignedInt(r) ? (int64_t)clang_EvalResult_getAsUnsigned(r)
                                                   : clang_EvalResult_getAsLongLong(r);
    clang_EvalResult_dispose(r);
    return known;
}

static int digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 99;
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The number at s, with its suffix; false when s is something else.
static bool read_number(const char *s, size_t n, uint64_t *value) {
    size_t i = 0;
    int base = 10;
    if (!n || digit(s[0]) > 9)
        return false;
    if (s[0] == '0' && n > 1 && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        i = 2;
    } else if (s[0] == '0' && n > 1 && (s[1] == 'b' || s[1] == 'B')) {
        base = 2;
        i = 2;
    } else if (s[0] == '0') {
        base = 8;
    }
    uint64_t v = 0;
    for (; i < n && (digit(s[i]) < base || s[i] == '\''); i++)
        if (s[i] != '\'')
            v = v * (uint64_t)base + (uint64_t)digit(s[i]);
    while (i < n && strchr("uUlLzZ", s[i]) && s[i])
        i++;
    *value = v;
    return i >= n || (!is_word(s[i]) && s[i] != '.' && s[i] != '\\' && s[i] != '#');
}

static bool number_in_source(Lower *l, CXCursor c, int64_t *value) {
    Spot s = spot_spelling(l, range_start(extent_of(l, c)));
    uint64_t v;
    if (!s.file || !source_text(l, s.file) || s.offset >= s.file->size ||
        !read_number(s.file->text + s.offset, s.file->size - s.offset, &v))
        return false;
    *value = (int64_t)v;
    return true;
}

Operand literal(Lower *l, CXCursor c) {
    TypeId t = type_of_cursor(l, c);
    int64_t n;
    switch ((int)c.kind) {
    case CXCursor_GNUNullExpr:
    case CXCursor_CXXNullPtrLiteralExpr:
        return opd_null(l->t_ptr);
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral:
    case CXCursor_FixedPointLiteral:
        return (Operand){.kind = OPD_FLOAT, .type = t};
    case CXCursor_IntegerLiteral:
        if (number_in_source(l, c, &n))
            return opd_int(n, t);
        break;
    default:
        break;
    }
    return evaluate(l, c, &n) ? opd_int(n, t) : unknown(t);
}

Operand string_literal(Lower *l, CXCursor c) {
    CXString s = clang_getCursorSpelling(c);
    const char *text = clang_getCString(s);
    size_t n = text ? strlen(text) : 0;
    const char *open = text ? memchr(text, '"', n) : NULL;
    if (open && n >= 2 && text[n - 1] == '"' && open < text + n - 1) {
        n = (size_t)(text + n - 1 - (open + 1));
        text = open + 1;
    }
    StrId id = text ? intern_n(&l->m->strings, text, n) : STR_NONE;
    clang_disposeString(s);
    return opd_string(id, value_type(l, type_of_cursor(l, c)));
}
