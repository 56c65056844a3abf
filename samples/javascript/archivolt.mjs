// What an application does with a server, by fetch alone (Node.js 20; browsers alike).
//   Archivolt__AdminPassword=… node samples/javascript/archivolt.mjs http://127.0.0.1:8080
const server = process.argv[2] ?? 'http://127.0.0.1:8080';
const password = process.env.Archivolt__AdminPassword;
if (!password) throw new Error('Set Archivolt__AdminPassword.');

const base = `${server}/nuxeo`;
const authorization = `Basic ${Buffer.from(`Administrator:${password}`).toString('base64')}`;

/** Calls the server; fails with its sentence. */
async function call(method, path, { headers = {}, body, json } = {}) {
  const response = await fetch(path.startsWith('http') ? path : `${base}/${path}`, {
    method,
    headers: { Authorization: authorization, ...(json && { 'Content-Type': 'application/json' }), ...headers },
    body: json ? JSON.stringify(json) : body,
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${(await response.json().catch(() => ({}))).message ?? ''}`);
  return response;
}
const text = async (...request) => (await call(...request)).text();
const json = async (...request) => (await call(...request)).json();

// Sign in: who am I?
console.log(`signed in as ${(await json('POST', 'api/v1/automation/login')).username}`);

// Upload a file into a batch, in one piece.
const { batchId } = await json('POST', 'api/v1/upload');
const upload = (index, body, headers) => call('POST', `api/v1/upload/${batchId}/${index}`, { body, headers: { 'Content-Type': 'application/octet-stream', 'X-File-Type': 'text/plain', ...headers } });
await upload(0, 'Hello World', { 'X-File-Name': 'hello.txt' });

// And another in two chunks, which may come in any order.
const chunk = async (index, part) => (await upload(1, part, {
  'X-File-Name': 'chunks.txt', 'X-File-Size': '11', 'X-Upload-Type': 'chunked', 'X-Upload-Chunk-Index': `${index}`, 'X-Upload-Chunk-Count': '2',
})).status;
console.log(`chunks answered ${await chunk(1, 'World')} ${await chunk(0, 'Hello ')}`);

// Create a document of the first; the second becomes an attachment.
const file = (index) => ({ 'upload-batch': batchId, 'upload-fileId': `${index}` });
const { uid } = await json('POST', 'api/v1/path/default-domain/workspaces', {
  json: {
    'entity-type': 'document', type: 'File', name: 'javascript',
    properties: { 'dc:title': 'From JavaScript', 'file:content': file(0), 'files:files': [{ file: file(1) }] },
  },
});

// Set and get blobs by operation.
const form = new FormData();
form.append('params', new Blob([JSON.stringify({ params: { document: uid, xpath: 'files:files' } })], { type: 'application/json' }));
form.append('input', new Blob(['attached'], { type: 'text/plain' }), 'attached.txt');
await call('POST', 'api/v1/automation/Blob.AttachOnDocument', { body: form });
console.log(`attached ${await text('POST', 'api/v1/automation/Blob.Get', { json: { input: uid, params: { xpath: 'files:files/1/file' } } })}`);
console.log(`in chunks ${await text('GET', `api/v1/id/${uid}/@blob/files:files/0/file`)}`);

// Query.
const query = encodeURIComponent("SELECT * FROM File WHERE dc:title = 'From JavaScript' AND ecm:isVersion = 0");
console.log(`found ${(await json('GET', `api/v1/search/lang/NXQL/execute?query=${query}`)).entries[0].path}`);

// Convert.
console.log(`converted ${(await text('GET', `api/v1/id/${uid}/@convert?type=text/html`)).match('Hello World')[0]}`);

// Download a range.
console.log(`range ${await text('GET', `nxfile/default/${uid}/file:content/hello.txt`, { headers: { Range: 'bytes=6-10' } })}`);

// Upload by tus: create it, send a part, ask how much arrived, send the rest. (tus-js-client does all of it.)
const tus = (method, url, headers, body) => call(method, url, { body, headers: { 'Tus-Resumable': '1.0.0', ...headers } });
const created = await tus('POST', 'api/v1/tus', { 'Upload-Length': '11', 'Upload-Metadata': `filename ${btoa('tus.txt')}` });
const address = created.headers.get('Location');
const patch = (offset, part) => tus('PATCH', address, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': offset }, part);
await patch('0', 'Hello ');
const { headers } = await patch((await tus('HEAD', address)).headers.get('Upload-Offset'), 'World');
await call('PUT', `api/v1/id/${uid}`, {
  json: { 'entity-type': 'document', properties: { 'file:content': { 'upload-batch': headers.get('Upload-Batch'), 'upload-fileId': headers.get('Upload-FileId') } } },
});
console.log(`by tus ${await text('GET', `api/v1/id/${uid}/@blob/file:content`)}`);

await call('DELETE', `api/v1/id/${uid}`);
console.log('deleted');
