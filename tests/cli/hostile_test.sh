# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Trees that were written to do harm, and a user who loses patience.
. "$(dirname "$0")/lib.sh"

newline='
'
escape=$(printf '\033')

# stranger_database NAME: a database with one unit, whose name is given as JSON text.
stranger_database() {
    printf '[{"directory": "%s", "file": "%s", "arguments": ["cc", "-c", "%s"]}]\n' \
        "$(pwd)" "$1" "$1" >compile_commands.json
}

no_control_characters() {
    for file in out err; do
        [ "$(tr -d '\n' <"$file" | tr -dc '\000-\037\177' | wc -c)" -eq 0 ] ||
            fail "$file has control characters"
    done
}

test_control_characters_in_file_names_are_escaped() {
    write_table
    write_leak "x${newline}forged.c:1:1: error: [${escape}[31m.c"
    stranger_database 'x\nforged.c:1:1: error: [\u001b[31m.c'
    check 1 scan
    no_control_characters
    ! grep -q '^forged.c' out || fail "a file name forged a line"
    check 1 scan --verbose --all
    no_control_characters
    check 0 maps
    no_control_characters
    check 0 query open-findings
    no_control_characters
    ! grep -q '^forged.c' out || fail "a file name forged a row"
}

test_control_characters_in_a_failed_unit_are_escaped() {
    stranger_database 'gone\nforged.c: error\u001b[31m.c'
    check 3 scan --no-db
    no_control_characters
    ! grep -q '^forged.c' err || fail "a file name forged a line"
}

test_a_name_that_is_no_utf8_costs_nobody() {
    write_table
    write_leak leak.c
    name=$(printf 'caf\351.c')
    write_leak "$name" other
    write_database "$name" leak.c
    check 1 scan
    has out 'caf\xe9.c:3:16: warning:'
    has out 'leak.c:3:16: warning:'
    no_control_characters
    check 0 query open-findings
    has out 'caf\xe9.c'
    check 0 query --format json "SELECT path FROM open_findings"
    has out '"caf\ufffd.c"'
    write_clean "$name" other
    check 1 scan
    check 0 query --format csv "SELECT count(*) FROM open_findings"
    has out 1
}

test_control_characters_in_what_dump_cannot_read_are_escaped() {
    stranger_database 'gone\nforged.c: error\u001b[31m.c'
    check 3 dump ir --quiet
    no_control_characters
}

test_control_characters_in_what_verbose_says_are_escaped() {
    write_table
    write_clean clean.c
    printf '[{"directory": "%s", "file": "clean.c", "arguments": ["cc", "%s", "clean.c"]}]\n' \
        "$(pwd)" '-fplugin=\u001b[31mx\nforged: line' >compile_commands.json
    check 0 scan --verbose
    has err fplugin
    no_control_characters
}

test_control_characters_in_a_broken_entry_are_escaped() {
    printf '[{"directory": "%s", "file": "a.c", "command": "cc a.c"}]\n' \
        '/gone\u001b[31m\nforged: line' >compile_commands.json
    check 3 scan
    has err "compile_commands.json:1: entry 1: the directory /gone"
    no_control_characters
    ! grep -q '^forged' err || fail "a directory forged a line"
}

test_control_characters_in_a_refused_database_are_escaped() {
    printf '[{"%s": 1, "%s": 2}]\n' 'x\u001b[31m\nforged: line' 'x\u001b[31m\nforged: line' \
        >compile_commands.json
    check 2 scan
    has err "compile_commands.json:1: entry 1"
    no_control_characters
    ! grep -q '^forged' err || fail "a key forged a line"
}

test_a_broken_entry_costs_no_other() {
    write_table
    write_leak leak.c
    echo '@loop.rsp' >loop.rsp
    {
        printf '[{"directory": "/gone", "file": "a.c", "command": "cc a.c"},\n'
        printf '{"directory": "%s", "file": "b.c", "command": "cc @loop.rsp b.c"},\n' "$(pwd)"
        printf '{"directory": "%s", "file": "leak.c", "command": "cc leak.c"}]\n' "$(pwd)"
    } >compile_commands.json
    check 3 scan
    has out "leak.c:3:16: warning:"
    has err "compile_commands.json:1: entry 1: the directory /gone does not exist"
    has err "compile_commands.json:2: entry 2: @loop.rsp: more than"
    has err "1 analysed, 2 failed"
    check 3 dump ir --quiet
    has out "func @leak("
}

