#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# include_check.sh COMPILER INCLUDE_ROOTS FOLDER_LISTS TARGET allowed|forbidden WHAT…
#
# Compiles a file with one include, with the include folders of TARGET (FOLDER_LISTS/TARGET.folders,
# one a line). WHAT is a library, which stands for each of its headers, or one header.
set -eu
compiler=$1
roots=$2
lists=$3
target=$4
verdict=$5
shift 5

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# The folders as arguments; they may have spaces.
while read -r folder; do
    [ -z "$folder" ] || printf -- '-I%s\n' "$folder"
done <"$lists/$target.folders" >"$work/flags"

compile() {
    header=$1
    set --
    while read -r flag; do
        set -- "$@" "$flag"
    done <"$work/flags"
    printf '#include "%s"\n' "$header" >"$work/one.c"
    LC_ALL=C "$compiler" -std=c11 -D_GNU_SOURCE -fsyntax-only "$@" "$work/one.c" 2>"$work/err"
}

judge() {
    if [ "$verdict" = allowed ]; then
        compile "$1" && return
        echo "$target may include $1, and it does not compile:"
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
    seen=0
    for header in "$roots/$what/$what"/*.h; do
        [ -e "$header" ] || continue
        seen=1
        judge "$what/${header##*/}"
    done
    if [ $seen -eq 0 ]; then
        echo "library $what has no header in $roots"
        bad=1
    fi
done
exit $bad
