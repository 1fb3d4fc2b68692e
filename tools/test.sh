#!/bin/sh
# Runs the suites named, which ./dev has built, and ends with the line "N passed, N failed". The stores and the API
# are also tried on the PostgreSQL of VARDE_TEST_POSTGRES.
#
#   tools/test.sh SUITE…    unit, threads, store (C), tools, api, web (Node)
set -eu
cd "$(dirname "$0")/.."

tally=var/log/tally.$$
beside=
trap 'rm -f "$tally"; [ -z "$beside" ] || kill "$beside"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -p var/log
: >"$tally"

# Undefined behaviour must stop the program, or the test would pass.
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
export CMOCKA_MESSAGE_OUTPUT=TAP
: "${VARDE_BIN:=$PWD/build/varde}"
export VARDE_BIN

# Thread sanitizer and newer kernels disagree about random addresses.
steady=
if setarch "$(uname -m)" -R true 2>/dev/null; then
    steady="setarch $(uname -m) -R"
fi

# run_c BUILD_DIR SUITE
run_c() {
    rm -f "$1/meson-logs/$2.json"
    # Four on two cores: those of the stores and threads wait more than they work.
    # shellcheck disable=SC2086 # a command and its arguments
    exec $steady meson test -C "$1" --no-rebuild --suite "$2" --num-processes 4 --timeout-multiplier 3 \
        --logbase "$2" >"var/log/test-$2.log" 2>&1
}

# count_c BUILD_DIR SUITE BEGUN STATUS: what it came to, when its last line is written.
count_c() {
    node tools/count_tests.mjs meson "$2" $(($(date -r "var/log/test-$2.log" +%s) - $3)) "$4" \
        "$1/meson-logs/$2.json" "$tally"
}

# c_suite BUILD_DIR SUITE
c_suite() {
    begun=$(date +%s)
    status=0
    (run_c "$1" "$2") || status=$?
    count_c "$1" "$2" "$begun" "$status"
}

# end_stores: waits for what was begun below.
end_stores() {
    status=0
    wait "$beside" || status=$?
    beside=
    count_c build/asan store "$stores_begun" "$status"
}

# node_suite SUITE: the files test/SUITE/*.test.mjs
node_suite() {
    begun=$(date +%s)
    tap=var/log/test-$1.tap
    spec=var/log/test-$1.log
    rm -f "$tap" "$spec"
    status=0
    timeout -k 10 2400 node tools/run_node.mjs "$1" "$tap" "$spec" >>"var/log/test-$1.out" 2>&1 || status=$?
    node tools/count_tests.mjs node "$1" $(($(date +%s) - begun)) "$status" "$tap" "$spec" "$tally"
}

# The stores leave a third of two cores idle: the suites before them run beside them. What they come to is told in its
# turn.
case " $* " in
*" store "*)
    stores_begun=$(date +%s)
    run_c build/asan store &
    beside=$!
    ;;
esac

for suite; do
    case "$suite" in
    unit) c_suite build/asan unit ;;
    store) end_stores ;;
    threads) c_suite build/tsan threads ;;
    tools | api | web) node_suite "$suite" ;;
    *)
        printf 'no such suite: %s\n' "$suite" >&2
        exit 2
        ;;
    esac
done
node tools/count_tests.mjs total "$tally"
