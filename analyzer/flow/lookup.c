// SPDX-License-Identifier: Apache-2.0
#include "lookup.h"

void lookup_note(Exec *x, Lookup found) {
    vec_each (const Lookup, l, &x->lookups) {
        if (l->map.v == found.map.v && l->key.v == found.key.v && l->element.v == found.element.v &&
            l->test.v == found.test.v)
            return;
    }
    vec_push(&x->lookups, found);
}

// A key that was copied for the map is the same key.
static bool asks_for(const Exec *x, const Lookup *l, ValueId map, ValueId key) {
    ValueId source = key.v < x->source.len ? x->source.data[key.v] : VALUE_NONE;
    return l->map.v == map.v && (l->key.v == key.v || (source.v && l->key.v == source.v));
}

ValueId lookup_value(Exec *x, const Case *c, ValueId map, ValueId key) {
    for (uint32_t i = x->lookups.len; i-- > 0;) {
        const Lookup *l = &x->lookups.data[i];
        if (l->element.v && asks_for(x, l, map, key) && case_mentions(c, l->element) &&
            !assume_is_null(x, c, l->element))
            return l->element;
    }
    return VALUE_NONE;
}

bool lookup_is_there(Exec *x, const Case *c, ValueId map, ValueId key) {
    vec_each (const Lookup, l, &x->lookups) {
        if (asks_for(x, l, map, key) && assume_is_nonnull(x, c, l->test))
            return true;
    }
    return false;
}

bool lookup_is_missing(Exec *x, const Case *c, ValueId map, ValueId key) {
    vec_each (const Lookup, l, &x->lookups) {
        if (asks_for(x, l, map, key) && assume_is_null(x, c, l->test))
            return true;
    }
    return false;
}
