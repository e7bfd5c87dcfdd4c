// SPDX-License-Identifier: Apache-2.0

// The hooks for maps. A hook is called by a map, whose frames are on the stack between it and the
// call that is of interest; so the whole stack is taken, and sorted out when it is to be read.
#include "weak_core.h"

#include <execinfo.h>

// The holder of maps whose type has no ctx.
static const char some_map;

static const void *holder_of(const void *ctx) {
    return ctx ? ctx : &some_map;
}

__attribute__((noinline)) static WeakTrace trace_of_hook(void) {
    enum { OWN = 2 }; // this function and the hook
    void *pc[WEAK_DEPTH + OWN];
    WeakTrace trace = {{NULL}};
    int n = backtrace(pc, WEAK_DEPTH + OWN);
    for (int i = OWN; i < n; i++)
        trace.pc[i - OWN] = pc[i];
    return trace;
}

bool weak_value_copy(void *dst, const void *src, void *ctx) {
    void *object = *(void *const *)src;
    WeakTrace at = {{NULL}};
    if (weak_track_on())
        at = trace_of_hook();
    *(void **)dst = weak_hold_at(object, holder_of(ctx), &at);
    return !object || *(void **)dst;
}

void weak_value_release(void *object, void *ctx) {
    WeakTrace at = trace_of_hook();
    weak_remove_at(*(void **)object, holder_of(ctx), &at);
}

bool weak_handle_copy(void *dst, const void *src, void *ctx) {
    (void)ctx;
    *(Weak **)dst = weak_keep(*(Weak *const *)src);
    return true;
}

void weak_handle_release(void *object, void *ctx) {
    (void)ctx;
    weak_drop(*(Weak **)object);
}

void weak_set_values(GomapType *type) {
    type->value_size = sizeof(void *);
    type->value_align = 0;
    type->value_copy = weak_value_copy;
    type->value_release = weak_value_release;
}

void weak_set_handle_values(GomapType *type) {
    type->value_size = sizeof(Weak *);
    type->value_align = 0;
    type->value_copy = weak_handle_copy;
    type->value_release = weak_handle_release;
}
