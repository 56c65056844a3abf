#!/usr/bin/env bash
# A server of WebDAV for tests: Apache on 127.0.0.1, on a free port, in a temporary folder. Not for content that matters.
#
#   eng/webdav.sh install   installs Apache by apt where there is none
#   eng/webdav.sh start     makes and starts the server; does nothing when it runs
#   eng/webdav.sh status    says what runs; fails where it does not
#   eng/webdav.sh env       prints ARCHIVOLT_TEST_WEBDAV=… for the shell: eval "$(eng/webdav.sh env)"
#   eng/webdav.sh stop      ends the server and deletes it
#
# ARCHIVOLT_WEBDAV_DIR names its folder; several servers have several folders.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_WEBDAV_DIR:-${TMPDIR:-/tmp}/archivolt-webdav-$(id -un)}
modules=/usr/lib/apache2/modules
user=archivolt password=archivolt-test-secret

install() {
    [ -x /usr/sbin/apache2 ] && command -v openssl >/dev/null && command -v curl >/dev/null && return
    install_packages apache2-bin openssl curl || fail "Apache is needed: apt-get install apache2-bin openssl curl"
}

is_running() {
    is_alive "$dir/apache.pid" &&
        curl -fs -m 2 -o /dev/null -u "$user:$password" -X PROPFIND -H 'Depth: 0' "http://127.0.0.1:$(cat "$dir/port")/dav/"
}

configure() {
    local module
    mkdir -p "$dir/data/dav" "$dir/lock"
    free_port >"$dir/port"
    echo "$user:$(openssl passwd -apr1 "$password")" >"$dir/users"
    {
        for module in mpm_event authn_core authn_file authz_core authz_user auth_basic dav dav_fs dav_lock; do
            [ ! -e "$modules/mod_$module.so" ] || echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        [ "$(id -u)" != 0 ] || printf 'User www-data\nGroup www-data\n'
        cat <<X
ServerRoot $dir
ServerName localhost
Listen 127.0.0.1:$(cat "$dir/port")
PidFile $dir/pidfile
ErrorLog $dir/error.log
LogLevel error
DocumentRoot $dir/data
DAVLockDB $dir/lock/db
LimitRequestBody 0
<Location /dav>
  DAV On
  AuthType Basic
  AuthName dav
  AuthUserFile $dir/users
  Require valid-user
</Location>
X
    } >"$dir/conf"
    [ "$(id -u)" != 0 ] || { chmod 755 "$dir" && chown -R www-data: "$dir/data" "$dir/lock"; }
}

start() {
    ! is_running || return 0
    [ -x /usr/sbin/apache2 ] || fail "Apache is not installed: eng/webdav.sh install"
    stop
    configure
    spawn apache /usr/sbin/apache2 -f "$dir/conf" -DFOREGROUND
    wait_for is_running
}

stop() {
    end "$dir/apache.pid"
    rm -rf "$dir"
}

case ${1:-} in
install) install ;;
start) start ;;
status) is_running && echo "Apache runs" || { echo "Apache does not run"; exit 1; } ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/webdav.sh start"
    echo "export ARCHIVOLT_TEST_WEBDAV='http://$user:$password@127.0.0.1:$(cat "$dir/port")/dav'"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
