#!/usr/bin/env bash
# A server of Azure Blob Storage for tests: Azurite on 127.0.0.1, on a free port, in memory. Not for content that matters.
#
#   eng/azurite.sh install   installs Azurite by npm where there is none
#   eng/azurite.sh start     starts the server; does nothing when it runs
#   eng/azurite.sh status    says what runs; fails where it does not
#   eng/azurite.sh env       prints ARCHIVOLT_TEST_AZURE=… for the shell: eval "$(eng/azurite.sh env)"
#   eng/azurite.sh stop      ends the server and deletes it
#
# ARCHIVOLT_AZURITE_DIR names its folder; several servers have several folders. The package stays in ARCHIVOLT_AZURITE_PACKAGE.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_AZURITE_DIR:-${TMPDIR:-/tmp}/archivolt-azurite-$(id -un)}
package=${ARCHIVOLT_AZURITE_PACKAGE:-${TMPDIR:-/tmp}/archivolt-azurite-package-$(id -un)}
version=3.37.0
# Everybody knows the account's key: it is Azurite's own.
account=devstoreaccount1 key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

install() {
    [ ! -e "$package/installed" ] || return 0
    command -v npm >/dev/null || install_packages nodejs npm curl || fail "npm is needed: apt-get install nodejs npm curl"
    mkdir -p "$package"
    echo '{"private":true}' >"$package/package.json"
    (cd "$package" && npm install --no-audit --no-fund --ignore-scripts "azurite@$version" >install.log 2>&1) ||
        { echo "Azurite is needed: npm install azurite@$version" >&2; tail -n 5 "$package/install.log" >&2; exit 3; }
    touch "$package/installed"
}

is_running() { is_alive "$dir/azurite.pid" && [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$(cat "$dir/port")/$account?comp=list")" = 403 ]; }

start() {
    ! is_running || return 0
    [ -e "$package/installed" ] || fail "Azurite is not installed: eng/azurite.sh install"
    stop
    mkdir -p "$dir"
    free_port >"$dir/port"
    spawn azurite node "$package/node_modules/azurite/dist/src/blob/main.js" --blobHost 127.0.0.1 --blobPort "$(cat "$dir/port")" --silent \
        --skipApiVersionCheck --disableTelemetry --inMemoryPersistence
    wait_for is_running
}

stop() {
    end "$dir/azurite.pid"
    rm -rf "$dir"
}

case ${1:-} in
install) install ;;
start) start ;;
status) is_running && echo "azurite runs" || { echo "azurite does not run"; exit 1; } ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/azurite.sh start"
    echo "export ARCHIVOLT_TEST_AZURE='http://127.0.0.1:$(cat "$dir/port")/$account'"
    echo "export ARCHIVOLT_TEST_AZURE_KEY='$key'"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
