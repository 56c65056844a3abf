#!/usr/bin/env bash
# Brings another version of PDF.js into the console: eng/pdfjs.sh VERSION. The archive is in the repository, so that a build needs no npm.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:?Usage: eng/pdfjs.sh VERSION}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
archive=$PWD/src/Archivolt.Console/wwwroot/pdfjs.zip
cd "$work"
npm pack --silent "pdfjs-dist@$version" | xargs tar xzf
mkdir parts
# The build for older browsers too, which phones are.
cp package/legacy/build/pdf.min.mjs package/legacy/build/pdf.worker.min.mjs package/LICENSE parts
cp -r package/cmaps package/standard_fonts package/wasm parts
rm -f "$archive"
# Names and content alone decide about its bytes.
find parts -exec touch -d 1980-01-01 {} +
cd parts && find . -type f | LC_ALL=C sort | zip -X -9 -q "$archive" -@