test_control_characters_in_a_refused_configuration_are_escaped() {
    write_table
    write_clean clean.c
    # shellcheck disable=SC1003
    printf '%s\n' '"mod\e[31mels\nforged": [table.yaml]' >.mapleak.yml
    check 2 scan clean.c --
    no_control_characters
}

test_control_characters_in_sources_are_escaped() {
    write_table
    write_leak leak.c leak "${escape}[31mred${escape}]0;title"
    check 1 scan leak.c --
    has out "[31mred"
    no_control_characters
}

test_control_characters_in_arguments_are_escaped() {
    check 2 scan "gone${escape}[31m.c" --
    no_control_characters
    check 2 "frob${escape}[31m"
    no_control_characters
    for command in scan maps query 'dump ir'; do
        # shellcheck disable=SC2086
        check 2 $command "--${escape}[31m"
        has err "there is no option '--"
        no_control_characters
        # shellcheck disable=SC2086
        check 2 $command "-${escape}[31m"
        has err "there is no option '-"
        no_control_characters
    done
}

files() {
    find . -type f ! -name out ! -name err ! -name before ! -name after | sort
}

# The flags that make clang write files of the tree's choosing (or run code) have no effect.
test_compile_commands_write_nothing() {
    write_table
    write_leak leak.c
    printf '[{"directory": "%s", "file": "leak.c", "arguments": ["cc"' "$(pwd)" \
        >compile_commands.json
    for flag in -c -MD -MMD -MF w.mf -MJ w.mj -Wp,-MD,w.wp -Wp,-MMD,w.wpm -Xclang -dependency-file \
        -Xclang w.dep -Xclang -emit-pch -Xpreprocessor -MD -o w.o -ow2.o -save-temps \
        -save-temps=obj -ftime-trace -ftime-trace=w.json --serialize-diagnostics w.dia \
        -serialize-diagnostics w.dia2 -dependency-file w.dep2 -gen-cdb-fragment-path w.cdb \
        -fcrash-diagnostics-dir=w.crash -foptimization-record-file=w.opt -fsave-optimization-record \
        -fmodules -fmodules-cache-path=w.cache -fprofile-instr-generate=w.prof -gsplit-dwarf \
        -emit-ast --coverage -ftest-coverage -fplugin=./w.so -H -E -S --analyze -mllvm \
        -info-output-file=w.info -fdiagnostics-format=sarif-file @w.rsp; do
        printf ', "%s"' "$flag" >>compile_commands.json
    done
    printf ', "leak.c"]}]\n' >>compile_commands.json
    echo '-MJ w.rsp.mj -Xclang -header-include-file -Xclang w.hdr' >w.rsp
    files >before
    CC_PRINT_HEADERS=1 CC_PRINT_HEADERS_FILE=w.env DEPENDENCIES_OUTPUT=w.env2 SUNPRO_DEPENDENCIES=w.env3 \
        check 1 scan --no-db --verbose
    has out "leak.c:3:16: warning:"
    has err "flag not passed on: -Xclang"
    files >after
    same before after
}

test_a_fifo_as_source_does_not_hang() {
    write_table
    write_leak leak.c
    mkfifo fifo.c
    write_database fifo.c leak.c
    check 3 scan --no-db --unit-timeout 5
    has out "leak.c:3:16: warning:"
    has err "fifo.c"
}

test_a_fifo_as_header_database_or_configuration_does_not_hang() {
    write_table
    write_leak leak.c
    mkfifo fifo.h fifo.json
    echo '#include "fifo.h"' >includes.c
    write_database includes.c leak.c
    check 3 scan --no-db --unit-timeout 1
    has out "leak.c:3:16: warning:"
    limit=5
    check 2 scan --no-db -p fifo.json
    check 2 scan --no-db -p /dev/zero
    rm .mapleak.yml
    mkfifo .mapleak.yml
    check 2 scan --no-db
}

