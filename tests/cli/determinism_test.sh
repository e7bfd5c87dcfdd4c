# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# The same input gives the same bytes.
. "$(dirname "$0")/lib.sh"

# A dozen units: leaks, correct ones, and a map that one unit makes and another fills.
write_tree() {
    write_table
    cat >owner.c <<'END'
#include "table.h"
table *registry;
void owner_start(void) { registry = table_new(); }
END
    cat >user.c <<'END'
#include "table.h"
extern table *registry;
void user_visit(const char *name) { table_set(registry, name, 0); }
END
    set -- owner.c user.c
    for n in 1 2 3 4 5; do
        write_leak "leak$n.c" "leak$n"
        write_clean "clean$n.c" "clean$n"
        set -- "$@" "leak$n.c" "clean$n.c"
    done
    write_database "$@"
}

# compared OPTIONS…: a scan with these gives the same bytes on both outputs as one without.
compared() {
    check 1 scan --no-db -j1
    mv out first.out
    mv err first.err
    check 1 scan --no-db "$@"
    same first.out out
    same first.err err
}

test_two_runs_are_the_same() {
    write_tree
    compared -j1
    [ "$(grep -c 'warning:' out)" -ge 5 ] || fail "the tree gives too little to compare"
}

test_units_in_reverse_are_the_same() {
    write_tree
    compared -j1 --capture-in-reverse
}

test_four_workers_are_the_same_as_one() {
    write_tree
    compared -j4
    compared -j4 --capture-in-reverse
}

test_maps_and_ir_are_the_same_in_reverse() {
    write_tree
    for command in maps "dump ir" "dump summary"; do
        # shellcheck disable=SC2086
        check 0 $command -j1
        mv out first.out
        # shellcheck disable=SC2086
        check 0 $command -j4 --capture-in-reverse
        has out leak5
        same first.out out
    done
}

run_test
