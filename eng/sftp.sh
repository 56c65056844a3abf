#!/usr/bin/env bash
# A server of SFTP for tests: OpenSSH on 127.0.0.1, on a free port, in a temporary folder, for the user who starts it and one key. Not for content that matters.
#
#   eng/sftp.sh install   installs OpenSSH's server by apt where there is none
#   eng/sftp.sh start     makes and starts the server; does nothing when it runs
#   eng/sftp.sh status    says what runs; fails where it does not
#   eng/sftp.sh env       prints ARCHIVOLT_TEST_SFTP=… for the shell: eval "$(eng/sftp.sh env)"
#   eng/sftp.sh stop      ends the server and deletes it
#
# ARCHIVOLT_SFTP_DIR names its folder; several servers have several folders.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_SFTP_DIR:-${TMPDIR:-/tmp}/archivolt-sftp-$(id -un)}
sshd=/usr/sbin/sshd

install() { [ -x $sshd ] || install_packages openssh-server || fail "OpenSSH is needed: apt-get install openssh-server"; }

is_running() {
    local line
    is_alive "$dir/sshd.pid" && (exec 3<>"/dev/tcp/127.0.0.1/$(cat "$dir/port")" && read -r -t 2 line <&3 && [[ $line == SSH-2.0* ]]) 2>/dev/null
}

configure() {
    mkdir -p "$dir/data"
    chmod 700 "$dir"
    free_port >"$dir/port"
    ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
    ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
    cp "$dir/key.pub" "$dir/authorized"
    echo "[127.0.0.1]:$(cat "$dir/port") $(cut -d' ' -f1,2 "$dir/host.pub")" >"$dir/known_hosts"
    cat >"$dir/conf" <<X
ListenAddress 127.0.0.1:$(cat "$dir/port")
HostKey $dir/host
PidFile none
AuthorizedKeysFile $dir/authorized
AllowUsers $(id -un)
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
MaxStartups 200
UseDNS no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
AllowTcpForwarding no
X
}

start() {
    ! is_running || return 0
    [ -x $sshd ] || fail "OpenSSH is not installed: eng/sftp.sh install"
    stop
    configure
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    spawn sshd $sshd -D -e -f "$dir/conf"
    wait_for is_running
}

stop() {
    end "$dir/sshd.pid"
    rm -rf "$dir"
}

case ${1:-} in
install) install ;;
start) start ;;
status) is_running && echo "sshd runs" || { echo "sshd does not run"; exit 1; } ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/sftp.sh start"
    echo "export ARCHIVOLT_TEST_SFTP='sftp://$(id -un)@127.0.0.1:$(cat "$dir/port")$dir/data' ARCHIVOLT_TEST_SFTP_KEY='$dir/key'"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
