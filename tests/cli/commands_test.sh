# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# rules, explain, dump, maps, NOLINT, .mapleak.yml, and what is written where.
. "$(dirname "$0")/lib.sh"

test_rules_lists_every_rule_and_explain_its_page() {
    check 0 rules
    cut -d' ' -f1 out >names
    has names map-leak
    has names grow-only
    while read -r rule; do
        check 0 explain "$rule"
        has out "# $rule"
        mv out page
        check 0 explain "mapleak-$rule"
        same page out
    done <names
    check 2 rules more
}

test_explain_of_an_unknown_rule_gives_2() {
    check 2 explain no-such-rule
    has err "no rule 'no-such-rule'"
    check 2 explain
    check 2 explain map-leak escape
}

test_dump_prints_ir_graph_and_summary() {
    write_table
    write_leak leak.c
    check 0 dump ir leak.c --
    has out "func @leak("
    has out "call @table_new()"
    check 0 dump cfg leak.c --
    has out "digraph"
    has out "b1 -> b2"
    check 0 dump summary leak.c --
    has out "summary of leak"
    check 0 dump ir --function leak leak.c --
    has out "func @leak("
    lacks out "func @table_set"
    write_database leak.c
    check 0 dump ir --function leak
    has out "func @leak("
}

test_dump_of_what_is_not_there_gives_2() {
    write_table
    write_leak leak.c
    check 2 dump
    has err "usage: mapleak dump"
    check 2 dump tree leak.c --
    check 2 dump ir --function nothing leak.c --
    has err "no function 'nothing' is defined here"
}

test_maps_shows_each_map_with_its_operations() {
    write_table
    write_leak leak.c
    check 0 maps leak.c --
    has out "leak.c:3:16"
    has out "create"
    has out "put"
}

test_nolint_silences_and_show_suppressed_shows() {
    write_table
    write_leak leak.c leak 'NOLINT(mapleak-map-leak): lives as long as the process'
    check 0 scan leak.c --
    is_empty out
    check 0 scan --show-suppressed leak.c --
    has out "leak.c:3:16"
    check 0 query --format csv "SELECT reason FROM suppression"
    has out "lives as long as the process"
}

test_nolint_of_another_rule_silences_nothing() {
    write_table
    write_leak leak.c leak 'NOLINT(mapleak-escape)'
    check 1 scan leak.c --
    has out "[mapleak-map-leak]"
}

test_without_its_model_a_map_is_invisible() {
    write_table
    write_leak leak.c
    rm .mapleak.yml
    check 0 scan leak.c --
    is_empty out
    has err "findings     0"
}

test_an_unknown_key_of_the_configuration_is_named_with_the_nearest() {
    write_table
    write_leak leak.c
    printf '# ours\nmodles: [table.yaml]\n' >.mapleak.yml
    check 2 scan leak.c --
    has err ".mapleak.yml:2: unknown key 'modles'; the nearest is 'models'"
    is_empty out
}

test_a_broken_model_is_named_with_file_and_line() {
    write_table
    write_leak leak.c
    sed 's/do: destroy/do: destory/' table.yaml >broken.yaml
    echo 'models: [broken.yaml]' >.mapleak.yml
    check 2 scan leak.c --
    has err "broken.yaml:10:"
    has err destory
    echo 'models: [gone.yaml]' >.mapleak.yml
    check 2 scan leak.c --
    has err gone.yaml
}

test_excluded_files_are_not_analysed() {
    write_table
    mkdir third_party
    write_leak third_party/leak.c
    write_clean clean.c
    sed -i 's|"table.h"|"../table.h"|' third_party/leak.c
    write_database clean.c third_party/leak.c
    check 1 scan
    echo 'exclude: [third_party/*]' >>.mapleak.yml
    check 0 scan
    has err "units        1 analysed"
}

test_a_path_restricts_the_scan() {
    write_table
    write_leak leak.c
    write_clean clean.c
    write_database leak.c clean.c
    check 0 scan clean.c
    check 1 scan leak.c
    check 2 scan nothing.c
}

test_a_pipe_gets_no_progress_and_no_colour() {
    write_table
    write_leak leak.c
    TERM=xterm check 1 scan leak.c --
    [ "$(tr -dc '\r\033' <out | wc -c)" -eq 0 ] || fail "control characters on standard output"
    [ "$(tr -dc '\r\033' <err | wc -c)" -eq 0 ] || fail "control characters on standard error"
    lacks err "left"
    check 1 scan --quiet leak.c --
    is_empty err
}

# on_terminal COMMAND: runs it with a terminal as its outputs; what it wrote is in the file typed.
on_terminal() {
    if ! script -qec true /dev/null </dev/null >typed 2>&1; then
        echo "skipped: no script(1), or no terminals: $(cat typed)"
        exit 77
    fi
    TERM=xterm timeout 20 script -qec "$1" /dev/null >typed </dev/null || :
}

test_a_terminal_gets_progress_and_colour() {
    write_table
    write_leak leak.c
    on_terminal "'$mapleak' scan --no-db leak.c --"
    has typed "$(printf '\033')["
    has typed "$(printf '\r')"
    on_terminal "NO_COLOR=1 '$mapleak' scan --no-db --quiet leak.c --"
    has typed "leak.c:3:16: warning: map"
    lacks typed "$(printf '\033')["
}

test_each_command_has_help() {
    for command in scan maps query rules explain "dump ir" dump; do
        # shellcheck disable=SC2086
        check 0 $command --help
        has out "usage: mapleak ${command%% *}"
    done
}

test_help_names_the_option_that_dump_takes() {
    check 0 --help
    has out "--function"
}

run_test
