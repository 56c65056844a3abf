#!/usr/bin/env bash
# Another S3 server for tests: OpenStack Swift with its S3 dialect on 127.0.0.1, on free ports, in a temporary folder. Not for content that matters.
# It knows no conditional writes and no object lock, which stores have to notice.
#
#   eng/swift.sh install   installs Swift by apt where there is none
#   eng/swift.sh start     makes and starts the server; does nothing when it runs
#   eng/swift.sh status    says what runs; fails where it does not
#   eng/swift.sh env       prints ARCHIVOLT_TEST_S3=… and, for its own dialect, ARCHIVOLT_TEST_SWIFT=… for the shell: eval "$(eng/swift.sh env)"
#   eng/swift.sh stop      ends the server and deletes it
#
# ARCHIVOLT_SWIFT_DIR names its folder; several servers have several folders. Swift runs as root.
set -euo pipefail
. "$(dirname "$0")/servers.bash"

dir=${ARCHIVOLT_SWIFT_DIR:-${TMPDIR:-/tmp}/archivolt-swift-$(id -un)}
parts=(memcached account container object proxy)

install() {
    command -v swift-proxy-server >/dev/null && command -v swift-object-server >/dev/null && command -v memcached >/dev/null && return
    install_packages swift-proxy swift-account swift-container swift-object memcached curl ||
        fail "Swift is needed: apt-get install swift-proxy swift-account swift-container swift-object memcached"
}

port_of() { cat "$dir/$1.port"; }

is_running() {
    [ -s "$dir/proxy.port" ] && is_alive "$dir/proxy.pid" &&
        curl -fs -m 5 -o /dev/null -H 'X-Auth-User: test:tester' -H 'X-Auth-Key: testing' "http://127.0.0.1:$(port_of proxy)/auth/v1.0"
}

configure() {
    local part common="user = root
swift_dir = $dir/etc
workers = 1
log_level = WARNING"
    mkdir -p "$dir/disk/d1" "$dir/etc"
    for part in "${parts[@]}"; do free_port >"$dir/$part.port"; done
    printf '[swift-hash]\nswift_hash_path_prefix=p\nswift_hash_path_suffix=s\n[storage-policy:0]\nname=p0\ndefault=yes\n[swift-constraints]\nmax_header_size=16384\n' >"$dir/etc/swift.conf"
    for part in account container object; do
        (
            cd "$dir/etc"
            swift-ring-builder $part.builder create 4 1 1
            swift-ring-builder $part.builder add "r1z1-127.0.0.1:$(port_of $part)/d1" 1
            swift-ring-builder $part.builder rebalance
        ) >/dev/null
        cat >"$dir/etc/$part.conf" <<X
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $(port_of $part)
devices = $dir/disk
mount_check = false
fallocate_reserve = 0
$common
[pipeline:main]
pipeline = $part-server
[app:$part-server]
use = egg:swift#$part
[$part-replicator]
[$part-updater]
[$part-auditor]
X
    done
    printf '[memcache]\nmemcache_servers = 127.0.0.1:%s\n' "$(port_of memcached)" >"$dir/etc/memcache.conf"
    cat >"$dir/etc/proxy.conf" <<X
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $(port_of proxy)
$common
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth slo dlo versioned_writes symlink copy proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$(port_of memcached)
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
check_bucket_owner = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin .reseller_admin
reseller_prefix = AUTH
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
$(for part in catch_errors gatekeeper healthcheck listing_formats bulk slo dlo symlink copy; do printf '[filter:%s]\nuse = egg:swift#%s\n' $part $part; done)
X
    touch "$dir/made"
}

start() {
    ! is_running || return 0
    command -v swift-proxy-server >/dev/null || fail "Swift is not installed: eng/swift.sh install"
    if [ ! -e "$dir/made" ]; then
        stop
        configure
    fi
    spawn memcached memcached -u root -l 127.0.0.1 -p "$(port_of memcached)" -m 64
    local part
    for part in account container object proxy; do spawn $part swift-$part-server "$dir/etc/$part.conf" -v; done
    wait_for is_running
}

stop() {
    local part
    for part in "${parts[@]}"; do end "$dir/$part.pid"; done
    rm -rf "$dir"
}

status() {
    local part
    for part in "${parts[@]}"; do
        is_alive "$dir/$part.pid" && echo "$part runs" || echo "$part does not run"
    done
    is_running
}

case ${1:-} in
install) install ;;
start) start ;;
status) status ;;
stop) stop ;;
env)
    is_running || fail "The server does not run: eng/swift.sh start"
    server=http://test%3Atester:testing@127.0.0.1:$(port_of proxy)
    echo "export ARCHIVOLT_TEST_S3='$server/us-east-1' ARCHIVOLT_TEST_SWIFT='$server/auth/v1.0'"
    ;;
*)
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
