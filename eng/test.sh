#!/usr/bin/env bash
# Passes the tests: format check, build with warnings as errors, every test. The last line is "N passed, N failed".
# With --quick: the library's tests without servers, PostgreSQL, analyzers and slow tests (trait Speed=Slow), for the loop of a contributor.
# Further arguments go to every 'dotnet test'.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/servers.bash
# Profiling does not pay in processes that live for minutes.
export DOTNET_TieredPGO=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

quick= servers=(postgres mariadb radosgw swift azurite mongo sftp ftp webdav)
[ "${1:-}" = --quick ] && { quick=1 servers=(); shift; }
arguments=("$@")
# Of the contract of stores, without the tests that make thousands of requests: rclone sends a server of WebDAV a hundred a second at most, FTP makes a connection for each listing, and Swift for all of them.
few_requests='(FullyQualifiedName!~Writers_readers&FullyQualifiedName!~Listing_is&FullyQualifiedName!~listed_once&FullyQualifiedName!~wkward_key)'

command -v dotnet >/dev/null || fail "The .NET 10 SDK is needed: https://dot.net"
# The second reader of the encrypted format runs on it.
command -v node >/dev/null || install_packages nodejs || fail "Node.js 18 or later is needed: https://nodejs.org"

results=$(mktemp -d)
# The servers of this run alone. Not below the results, whose folder is ours alone: PostgreSQL does not run as root.
for server in "${servers[@]}"; do export "ARCHIVOLT_${server^^}_DIR=$(mktemp -d)"; done
clean_up() {
    local server
    for server in "${servers[@]}"; do "eng/$server.sh" stop; done
    rm -rf "$results"
}
trap clean_up EXIT

# start NAME VARIABLE: starts a server, unless the variable names one of another's choice.
start() {
    [ -z "${!2:-}" ] || return 0
    "eng/$1.sh" install && "eng/$1.sh" start || exit 3
    eval "$("eng/$1.sh" env)"
}

# What renditions are made with, a browser, and the programs of others that tests use, as far as they are to be had; tests skip what is missing.
install_tools() {
    local tool
    for tool in pdftoppm bindfs sshfs chromium rclone litmus cmis-client; do
        command -v "$tool" >/dev/null && continue
        install_packages poppler-utils fonts-dejavu-core bindfs sshfs openssh-sftp-server chromium rclone litmus cmis-client 2>/dev/null || true
        return
    done
}

# The contract of stores on a server without conditional writes, in the dialect of S3 and in its own.
run_on_swift() {
    (
        ARCHIVOLT_TEST_S3=''
        start swift ARCHIVOLT_TEST_S3
        run test/Archivolt.S3.Tests --filter FullyQualifiedName~S3StoreTests
        # Debian's Swift now and then leaves the end of an answer on a kept connection, which breaks a stream that rclone cannot send twice.
        RCLONE_DISABLE_HTTP_KEEP_ALIVES=true run test/Archivolt.Rclone.Tests --filter "FullyQualifiedName~SwiftStoreTests&$few_requests"
    )
    local status=$?
    eng/swift.sh stop
    return $status
}

# One compiler for all projects, which ends by itself.
build() { dotnet build "$1" --no-restore --nologo -c Release -v quiet -p:UseSharedCompilation=true "${@:2}" || exit 1; }

# Runs a test project and prints its output in one piece; a test that hangs is named and ends its run.
run() {
    local log status; log=$(mktemp -p "$results")
    # Names by the clock would be those of another project that ends in the same second.
    dotnet test "$1" --no-build --nologo -c Release --logger "trx;LogFileName=${log##*/}.trx" --results-directory "$results" \
        --blame-hang --blame-hang-timeout 10min --blame-hang-dump-type none "${@:2}" "${arguments[@]}" >"$log" 2>&1
    status=$?
    cat "$log"
    # A test host that dies, or hangs, has no failed test to show.
    [ $status -eq 0 ] || { echo "$* ended with status $status, its last words:"; tail -n 20 "$log"; } >>"$results/failed"
}

