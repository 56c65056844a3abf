#!/usr/bin/env bash
# A server that speaks the wire protocol of MongoDB, for tests: not mongod, of which no package is to be had. eng/mongo.py on 127.0.0.1, on a free port, in memory.
#
#   eng/mongo.sh install   installs the Debian packages it is made of where they are missing
#   eng/mongo.sh start     starts the server; does nothing when it runs
#   eng/mongo.sh status    says what runs; fails where it does not
#   eng/mongo.sh env       prints ARCHIVOLT_TEST_MONGO=… for the shell: eval "$(eng/mongo.sh env)"
#   eng/mongo.sh stop      ends the server and deletes it
#
# ARCHIVOLT_MONGO_DIR names its folder; several servers have several folders.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_MONGO_DIR:-${TMPDIR:-/tmp}/archivolt-mongo-$(id -un)}
server=$(cd "$(dirname "$0")" && pwd)/mongo.py
packages=(python3-mockupdb python3-mongomock python3-pymongo python3-bson-ext)
user=archivolt password=archivolt-test-secret

install() {
    dpkg -s "${packages[@]}" >/dev/null 2>&1 || install_packages "${packages[@]}" || fail "These packages are needed: ${packages[*]}"
}

is_running() { is_alive "$dir/mongo.pid" && (exec 3<>"/dev/tcp/127.0.0.1/$(cat "$dir/port")") 2>/dev/null; }

start() {
    ! is_running || return 0
    stop
    mkdir -p "$dir"
    free_port >"$dir/port"
    MONGO_USER=$user MONGO_PASSWORD=$password spawn mongo /usr/bin/python3 "$server" "$(cat "$dir/port")"
    wait_for is_running
}

stop() {
    end "$dir/mongo.pid"
    rm -rf "$dir"
}

case ${1:-} in
install) install ;;
start) start ;;
status) is_running && echo "mongo.py runs" || { echo "mongo.py does not run"; exit 1; } ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/mongo.sh start"
    echo "export ARCHIVOLT_TEST_MONGO='mongodb://$user:$password@127.0.0.1:$(cat "$dir/port")/?directConnection=true'"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
