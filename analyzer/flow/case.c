// SPDX-License-Identifier: Apache-2.0
#include "case.h"

#include <xxhash.h>

Case *case_new(void) {
    Case *c = base_malloc(sizeof *c, "case");
    memset(c, 0, sizeof *c);
    return c;
}

#define COPY_TABLE(to, from, table)                                 \
    do {                                                            \
        (to)->table.data = NULL;                                    \
        (to)->table.cap = (to)->table.len = 0;                      \
        if ((from)->table.len) {                                    \
            vec_reserve(&(to)->table, (from)->table.len + 2);       \
            memcpy((to)->table.data, (from)->table.data,            \
                   (from)->table.len * sizeof *(from)->table.data); \
            (to)->table.len = (from)->table.len;                    \
        }                                                           \
    } while (0)

Case *case_clone(const Case *from) {
    Case *c = base_malloc(sizeof *c, "case");
    *c = *from;
    COPY_TABLE(c, from, cells);
    COPY_TABLE(c, from, facts);
    COPY_TABLE(c, from, resources);
    COPY_TABLE(c, from, members);
    return c;
}

void case_free(Case *c) {
    if (!c)
        return;
    vec_fini(&c->cells);
    vec_fini(&c->facts);
    vec_fini(&c->resources);
    vec_fini(&c->members);
    free(c);
}

uint32_t case_size(const Case *c) {
    return c->cells.len + c->facts.len + c->resources.len + c->members.len;
}

#define SAME_TABLE(a, b, table)          \
    ((a)->table.len == (b)->table.len && \
     (!(a)->table.len ||                 \
      memcmp((a)->table.data, (b)->table.data, (a)->table.len * sizeof *(a)->table.data) == 0))

bool case_equal(const Case *a, const Case *b) {
    return a->epoch == b->epoch && a->exited == b->exited && a->once == b->once &&
           SAME_TABLE(a, b, cells) && SAME_TABLE(a, b, facts) && SAME_TABLE(a, b, resources) &&
           SAME_TABLE(a, b, members);
}

#define HASH_TABLE(h, c, table) \
    XXH3_64bits_withSeed((c)->table.data, (c)->table.len * sizeof *(c)->table.data, (h))

uint64_t case_hash(const Case *c) {
    uint64_t h = (uint64_t)c->epoch + c->exited + 2u * c->once;
    h = HASH_TABLE(h, c, cells);
    h = HASH_TABLE(h, c, facts);
    h = HASH_TABLE(h, c, resources);
    return HASH_TABLE(h, c, members);
}

// The index of the first entry whose key is not below `want`.
#define LOWER_BOUND(table, key, want, at)            \
    do {                                             \
        uint32_t low_ = 0, high_ = (table).len;      \
        while (low_ < high_) {                       \
            uint32_t mid_ = (low_ + high_) / 2;      \
            if ((table).data[mid_].key.v < (want).v) \
                low_ = mid_ + 1;                     \
            else                                     \
                high_ = mid_;                        \
        }                                            \
        (at) = low_;                                 \
    } while (0)

#define HAS_AT(table, key, want, at) ((at) < (table).len && (table).data[at].key.v == (want).v)

#define INSERT_AT(table, at, item)                            \
    do {                                                      \
        vec_reserve(&(table), 1);                             \
        memmove(&(table).data[(at) + 1], &(table).data[at],   \
                ((table).len - (at)) * sizeof *(table).data); \
        (table).data[at] = (item);                            \
        (table).len++;                                        \
    } while (0)

#define REMOVE_AT(table, at)                                  \
    do {                                                      \
        (table).len--;                                        \
        memmove(&(table).data[at], &(table).data[(at) + 1],   \
                ((table).len - (at)) * sizeof *(table).data); \
    } while (0)

ValueId case_cell(const Case *c, ValueId addr) {
    uint32_t at;
    LOWER_BOUND(c->cells, addr, addr, at);
    return HAS_AT(c->cells, addr, addr, at) ? c->cells.data[at].val : VALUE_NONE;
}

void case_set_cell(Case *c, ValueId addr, ValueId val) {
    uint32_t at;
    Cell cell = {addr, val};
    LOWER_BOUND(c->cells, addr, addr, at);
    if (HAS_AT(c->cells, addr, addr, at))
        c->cells.data[at] = cell;
    else
        INSERT_AT(c->cells, at, cell);
}

void case_drop_cell(Case *c, ValueId addr) {
    uint32_t at;
    LOWER_BOUND(c->cells, addr, addr, at);
    if (HAS_AT(c->cells, addr, addr, at))
        REMOVE_AT(c->cells, at);
}

Fact *case_fact(const Case *c, ValueId val) {
    uint32_t at;
    LOWER_BOUND(c->facts, val, val, at);
    return HAS_AT(c->facts, val, val, at) ? &c->facts.data[at] : NULL;
}

void case_set_fact(Case *c, Fact fact) {
    uint32_t at;
    LOWER_BOUND(c->facts, val, fact.val, at);
    if (HAS_AT(c->facts, val, fact.val, at))
        c->facts.data[at] = fact;
    else
        INSERT_AT(c->facts, at, fact);
}

void case_set_nonnull(Case *c, ValueId val) {
    case_set_fact(c, (Fact){.val = val, .nonzero = 1, .low = INT64_MIN, .high = INT64_MAX});
}

void case_drop_fact(Case *c, ValueId val) {
    uint32_t at;
    LOWER_BOUND(c->facts, val, val, at);
    if (HAS_AT(c->facts, val, val, at))
        REMOVE_AT(c->facts, at);
}

Resource *case_resource(const Case *c, ValueId val) {
    uint32_t at;
    LOWER_BOUND(c->resources, val, val, at);
    return HAS_AT(c->resources, val, val, at) ? &c->resources.data[at] : NULL;
}

Resource *case_add_resource(Case *c, Resource r) {
    uint32_t at;
    LOWER_BOUND(c->resources, val, r.val, at);
    if (HAS_AT(c->resources, val, r.val, at))
        c->resources.data[at] = r;
    else
        INSERT_AT(c->resources, at, r);
    return &c->resources.data[at];
}

void case_drop_resource(Case *c, ValueId val) {
    uint32_t at;
    LOWER_BOUND(c->resources, val, val, at);
    if (HAS_AT(c->resources, val, val, at))
        REMOVE_AT(c->resources, at);
}

// The index of the first member that is not below m.
static uint32_t member_at(const Case *c, Member m) {
    uint32_t at = 0;
    while (at < c->members.len &&
           (c->members.data[at].map.v < m.map.v ||
            (c->members.data[at].map.v == m.map.v && c->members.data[at].val.v < m.val.v)))
        at++;
    return at;
}

static bool same_entry(const Case *c, uint32_t at, Member m) {
    return at < c->members.len && c->members.data[at].map.v == m.map.v &&
           c->members.data[at].val.v == m.val.v;
}

bool case_has_member(const Case *c, Member m) {
    return same_entry(c, member_at(c, m), m);
}

void case_add_member(Case *c, Member m) {
    uint32_t at = member_at(c, m);
    if (same_entry(c, at, m))
        c->members.data[at] = m;
    else
        INSERT_AT(c->members, at, m);
}

bool case_mentions(const Case *c, ValueId val) {
    if (case_fact(c, val) || case_resource(c, val))
        return true;
    vec_each (const Cell, cell, &c->cells) {
        if (cell->val.v == val.v)
            return true;
    }
    vec_each (const Member, m, &c->members) {
        if (m->map.v == val.v || m->val.v == val.v || m->key.v == val.v || m->label.v == val.v)
            return true;
    }
    return false;
}
