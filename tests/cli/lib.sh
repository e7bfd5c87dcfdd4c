# SPDX-License-Identifier: Apache-2.0
#
# Read by each *_test.sh, which is run as: sh X_test.sh test_NAME MAPLEAK BUILD_FOLDER
# Its last line is `run_test`, which calls the function in an empty folder that is removed
# afterwards. A failed check says what it wanted, shows both outputs and ends the test.
set -eu

test_name=$1
mapleak=$2
build=$3
unset NO_COLOR MAKEFLAGS
export LC_ALL=C

fail() {
    printf '%s: %s\n--- stdout\n' "$test_name" "$*" >&2
    cat out >&2 2>/dev/null || :
    printf -- '--- stderr\n' >&2
    cat err >&2 2>/dev/null || :
    exit 1
}

# check CODE ARGUMENTS…: runs mapleak with its output in the files out and err. One that hangs is
# ended after $limit seconds, with status 124.
limit=30
check() {
    wanted=$1
    shift
    code=0
    timeout -k 1 "$limit" "$mapleak" "$@" >out 2>err </dev/null || code=$?
    [ "$code" -eq "$wanted" ] || fail "mapleak $*: exit status $code, wanted $wanted"
}

# has FILE TEXT, lacks FILE TEXT: a line of it contains the text.
has() {
    grep -qF -e "$2" "$1" || fail "$1 lacks: $2"
}

lacks() {
    ! grep -qF -e "$2" "$1" || fail "$1 has: $2"
}

is_empty() {
    [ ! -s "$1" ] || fail "$1 is not empty"
}

same() {
    cmp -s "$1" "$2" || fail "$1 and $2 differ: $(diff "$1" "$2" | head -5)"
}

# write_table: a map library of the project's own, in four functions.
write_table() {
    cat >table.h <<'END'
typedef struct table table;
table *table_new(void);
void table_free(table *t);
void table_set(table *t, const char *key, void *value);
void *table_get(table *t, const char *key);
END
    cat >table.yaml <<'END'
library: table
handles:
  - {type: table}
functions:
  - name: table_new
    effects:
      - {do: create, map: return}
  - name: table_free
    effects:
      - {do: destroy, map: arg0}
  - name: table_set
    effects:
      - {do: put, map: arg0, key: arg1, value: arg2, key_mode: copies}
  - name: table_get
    effects:
      - {do: get, map: arg0, key: arg1, into: return}
END
    echo 'models: [table.yaml]' >.mapleak.yml
}

# write_leak FILE [FUNCTION [COMMENT]]: line 3 leaks a map.
write_leak() {
    cat >"$1" <<END
#include "table.h"
int ${2:-leak}(const char *name) {
    table *t = table_new();${3:+ // $3}
    if (!t)
        return -1;
    table_set(t, name, 0);
    return 0;
}
END
}

write_clean() {
    cat >"$1" <<END
#include "table.h"
int ${2:-clean}(const char *name) {
    table *t = table_new();
    if (!t)
        return -1;
    table_set(t, name, 0);
    table_free(t);
    return 0;
}
END
}

# write_database FILE…: a compile database of these, in this folder.
write_database() {
    separator='['
    : >compile_commands.json
    for unit; do
        printf '%s\n{"directory": "%s", "file": "%s", "arguments": ["cc", "-c", "%s"]}' \
            "$separator" "$(pwd)" "$unit" "$unit" >>compile_commands.json
        separator=,
    done
    printf '\n]\n' >>compile_commands.json
}

# write_bomb FILE: a unit whose preprocessing takes years, and no memory.
write_bomb() {
    {
        echo '#define B0 1+'
        for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
            b=B$((n - 1))
            echo "#define B$n $b $b $b $b $b $b $b $b"
        done
        echo '#if B15 1'
        echo '#endif'
    } >"$1"
}

run_test() {
    folder=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "cd / && rm -rf '$folder'" EXIT
    trap 'exit 1' HUP INT PIPE TERM
    cd "$folder"
    $test_name
}
