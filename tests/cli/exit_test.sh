# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# The exit status says how it went.
. "$(dirname "$0")/lib.sh"

test_correct_code_gives_0() {
    write_table
    write_clean clean.c
    check 0 scan clean.c --
    is_empty out
    has err "units        1 analysed, 0 failed"
    has err "findings     0"
}

test_findings_give_1() {
    write_table
    write_leak leak.c
    check 1 scan leak.c --
    has out "leak.c:3:16: warning: map 't' is not destroyed on every path [mapleak-map-leak]"
    has out "    3 |     table *t = table_new();"
    has out "      |                ^"
    has out "leak.c:7:5: note:"
    has err "findings     1"
}

test_no_argument_gives_2() {
    check 2
    is_empty out
    has err "usage: mapleak"
}

test_help_and_version_give_0() {
    check 0 --help
    has out "usage: mapleak"
    for command in scan maps query dump; do
        has out "  $command "
    done
    check 0 --version
    has out "mapleak 0."
    check 0 scan --help
    has out "--unit-timeout"
}

test_unknown_command_gives_2() {
    check 2 frobnicate
    has err "unknown command 'frobnicate'"
    is_empty out
}

test_unknown_option_gives_2() {
    for command in scan maps query dump\ ir; do
        # shellcheck disable=SC2086
        check 2 $command --frobnicate
        has err frobnicate
    done
}

test_numbers_out_of_range_give_2() {
    for argument in -j0 -jx -j257 --unit-timeout=0 --unit-timeout=1x --unit-timeout=-1; do
        check 2 scan "$argument" clean.c --
        has err "not '"
    done
}

test_missing_database_gives_2() {
    check 2 scan
    has err "no compile_commands.json here or in build*/"
    check 2 scan -p nowhere
    has err "nowhere: no such file or folder"
    mkdir empty
    check 2 scan -p empty
    has err "empty: no compile_commands.json in it"
}

test_several_databases_give_2() {
    mkdir build-a build-b
    echo '[]' | tee build-a/compile_commands.json >build-b/compile_commands.json
    check 2 scan
    has err "choose one with -p"
    has err build-a/compile_commands.json
}

# broken TEXT MESSAGE: the text as a compile database is refused with that message.
broken() {
    printf '%s\n' "$1" >compile_commands.json
    check 2 scan
    has err "$2"
    is_empty out
}

