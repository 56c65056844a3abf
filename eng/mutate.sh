#!/usr/bin/env bash
# Changes one place of a part's source after the other and runs the part's tests, to see which changes no test notices: mutate.sh encryption|kernel|collection.
# Lists those as "file:line: original -> changed"; the last line is "PART: S % of N mutants killed". Fails where S is below 90. Takes long.
# Further arguments go to Stryker, as in: mutate.sh encryption --mutate '**/Keyring*.cs' --concurrency 2
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/servers.bash
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

part=${1:-} changed='**/*.cs' filter=''
case $part in
    # The contract on a disk and the longest random test take more than half of the time.
    encryption) project=Archivolt.Encryption tests=$project.Tests filter='FullyQualifiedName!~EncryptedFileTests&FullyQualifiedName!~A_hundred_thousand' ;;
    kernel) project=Archivolt tests=$project.Tests ;;
    collection) project=Archivolt.Documents tests=Archivolt.Documents.Sql.Tests changed='**/Collection/*.cs' filter='FullyQualifiedName~.Collection.&FullyQualifiedName!~Postgres' ;;
    *) fail "Usage: eng/mutate.sh encryption|kernel|collection [argument of Stryker]…" ;;
esac
shift
command -v node >/dev/null || install_packages nodejs || fail "Node.js 18 or later is needed: https://nodejs.org"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A copy, since changed assemblies must not stay among those of the tree.
mkdir "$work/tree"
git ls-files -zco --exclude-standard | tar -c --null -T - --ignore-failed-read 2>/dev/null | tar -x -C "$work/tree"
# Stryker changes only what the tests refer to themselves.
dotnet add "$work/tree/test/$tests" reference "$work/tree/src/$project/$project.csproj" >&2 || exit 3
dotnet tool install --tool-path "$work/tool" dotnet-stryker --version 5.1.0 >&2 || fail "Stryker cannot be installed."

# Of no interest: what a message says, what is logged, and on which context an await goes on. Only the runner of the testing platform runs xunit.v3 right.
cat >"$work/stryker.json" <<EOF
{ "stryker-config": {
    "project": "$project.csproj", "configuration": "Release", "test-runner": "mtp", "coverage-analysis": "perTest", "reporters": ["json", "dots"],
    "mutate": ["$changed"], "test-case-filter": "$filter", "ignore-mutations": ["string"],
    "ignore-methods": ["Log*", "ConfigureAwait", "ThrowIfNull", "ThrowIfNullOrEmpty", "ToString", "ZeroMemory"]
} }
EOF
(cd "$work/tree/test/$tests" && "$work/tool/dotnet-stryker" -f "$work/stryker.json" -O "$work/out" --skip-version-check "$@") >&2
[ -e "$work/out/reports/mutation-report.json" ] || fail "Stryker made no report."

node - "$part" "$work" <<'EOF'
const [, , part, work] = process.argv;
const { files } = JSON.parse(require("fs").readFileSync(`${work}/out/reports/mutation-report.json`, "utf8"));
let killed = 0, all = 0;
for (const [path, { source, mutants }] of Object.entries(files)) {
    const lines = source.split(/\r?\n/);
    const shown = text => text.replace(/\s+/g, " ").trim().slice(0, 160);
    const original = ({ start, end }) => lines.slice(start.line - 1, end.line).map((line, i, { length }) =>
        line.slice(i === 0 ? start.column - 1 : 0, i === length - 1 ? end.column - 1 : undefined)).join(" ");
    for (const { status, location, replacement } of mutants.sort((a, b) => a.location.start.line - b.location.start.line)) {
        if (status === "Ignored" || status === "CompileError") continue;
        all++;
        if (status === "Killed" || status === "Timeout") killed++;
        else console.log(`${path.replace(`${work}/tree/`, "")}:${location.start.line}: ${shown(original(location))} -> ${shown(replacement)}`);
    }
}
const score = all ? Math.floor(1000 * killed / all) / 10 : 0;
console.log(`${part}: ${score.toFixed(1)} % of ${all} mutants killed`);
process.exitCode = score < 90 ? 1 : 0;
EOF
