# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# cmake --install gives what the README promises, and it runs.
. "$(dirname "$0")/lib.sh"

test_install_gives_program_models_and_man_page() {
    cmake --install "$build" --prefix "$(pwd)/prefix" >out 2>err || fail "cmake --install"
    [ -x prefix/bin/mapleak ] || fail "no bin/mapleak"
    for model in libc glib uthash khash gomap; do
        [ -s prefix/share/mapleak/models/$model.yaml ] || fail "no model $model"
    done
    [ -s prefix/share/man/man1/mapleak.1 ] || fail "no man page"
    mapleak=$(pwd)/prefix/bin/mapleak
    check 0 --version
    write_table
    write_leak leak.c
    check 1 scan leak.c --
    has out "[mapleak-map-leak]"
    check 0 explain map-leak
}

# Every command, every option and every exit status of the help is in the man page.
test_man_page_has_every_command_and_option() {
    cmake --install "$build" --prefix "$(pwd)/prefix" >out 2>err || fail "cmake --install"
    page=prefix/share/man/man1/mapleak.1
    check 0 --help
    sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' out >words
    check 0 scan --help
    sed -n 's/^  --*\([a-z][a-z-]*\).*/\1/p' out | sed 's/-/\\-/g' >>words
    [ "$(wc -l <words)" -ge 15 ] || fail "the help gives too few words"
    while read -r word; do
        has "$page" "$word"
    done <words
}

test_man_page_is_well_formed() {
    if ! command -v groff >/dev/null; then
        echo "skipped: no groff"
        exit 77
    fi
    cmake --install "$build" --prefix "$(pwd)/prefix" >out 2>err || fail "cmake --install"
    groff -man -ww -Tutf8 -P-cbou prefix/share/man/man1/mapleak.1 >out 2>err || fail "groff"
    is_empty err
    has out "EXIT STATUS"
}

run_test
