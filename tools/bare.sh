#!/bin/sh
# Tries the README's two commands on a machine that has nothing: a fresh Debian 12 in a chroot of its own, with a clone of
# this repository as it is committed. Needs root, debootstrap, git, and the network.
#
#   tools/bare.sh [--only demo|test] [--as root|user|both] [--mirror URL] [--port N] [--keep]
#
# --only: one of the two commands. --as: root (usual), an ordinary user with sudo, or one after the other. --mirror: where
# Debian's packages come from. --port: on which ./dev demo serves. --keep: leaves the chroot and tells where it is.
#
# All of it runs in namespaces of its own: mounts and processes are gone when it ends, also when it is killed.
# shellcheck disable=SC2317 # what is called by name, or after `exit` in its eyes
set -eu

repository=$(cd "$(dirname "$0")/.." && pwd)
suite=bookworm
as=root only=all port=8093 keep=no
mirror=http://deb.debian.org/debian

usage() {
    sed -n '5,8s/^# \{0,1\}//p' "$0"
}

fail() {
    printf 'bare.sh: %s\n' "$*" >&2
    exit 1
}

wrong() {
    printf 'bare.sh: %s\n' "$*" >&2
    usage >&2
    exit 2
}

read_flags() {
    while [ $# -gt 0 ]; do
        case "$1" in
        --keep) keep=yes ;;
        --only | --as | --mirror | --port)
            [ $# -gt 1 ] || wrong "$1 needs a value"
            case "$1" in
            --only) only=$2 ;;
            --as) as=$2 ;;
            --mirror) mirror=$2 ;;
            --port) port=$2 ;;
            esac
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) wrong "there is no $1" ;;
        esac
        shift
    done
    case "$only" in all | demo | test) ;; *) wrong "--only is demo or test, not '$only'" ;; esac
    case "$as" in root | user | both) ;; *) wrong "--as is root, user or both, not '$as'" ;; esac
    case "$port" in *[!0-9]* | '' | ??????*) wrong "--port is a number, not '$port'" ;; esac
}

# Inside the namespaces.

# timed WHAT COMMAND…: runs it with its output in the log, and says how long it took.
timed() {
    what=$1
    shift
    began=$(date +%s)
    printf '  %-44s ' "$what"
    if "$@" >"$log" 2>&1; then
        printf '%5d s\n' $(($(date +%s) - began))
    else
        printf 'failed after %d s\n\n' $(($(date +%s) - began))
        tail -n 60 "$log"
        exit 1
    fi
}

# Only what a program may expect of any machine; nothing of this one's disk.
mount_system() {
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
    for device in null zero full random urandom tty; do
        : >"$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    for number in 0:stdin 1:stdout 2:stderr; do
        ln -s "/proc/self/fd/${number%:*}" "$root/dev/${number#*:}"
    done
}

