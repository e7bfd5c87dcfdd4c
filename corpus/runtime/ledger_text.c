// SPDX-License-Identifier: Apache-2.0

// The ledger as a table for people: fixed columns, the place last since it may be long.
#include "ledger_reading.h"
#include "symbol.h"

#include <inttypes.h>

enum { PLACE_SIZE = 400 }; // longest text of a place

static void write_total(FILE *out, const LedgerReading *r) {
    const LedgerPlace *t = &r->total;
    fprintf(out, "gomap ledger: %zu maps live, %" PRIu64 " made, %" PRIu64 " freed\n", r->map_count,
            t->made, t->freed);
    fprintf(out, "%zu entries in %zu bytes, of which %zu are wasted\n", t->entries, t->bytes,
            t->wasted);
    fprintf(out, "%" PRIu64 " values lost by overwriting, %" PRIu64 " by removing or clearing\n",
            t->overwritten, t->dropped);
    if (r->unrecorded)
        fprintf(out, "%" PRIu64 " maps not recorded for want of memory\n", r->unrecorded);
}

static void write_map(FILE *out, const LedgerMap *m) {
    char place[PLACE_SIZE];
    const GomapStats *s = &m->stats;
    fprintf(out, "%10zu %10zu %8zu %8zu %10zu %10zu %8" PRIu64 " %9" PRIu64, s->entries, s->peak,
            s->buckets, m->needed, s->bytes, m->wasted, s->doublings, s->compactions);
    fprintf(out, " %11" PRIu64 " %7" PRIu64 "  %s\n", s->overwritten, s->dropped,
            symbol_text(s->place, place, sizeof place));
}

static void write_place(FILE *out, const LedgerPlace *p) {
    char place[PLACE_SIZE];
    fprintf(out, "%10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64, p->made, p->freed,
            p->made - p->freed, p->most_live);
    fprintf(out, " %10zu %10zu %11" PRIu64 " %7" PRIu64 "  %s\n", p->entries, p->peak,
            p->overwritten, p->dropped, symbol_text(p->place, place, sizeof place));
}

static void write_reading(FILE *out, const LedgerReading *r) {
    write_total(out, r);
    fprintf(out, "\nlive maps\n%10s %10s %8s %8s %10s %10s %8s %9s %11s %7s  %s\n", "entries",
            "peak", "buckets", "needed", "bytes", "wasted", "doubled", "compacted", "overwritten",
            "dropped", "made at");
    for (size_t i = 0; i < r->map_count; i++)
        write_map(out, &r->maps[i]);
    fprintf(out, "\nplaces\n%10s %10s %10s %10s %10s %10s %11s %7s  %s\n", "made", "freed", "live",
            "most live", "entries", "peak", "overwritten", "dropped", "made at");
    for (size_t i = 0; i < r->place_count; i++)
        write_place(out, &r->places[i]);
}

LedgerStatus ledger_write_text(FILE *out) {
    LedgerReading reading;
    LedgerStatus status = ledger_reading_init(&reading);
    if (status != LEDGER_OK)
        return status;
    write_reading(out, &reading);
    ledger_reading_fini(&reading);
    return fflush(out) == 0 && !ferror(out) ? LEDGER_OK : LEDGER_WRITE_FAILED;
}
