"""What an application does with a server, by the standard library alone (Python 3.9 or later).

    Archivolt__AdminPassword=… python3 samples/python/archivolt.py http://127.0.0.1:8080
"""
import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

server = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
base = server + "/nuxeo/"
password = os.environ["Archivolt__AdminPassword"]
authorization = "Basic " + base64.b64encode(("Administrator:" + password).encode()).decode()


def call(method, path, body=None, headers=None, value=None):
    """Calls the server; fails with its sentence."""
    sent = {"Authorization": authorization, **(headers or {})}
    if value is not None:
        body, sent["Content-Type"] = json.dumps(value).encode(), "application/json"
    request = urllib.request.Request(path if path.startswith("http") else base + path, data=body, method=method, headers=sent)
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        raise SystemExit("%s %s: %d %s" % (method, path, error.code, error.read().decode()))


def text(*args, **more):
    with call(*args, **more) as answer:
        return answer.read().decode()


def read(*args, **more):
    return json.loads(text(*args, **more))


# Sign in: who am I?
print("signed in as", read("POST", "api/v1/automation/login", body=b"", headers={"Content-Type": "application/json"})["username"])

# Upload a file into a batch, in one piece.
batch = read("POST", "api/v1/upload", body=b"")["batchId"]


def upload(index, body, headers):
    return call("POST", "api/v1/upload/%s/%d" % (batch, index), body, {"Content-Type": "application/octet-stream", "X-File-Type": "text/plain", **headers})


upload(0, b"Hello World", {"X-File-Name": "hello.txt"})


# And another in two chunks, which may come in any order.
def chunk(index, part):
    return upload(1, part, {
        "X-File-Name": "chunks.txt", "X-File-Size": "11", "X-Upload-Type": "chunked",
        "X-Upload-Chunk-Index": str(index), "X-Upload-Chunk-Count": "2",
    }).status


print("chunks answered", chunk(1, b"World"), chunk(0, b"Hello "))


# Create a document of the first; the second becomes an attachment.
def file(index):
    return {"upload-batch": batch, "upload-fileId": str(index)}


uid = read("POST", "api/v1/path/default-domain/workspaces", value={
    "entity-type": "document", "type": "File", "name": "python",
    "properties": {"dc:title": "From Python", "file:content": file(0), "files:files": [{"file": file(1)}]},
})["uid"]

# Set and get blobs by operation: the first part is the call, the next ones are its files.
boundary = "archivolt-sample"
parts = (
    ("application/json", "", json.dumps({"params": {"document": uid, "xpath": "files:files"}})),
    ("text/plain", '; name="input"; filename="attached.txt"', "attached"),
)
form = "".join("--%s\r\nContent-Type: %s\r\nContent-Disposition: form-data%s\r\n\r\n%s\r\n" % (boundary, kind, name or '; name="params"', content) for kind, name, content in parts)
call("POST", "api/v1/automation/Blob.AttachOnDocument", (form + "--%s--\r\n" % boundary).encode(), {"Content-Type": "multipart/form-data; boundary=" + boundary})
print("attached", text("POST", "api/v1/automation/Blob.Get", value={"input": uid, "params": {"xpath": "files:files/1/file"}}))
print("in chunks", text("GET", "api/v1/id/%s/@blob/files:files/0/file" % uid))

# Query.
query = urllib.parse.urlencode({"query": "SELECT * FROM File WHERE dc:title = 'From Python' AND ecm:isVersion = 0"})
print("found", read("GET", "api/v1/search/lang/NXQL/execute?" + query)["entries"][0]["path"])

# Convert.
html = text("GET", "api/v1/id/%s/@convert?type=text/html" % uid)
print("converted", "Hello World" if "Hello World" in html else html)

# Download a range.
print("range", text("GET", "nxfile/default/%s/file:content/hello.txt" % uid, headers={"Range": "bytes=6-10"}))


# Upload by tus: create it, send a part, ask how much arrived, send the rest.
def tus(method, path, headers, body=None):
    return call(method, path, body, {"Tus-Resumable": "1.0.0", **headers}).headers


name = base64.b64encode(b"tus.txt").decode()
address = tus("POST", "api/v1/tus", {"Upload-Length": "11", "Upload-Metadata": "filename " + name})["Location"]


def patch(offset, part):
    return tus("PATCH", address, {"Content-Type": "application/offset+octet-stream", "Upload-Offset": offset}, part)


patch("0", b"Hello ")
done = patch(tus("HEAD", address, {})["Upload-Offset"], b"World")
call("PUT", "api/v1/id/" + uid, value={
    "entity-type": "document",
    "properties": {"file:content": {"upload-batch": done["Upload-Batch"], "upload-fileId": done["Upload-FileId"]}},
})
print("by tus", text("GET", "api/v1/id/%s/@blob/file:content" % uid))

call("DELETE", "api/v1/id/" + uid)
print("deleted")
