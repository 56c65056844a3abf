#!/usr/bin/env bash
# A PostgreSQL server for tests: on 127.0.0.1, on a free port, in a temporary folder, without fsync. Not for content that matters.
#
#   eng/postgres.sh install   installs PostgreSQL by apt where there is none
#   eng/postgres.sh start     makes and starts the server; does nothing when it runs
#   eng/postgres.sh env       prints ARCHIVOLT_TEST_POSTGRES=… for the shell: eval "$(eng/postgres.sh env)"
#   eng/postgres.sh stop      ends the server and deletes it
#
# ARCHIVOLT_POSTGRES_DIR names its folder; several servers have several folders.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_POSTGRES_DIR:-${TMPDIR:-/tmp}/archivolt-postgres-$(id -un)}

# Debian keeps the server's programs out of the PATH.
program() {
    command -v "$1" 2>/dev/null && return
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin/"$1" /opt/homebrew/opt/postgresql*/bin/"$1" 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] && echo "$found"
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$dir" "$@"
    else
        "$@"
    fi
}

install() {
    program initdb >/dev/null && return
    install_packages postgresql || fail "PostgreSQL 13 or later is needed: apt-get install postgresql"
}

is_running() { [ -s "$dir/port" ] && "$(program pg_isready)" -q -h 127.0.0.1 -p "$(cat "$dir/port")"; }

settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 -c shared_buffers=128MB"
settings+=" -c fsync=off -c full_page_writes=off"

start() {
    is_running && return
    program initdb >/dev/null || fail "PostgreSQL is not installed: eng/postgres.sh install"
    rm -rf "$dir"
    mkdir -p "$dir"
    head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$dir/password"
    [ "$(id -u)" != 0 ] || chown -R postgres: "$dir"
    chmod 700 "$dir"
    cd "$dir"
    # A linguistic collation where there is one: what needs an order of bytes has to say so.
    local collation=()
    ! "$(program initdb)" --help | grep -q locale-provider || collation=(--locale-provider=icu --icu-locale=en-US)
    as_owner "$(program initdb)" -D "$dir/data" -U archivolt --pwfile="$dir/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 \
        "${collation[@]}" -N >"$dir/initdb.log"
    local attempt
    for attempt in 1 2 3 4 5; do
        free_port >"$dir/port"
        if as_owner "$(program pg_ctl)" -D "$dir/data" -s -w -t 60 -l "$dir/data/log" -o "-p $(cat "$dir/port") $settings" start; then
            return
        fi
    done
    cat "$dir/data/log" >&2
    exit 3
}

stop() {
    [ -d "$dir" ] || return 0
    cd /
    [ ! -e "$dir/data/postmaster.pid" ] || as_owner "$(program pg_ctl)" -D "$dir/data" -s -m immediate stop || true
    rm -rf "$dir"
}

case ${1:-} in
install) install ;;
start) start ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/postgres.sh start"
    echo "export ARCHIVOLT_TEST_POSTGRES='Host=127.0.0.1;Port=$(cat "$dir/port");Username=archivolt;Password=$(cat "$dir/password");Database=postgres'"
    ;;
*)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
