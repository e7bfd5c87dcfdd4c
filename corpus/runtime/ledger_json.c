// SPDX-License-Identifier: Apache-2.0

// The ledger as JSON. Members are never left out: what is not known is null.
//
// jansson reports each failure by its return value, and takes NULL for a value as a failure too; so
// failures are gathered in the Builder and looked at once, at the end.
#include "ledger_reading.h"
#include "symbol.h"

#include <jansson.h>
#include <stdlib.h>

enum { TEXT_SIZE = 400, FRAMES_MAX = 32 };

typedef struct Builder {
    bool failed;
} Builder;

static void set(Builder *b, json_t *object, const char *name, json_t *value) {
    if (json_object_set_new(object, name, value) != 0)
        b->failed = true;
}

static void set_number(Builder *b, json_t *object, const char *name, uint64_t value) {
    set(b, object, name, json_integer((json_int_t)value));
}

// Paths are bytes and need not be UTF-8, which JSON asks for.
static json_t *new_text(const char *text) {
    if (!text)
        return json_null();
    json_t *value = json_string(text);
    if (value)
        return value;
    char ascii[TEXT_SIZE];
    size_t n = 0;
    for (; text[n] && n + 1 < sizeof ascii; n++)
        ascii[n] = (unsigned char)text[n] < 0x80 ? text[n] : '?';
    ascii[n] = '\0';
    return json_string(ascii);
}

static json_t *new_frame(Builder *b, const Symbol *s) {
    json_t *frame = json_object();
    set(b, frame, "function", new_text(s->function));
    set(b, frame, "file", new_text(s->file));
    set(b, frame, "line", s->line ? json_integer(s->line) : json_null());
    set(b, frame, "module", new_text(s->module));
    set_number(b, frame, "offset", s->offset);
    return frame;
}

static void set_place(Builder *b, json_t *object, const void *place) {
    char text[TEXT_SIZE];
    Symbol frames[FRAMES_MAX];
    size_t n = place ? symbol_find_call(place, frames, FRAMES_MAX) : 0;
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        if (json_array_append_new(list, new_frame(b, &frames[i])) != 0)
            b->failed = true;
    }
    set(b, object, "place", new_text(symbol_text(place, text, sizeof text)));
    set(b, object, "frames", list);
}

static json_t *new_map(Builder *b, const LedgerMap *m) {
    const GomapStats *s = &m->stats;
    json_t *map = json_object();
    set_number(b, map, "serial", m->serial);
    set_number(b, map, "entries", s->entries);
    set_number(b, map, "peak", s->peak);
    set_number(b, map, "bytes", s->bytes);
    set_number(b, map, "buckets", s->buckets);
    set_number(b, map, "needed_buckets", m->needed);
    set_number(b, map, "wasted_bytes", m->wasted);
    set_number(b, map, "overflow_buckets", s->overflow);
    set_number(b, map, "doublings", s->doublings);
    set_number(b, map, "compactions", s->compactions);
    set_number(b, map, "overwritten", s->overwritten);
    set_number(b, map, "dropped", s->dropped);
    set_place(b, map, s->place);
    return map;
}

static void set_sums(Builder *b, json_t *object, const LedgerPlace *p) {
    set_number(b, object, "made", p->made);
    set_number(b, object, "freed", p->freed);
    set_number(b, object, "live", p->made - p->freed);
    set_number(b, object, "entries", p->entries);
    set_number(b, object, "peak", p->peak);
    set_number(b, object, "bytes", p->bytes);
    set_number(b, object, "wasted_bytes", p->wasted);
    set_number(b, object, "overwritten", p->overwritten);
    set_number(b, object, "dropped", p->dropped);
}

static json_t *new_place(Builder *b, const LedgerPlace *p) {
    json_t *place = json_object();
    set_sums(b, place, p);
    set_number(b, place, "most_live", p->most_live);
    set_place(b, place, p->place);
    return place;
}

static json_t *new_ledger(Builder *b, const LedgerReading *r) {
    json_t *ledger = json_object();
    set_number(b, ledger, "version", 1);
    set_sums(b, ledger, &r->total);
    set_number(b, ledger, "unrecorded", r->unrecorded);
    json_t *maps = json_array();
    for (size_t i = 0; i < r->map_count; i++) {
        if (json_array_append_new(maps, new_map(b, &r->maps[i])) != 0)
            b->failed = true;
    }
    set(b, ledger, "maps", maps);
    json_t *places = json_array();
    for (size_t i = 0; i < r->place_count; i++) {
        if (json_array_append_new(places, new_place(b, &r->places[i])) != 0)
            b->failed = true;
    }
    set(b, ledger, "places", places);
    return ledger;
}

static LedgerStatus write_reading(FILE *out, const LedgerReading *r) {
    Builder builder = {0};
    json_t *ledger = new_ledger(&builder, r);
    char *text = NULL;
    if (!builder.failed)
        text = json_dumps(ledger, JSON_INDENT(2));
    json_decref(ledger);
    if (!text)
        return LEDGER_NO_MEMORY;
    fprintf(out, "%s\n", text);
    json_malloc_t make;
    json_free_t end;
    json_get_alloc_funcs(&make, &end);
    end(text);
    return fflush(out) == 0 && !ferror(out) ? LEDGER_OK : LEDGER_WRITE_FAILED;
}

LedgerStatus ledger_write_json(FILE *out) {
    LedgerReading reading;
    LedgerStatus status = ledger_reading_init(&reading);
    if (status != LEDGER_OK)
        return status;
    status = write_reading(out, &reading);
    ledger_reading_fini(&reading);
    return status;
}
