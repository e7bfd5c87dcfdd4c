// SPDX-License-Identifier: Apache-2.0

// Makes reports, and writes them for people.
#include "symbol.h"
#include "weak_core.h"

#include <string.h>

enum { PLACE_SIZE = 400, FRAMES_MAX = 32 };

static WeakReportHook *report_hook;
static void *report_ctx;

void weak_set_report(WeakReportHook *hook, void *ctx) {
    report_hook = hook;
    report_ctx = ctx;
}

void weak_report_tell(const WeakReport *report) {
    if (report_hook)
        report_hook(report, report_ctx);
    else
        weak_write_report(report, stderr);
}

WeakReport weak_report_of(WeakEvent event, const void *object, const Weak *w, const WeakTrace *at) {
    WeakReport report = {.event = event, .object = object, .at = *at};
    if (!w)
        return report;
    report.name = w->type.name;
    report.size = w->size;
    report.made = w->made;
    report.references = weak_count_of(w);
    report.anonymous = w->anonymous;
    report.unnoted = w->unnoted;
    for (size_t i = 0; w->tracked && i < WEAK_HOLDERS; i++) {
        if (w->records[i].references)
            report.holders[report.holder_count++] = w->records[i];
    }
    return report;
}

const char *weak_event_text(WeakEvent event) {
    switch (event) {
    case WEAK_STILL_HELD:
        return "is still held after its removal from a map";
    case WEAK_RELEASED_LATER:
        return "was released some time after its removal from a map";
    case WEAK_NEVER_RELEASED:
        return "was never released after its removal from a map";
    case WEAK_CYCLE:
        return "is kept alive only by a cycle of references";
    case WEAK_FINALIZER_TWICE:
        return "has a finalizer already";
    case WEAK_RESURRECTED:
        return "lives on with a reference that its finalizer left";
    case WEAK_RELEASED_ITSELF:
        return "was released by its own finalizer";
    case WEAK_RELEASED_TOO_OFTEN:
        return "was released more often than it was held";
    case WEAK_HELD_TOO_LATE:
        return "was asked for after its end";
    }
    return "met with an unknown event";
}

// Whether a call before a return address is one that a map's function makes.
static bool is_in_map(const void *pc) {
    Symbol frames[FRAMES_MAX];
    size_t n = symbol_find_call(pc, frames, FRAMES_MAX);
    return n && frames[n - 1].function && strncmp(frames[n - 1].function, "gomap_", 6) == 0;
}

// The call of interest: the innermost one, or of a map's hook the one that called the map. Static
// functions of the map lie between the hook and the function that was called.
static const void *place_in(const WeakTrace *trace) {
    size_t first = 0;
    for (size_t i = 0; i + 1 < WEAK_DEPTH && trace->pc[i + 1]; i++) {
        if (is_in_map(trace->pc[i]))
            first = i + 1;
    }
    return trace->pc[first];
}

static const char *plural(size_t n) {
    return n == 1 ? "" : "s";
}

static void write_holder(const WeakReport *r, const WeakHolder *h, bool exact, FILE *out) {
    char place[PLACE_SIZE];
    bool bounded = !h->holder && !exact;
    size_t n = bounded && h->references > r->anonymous ? r->anonymous : h->references;
    fprintf(out, "  %s%zu reference%s taken at %s\n", bounded ? "at most " : "", n, plural(n),
            symbol_text(place_in(&h->trace), place, sizeof place));
}

// What the records say must not be more than there is: of anonymous references that were given back
// it is not known which they were.
static void write_holders(const WeakReport *r, FILE *out) {
    size_t taken = 0;
    for (size_t i = 0; i < r->holder_count; i++)
        taken += r->holders[i].holder ? 0 : r->holders[i].references;
    for (size_t i = 0; i < r->holder_count; i++)
        write_holder(r, &r->holders[i], taken == r->anonymous, out);
    if (r->unnoted)
        fprintf(out, "  %zu reference%s more, for which there was no room\n", r->unnoted,
                plural(r->unnoted));
    if (taken < r->anonymous)
        fprintf(out, "  %zu reference%s more at other places\n", r->anonymous - taken,
                plural(r->anonymous - taken));
}

void weak_write_report(const WeakReport *r, FILE *out) {
    char place[PLACE_SIZE];
    flockfile(out);
    if (r->name)
        fprintf(out, "weak: %s (%zu byte%s, made at %s)", r->name, r->size, plural(r->size),
                symbol_text(r->made, place, sizeof place));
    else
        fprintf(out, "weak: an object that does not exist");
    fprintf(out, " %s", weak_event_text(r->event));
    if (r->at.pc[0])
        fprintf(out, ", at %s", symbol_text(place_in(&r->at), place, sizeof place));
    if (r->references)
        fprintf(out, "; held by %zu", r->references);
    fprintf(out, "\n");
    write_holders(r, out);
    funlockfile(out);
}
