# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Which units are read, and with which flags. The map of optional.c leaks only with -DLEAK.
. "$(dirname "$0")/lib.sh"

write_optional() {
    write_table
    write_clean optional.c
    sed -i -e 's/^    table_free.*/#ifndef LEAK\n&\n#endif/' optional.c
}

# database KEYS…: one entry with these, and "directory" and "file" of optional.c.
database() {
    printf '[{"directory": "%s", "file": "optional.c", %s}]\n' "$(pwd)" "$1" >compile_commands.json
}

test_flags_after_two_dashes_reach_the_compiler() {
    write_optional
    check 0 scan optional.c -- -std=c11
    check 1 scan optional.c -- -std=c11 -DLEAK
}

test_flags_of_arguments_go_before_those_of_command() {
    write_optional
    database '"command": "cc -c optional.c", "arguments": ["cc", "-DLEAK", "optional.c"]'
    check 1 scan
    database '"command": "cc -DLEAK -c optional.c", "arguments": ["cc", "optional.c"]'
    check 0 scan
}

test_command_is_split_as_a_shell_does() {
    write_optional
    mkdir 'with space'
    mv table.h 'with space'
    for command in "cc '-Iwith space' -DLEAK -c optional.c" 'cc -Iwith\\ space -DLEAK -c optional.c' \
        'cc -I\"with space\" \"-DLEAK\" -c optional.c'; do
        database "\"command\": \"$command\""
        check 1 scan --verbose
        lacks err "parse errors"
    done
}

test_a_file_of_flags_is_read() {
    write_optional
    echo '-DLEAK' >flags.rsp
    database '"arguments": ["cc", "@flags.rsp", "optional.c"]'
    check 1 scan
}

test_directory_is_where_relative_paths_start() {
    write_optional
    mkdir work include
    mv table.h include
    printf '[{"directory": "%s/work", "file": "../optional.c", "command": "%s"}]\n' "$(pwd)" \
        "cc -I../include -DLEAK ../optional.c" >compile_commands.json
    check 1 scan --verbose
    lacks err "parse errors"
    has out "optional.c:3:16: warning:"
    lacks out ".."
}

test_a_unit_that_stands_twice_is_read_once() {
    write_table
    write_leak leak.c
    write_database leak.c leak.c
    check 1 scan
    has err "units        1 analysed"
    [ "$(grep -c 'warning:' out)" -eq 1 ] || fail "a finding is told twice"
}

test_the_database_is_looked_for_in_build_folders() {
    write_table
    write_leak leak.c
    write_database leak.c
    mkdir build-debug
    mv compile_commands.json build-debug
    check 1 scan
    has out "leak.c:3:16: warning:"
    check 1 scan -p build-debug
    check 1 scan -p build-debug/compile_commands.json
    check 2 scan -p .
}

test_a_leak_is_found_across_two_units() {
    write_table
    cat >make.c <<'END'
#include "table.h"
table *make(void) { return table_new(); }
END
    cat >use.c <<'END'
#include "table.h"
table *make(void);
void use(const char *name) {
    table *t = make();
    if (t)
        table_set(t, name, 0);
}
END
    write_database make.c use.c
    check 1 scan
    has out "use.c:4:16: warning: map 't' is not destroyed on every path [mapleak-map-leak]"
    has out "note: made here by make"
    # Without the unit that makes it, nobody knows that it is a map of the caller's.
    check 0 scan use.c
    is_empty out
}

test_a_function_with_a_parse_error_gives_no_finding() {
    write_table
    write_leak leak.c
    sed -i 's/    return 0;/    return undeclared;/' leak.c
    check 0 scan leak.c --
    has err "1 with parse errors"
}

run_test
