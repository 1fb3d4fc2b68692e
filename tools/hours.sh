#!/bin/sh
# Runs suites at other times than now: every program of them (Node, the program, PostgreSQL and its psql, Python, the
# browser) sees a clock that is ahead or behind (tools/clock.c), and goes on from there.
#
#   tools/hours.sh [TIME…] [SUITE…]    TIME: HH:MM today, or YYYY-MM-DDTHH:MM[Z], in Norway's time, or UTC with Z
#                                      SUITE: api, web; both when none is named
set -eu
cd "$(dirname "$0")/.."

# Either side of both midnights (Norway's and UTC's), the days when clocks change, the turn of the year.
TIMES='00:10 02:30 07:30 12:00 23:30 2026-03-29T01:57 2026-03-29T23:30 2026-10-25T00:57Z 2026-10-25T23:30 2026-12-31T23:40'
SUITES='api web'

die() {
    printf 'hours.sh: %s\n' "$*" >&2
    exit 2
}

# away TIME: how many seconds from now, "+N" or "-N".
away() {
    case "$1" in
    *T*) at=$1 ;;
    *) at="$(TZ=Europe/Oslo date +%F)T$1" ;;
    esac
    then=$(TZ=Europe/Oslo date -d "$at" +%s 2>/dev/null) || die "not a time in Norway: $1"
    printf '%+d\n' $((then - $(date +%s)))
}

# at TIME SUITE…: false when one of its tests fails. What they write is kept under var/log/hours.
at() {
    time=$1
    shift
    by=$(away "$time")
    printf '· %s in Norway (%ss away): %s\n' "$time" "$by" "$*"
    status=0
    # A distance, not a beginning: all programs go by one clock, whenever they start.
    LD_PRELOAD="$clock" CLOCK_AWAY=$by tools/postgres.sh run tools/test.sh "$@" || status=$?
    kept="var/log/hours/$(printf '%s' "$time" | tr ':' '.')"
    mkdir -p "$kept"
    for suite; do
        cp "var/log/test-$suite.log" "var/log/test-$suite.tap" "$kept/" 2>/dev/null || true
    done
    return "$status"
}

times=
suites=
for word; do
    case "$word" in
    api | web) suites="$suites $word" ;;
    [0-9]*)
        away "$word" >/dev/null
        times="$times $word"
        ;;
    *) die "neither a time nor a suite (api, web): $word" ;;
    esac
done

clock=$PWD/build/hours/clock.so
mkdir -p build/hours
"${CC:-cc}" -std=gnu11 -Wall -Wextra -Werror -O2 -shared -fPIC -o "$clock" tools/clock.c -ldl
failed=
for time in ${times:-$TIMES}; do
    # shellcheck disable=SC2086 # one word is one suite
    at "$time" ${suites:-$SUITES} || failed="$failed $time"
done
[ -z "$failed" ] || {
    printf 'failed at:%s (var/log/hours has what was said)\n' "$failed"
    exit 1
}
