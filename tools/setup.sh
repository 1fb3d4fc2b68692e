# shellcheck shell=sh
# Makes a bare Debian 12 ready: Debian's packages, a fitting Node, the npm packages. Sourced by ./dev.
# Each step looks first and does nothing when all is there, so no network is needed the second time.

say() { printf '· %s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# step LOG COMMAND…: runs quietly with its output in var/log/LOG.log, and shows the end of it when it fails.
step() {
    log="var/log/$1.log"
    shift
    if ! "$@" >"$log" 2>&1 </dev/null 9>&-; then
        tail -n 60 "$log" >&2
        fail "Failed: $* (the whole output is in $log)"
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Two ./dev must not install or build at the same time. Descriptor 9 holds the lock.
lock() {
    mkdir -p var/log
    exec 9>var/setup.lock
    command -v flock >/dev/null || return 0
    if ! flock -n 9; then
        say "waiting for another ./dev that installs or builds"
        flock 9
    fi
}

unlock() { exec 9>&-; }

# The packages of packages.txt under the headings named.
packages() {
    for group; do
        awk -v group="$group:" '/^##/ { wanted = ($2 == group); next } wanted && NF { print $1 }' packages.txt
    done | sort -u
}

missing_packages() {
    # shellcheck disable=SC2046 # one word is one package
    dpkg-query -W -f='${Package} ${db:Status-Status}\n' $(packages "$@") 2>/dev/null |
        awk '$2 == "installed" { print $1 }' | sort -u >var/installed.$$
    packages "$@" | comm -23 - var/installed.$$ | tr '\n' ' '
    rm -f var/installed.$$
}

apt_install() {
    command -v apt-get >/dev/null ||
        fail "These Debian packages are missing and there is no apt-get: $*"
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        fail "Run once as root, or install sudo: these Debian packages are missing: $*"
    [ "$(id -u)" -eq 0 ] || sudo -v || fail "sudo is needed to install: $*"
    say "installing Debian packages (first time only)"
    step apt-update as_root apt-get update
    # Some are servers, which Debian starts at once and for all who reach the machine: not these.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || ours=$policy
    [ -z "${ours:-}" ] || printf '#!/bin/sh\nexit 101\n' | as_root sh -c "cat >$policy && chmod 755 $policy"
    status=0
    (step apt-install as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$@") || status=$?
    [ -z "${ours:-}" ] || as_root rm -f "$policy"
    [ "$status" -eq 0 ] || exit "$status"
}

setup_debian() {
    missing=$(missing_packages "$@")
    # shellcheck disable=SC2086 # one word is one package
    [ -z "$missing" ] || apt_install $missing
}

# As package.json's "engines": Vite and Playwright need it.
node_fits() {
    command -v node >/dev/null && command -v npm >/dev/null || return 1
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    [ "$major" -gt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -ge 12 ]; } ||
        { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; }
}

install_npm() {
    command -v npm >/dev/null && return 0
    # Node from elsewhere brings its own npm, and Debian's would remove it.
    origin=$(dpkg-query -W -f='${Version}' nodejs 2>/dev/null || true)
    case "$origin" in
    *nodesource*) fail "Node was installed from elsewhere, without npm: install npm for it, or remove nodejs." ;;
    esac
    apt_install nodejs npm
}

setup_node() {
    node_dir="$PWD/var/node/node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin"
    if [ -x "$node_dir/node" ] && cmp -s tools/node/package-lock.json var/node/package-lock.json; then
        PATH="$node_dir:$PATH"
        export PATH
    fi
    node_fits && return 0
    install_npm
    node_fits && return 0
    say "installing Node from npm (first time only)"
    mkdir -p var/node
    cp tools/node/package.json tools/node/package-lock.json .npmrc var/node/
    step npm-node npm ci --prefix var/node --ignore-scripts --no-audit --no-fund
    [ -x "$node_dir/node" ] || fail "npm brought no Node for $(uname -m): install Node 22.12 or newer."
    PATH="$node_dir:$PATH"
    export PATH
    node_fits || fail "Node $(node --version) is too old: 20.19, 22.12 or newer is needed."
}

setup_npm() {
    stamp=$(cat package.json package-lock.json | sha256sum)
    [ "$(cat node_modules/.varde-stamp 2>/dev/null)" = "$stamp" ] && return 0
    say "installing npm packages"
    step npm-ci npm ci --ignore-scripts --no-audit --no-fund
    printf '%s\n' "$stamp" >node_modules/.varde-stamp
}

# setup GROUP…: everything that the groups of packages.txt need. Takes the lock; unlock when built.
setup() {
    [ "$(uname -s)" = Linux ] || fail "./dev needs Linux; it is made for Debian 12."
    lock
    setup_debian "$@"
    setup_node
    setup_npm
}
