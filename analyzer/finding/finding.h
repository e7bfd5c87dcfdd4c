// SPDX-License-Identifier: Apache-2.0
//
// What a run has to tell: findings with their steps, the inventory of maps, and how much was
// covered. Plain records with strings; reports and the database read nothing else.
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "base/arena.h"
#include "base/vec.h"

typedef enum { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR } Severity;
typedef enum { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH } Confidence;

// A position in a source, for people: path relative to the run's root where it lies below it.
typedef struct {
    const char *path;   // as shown
    const char *source; // absolute, to read the line from; may not exist any more
    uint32_t line, col; // from 1; bytes
} Spot;

typedef struct {
    Spot spot;
    const char *text; // a sentence without a full stop
} FindingStep;

typedef struct {
    const char *rule; // id, "grow-only"
    Severity severity;
    Confidence confidence;
    const char *message; // one line, no full stop
    Spot spot;           // primary
    const FindingStep *steps;
    uint32_t nsteps;
    const char *holder;   // the map, as people name it: "registry", "struct server.clients"
    const char *function; // that encloses the primary location, "" none
    // Computed by finding_finish:
    const char *fingerprint; // 32 hex digits; of rule, function, holder and the line's shape
    bool suppressed;         // by a NOLINT comment
    const char *suppression; // its reason, "" none given
    // Optional: the UnitRecord.path of the unit it was found in; NULL: the unit that has the path
    // of the primary location. Matters for a finding in a header: the store can call it fixed when
    // its unit was analysed, and without a unit only when every unit of the project was.
    const char *unit;
} Finding;

// A lock that is held on every way to an operation.
typedef struct {
    const char *name; // as people name it: "registry_lock", "struct server.lock"
    const char *mode; // "exclusive", "shared"
} HeldLock;

typedef struct {
    const char *kind; // effect_name: "put", "remove" …
    Spot spot;
    const char *function;
    const char *detail;    // "key is a constant", "in a loop", "only while shutting down", ""
    const HeldLock *locks; // held there; NULL with nlocks 0: none, or not known
    uint32_t nlocks;
} MapOperation;

// One long-lived or local map of the program, for `mapleak maps`.
typedef struct {
    const char *holder;  // "registry", "struct server.clients", "local m in load()"
    const char *kind;    // "global", "static", "field", "local"
    const char *library; // "glib", "uthash", …
    const char *type;    // the handle's type
    Spot spot;           // where the holder is declared
    const char *bound;   // why it cannot grow for ever, "" when there is no proof
    Spot bound_spot;     // where that is; path NULL when nowhere
    const char *verdict; // "bounded", "grows", "constant", "unknown", …
    const MapOperation *operations;
    uint32_t noperations;
} MapRecord;

typedef enum { UNIT_ANALYSED, UNIT_FAILED } UnitOutcome;

typedef struct {
    const char *path; // as shown
    UnitOutcome outcome;
    const char *reason; // FAILED: why; ANALYSED: the first parse error, "" none
    uint32_t parse_errors;
    uint32_t functions, statements, opaque;
    uint32_t unreliable; // functions that hold a parse error and therefore give no finding
} UnitRecord;

typedef struct {
    const char *reason;
    uint32_t count;
} OpaqueRecord;

typedef struct {
    const char *path; // as shown
    const char *function;
} FunctionRecord;

// A function in which a thread starts its work.
typedef struct {
    const char *function; // "worker_main"
    const char *kind;     // "main", "start routine", "handler", "callback"
    Spot spot;            // where it is started or registered
    bool many;            // several of it can run at once
} ThreadRecord;

typedef struct {
    Arena arena; // all strings and arrays
    const char *root;
    const char *version;
    VEC(Finding) findings;     // sorted by finding_finish
    VEC(MapRecord) maps;       // sorted by holder
    VEC(UnitRecord) units;     // sorted by path
    VEC(OpaqueRecord) opaque;  // most first
    VEC(ThreadRecord) threads; // sorted by place
    // Functions that hold a parse error: that such a one has no finding says nothing.
    VEC(FunctionRecord) unreliable;
} RunReport;

void run_report_init(RunReport *r);
void run_report_fini(RunReport *r);
// An absolute path as people see it: relative to the run's root where it lies below it. A part of
// `path` itself.
const char *run_report_shown(const RunReport *r, const char *path);

// Sorts the findings (path, line, column, rule, message), drops exact repeats, gives each its
// fingerprint, and marks those that a NOLINT comment in the source suppresses. Reads each source
// file at most once; a file that cannot be read suppresses nothing. Sorts the other lists too.
// Repeats are findings equal in every field, steps included. A fingerprint is unique within a file,
// not within the run (see fingerprint.c).
void finding_finish(RunReport *r);

const char *severity_name(Severity s);     // "note", "warning", "error"
const char *confidence_name(Confidence c); // "low", "medium", "high"

#endif
