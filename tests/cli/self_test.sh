# SPDX-License-Identifier: Apache-2.0
#
# The analyzer on its own sources, tests and runtime, as this build compiled them.
. "$(dirname "$0")/lib.sh"

test_mapleak_finds_nothing_in_mapleak() {
    [ -f "$build/compile_commands.json" ] || exit 77
    limit=600
    check 0 scan --no-db -p "$build"
    has err " analysed, 0 failed"
    has err 'findings     0'
}

run_test
