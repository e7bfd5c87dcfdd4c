#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# include_check.sh COMPILER INCLUDE_ROOTS FOLDER_LISTS TARGET allowed|forbidden WHAT…
#
# Compiles a file with one include, with the include folders of TARGET (FOLDER_LISTS/TARGET.folders,
# one a line). WHAT is a library, which stands for each of its headers, or one header. Headers that
# are allowed are compiled together, but for the library's own: each of those is to stand alone.
set -eu
compiler=$1
roots=$2
lists=$3
target=$4
verdict=$5
shift 5

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT PIPE TERM
bad=0

# The folders as arguments; they may have spaces.
while read -r folder; do
    [ -z "$folder" ] || printf -- '-I%s\n' "$folder"
done <"$lists/$target.folders" >"$work/flags"

# compile HEADER…
compile() {
    for header; do
        printf '#include "%s"\n' "$header"
    done >"$work/one.c"
    set --
    while read -r flag; do
        set -- "$@" "$flag"
    done <"$work/flags"
    LC_ALL=C "$compiler" -std=c11 -D_GNU_SOURCE -fsyntax-only "$@" "$work/one.c" 2>"$work/err"
}

# judge HEADER…: one, or several that are allowed.
judge() {
    if [ "$verdict" = allowed ]; then
        compile "$@" && return
        echo "$target may include $*, and that does not compile:"
        cat "$work/err"
    elif compile "$1"; then
        echo "$target can include $1"
    elif grep -qE "one\.c:1:.*(No such file|file not found)" "$work/err"; then
        return
    else
        echo "$target finds $1, which then does not compile:"
        cat "$work/err"
    fi
    bad=1
}

for what; do
    case $what in
    *.h)
        judge "$what"
        continue
        ;;
    esac
    headers=
    for header in "$roots/$what/$what"/*.h; do
        [ ! -e "$header" ] || headers="$headers $what/${header##*/}"
    done
    if [ -z "$headers" ]; then
        echo "library $what has no header in $roots"
        bad=1
    elif [ "$verdict" = allowed ] && [ "$what" != "$target" ]; then
        # shellcheck disable=SC2086
        judge $headers
    else
        for header in $headers; do
            judge "$header"
        done
    fi
done
exit $bad