# A network behind a proxy of its own: its certificates, and how it is reached.
copy_network() {
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    cp /etc/hosts "$root/etc/hosts"
    printf 'deb %s %s main\ndeb %s %s-updates main\n' "$mirror" "$suite" "$mirror" "$suite" \
        >"$root/etc/apt/sources.list"
    set -- /usr/local/share/ca-certificates/*.crt
    [ -e "$1" ] || return 0
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp "$@" "$root/usr/local/share/ca-certificates/"
    cat "$@" >"$root/etc/extra-ca.pem"
}

inside() {
    extra=
    [ ! -e "$root/etc/extra-ca.pem" ] || extra=NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem
    env -i HOME="$home" LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        PORT="$port" ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
        ${no_proxy:+"no_proxy=$no_proxy"} ${extra:+"$extra"} chroot "$@"
}

as_root() {
    inside "$root" "$@"
}

as_newcomer() {
    inside --userspec="$who:$who" --groups= "$root" "$@"
}

add_user() {
    as_root apt-get update
    as_root apt-get install -y --no-install-recommends sudo
    as_root useradd --create-home --shell /bin/bash newcomer
    printf 'newcomer ALL=(ALL) NOPASSWD: ALL\n' >"$root/etc/sudoers.d/newcomer"
    chmod 440 "$root/etc/sudoers.d/newcomer"
}

clone() {
    git -c safe.directory="*" clone --quiet --no-hardlinks "$repository" "$root$home/varde"
    as_root chown -R "$who:" "$home/varde"
}

# The commands, as a newcomer types them.

dev() {
    # shellcheck disable=SC2016 # for the shell inside
    as_newcomer sh -c 'cd "$HOME/varde" && exec ./dev "$@"' dev "$@"
}

# Logs in as the nurse, by what ./dev has installed, and counts the rows of the list.
list_rows() {
    # shellcheck disable=SC2016
    as_newcomer sh -c '
        jar=$(mktemp)
        trap "rm -f $jar" EXIT
        url=http://127.0.0.1:$PORT
        curl -sf -c "$jar" -H "Content-Type: application/json" -d "{\"login\": \"nurse\"}" "$url/api/session" >/dev/null &&
            curl -sf -b "$jar" "$url/api/worklist" | grep -o "\"zone\":" | wc -l' 2>/dev/null || echo 0
}

demo_answers() {
    dev demo &
    demo=$!
    rows=0
    while [ "$rows" -eq 0 ]; do
        sleep 1
        kill -0 "$demo" 2>/dev/null || return 1
        ! as_root sh -c "command -v curl" >/dev/null 2>&1 || rows=$(list_rows)
    done
}

try_demo() {
    timed "./dev demo, until the nurse sees the list" demo_answers
    printf '  %-44s %5d rows\n' "the nurse's list" "$rows"
    as_root sh -c "kill -INT \$(cat /proc/[0-9]*/stat | awk '\$2 == \"(varde)\" { print \$1 }')"
    wait "$demo" || true
    timed "./dev demo again, until the list" demo_answers
    as_root sh -c "kill -INT \$(cat /proc/[0-9]*/stat | awk '\$2 == \"(varde)\" { print \$1 }')"
    wait "$demo" || true
}

try_test() {
    timed "./dev test" dev test
    printf '  %s\n' "$(tail -n 1 "$log")"
}

# As the first process of the namespaces.
in_namespaces() {
    who=$1 root=$2 log=$2.log
    home=/root
    printf 'A bare Debian 12, as %s:\n' "$who"
    timed "debootstrap" debootstrap --variant=minbase "$suite" "$root" "$mirror"
    copy_network
    mount_system
    if [ "$who" != root ]; then
        home=/home/$who
        timed "an ordinary user with sudo" add_user
    fi
    timed "git clone" clone
    [ "$only" = test ] || try_demo
    [ "$only" = demo ] || try_test
}

# Outside of them.

finish() {
    status=$?
    trap - EXIT INT TERM HUP
    [ -z "${child:-}" ] || kill -KILL "$child" 2>/dev/null || true
    [ -z "${child:-}" ] || wait "$child" 2>/dev/null || true
    if [ "$keep" = yes ]; then
        printf 'kept: %s\n' "$folder"
    elif grep -q " $folder" /proc/self/mounts; then
        printf 'bare.sh: something is still mounted below %s: it is left there\n' "$folder" >&2
        status=1
    else
        rm -rf --one-file-system "$folder"
    fi
    exit "$status"
}

try_as() {
    # When this shell dies, so does unshare; then the first process in there, and with it all others.
    setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child -- \
        sh "$0" --inside "$1" "$folder/$1" "$only" "$mirror" "$port" &
    child=$!
    wait "$child"
    child=
}

main() {
    if [ "${1:-}" = --inside ]; then
        only=$4 mirror=$5 port=$6
        in_namespaces "$2" "$3"
        return
    fi
    read_flags "$@"
    [ "$(id -u)" -eq 0 ] || fail "run it as root: it mounts, and changes into another root folder"
    for program in debootstrap git unshare setpriv; do
        command -v "$program" >/dev/null || fail "$program is missing here: install it first"
    done
    folder=$(mktemp -d "${TMPDIR:-/tmp}/varde-bare.XXXXXX")
    chmod 755 "$folder"
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    [ "$as" = user ] || try_as root
    [ "$as" = root ] || try_as newcomer
}

# On one line, so that a script that is changed while it runs does no harm.
main "$@"; exit