test_a_fifo_as_model_does_not_hang() {
    write_table
    write_leak leak.c
    rm table.yaml
    mkfifo table.yaml
    limit=3
    check 2 scan --no-db leak.c --
    has err table.yaml
}

test_a_database_that_the_tree_brings_is_not_followed() {
    write_table
    write_leak leak.c
    limit=5
    mkdir .mapleak elsewhere
    mkfifo .mapleak/findings.db
    check 2 scan leak.c --
    check 2 query runs
    rm .mapleak/findings.db
    echo keep >elsewhere/file
    ln -s ../elsewhere/file .mapleak/findings.db
    check 2 scan leak.c --
    rm -r .mapleak
    ln -s elsewhere .mapleak
    check 2 scan leak.c --
    [ "$(ls elsewhere)" = file ] && [ "$(cat elsewhere/file)" = keep ] ||
        fail "the scan wrote through a symbolic link"
    check 1 scan --db elsewhere/findings.db leak.c --
    ls elsewhere >before
    check 2 query runs
    has err ".mapleak: is a symbolic link"
    ls elsewhere >after
    same before after
    rm .mapleak
    echo text >.mapleak
    check 2 scan leak.c --
    check 2 query runs
    has err ".mapleak: is not a directory"
}

# What SQLite would open beside the database without a look.
test_files_beside_the_database_are_not_followed() {
    write_table
    write_leak leak.c
    limit=5
    check 1 scan leak.c --
    echo keep >victim
    for suffix in journal wal shm; do
        rm -f .mapleak/findings.db-*
        ln -s ../victim .mapleak/findings.db-$suffix
        check 2 scan leak.c --
        has err ".mapleak/findings.db-$suffix: is not a regular file"
        check 2 query runs
        rm .mapleak/findings.db-$suffix
        mkfifo .mapleak/findings.db-$suffix
        check 2 scan leak.c --
        check 2 query runs
    done
    rm .mapleak/findings.db-*
    [ "$(cat victim)" = keep ] || fail "the scan wrote through a symbolic link"
    check 1 scan leak.c --
}

# with_flags TEXT: leak.c with these flags in the database.
with_flags() {
    printf '[{"directory": "%s", "file": "leak.c", "command": "cc %s leak.c"}]\n' "$(pwd)" "$1" \
        >compile_commands.json
}

test_files_of_flags_that_never_end_give_3() {
    write_table
    write_leak leak.c
    limit=5
    echo '@loop.rsp' >loop.rsp
    with_flags @loop.rsp
    check 3 scan --no-db
    has err "entry 1: @loop.rsp"
    mkfifo fifo.rsp
    with_flags @fifo.rsp
    check 3 scan --no-db
    has err "fifo.rsp: not a regular file"
    with_flags @/dev/zero
    check 3 scan --no-db
}

test_headers_that_never_end_do_not_hang() {
    write_table
    write_leak leak.c
    printf '#include "self.h"\n#include "self.h"\n' >self.h
    with_flags '-include self.h'
    check 1 scan --no-db
    has err "1 with parse errors"
    with_flags '-include /dev/zero'
    check 3 scan --no-db --unit-timeout 1
}

test_standard_input_is_no_unit() {
    printf '[{"directory": "%s", "file": "-", "command": "cc -x c -"}]\n' "$(pwd)" \
        >compile_commands.json
    check 3 scan --no-db --unit-timeout 5
}

test_a_folder_or_a_device_as_source_gives_3() {
    write_table
    write_leak leak.c
    mkdir folder.c
    ln -s /dev/zero zero.c
    ln -s loop.c loop.c
    write_database folder.c zero.c loop.c leak.c
    check 3 scan --no-db --unit-timeout 5
    has out "leak.c:3:16: warning:"
    has err "3 failed"
}

