// SPDX-License-Identifier: Apache-2.0
// The best run stays marked after its entry was deleted and the run freed.
#include <htslib/khash.h>
#include <stdio.h>

struct run {
    int score;
};

KHASH_MAP_INIT_INT(runs, struct run *)

static khash_t(runs) * runs;
static struct run *best;

static void begin(khint_t id, int score) {
    int fresh;
    struct run *run = calloc(1, sizeof *run);
    khint_t at = kh_put(runs, runs, id, &fresh);
    if (!run || fresh < 0)
        abort();
    run->score = score;
    kh_val(runs, at) = run;
    if (!best || best->score < score)
        best = run;
}

static void end(khint_t id) {
    khint_t at = kh_get(runs, runs, id);
    if (at != kh_end(runs)) {
        struct run *run = kh_val(runs, at);
        kh_del(runs, runs, at);
        free(run); // expect-fn: external-alias
    }
}

int main(void) {
    char line[64];
    runs = kh_init(runs);
    for (khint_t id = 0; fgets(line, sizeof line, stdin); id++) {
        begin(id, line[4]);
        printf("best %d\n", best->score);
        end(id);
    }
    kh_destroy(runs, runs);
    return 0;
}
