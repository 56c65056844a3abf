# What the scripts of the tests' servers have in common; they source it. A script says which folder is its `dir`, and how to `stop`.

# fail MESSAGE
fail() {
    echo "$1" >&2
    exit 3
}

# install_packages PACKAGE…
install_packages() {
    local sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo)
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    local install=("${apt[@]}" install -y --no-install-recommends "$@")
    # A fresh machine knows no packages yet.
    "${install[@]}" >/dev/null 2>&1 || { "${apt[@]}" update >/dev/null && "${install[@]}" >/dev/null; }
}

# Outside the range from which the system takes the ports of clients.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

# spawn NAME COMMAND…: starts a process with a group of its own, unless it runs; its folder has NAME.pid and NAME.log.
spawn() {
    ! is_alive "$dir/$1.pid" || return 0
    setsid "${@:2}" >>"$dir/$1.log" 2>&1 </dev/null &
    echo $! >"$dir/$1.pid"
}

# wait_for COMMAND…: waits until it succeeds; ends the server where it does not.
wait_for() {
    local try
    for try in $(seq 300); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "The server does not start: $*" >&2
    tail -qn 20 "$dir"/*.log >&2
    stop
    exit 3
}

# is_alive FILE: whether the process of a NAME.pid runs; one that ended and that nobody waited for does not.
is_alive() { [ -s "$1" ] && [ -e "/proc/$(cat "$1")/exe" ]; }

# end FILE: ends the process of a NAME.pid with its group.
end() {
    is_alive "$1" || return 0
    local group try
    group=-$(cat "$1")
    kill -- "$group" || true
    for try in $(seq 100); do
        is_alive "$1" || break
        sleep 0.1
    done
    ! is_alive "$1" || kill -9 -- "$group" || true
    rm -f "$1"
}