test_nul_bytes_in_a_source_do_no_harm() {
    write_table
    write_leak leak.c
    { printf 'int first;\0int second;\0\n"\0\n\0'; cat leak.c; } >nul.c
    check 1 scan --no-db nul.c leak.c --
    has out "leak.c:3:16: warning:"
    printf '\0\0\0\0' >zeros.c
    : >empty.c
    check 0 scan --no-db zeros.c empty.c --
    head -c 65536 "$mapleak" >binary.c
    check 3 scan --no-db binary.c --
}

test_nul_bytes_in_a_database_or_a_configuration_give_2() {
    write_table
    write_leak leak.c
    printf '[\0]' >compile_commands.json
    check 2 scan
    printf '[{"directory": "/", "file": "a\\u0000.c", "command": "cc"}]' >compile_commands.json
    check 2 scan
    printf 'models: [\0]\n' >.mapleak.yml
    check 2 scan leak.c --
}

test_deep_nesting_does_not_take_the_run_down() {
    write_table
    write_leak leak.c
    {
        printf 'int deep(int x) { return '
        head -c 100000 /dev/zero | tr '\0' '('
        printf x
        head -c 100000 /dev/zero | tr '\0' ')'
        printf '; }\n'
    } >parentheses.c
    {
        printf 'void deep2(int x) { '
        n=0
        while [ $n -lt 3000 ]; do
            printf 'if (x) { '
            n=$((n + 1))
        done
        head -c $((n + 1)) /dev/zero | tr '\0' '}'
    } >blocks.c
    { head -c 100000 /dev/zero | tr '\0' '['; } >deep.json
    write_database parentheses.c blocks.c leak.c
    code=0
    "$mapleak" scan --no-db --unit-timeout 10 >out 2>err || code=$?
    [ $code -eq 1 ] || [ $code -eq 3 ] || fail "exit status $code"
    has out "leak.c:3:16: warning:"
    check 2 scan -p deep.json
}

# pids_below PID: its children and theirs.
pids_below() {
    for status in /proc/[0-9]*/stat; do
        # The name in parentheses may have spaces; what follows it is state and parent.
        fields=$(sed 's/.*) //' "$status" 2>/dev/null) || continue
        # shellcheck disable=SC2086
        set -- "$1" $fields
        if [ "${3:-}" = "$1" ]; then
            child=${status#/proc/}
            echo "${child%/stat}"
        fi
    done
}

is_running() {
    state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1)
    [ -n "$state" ] && [ "$state" != Z ]
}

# ended_by SIGNAL: a scan of bombs that gets it ends, with its workers.
ended_by() {
    write_bomb bomb1.c
    write_bomb bomb2.c
    write_database bomb1.c bomb2.c
    "$mapleak" scan --no-db -j2 --unit-timeout 50 >out 2>err &
    scan=$!
    children=
    tries=0
    while [ "$(echo "$children" | wc -w)" -lt 2 ] && [ $tries -lt 50 ]; do
        sleep 0.1
        children=$(pids_below $scan | tr '\n' ' ')
        tries=$((tries + 1))
    done
    [ "$(echo "$children" | wc -w)" -ge 2 ] || fail "no workers seen"
    kill -s "$1" $scan
    code=0
    wait $scan || code=$?
    [ $code -ge 2 ] || fail "exit status $code after SIG$1"
    sleep 0.5
    for child in $children; do
        if is_running "$child"; then
            kill -s KILL "$child"
            fail "worker $child outlived SIG$1"
        fi
    done
}

test_sigterm_leaves_no_child() {
    ended_by TERM
}

test_sigkill_leaves_no_child() {
    ended_by KILL
}

test_sighup_leaves_no_child() {
    ended_by HUP
}

test_a_closed_pipe_does_no_harm() {
    write_table
    write_leak leak.c
    echo 0 >code
    { "$mapleak" scan --no-db leak.c -- 2>err || echo $? >code; } | :
    sleep 0.2
    read -r code <code
    [ "$code" -ne 4 ] && [ "$code" -ne 139 ] || fail "exit status $code"
}

run_test
