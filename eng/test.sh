#!/usr/bin/env bash
# Passes the tests: format check, build with warnings as errors, every test. The last line is "N passed, N failed".
# With --quick: the library's tests without servers, PostgreSQL, analyzers and slow tests (trait Speed=Slow), for the loop of a contributor.
# Further arguments go to every 'dotnet test'.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

quick=
[ "${1:-}" = --quick ] && { quick=1; shift; }
arguments=("$@")

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dot.net" >&2; exit 3; }
# The second reader of the encrypted format runs on it.
command -v node >/dev/null || apt-get install -y -qq nodejs >/dev/null || { echo "Node.js 18 or later is needed: https://nodejs.org" >&2; exit 3; }

results=$(mktemp -d)
clean_up() { [ -n "$quick" ] || { eng/postgres.sh stop; eng/mariadb.sh stop; eng/radosgw.sh stop; eng/swift.sh stop; eng/azurite.sh stop; eng/mongo.sh stop; }; rm -rf "$results"; }
trap clean_up EXIT

start_postgres() {
    # Not below the results, whose folder is ours alone: PostgreSQL does not run as root.
    ARCHIVOLT_POSTGRES_DIR=$(mktemp -d)
    export ARCHIVOLT_POSTGRES_DIR
    # A server of another's choice is used as it is.
    [ -n "${ARCHIVOLT_TEST_POSTGRES:-}" ] && return
    eng/postgres.sh install && eng/postgres.sh start || exit 3
    eval "$(eng/postgres.sh env)"
}

start_mariadb() {
    ARCHIVOLT_MARIADB_DIR=$(mktemp -d)
    export ARCHIVOLT_MARIADB_DIR
    [ -n "${ARCHIVOLT_TEST_MARIADB:-}" ] && return
    eng/mariadb.sh install && eng/mariadb.sh start || exit 3
    eval "$(eng/mariadb.sh env)"
}

# What renditions are made with, a browser, and a file system of another process, as far as they are to be had; tests skip what is missing.
install_tools() {
    command -v pdftoppm >/dev/null && command -v bindfs >/dev/null && command -v chromium >/dev/null && return
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends poppler-utils fonts-dejavu-core bindfs chromium >/dev/null 2>&1 || true
}

start_s3() {
    ARCHIVOLT_RADOSGW_DIR=$(mktemp -d) ARCHIVOLT_SWIFT_DIR=$(mktemp -d)
    export ARCHIVOLT_RADOSGW_DIR ARCHIVOLT_SWIFT_DIR
    [ -n "${ARCHIVOLT_TEST_S3:-}" ] && return
    eng/radosgw.sh install && eng/radosgw.sh start || exit 3
    eval "$(eng/radosgw.sh env)"
}

start_azure() {
    ARCHIVOLT_AZURITE_DIR=$(mktemp -d)
    export ARCHIVOLT_AZURITE_DIR
    [ -n "${ARCHIVOLT_TEST_AZURE:-}" ] && return
    eng/azurite.sh install && eng/azurite.sh start || exit 3
    eval "$(eng/azurite.sh env)"
}

start_mongo() {
    ARCHIVOLT_MONGO_DIR=$(mktemp -d)
    export ARCHIVOLT_MONGO_DIR
    [ -n "${ARCHIVOLT_TEST_MONGO:-}" ] && return
    eng/mongo.sh install && eng/mongo.sh start || exit 3
    eval "$(eng/mongo.sh env)"
}

# The contract of stores on a server without conditional writes.
run_on_swift() {
    eng/swift.sh install && eng/swift.sh start || exit 3
    (eval "$(eng/swift.sh env)"; run test/Archivolt.S3.Tests --filter FullyQualifiedName~S3StoreTests)
    eng/swift.sh stop
}

# One compiler for all projects, which ends by itself.
build() { dotnet build "$1" --no-restore --nologo -c Release -v quiet -p:UseSharedCompilation=true "${@:2}" || exit 1; }

# Runs a test project and prints its output in one piece; a test that hangs is named and ends its run.
run() {
    local log status; log=$(mktemp -p "$results")
    dotnet test "$1" --no-build --nologo -c Release --logger trx --results-directory "$results" \
        --blame-hang --blame-hang-timeout 10min --blame-hang-dump-type none "${@:2}" "${arguments[@]}" >"$log" 2>&1
    status=$?
    cat "$log"
    [ $status -eq 0 ] || touch "$results/failed"
}

if [ -n "$quick" ]; then
    dotnet restore eng/Quick.slnf --nologo -v quiet || exit 1
    build eng/Quick.slnf -p:RunAnalyzers=false
    for project in $(grep -o 'test/[^"]*csproj' eng/Quick.slnf); do
        run "$project" --filter 'Speed!=Slow'
    done
else
    start_postgres
    start_mariadb
    start_s3
    start_azure
    start_mongo
    install_tools
    dotnet restore --nologo -v quiet || exit 1
    dotnet format whitespace --no-restore --verify-no-changes || { echo "Run 'dotnet format whitespace' and commit." >&2; exit 1; }
    build Archivolt.slnx

    # Two at a time: the servers' tests wait for disks and processes, and leave a core to the library's.
    (
        run test/Archivolt.EndToEnd
        # The servers once more with their documents on PostgreSQL; without the tests that choose their database themselves, or have none.
        ARCHIVOLT_TEST_DATABASE=postgres run test/Archivolt.EndToEnd --filter \
            'FullyQualifiedName!~SeveralServers&FullyQualifiedName!~EncryptedServer&FullyQualifiedName!~KilledReencryption&FullyQualifiedName!~CommandLine'
        # Stores on servers of others.
        run test/Archivolt.S3.Tests
        run test/Archivolt.Azure.Tests
        run test/Archivolt.GridFS.Tests
        run test/Archivolt.Sql.Tests
        run_on_swift
    ) &
    for project in test/*Tests/*.csproj; do
        case $project in test/Archivolt.S3.Tests/* | test/Archivolt.Azure.Tests/* | test/Archivolt.GridFS.Tests/* | test/Archivolt.Sql.Tests/*) ;; *) run "$project" ;; esac
    done
    # Conversions and what surrounds a store do not depend on the database.
    ARCHIVOLT_TEST_DATABASE=postgres run test/Archivolt.AspNetCore.Tests --filter 'FullyQualifiedName!~ConversionTests&FullyQualifiedName!~Surroundings'
    wait
fi

count() { grep -ho "<Counters [^>]*" "$results"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(count passed)
failed=$(count failed)
echo "$passed passed, $failed failed"
[ ! -e "$results/failed" ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
