#include "lower.h"
bool macro_expr(Lower *l, CXCursor c, PlaceId dst, bool used, Operand *value) {
    UNUSED(l);
    UNUSED(c);
    UNUSED(dst);
    UNUSED(used);
    UNUSED(value);
    return false;
}
bool macro_stmt(Lower *l, CXCursor c) {
    UNUSED(l);
    UNUSED(c);
    return false;
}
