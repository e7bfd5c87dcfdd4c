#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# compare.sh array MAP_STREAM MAP_LOG FOLDER [ROUNDS]
# compare.sh go MAP_STREAM MAP_LOG FOLDER ROUNDS GO
#
# Carries streams of every kind of keys and size of values out on the reference map and on a sorted
# array, or on Go's own map, and compares the logs. FOLDER is for what is made here. Exit 77: there
# is no Go with the map in question.
set -eu
with=$1
stream=$2
log=$3
folder=$4/$1
rounds=${5:-2}
go=${6:-}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$folder"

if [ "$with" = go ]; then
    if [ -z "$go" ] || [ ! -x "$go" ]; then
        echo "skipped: no Go; install the package golang-1.19-go"
        exit 77
    fi
    case $("$go" version) in
    *go1.1[89].* | *go1.2[0-3]*) ;;
    *)
        echo "skipped: $("$go" version) has another map; install the package golang-1.19-go"
        exit 77
        ;;
    esac
    (cd "$here/twin" && GOENV=off GOWORK=off GOPROXY=off GOFLAGS=-mod=mod CGO_ENABLED=0 \
        GOPATH=$folder/go GOCACHE=$folder/cache "$go" build -trimpath -buildvcs=false -o "$folder/twin")
fi

carry_out() {
    if [ "$with" = go ]; then
        "$folder/twin" "$1"
    else
        "$log" array "$1"
    fi
}

round=0
seed=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    for kind in u32 u64 f64 str; do
        for size in 0 8 200; do
            seed=$((seed + 1))
            name=$folder/$kind-$size-$seed
            "$stream" $kind $size $seed >"$name.stream"
            "$log" gomap "$name.stream" >"$name.gomap"
            carry_out "$name.stream" >"$name.other"
            if ! cmp -s "$name.gomap" "$name.other"; then
                echo "$name.gomap and $name.other differ:"
                diff "$name.gomap" "$name.other" | head -5
                exit 1
            fi
            echo "$kind keys, $size bytes of values, seed $seed: $(wc -l <"$name.stream") operations"
            rm -f "$name.stream" "$name.gomap" "$name.other"
        done
    done
done
