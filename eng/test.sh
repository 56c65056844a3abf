#!/usr/bin/env bash
# Passes the tests: format check, build with warnings as errors, every test. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dot.net" >&2; exit 3; }
# The second reader of the encrypted format runs on it.
command -v node >/dev/null || apt-get install -y -qq nodejs >/dev/null || { echo "Node.js 18 or later is needed: https://nodejs.org" >&2; exit 3; }

results=$(mktemp -d)
# Not below the results, whose folder is ours alone: PostgreSQL does not run as root.
ARCHIVOLT_POSTGRES_DIR=$(mktemp -d)
export ARCHIVOLT_POSTGRES_DIR
trap 'eng/postgres.sh stop; rm -rf "$results"' EXIT

# A server of another's choice is used as it is.
if [ -z "${ARCHIVOLT_TEST_POSTGRES:-}" ]; then
    eng/postgres.sh install && eng/postgres.sh start || exit 3
    eval "$(eng/postgres.sh env)"
fi

dotnet restore --nologo -v quiet || exit 1
dotnet format whitespace --no-restore --verify-no-changes || { echo "Run 'dotnet format whitespace' and commit." >&2; exit 1; }
dotnet build --no-restore --nologo -c Release -v quiet || exit 1

status=0
on_postgres='FullyQualifiedName!~SeveralServers&FullyQualifiedName!~EncryptedServer&FullyQualifiedName!~KilledReencryption&FullyQualifiedName!~CommandLine'
run() { dotnet test "$project" --no-build --nologo -c Release --logger "trx" --results-directory "$results" "$@" || status=1; }
for project in test/*/*.csproj; do
    # One project after the other: memory and crash tests watch processes of their own.
    run "$@"
    # The servers once more with their documents on PostgreSQL; without the tests that choose their database themselves, or have none.
    case $project in
    *AspNetCore*) ARCHIVOLT_TEST_DATABASE=postgres run "$@" ;;
    *EndToEnd*) ARCHIVOLT_TEST_DATABASE=postgres run --filter "$on_postgres" "$@" ;;
    esac
done

count() { grep -ho "<Counters [^>]*" "$results"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(count passed)
failed=$(count failed)
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] || status=1
echo "$passed passed, $failed failed"
exit $status
