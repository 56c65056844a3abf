#!/usr/bin/env bash
# An S3 server for tests: Ceph's RADOS gateway on 127.0.0.1, on a free port, in memory, in a temporary folder. Not for content that matters.
#
#   eng/radosgw.sh install   installs Ceph's daemons by apt where there are none
#   eng/radosgw.sh start     makes and starts the server; does nothing when it runs
#   eng/radosgw.sh status    says what runs; fails where it does not
#   eng/radosgw.sh env       prints ARCHIVOLT_TEST_S3=… for the shell: eval "$(eng/radosgw.sh env)"
#   eng/radosgw.sh stop      ends the server and deletes it
#
# ARCHIVOLT_RADOSGW_DIR names its folder; several servers have several folders. ARCHIVOLT_RADOSGW_STORE=bluestore keeps objects on disk.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_RADOSGW_DIR:-${TMPDIR:-/tmp}/archivolt-radosgw-$(id -un)}
store=${ARCHIVOLT_RADOSGW_STORE:-memstore}
key=archivolt secret=archivolt-test-secret

install() {
    command -v radosgw >/dev/null && command -v ceph-osd >/dev/null && command -v curl >/dev/null && return
    install_packages ceph-mon ceph-osd radosgw curl ||
        fail "Ceph is needed: apt-get install ceph-mon ceph-osd radosgw"
}

is_running() { [ -s "$dir/port" ] && is_alive "$dir/mon.pid" && is_alive "$dir/osd.pid" && is_alive "$dir/rgw.pid" && curl -fs -m 2 -o /dev/null "$(url)"; }

url() { echo "http://127.0.0.1:$(cat "$dir/port")/"; }

ceph_of() { ceph -c "$dir/ceph.conf" --connect-timeout 20 "$@"; }

configure() {
    cat >"$dir/ceph.conf" <<X
[global]
fsid = $1
mon initial members = a
mon host = v2:127.0.0.1:$2
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
log file = $dir/\$name.log
admin socket = $dir/run/\$name.asok
pid file =
run dir = $dir/run
log to stderr = false
err to stderr = false
paxos propose interval = 0.01
paxos min wait = 0.01
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data = $dir/mon
mon cluster log file = $dir/cluster.log
mon data avail warn = 1
mon data avail crit = 0
mon osd full ratio = .99
mon max pg per osd = 10000
osd data = $dir/osd
osd objectstore = $store
osd class load list = *
osd class default list = *
memstore device bytes = 8589934592
bluestore block size = 21474836480
bluestore fsck on mount = false
osd numa auto affinity = false
[client]
ms mon client mode = crc
rgw frontends = beast endpoint=127.0.0.1:$(cat "$dir/port") tcp_nodelay=1
rgw data = $dir/run
rgw thread pool size = 64
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = archivolt=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
rgw lc debug interval = 10
rgw gc obj min wait = 1
rgw gc processor period = 30
X
}

start() {
    ! is_running || return 0
    command -v radosgw >/dev/null || fail "Ceph is not installed: eng/radosgw.sh install"
    if [ ! -e "$dir/made" ]; then
        stop
        mkdir -p "$dir/mon" "$dir/osd" "$dir/run"
        free_port >"$dir/port"
        local fsid monitor
        fsid=$(cat /proc/sys/kernel/random/uuid) monitor=$(free_port)
        configure "$fsid" "$monitor"
        monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$monitor]" "$dir/monmap" >/dev/null
        ceph-mon -c "$dir/ceph.conf" -i a --mkfs --monmap "$dir/monmap" --keyring /dev/null
    fi
    local configured=(-c "$dir/ceph.conf" -f)
    spawn mon ceph-mon -i a "${configured[@]}"
    wait_for ceph_of mon stat
    if [ ! -e "$dir/made" ]; then
        local id
        id=$(cat /proc/sys/kernel/random/uuid)
        ceph_of osd new "$id" 0 >/dev/null 2>&1
        ceph-osd -c "$dir/ceph.conf" -i 0 --mkfs --osd-uuid "$id"
        touch "$dir/made"
    fi
    spawn osd ceph-osd -i 0 "${configured[@]}"
    wait_for sh -c "ceph -c '$dir/ceph.conf' osd stat | grep -q '1 up'"
    local admin=(radosgw-admin -c "$dir/ceph.conf")
    if [ ! -e "$dir/prepared" ]; then
        "${admin[@]}" user create --uid=archivolt --display-name=archivolt --access-key="$key" --secret-key="$secret" >/dev/null 2>&1
        # The server keeps the class of objects in cold storage, and reads them all the same.
        local class=(placement add --placement-id default-placement --storage-class GLACIER)
        "${admin[@]}" zonegroup "${class[@]}" --rgw-zonegroup default >/dev/null 2>&1
        "${admin[@]}" zone "${class[@]}" --rgw-zone default --data-pool default.rgw.glacier.data >/dev/null 2>&1
        touch "$dir/prepared"
    fi
    spawn rgw radosgw -n client.rgw "${configured[@]}"
    wait_for is_running
}

stop() {
    local name
    for name in rgw osd mon; do end "$dir/$name.pid"; done
    [ "$store" = bluestore ] && [ -e "$dir/made" ] || rm -rf "$dir"
}

status() {
    local name
    for name in mon osd rgw; do
        is_alive "$dir/$name.pid" && echo "$name runs" || echo "$name does not run"
    done
    is_running
}

case ${1:-} in
install) install ;;
start) start ;;
status) status ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/radosgw.sh start"
    echo "export ARCHIVOLT_TEST_S3='http://$key:$secret@127.0.0.1:$(cat "$dir/port")/default'"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
