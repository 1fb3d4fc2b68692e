#!/bin/sh
# All checks that need no running program, after ./dev has set up and built. Every check runs; what they find is shown
# as file:line and what to do.
set -eu
cd "$(dirname "$0")/.."
mkdir -p var/log
export PYTHONDONTWRITEBYTECODE=1

bad=0

# check NAME COMMAND…
check() {
    name=$1
    shift
    begun=$(date +%s)
    if "$@" >var/log/lint.log 2>&1; then
        printf '  %-12s good %5s s\n' "$name" $(($(date +%s) - begun))
    else
        printf '  %-12s BAD  %5s s\n' "$name" $(($(date +%s) - begun))
        cat var/log/lint.log
        bad=$((bad + 1))
    fi
}

format() {
    find src test fuzz bench evaluate -name '*.[ch]' -print0 |
        xargs -0 -r clang-format --dry-run -Werror && return 0
    echo "Put it right with: clang-format -i FILE"
    return 1
}

scripts() {
    # shellcheck disable=SC2046 # our own names, without blanks
    shellcheck -x dev .ci/run $(find tools -name '*.sh')
}

web() {
    npx --no-install eslint --no-error-on-unmatched-pattern --max-warnings 0 web test tools bench '*.js' '*.ts'
}

types() {
    [ -n "$(find web -name '*.ts' -o -name '*.tsx')" ] || return 0
    npx --no-install tsc --noEmit
}

check format format
check includes tools/check_includes
check banned tools/check_banned
check lengths tools/check_lengths
check texts tools/check_texts
check trace tools/check_trace
check licences tools/check_licences
check scripts scripts
check types types
check web web
check tidy tools/tidy build/asan

if [ "$bad" -ne 0 ]; then
    printf '%s of the checks found something\n' "$bad"
    exit 1
fi
