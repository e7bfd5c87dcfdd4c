// SPDX-License-Identifier: Apache-2.0
#include "waited.h"

#include "runtime/gomap.h"

enum { WAITED_MAX = 4096 }; // components looked at for one function

static bool add(Exec *x, uint32_t component) {
    if (gomap_len(x->waited) >= WAITED_MAX || gomap_find(x->waited, &component))
        return false;
    if (gomap_put(x->waited, &component, NULL) != GOMAP_OK)
        BUG("flow: out of memory");
    return true;
}

// Everything that the function's component waited for, nearest first.
static void find(Exec *x, uint32_t own) {
    GomapType type = gomap_type_u32(0);
    if (gomap_new(&type, 0, &x->waited) != GOMAP_OK)
        BUG("flow: out of memory");
    VEC(uint32_t) queue = {0};
    add(x, own);
    vec_push(&queue, own);
    for (uint32_t i = 0; i < queue.len; i++) {
        uint32_t c = queue.data[i];
        for (uint32_t e = x->needs->first[c]; e < x->needs->first[c + 1]; e++)
            if (add(x, x->needs->to.data[e]))
                vec_push(&queue, x->needs->to.data[e]);
    }
    vec_fini(&queue);
}

bool waited_for(Exec *x, FuncId f) {
    if (!x->waited)
        find(x, x->graph->component[x->id.v] - 1);
    uint32_t component = x->graph->component[f.v] - 1;
    return gomap_find(x->waited, &component) != NULL;
}
