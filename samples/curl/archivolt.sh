#!/bin/sh
# What an application does with a server, as calls of curl.
#   Archivolt__AdminPassword=… samples/curl/archivolt.sh http://127.0.0.1:8080
set -eu

server=${1:-http://127.0.0.1:8080}
base=$server/nuxeo
api=$base/api/v1
: "${Archivolt__AdminPassword:?Set Archivolt__AdminPassword.}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The password goes through a file, since everybody sees the arguments of a process.
printf 'user = "Administrator:%s"\n' "$Archivolt__AdminPassword" > "$work/user"
call() { curl -fsS -K "$work/user" "$@"; }
json() { call -H 'Content-Type: application/json' "$@"; }
# The text of a member of the answer, the first of its name.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }
header() { tr -d '\r' < "$work/headers" | sed -n "s/^$1: //Ip"; }

# Sign in: who am I?
echo "signed in as $(json -X POST "$api/automation/login" | member username)"

# Upload a file into a batch, in one piece.
batch=$(call -X POST "$api/upload" | member batchId)
printf 'Hello World' | call -X POST --data-binary @- -H 'Content-Type: application/octet-stream' -H 'X-File-Name: hello.txt' -H 'X-File-Type: text/plain' "$api/upload/$batch/0" > /dev/null

# And another in two chunks, which may come in any order.
send_chunk() {
    call -X POST --data-binary @- -H 'Content-Type: application/octet-stream' -H 'X-Upload-Type: chunked' -H "X-Upload-Chunk-Index: $1" -H 'X-Upload-Chunk-Count: 2' \
        -H 'X-File-Size: 11' -H 'X-File-Name: chunks.txt' -H 'X-File-Type: text/plain' -o /dev/null -w '%{http_code}' "$api/upload/$batch/1"
}
first=$(printf 'World' | send_chunk 1)
last=$(printf 'Hello ' | send_chunk 0)
echo "chunks answered $first $last"

# Create a document of the first; the second becomes an attachment.
document=$(json "$api/path/default-domain/workspaces" -d "{\"entity-type\":\"document\",\"type\":\"File\",\"name\":\"curl\",\"properties\":{\"dc:title\":\"From curl\",
  \"file:content\":{\"upload-batch\":\"$batch\",\"upload-fileId\":\"0\"},\"files:files\":[{\"file\":{\"upload-batch\":\"$batch\",\"upload-fileId\":\"1\"}}]}}" | member uid)

# Set and get blobs by operation.
call "$api/automation/Blob.AttachOnDocument" -o /dev/null \
    -F "params={\"params\":{\"document\":\"$document\",\"xpath\":\"files:files\"}};type=application/json" -F 'input=attached;filename=attached.txt;type=text/plain'
echo "attached $(json "$api/automation/Blob.Get" -d "{\"input\":\"$document\",\"params\":{\"xpath\":\"files:files/1/file\"}}")"
echo "in chunks $(call "$api/id/$document/@blob/files:files/0/file")"

# Query.
echo "found $(call -G "$api/search/lang/NXQL/execute" --data-urlencode "query=SELECT * FROM File WHERE dc:title = 'From curl' AND ecm:isVersion = 0" | member path)"

# Convert.
echo "converted $(call "$api/id/$document/@convert?type=text/html" | grep -o 'Hello World')"

# Download a range.
echo "range $(call -r 6-10 "$base/nxfile/default/$document/file:content/hello.txt")"

# Upload by tus: create it, send a part, ask how much arrived, send the rest.
tus() { call -H 'Tus-Resumable: 1.0.0' -D "$work/headers" -o /dev/null "$@"; }
patch() { tus -X PATCH --data-binary @- -H 'Content-Type: application/offset+octet-stream' -H "Upload-Offset: $1" "$upload"; }
tus -X POST -H 'Upload-Length: 11' -H "Upload-Metadata: filename $(printf 'tus.txt' | base64)" "$api/tus"
upload=$(header Location)
printf 'Hello ' | patch 0
tus -I "$upload"
printf 'World' | patch "$(header Upload-Offset)"
json -X PUT "$api/id/$document" -d "{\"entity-type\":\"document\",\"properties\":{\"file:content\":{\"upload-batch\":\"$(header Upload-Batch)\",\"upload-fileId\":\"$(header Upload-FileId)\"}}}" > /dev/null
echo "by tus $(call "$api/id/$document/@blob/file:content")"

call -X DELETE "$api/id/$document"
echo "deleted"
