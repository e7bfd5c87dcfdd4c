#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# source_check.sh SOURCE_FOLDER RULE: what the include folders cannot enforce, as searches. Prints
# the lines that break the rule.
set -eu
export LC_ALL=C
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$1"

found=$(mktemp)
trap 'rm -f "$found"' EXIT

# search PATTERN FOLDER…: lines of C files, path:line:text.
search() {
    pattern=$1
    shift
    grep -rnE --include='*.c' --include='*.h' -e "$pattern" "$@" || :
}

# includes PATTERN: lines of the product that include it.
includes() {
    search "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)" analyzer rules reports
}

# only_in FOLDERS: keeps what lies outside, and demands that something lies inside.
only_in() {
    cat >"$found"
    grep -qE "^($1)/" "$found" || {
        echo "nothing in $1 matches any more; correct the rule"
        exit 1
    }
    grep -vE "^($1)/" "$found" || :
}

only_the_front_end_knows_libclang() {
    includes 'clang-c/' | only_in analyzer/frontend
}

only_the_store_knows_sqlite() {
    includes 'sqlite3' | only_in reports/store
}

only_project_and_model_know_yaml() {
    includes 'cyaml/|yaml\.h' | only_in 'analyzer/project|analyzer/model'
}

only_project_knows_json() {
    includes 'jansson' | only_in analyzer/project
}

# "../" would get around the include folders. The program may take its own parts, a rule the part that rules share.
no_include_leaves_its_layer() {
    includes '[^">]*\.\./' |
        grep -vE '^analyzer/cli/[^:]*:[0-9]+:#include "\.\./(pipeline|inventory|version)\.h"$' |
        grep -vE '^rules/[a-z]+/[^:]*:[0-9]+:#include "\.\./emit\.h"$' || :
    includes '/' | grep -vE '^analyzer/[^:]*:[0-9]+:#include </' || :
}

# What a function does is data: no name of a modelled function stands in the code that judges.
library_functions_are_known_from_models_only() {
    names=$(mktemp)
    sed -nE -e 's/^ *- names?: *\[?([^]#]*)\]?.*/\1/p' rules/models/*.yaml | tr -s ', ' '\n\n' |
        sed '/^$/d' | sort -u >"$names"
    [ "$(wc -l <"$names")" -gt 500 ] || echo "the models give too few names"
    search '"[A-Za-z_][A-Za-z0-9_]*"' analyzer/flow analyzer/program rules | while read -r line; do
        printf '%s\n' "$line" | grep -oE '"[A-Za-z_][A-Za-z0-9_]*"' | tr -d '"' |
            grep -xF -f "$names" >"$found" && printf '%s\n' "$line" || :
    done
    rm -f "$names"
}

names_are_compared_only_where_allowed() {
    search '(str|strn|strcase|strncase|mem)cmp *\(|strstr *\(|fnmatch *\(' \
        analyzer/flow analyzer/program rules >"$found"
    while IFS= read -r line; do
        text=$(printf '%s\n' "$line" | sed -E 's/^([^:]*):[0-9]+: */\1: /')
        grep -qxF -e "$text" "$here/comparisons.txt" || printf '%s\n' "$line"
    done <"$found"
}

# Each tracked file that exists; all files but those that .gitignore names where git cannot tell.
tracked() {
    git ls-files >"$found" 2>/dev/null && [ -s "$found" ] ||
        find . \( -name .git -o -name 'build' -o -name 'build-*' -o -name .mapleak -o -name .cache \) \
            -prune -o -type f -print | sed 's,^\./,,' >"$found"
    while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done <"$found"
}

# In one line, once. The rest of a file may speak of the licence as it likes.
every_file_names_its_licence() {
    # LICENSE is the licence. JSON has no comments. The others are what a program prints, or what
    # it reads to print that, and are compared byte for byte or by line number; or inputs of fuzz
    # targets, which are any bytes.
    tracked | grep -vxE -e 'LICENSE|.*\.json' -e 'tests/golden/.*\.txt' \
        -e 'tests/corpus/(runner|prover)/[a-z]+\.txt' -e 'tests/fuzz/[^/]*/.*' |
        tr '\n' '\0' |
        xargs -0 grep -cE '^(//|#|--|<!--|\.\\")? ?SPDX-License-Identifier: Apache-2\.0( -->)?$' |
        grep -v ':1$' || :
}

wrong=$("$2")
[ -z "$wrong" ] || {
    printf '%s:\n%s\n' "$2" "$wrong"
    exit 1
}
