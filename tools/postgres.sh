#!/bin/sh
# A throw-away PostgreSQL: own data, own socket in a temporary folder, no TCP. PostgreSQL refuses root, so root runs
# it as the user postgres.
#
#   tools/postgres.sh run [--durable] COMMAND…   runs COMMAND with VARDE_TEST_POSTGRES set, and removes all afterwards
#   tools/postgres.sh start [--durable]          prints the URL of a new cluster
#   tools/postgres.sh url                        the URL of the one that was started
#   tools/postgres.sh stop                       stops it and removes it
#
# --durable: with fsync, as in real use, and never on a memory disk (for benchmarks). Otherwise made to be fast.
set -eu

state="$(cd "$(dirname "$0")/.." && pwd)/var/postgres.dir"

die() {
    printf 'postgres.sh: %s\n' "$*" >&2
    exit 1
}

usage() {
    sed -n '5,8s/^# *//p' "$0" >&2
    exit 2
}

as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        # From the root folder, since postgres may not read the one we stand in.
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

find_programs() {
    bin=
    for path in /usr/lib/postgresql/*/bin; do
        [ -x "$path/initdb" ] && bin=$path
    done
    [ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
    [ -x "$bin/initdb" ] || die "no PostgreSQL here: install Debian's package postgresql"
}

temporary_folder() {
    base=${TMPDIR:-/tmp}
    if [ "$1" = durable ] && [ "$(stat -f -c %T "$base")" = tmpfs ]; then
        base=/var/tmp
    fi
    mktemp -d "$base/varde-pg.XXXXXX"
}

remove() {
    [ -d "$1" ] || return 0
    if [ -s "$1/data/postmaster.pid" ]; then
        as_postgres "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$1"
}

# A cluster whose owner was killed stays behind: the next one clears it away.
remove_orphans() {
    for old in "${TMPDIR:-/tmp}"/varde-pg.* /var/tmp/varde-pg.*; do
        [ -O "$old/owner" ] || continue
        owner=$(cat "$old/owner")
        if [ "$owner" != none ] && ! kill -0 "$owner" 2>/dev/null; then
            remove "$old"
        fi
    done
}

settings() {
    printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$1'" \
        'max_connections = 200' "timezone = 'UTC'" 'logging_collector = off'
    if [ "$2" = fast ]; then
        printf '%s\n' 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off' \
            'shared_buffers = 64MB'
    else
        printf '%s\n' 'fsync = on' 'synchronous_commit = on' 'full_page_writes = on' \
            'shared_buffers = 256MB' 'max_wal_size = 4GB'
    fi
}

# create fast|durable OWNER: makes and starts one in $dir.
create() {
    find_programs
    remove_orphans
    dir=$(temporary_folder "$1")
    trap 'remove "$dir"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    [ "${#dir}" -le 80 ] || die "TMPDIR is too long for a socket: $dir"
    printf '%s\n' "$2" >"$dir/owner"
    [ "$(id -u)" -ne 0 ] || chown postgres "$dir"
    as_postgres "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
        --no-sync --no-instructions >"$dir/initdb.log" 2>&1 || die "initdb failed: $(cat "$dir/initdb.log")"
    settings "$dir" "$1" >>"$dir/data/postgresql.conf"
    as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 start >/dev/null 2>&1 ||
        die "it did not start: $(tail -n 20 "$dir/data/server.log" 2>/dev/null)"
    url="postgresql:///postgres?host=$dir&user=postgres"
}

start() {
    if [ -s "$state" ] && [ -d "$(cat "$state")" ]; then
        die "one is running already: tools/postgres.sh url, or stop"
    fi
    mkdir -p "$(dirname "$state")"
    # It outlives this script: only stop removes it.
    create "$1" none
    printf '%s\n' "$dir" >"$state"
    trap - EXIT
    printf '%s\n' "$url"
}

stop() {
    [ -s "$state" ] || die "none was started"
    find_programs
    remove "$(cat "$state")"
    rm -f "$state"
}

main() {
    command=${1:-}
    [ $# -eq 0 ] || shift
    mode=fast
    if [ "${1:-}" = --durable ]; then
        mode=durable
        shift
    fi
    case "$command" in
    run)
        [ $# -gt 0 ] || usage
        create "$mode" $$
        # Debian's own psql asks by Perl which version is meant, each time.
        PATH=$bin:$PATH
        VARDE_TEST_POSTGRES=$url "$@"
        ;;
    start) start "$mode" ;;
    stop) stop ;;
    url)
        [ -s "$state" ] || die "none was started"
        printf 'postgresql:///postgres?host=%s&user=postgres\n' "$(cat "$state")"
        ;;
    *) usage ;;
    esac
}

# On one line, so that a script that is changed while it runs does no harm.
main "$@"; exit
