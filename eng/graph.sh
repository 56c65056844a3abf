#!/usr/bin/env bash
# Prints which assembly of src/ references which, the highest first.
set -euo pipefail
cd "$(dirname "$0")/../src"
for project in Archivolt.Cli Archivolt.Server Archivolt.Console Archivolt.Cmis Archivolt.WebDav Archivolt.AspNetCore Archivolt.Nuxeo Archivolt.Documents.Sql Archivolt.Scripting Archivolt.Documents Archivolt.Encryption Archivolt.Renditions Archivolt.Azure Archivolt.GridFS Archivolt.Rclone Archivolt.S3 Archivolt.Sql Archivolt.OpenTelemetry Archivolt.Testing Archivolt; do
    printf '%-24s' "$project"
    { grep -o 'ProjectReference Include="[^"]*"' "$project/$project.csproj" || true; } | sed 's#.*/##; s#.csproj"##' | sort | paste -sd' '
done
