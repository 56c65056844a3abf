#!/usr/bin/env bash
# A server of FTP for tests: ProFTPD on 127.0.0.1, on a free port, in a temporary folder, for one user of its own. Not for content that matters.
#
#   eng/ftp.sh install   installs ProFTPD by apt where there is none
#   eng/ftp.sh start     makes and starts the server; does nothing when it runs
#   eng/ftp.sh status    says what runs; fails where it does not
#   eng/ftp.sh env       prints ARCHIVOLT_TEST_FTP=… for the shell: eval "$(eng/ftp.sh env)"
#   eng/ftp.sh stop      ends the server and deletes it
#
# ARCHIVOLT_FTP_DIR names its folder; several servers have several folders.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_FTP_DIR:-${TMPDIR:-/tmp}/archivolt-ftp-$(id -un)}
proftpd=/usr/sbin/proftpd
user=archivolt password=archivolt-test-secret

install() {
    [ -x $proftpd ] && command -v openssl >/dev/null && return
    install_packages proftpd-core openssl || fail "ProFTPD is needed: apt-get install proftpd-core openssl"
}

is_running() {
    local line
    is_alive "$dir/proftpd.pid" && (exec 3<>"/dev/tcp/127.0.0.1/$(cat "$dir/port")" && read -r -t 2 line <&3 && [[ $line == 220* ]]) 2>/dev/null
}

configure() {
    local owner
    owner=$(id -un)
    # ProFTPD lets nobody in as root.
    [ "$(id -u)" != 0 ] || owner=www-data
    mkdir -p "$dir/data"
    chmod 755 "$dir"
    free_port >"$dir/port"
    echo "$user:$(openssl passwd -6 "$password"):$(id -u "$owner"):$(id -g "$owner")::$dir/data:/bin/false" >"$dir/users"
    chmod 600 "$dir/users"
    [ "$(id -u)" != 0 ] || chown "$owner:" "$dir/data"
    cat >"$dir/conf" <<X
ServerType standalone
ServerName archivolt
DefaultServer on
DefaultAddress 127.0.0.1
Port $(cat "$dir/port")
SocketBindTight on
UseIPv6 off
UseReverseDNS off
User $owner
Group $(id -gn "$owner")
AuthOrder mod_auth_file.c
AuthUserFile $dir/users
RequireValidShell off
WtmpLog off
AllowOverwrite on
AllowStoreRestart on
DelayEngine off
PidFile $dir/pidfile
ScoreboardFile $dir/scoreboard
SystemLog $dir/system.log
TransferLog none
X
}

start() {
    ! is_running || return 0
    [ -x $proftpd ] || fail "ProFTPD is not installed: eng/ftp.sh install"
    stop
    configure
    spawn proftpd $proftpd --nodaemon --config "$dir/conf"
    wait_for is_running
}

stop() {
    end "$dir/proftpd.pid"
    rm -rf "$dir"
}

case ${1:-} in
install) install ;;
start) start ;;
status) is_running && echo "ProFTPD runs" || { echo "ProFTPD does not run"; exit 1; } ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/ftp.sh start"
    echo "export ARCHIVOLT_TEST_FTP='ftp://$user:$password@127.0.0.1:$(cat "$dir/port")'"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
