// SPDX-License-Identifier: Apache-2.0
#include "golden_report.h"

static const char *registry_source, *hostile_source;

static Spot registry_at(uint32_t line, uint32_t col) {
    return (Spot){"src/registry.c", registry_source, line, col};
}

static Spot hostile_at(uint32_t line, uint32_t col) {
    return (Spot){"src/\x1b[2Jhostile\n.c", hostile_source, line, col};
}

static Finding *add(RunReport *r, Spot spot, const char *rule, const char *message) {
    vec_push(&r->findings, (Finding){.rule = rule,
                                     .severity = SEVERITY_WARNING,
                                     .confidence = CONFIDENCE_HIGH,
                                     .message = message,
                                     .spot = spot,
                                     .holder = "registry",
                                     .function = "reg_add"});
    return vec_last(&r->findings);
}

static void add_steps(RunReport *r, Finding *f) {
    const FindingStep steps[] = {
        {registry_at(2, 20), "registry lives as long as the process"},
        {registry_at(7, 14), "the map is made here"},
        {registry_at(8, 2), "each call inserts here, and no removal is reachable"},
        {{"src/gone.c", "/nowhere/gone.c", 3, 1}, "called from a loop"},
    };
    FindingStep *copy = ARENA_ARRAY(&r->arena, FindingStep, COUNT_OF(steps));
    memcpy(copy, steps, sizeof steps);
    f->steps = copy;
    f->nsteps = COUNT_OF(steps);
}

static void add_findings(RunReport *r) {
    add_steps(r, add(r, registry_at(8, 2), "grow-only", "registry only grows"));
    add(r, registry_at(11, 62), "value-leak", "n is lost")->severity = SEVERITY_ERROR;
    add(r, registry_at(11, 52), "value-leak", "behind wide characters");
    add(r, registry_at(11, 43), "value-leak", "on a wide character");
    add(r, registry_at(11, 44), "value-leak", "inside a wide character");
    add(r, registry_at(11, 500), "value-leak", "behind the end of the line");
    add(r, registry_at(13, 26), "grow-only", "registry only grows, but that is meant");
    add(r, registry_at(500, 1), "escape", "a line that the file does not have");
    add(r, (Spot){"src/gone.c", "/nowhere/gone.c", 12, 3}, "escape", "a file that is gone");
    add(r, (Spot){"", NULL, 0, 0}, "escape", "no place at all");
    add(r, hostile_at(1, 43), "map-leak", "control \x1b[31m characters\a in the message \xff");
    add(r, hostile_at(2, 10), "map-leak", "behind tabs")->severity = SEVERITY_NOTE;
    add(r, hostile_at(3, 1248), "map-leak", "in a very long line");
    add(r, registry_at(8, 22), "value-leak", "not sure")->confidence = CONFIDENCE_LOW;
}

static void add_maps(RunReport *r) {
    static const HeldLock lock = {"registry_lock", "exclusive"};
    MapOperation *ops = ARENA_ARRAY(&r->arena, MapOperation, 4);
    ops[0] = (MapOperation){"create", registry_at(7, 14), "reg_add", "", NULL, 0};
    ops[1] = (MapOperation){"put", registry_at(8, 2), "reg_add", "in a loop", &lock, 1};
    ops[2] = (MapOperation){"put", registry_at(110, 22), "registry_add_all", "", &lock, 1};
    ops[3] = (MapOperation){"get", registry_at(11, 32), "reg_note", "key is a constant", NULL, 0};
    vec_push(&r->maps, (MapRecord){.holder = "registry",
                                   .kind = "static",
                                   .library = "glib",
                                   .type = "GHashTable *",
                                   .spot = registry_at(2, 20),
                                   .bound = "",
                                   .verdict = "grows",
                                   .operations = ops,
                                   .noperations = 4});
    MapOperation *remove = ARENA_ARRAY(&r->arena, MapOperation, 1);
    remove[0] = (MapOperation){"iter-remove", registry_at(52, 9), "sweep", "", NULL, 0};
    vec_push(&r->maps, (MapRecord){.holder = "struct server.clients",
                                   .kind = "field",
                                   .library = "uthash",
                                   .type = "struct client *",
                                   .spot = {"src/server.h", NULL, 9, 20},
                                   .bound = "entries are removed",
                                   .bound_spot = registry_at(52, 9),
                                   .verdict = "bounded",
                                   .operations = remove,
                                   .noperations = 1});
    vec_push(&r->maps, (MapRecord){.holder = "local \x1b]0;m in load()",
                                   .kind = "local",
                                   .library = "khash",
                                   .type = "kh_str_t *",
                                   .spot = {"src/load.c", NULL, 3, 1},
                                   .bound = "",
                                   .verdict = "unknown"});
}

static void add_coverage(RunReport *r) {
    static const OpaqueRecord opaque[] = {
        {"inline assembly", 40},     {"vector type", 11}, {"nested function", 5},
        {"complex arithmetic", 4},   {"block", 2},        {"computed goto", 1},
        {"statement \x1b in it", 1},
    };
    vec_push(&r->units, (UnitRecord){.path = "src/registry.c",
                                     .reason = "",
                                     .functions = 310,
                                     .statements = 12034,
                                     .opaque = 60});
    vec_push(&r->units, (UnitRecord){.path = "src/server.c",
                                     .reason = "unknown type name 'uuid_t'",
                                     .parse_errors = 2,
                                     .functions = 30,
                                     .statements = 700,
                                     .opaque = 4,
                                     .unreliable = 3});
    vec_push(&r->units, (UnitRecord){.path = "src/big.c",
                                     .outcome = UNIT_FAILED,
                                     .reason = "took longer than 60 s"});
    vec_push(&r->units, (UnitRecord){.path = "src/\x1b[2Jasm.c",
                                     .outcome = UNIT_FAILED,
                                     .reason = "crashed by signal 11"});
    for (size_t i = 0; i < COUNT_OF(opaque); i++)
        vec_push(&r->opaque, opaque[i]);
}

void golden_report(RunReport *r, const char *dir) {
    registry_source = arena_printf(&r->arena, "%s/registry.c.txt", dir);
    hostile_source = arena_printf(&r->arena, "%s/hostile.c.txt", dir);
    r->root = "/src";
    r->version = "0.1.0";
    add_findings(r);
    add_maps(r);
    add_coverage(r);
    finding_finish(r);
}