# Runs something in the background; waits while two run already, since more take longer on two cores.
beside() {
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    { "$@" || echo "$* ended with status $?" >>"$results/failed"; } &
}

if [ -n "$quick" ]; then
    dotnet restore eng/Quick.slnf --nologo -v quiet || exit 1
    build eng/Quick.slnf -p:RunAnalyzers=false
    for project in $(grep -o 'test/[^"]*csproj' eng/Quick.slnf); do
        run "$project" --filter 'Speed!=Slow'
    done
else
    start postgres ARCHIVOLT_TEST_POSTGRES
    start mariadb ARCHIVOLT_TEST_MARIADB
    start radosgw ARCHIVOLT_TEST_S3
    start azurite ARCHIVOLT_TEST_AZURE
    start mongo ARCHIVOLT_TEST_MONGO
    start sftp ARCHIVOLT_TEST_SFTP
    start ftp ARCHIVOLT_TEST_FTP
    start webdav ARCHIVOLT_TEST_WEBDAV
    install_tools
    dotnet restore --nologo -v quiet || exit 1
    dotnet format whitespace --no-restore --verify-no-changes || { echo "Run 'dotnet format whitespace' and commit." >&2; exit 1; }
    build Archivolt.slnx

    # Secrets are looked for on the database that has a password.
    beside run test/Archivolt.EndToEnd --filter 'FullyQualifiedName!~SecretsTests'
    # What takes long comes first, so that nothing is left to wait for alone.
    beside run test/Archivolt.Documents.Sql.Tests
    beside run test/Archivolt.Console.Tests
    # Conversions, memory, HTTP and what surrounds a store do not depend on the database.
    ARCHIVOLT_TEST_DATABASE=postgres beside run test/Archivolt.AspNetCore.Tests --filter \
        'FullyQualifiedName!~ConversionTests&FullyQualifiedName!~Surroundings&FullyQualifiedName!~constant_memory&FullyQualifiedName!~Downloads.ConditionTests&FullyQualifiedName!~Downloads.AnswerTests&FullyQualifiedName!~Security.SpellingTests'
    beside run test/Archivolt.AspNetCore.Tests
    # The servers once more with their documents on PostgreSQL; without the tests that choose their database themselves, have none, or are about something else.
    ARCHIVOLT_TEST_DATABASE=postgres beside run test/Archivolt.EndToEnd --filter \
        'FullyQualifiedName!~Servers&FullyQualifiedName!~EncryptedServer&FullyQualifiedName!~KilledReencryption&FullyQualifiedName!~CommandLine&FullyQualifiedName!~Simulation&FullyQualifiedName!~TusClient&FullyQualifiedName!~Contribution&FullyQualifiedName!~BrowserUpload&FullyQualifiedName!~CmisClient&FullyQualifiedName!~ForeignPlace&FullyQualifiedName!~FewHandles&FullyQualifiedName!~OtherLibrary&FullyQualifiedName!~VanishingClient&FullyQualifiedName!~WebDavClient'
    beside run test/Archivolt.Rclone.Tests --filter "FullyQualifiedName!~SwiftStoreTests&(FullyQualifiedName!~WebDav&FullyQualifiedName!~.FtpStoreTests|$few_requests)"
    beside run_on_swift
    ARCHIVOLT_TEST_DATABASE=postgres beside run test/Archivolt.Cmis.Tests
    for project in test/*Tests/*.csproj; do
        case $project in */Archivolt.AspNetCore.Tests.csproj | */Archivolt.Console.Tests.csproj | */Archivolt.Documents.Sql.Tests.csproj | */Archivolt.Rclone.Tests.csproj) ;; *) beside run "$project" ;; esac
    done
    wait
fi

count() { grep -ho "<Counters [^>]*" "$results"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(count passed)
failed=$(count failed)
# What failed once more, together.
sed -n '/^  Failed /,/^$/p' "$results"/tmp.* 2>/dev/null
cat "$results/failed" 2>/dev/null
echo "$passed passed, $failed failed"
[ ! -e "$results/failed" ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
