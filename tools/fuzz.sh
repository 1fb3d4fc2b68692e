#!/bin/sh
# Runs fuzzers that ./dev has built: tools/fuzz.sh SECONDS FUZZER…. The corpus in fuzz/corpus/NAME and the words in
# fuzz/dict/NAME.dict are read; new inputs that reach new code are kept in var/fuzz/NAME/corpus, and what breaks a program
# in var/fuzz/NAME.
set -eu
cd "$(dirname "$0")/.."

seconds=$1
shift
export ASAN_OPTIONS=detect_leaks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

found=0
for fuzzer; do
    name=${fuzzer#fuzz_}
    dir=var/fuzz/$name
    mkdir -p "$dir/corpus"
    words=
    [ ! -e "fuzz/dict/$name.dict" ] || words=-dict=fuzz/dict/$name.dict
    if "build/fuzz/$fuzzer" ${words:+"$words"} -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$dir/" "$dir/corpus" "fuzz/corpus/$name" >"$dir/log" 2>&1; then
        printf '  %-20s %12s runs, nothing found\n' "$name" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/log")"
    else
        found=$((found + 1))
        printf '\n── %s found something; try it again with: build/fuzz/%s FILE\n' "$name" "$fuzzer"
        grep -v '^#' "$dir/log" | tail -n 60
    fi
done
[ "$found" -eq 0 ] || {
    printf '%s of %s fuzzers found something\n' "$found" "$#"
    exit 1
}
printf 'no fuzzer of %s found anything\n' "$#"
