#!/usr/bin/env bash
# A MariaDB server for tests: on 127.0.0.1, on a free port, in a temporary folder, without fsync. Not for content that matters.
#
#   eng/mariadb.sh install   installs MariaDB by apt where there is none
#   eng/mariadb.sh start     makes and starts the server; does nothing when it runs
#   eng/mariadb.sh env       prints ARCHIVOLT_TEST_MARIADB=… for the shell: eval "$(eng/mariadb.sh env)"
#   eng/mariadb.sh stop      ends the server and deletes it
#
# ARCHIVOLT_MARIADB_DIR names its folder; several servers have several folders.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_MARIADB_DIR:-${TMPDIR:-/tmp}/archivolt-mariadb-$(id -un)}

program() { command -v "$1" 2>/dev/null || { [ -x "/usr/sbin/$1" ] && echo "/usr/sbin/$1"; }; }

install() {
    program mariadbd >/dev/null && return
    install_packages mariadb-server || fail "MariaDB 10.5 or later is needed: apt-get install mariadb-server"
}

is_running() { [ -s "$dir/port" ] && mariadb-admin --no-defaults -S "$dir/socket" -u root ping >/dev/null 2>&1; }

start() {
    is_running && return
    program mariadbd >/dev/null || fail "MariaDB is not installed: eng/mariadb.sh install"
    rm -rf "$dir"
    mkdir -p "$dir/data"
    local user=()
    # MariaDB refuses to run as root unless it is told whose it is.
    [ "$(id -u)" != 0 ] || { user=(--user=mysql); chown -R mysql: "$dir"; }
    chmod 755 "$dir"
    mariadb-install-db --no-defaults "${user[@]}" --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db >"$dir/mariadb.log" 2>&1
    local password; password=$(head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n')
    printf "CREATE DATABASE archivolt;\nCREATE USER archivolt@'127.0.0.1' IDENTIFIED BY '%s';\nGRANT ALL ON archivolt.* TO archivolt@'127.0.0.1';\n" "$password" >"$dir/init.sql"
    printf '%s' "$password" >"$dir/password"
    free_port >"$dir/port"
    spawn mariadb "$(program mariadbd)" --no-defaults "${user[@]}" --datadir="$dir/data" --socket="$dir/socket" --bind-address=127.0.0.1 \
        --port="$(cat "$dir/port")" --skip-name-resolve --innodb-flush-log-at-trx-commit=0 --init-file="$dir/init.sql"
    wait_for is_running
}

stop() {
    end "$dir/mariadb.pid"
    rm -rf "$dir"
}

case ${1:-} in
    install | start | stop) "$1" ;;
    env)
        is_running || fail "The server does not run: eng/mariadb.sh start"
        echo "export ARCHIVOLT_TEST_MARIADB='Server=127.0.0.1;Port=$(cat "$dir/port");User ID=archivolt;Password=$(cat "$dir/password");Database=archivolt'"
        ;;
    *) sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