test_broken_database_is_named_with_entry_and_line() {
    first='[{"directory": "/", "file": "a.c", "command": "cc a.c"},'
    broken '{}' "compile_commands.json:1: '[' is expected"
    broken '[' "compile_commands.json:2: entry 1:"
    broken "$first
 {\"directory\": \"/\", \"fi" "compile_commands.json:2: entry 2:"
    broken "$first

 {\"directory\": \"/\", \"file\": 7, \"command\": \"cc\"}]" \
        'compile_commands.json:3: entry 2: "file" is a number and not a string'
    broken "$first {\"file\": \"b.c\", \"command\": \"cc\"}]" \
        'compile_commands.json:1: entry 2: the key "directory" is missing'
    broken "$first {\"directory\": \"/\", \"file\": \"b.c\", \"arguments\": \"cc\"}]" \
        'entry 2: "arguments" is a string and not an array'
    broken "$first {\"directory\": \"/\", \"file\": \"b.c\"}]" \
        'entry 2: neither "arguments" nor "command" is there'
    broken "$first {\"directory\": \"/\", \"file\": \"b.c\", \"command\": \"cc 'x\"}]" \
        'entry 2: "command" has a quote that is not closed'
}

test_a_missing_unit_gives_3_and_the_others_their_findings() {
    write_table
    write_leak leak.c
    write_database gone.c leak.c
    check 3 scan
    has out "leak.c:3:16: warning:"
    has err "units        1 analysed, 1 failed"
    has err "gone.c: no such file"
    check 3 scan --quiet
    has out "leak.c:3:16: warning:"
    has err "1 of 2 units failed"
    check 3 maps
}

test_a_unit_that_takes_too_long_gives_3() {
    write_table
    write_leak leak.c
    write_bomb bomb.c
    write_database bomb.c leak.c
    check 3 scan --no-db --unit-timeout 1
    has out "leak.c:3:16: warning:"
    has err "bomb.c: took longer than --unit-timeout allows"
}

test_nothing_analysed_gives_3() {
    echo '[]' >compile_commands.json
    check 3 scan
    has err "no C or C++ unit to analyse"
    mkdir empty
    check 3 scan empty --
    has err "no C or C++ unit to analyse"
}

# partial UNIT REASON: the unit leak.c and this one: the one that could not be read as a whole is
# failed, and listed with the reason; what there is to tell of both is told.
partial() {
    write_database "$1" leak.c
    check 3 scan --no-db
    has out "leak.c:3:16: warning:"
    has err "units        1 analysed, 1 failed"
    has err "  failed     $1: $2"
    check 3 scan --no-db --quiet
    has err "1 of 2 units failed"
    check 3 maps
    check 3 dump ir --quiet
    has out "func @leak("
}

test_a_unit_that_was_not_read_as_a_whole_gives_3() {
    write_table
    write_leak leak.c
    write_leak header.c other
    echo '#include "gone.h"' >>header.c
    partial header.c "header.c:9:10: 'gone.h' file not found"
    has out "func @other("
    check 3 scan --no-db
    has out "header.c:3:16: warning:"
    { echo '#ifndef CONFIGURED'; echo '#error run configure first'; echo '#endif'; } >error.c
    partial error.c "error.c:2:2: run configure first"
    { printf 'int deep(int x) {'; head -c 3000 /dev/zero | tr '\0' '{'; } >nested.c
    head -c 3001 /dev/zero | tr '\0' '}' >>nested.c
    partial nested.c "nested.c:1:"
    head -c 65536 "$mapleak" >binary.c
    partial binary.c "$(pwd)/binary.c:1:"
    mkdir folder
    echo '#include "folder"' >folder.c
    partial folder.c "folder.c:1:10: 'folder' file not found"
    check 3 scan --no-db leak.c -- -include gone.h
    has err "'gone.h' file not found"
}

test_a_unit_with_parse_errors_is_counted() {
    write_table
    write_leak leak.c
    write_leak broken.c other
    echo 'int broken(void) { return undeclared; }' >>broken.c
    check 1 scan --no-db leak.c broken.c --
    has out "broken.c:3:16: warning:"
    has err "units        2 analysed, 0 failed"
    has err "  errors     1 with parse errors: functions that contain them give no finding"
    check 1 scan --no-db --quiet leak.c broken.c --
    is_empty err
    check 1 scan --no-db leak.c -- -frobnicate
    lacks err "with parse errors"
}

test_a_unit_with_parse_errors_is_said_with_verbose() {
    write_table
    write_clean clean.c
    echo 'int broken(void) { return undeclared; }' >>clean.c
    check 0 scan --verbose clean.c --
    has err "clean.c: 1 parse errors, the first:"
    has err undeclared
}

# full_disk ARGUMENTS…: what is printed is lost, and that is said.
full_disk() {
    code=0
    "$mapleak" "$@" >/dev/full 2>err </dev/null || code=$?
    [ "$code" -eq 2 ] || fail "mapleak $* >/dev/full: exit status $code, wanted 2"
    has err "mapleak: cannot write to standard output: No space left on device"
}

test_output_that_is_lost_gives_2() {
    [ -c /dev/full ] || exit 77
    write_table
    write_leak leak.c
    full_disk scan leak.c --
    full_disk scan --no-db --quiet leak.c --
    full_disk maps leak.c --
    full_disk dump ir leak.c --
    full_disk query
    full_disk query "SELECT path FROM open_findings"
    full_disk rules
    full_disk explain map-leak
    full_disk scan --help
    full_disk --help
    full_disk --version
    # Nothing is lost where nothing is printed.
    write_clean clean.c
    "$mapleak" scan --no-db clean.c -- >/dev/full 2>err || fail "exit status $?"
}

run_test
