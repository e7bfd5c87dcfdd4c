// SPDX-License-Identifier: Apache-2.0
//
// Decides which finding of one run is which finding of another. A fingerprint is XXH3-128 of the
// rule, the enclosing function, the holder, and the shape of the line: its tokens, without white
// space and comments. For
//
//     41:     put(registry, key,  value); // hot
//
// that is `put ( registry , key , value ) ;`, the same when the line moves to 52, is indented anew
// or loses its comment. Equal findings in one function of one file are counted: the second one's
// fingerprint is that of the first with the ordinal 1, so that two equal lines differ.
//
// Invariants:
//  1. Neither the path nor a line number is part of it: a renamed file keeps its fingerprints.
//  2. Within one file no two findings have the same one.
//
// Two files can hold equal static functions with equal findings, which then share a fingerprint;
// whoever needs a key takes file and fingerprint together, as the store does.
//
// LIMIT: swapping two equal lines, or removing the first of them, moves the ordinal.
#include "fingerprint.h"

#include "scan.h"

#include <xxhash.h>

// The parts that make findings equal, hashed; the path makes the count one per file.
typedef struct {
    XXH128_canonical_t base;
    XXH128_canonical_t path;
} OrdinalKey;

typedef struct {
    RunReport *report;
    SourceCache *sources;
    XXH3_state_t *state;
    Interner seen;        // OrdinalKey to id
    VEC(uint32_t) counts; // by that id: equal findings so far
} Fingerprints;

static void hash_part(XXH3_state_t *state, const char *s, size_t n) {
    uint64_t length = n; // in front, so that "ab" "c" differs from "a" "bc"
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(length >> (8 * i));
    XXH3_128bits_update(state, bytes, sizeof bytes);
    XXH3_128bits_update(state, s, n);
}

static void hash_text(XXH3_state_t *state, const char *s) {
    hash_part(state, s ? s : "", s ? strlen(s) : 0);
}

static void hash_shape(XXH3_state_t *state, SourceFile *file, uint32_t number) {
    const SourceLine *line = file ? source_line(file, number) : NULL;
    if (!line)
        return;
    source_comments(file);
    Scanner s = {file->text, line->start + line->length, line->start};
    if (source_in_comment(file, line->start))
        scan_rest_of_comment(&s);
    for (Token t = scan_next(&s); t.kind != TOKEN_END; t = scan_next(&s))
        if (t.kind != TOKEN_COMMENT)
            hash_part(state, file->text + t.start, t.end - t.start);
}

static XXH128_canonical_t hash_end(XXH3_state_t *state) {
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, XXH3_128bits_digest(state));
    return bytes;
}

static uint32_t next_ordinal(Fingerprints *fp, const OrdinalKey *key) {
    uint32_t id = intern_n(&fp->seen, (const char *)key, sizeof *key).v;
    if (id >= fp->counts.len)
        (void)vec_push_zero(&fp->counts, id + 1 - fp->counts.len);
    return fp->counts.data[id]++;
}

static const char *hex(Arena *arena, const XXH128_canonical_t *hash) {
    static const char digits[] = "0123456789abcdef";
    char text[FINGERPRINT_DIGITS];
    for (size_t i = 0; i < sizeof hash->digest; i++) {
        text[2 * i] = digits[hash->digest[i] >> 4];
        text[2 * i + 1] = digits[hash->digest[i] & 15];
    }
    return arena_strndup(arena, text, sizeof text);
}

static void fingerprint_one(Fingerprints *fp, Finding *f) {
    OrdinalKey key;
    memset(&key, 0, sizeof key);
    XXH3_128bits_reset(fp->state);
    hash_text(fp->state, f->rule);
    hash_text(fp->state, f->function);
    hash_text(fp->state, f->holder);
    hash_shape(fp->state, source_find(fp->sources, f->spot.source), f->spot.line);
    key.base = hash_end(fp->state);

    XXH3_128bits_reset(fp->state);
    hash_text(fp->state, f->spot.path);
    key.path = hash_end(fp->state);

    uint32_t ordinal = next_ordinal(fp, &key);
    if (ordinal > 0) {
        char text[16];
        int n = snprintf(text, sizeof text, "%u", ordinal);
        XXH3_128bits_reset(fp->state);
        hash_part(fp->state, (const char *)key.base.digest, sizeof key.base.digest);
        hash_part(fp->state, text, (size_t)n);
        key.base = hash_end(fp->state);
    }
    f->fingerprint = hex(&fp->report->arena, &key.base);
}

void fingerprint_all(RunReport *r, SourceCache *sources) {
    Fingerprints fp = {.report = r, .sources = sources, .state = XXH3_createState()};
    if (!fp.state)
        BUG("fingerprint: no memory for a hash state");
    interner_init(&fp.seen);
    vec_each (Finding, f, &r->findings)
        fingerprint_one(&fp, f);
    vec_fini(&fp.counts);
    interner_fini(&fp.seen);
    XXH3_freeState(fp.state);
}
