// What tus-js-client does with uploads, against the server whose address is the first argument. One upload kills the server half-way; whoever started the server starts it again.
'use strict';

const assert = require('node:assert/strict');
const { createHash, randomBytes } = require('node:crypto');
const tus = require('tus-js-client');

const [baseURL, username, password, server] = process.argv.slice(2);
const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const endpoint = `${baseURL}api/v1/tus`;
const chunkSize = 64 * 1024;
const chunks = 20;

const sha = (bytes, algorithm = 'sha256', encoding = 'hex') => createHash(algorithm).update(bytes).digest(encoding);

// Runs an upload to its end; answers where the server keeps it.
const upload = (content, options = {}) => new Promise((resolve, reject) => {
  let headers;
  const running = new tus.Upload(content, {
    endpoint,
    chunkSize,
    retryDelays: null,
    headers: { Authorization: authorization },
    metadata: { filename: 'größe.bin', filetype: 'application/octet-stream' },
    ...options,
    onAfterResponse(request, response) {
      if (response.getHeader('Upload-Batch')) headers = { batch: response.getHeader('Upload-Batch'), file: response.getHeader('Upload-FileId') };
    },
    onProgress: (sent, total) => options.onProgress?.(sent, total, running, resolve),
    onError: reject,
    onSuccess: () => resolve({ ...headers, url: running.url }),
  });
  running.start();
});

const call = async (method, path, body) => {
  const response = await fetch(`${baseURL}${path}`, {
    method,
    headers: { Authorization: authorization, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response;
};

// Makes a document of an upload and reads its content back.
const storedOf = async ({ batch, file }) => {
  const created = await (await call('POST', 'api/v1/path/default-domain/workspaces?properties=*', {
    'entity-type': 'document', type: 'File', name: 'upload', properties: { 'file:content': { 'upload-batch': batch, 'upload-fileId': file } },
  })).json();
  assert.equal(created.properties['file:content'].name, 'größe.bin');
  return Buffer.from(await (await call('GET', `api/v1/id/${created.uid}/@blob/file:content`)).arrayBuffer());
};

const offsetOf = async (url) => {
  const response = await fetch(url, { method: 'HEAD', headers: { Authorization: authorization, 'Tus-Resumable': '1.0.0' } });
  return response.ok ? Number(response.headers.get('Upload-Offset')) : response.status;
};

const half = (act) => {
  let isDone = false;
  return (sent, total, running, resolve) => {
    if (isDone || sent < total / 2) return;
    isDone = true;
    act(running, resolve);
  };
};

const cases = {
  async 'uploads in chunks'() {
    const content = randomBytes(chunks * chunkSize - 7);
    let patches = 0;
    const done = await upload(content, { onBeforeRequest: (request) => { if (request.getMethod() === 'PATCH') patches++; } });
    assert.equal(patches, chunks);
    assert.equal(sha(await storedOf(done)), sha(content));
  },

  async 'goes on where it was cut off'() {
    const content = randomBytes(chunks * chunkSize);
    const cut = await upload(content, { onProgress: half((running, resolve) => running.abort().then(() => resolve({ url: running.url }))) });
    const before = await offsetOf(cut.url);
    assert.ok(before > 0 && before < content.length, `${before}`);
    let first;
    const done = await upload(content, { uploadUrl: cut.url, onBeforeRequest: (request) => { if (request.getMethod() === 'PATCH') first ??= Number(request.getHeader('Upload-Offset')); } });
    assert.equal(first, before);
    assert.equal(sha(await storedOf(done)), sha(content));
  },

  async 'goes on when the server was killed'() {
    const content = randomBytes(chunks * chunkSize);
    let patches = 0;
    const done = await upload(content, {
      retryDelays: Array(300).fill(200),
      onProgress: half(() => process.kill(Number(server), 'SIGKILL')),
      onBeforeRequest: (request) => { if (request.getMethod() === 'PATCH') patches++; },
    });
    assert.ok(patches > chunks, 'nothing was cut off');
    assert.equal(sha(await storedOf(done)), sha(content));
  },

  async 'uploads parts side by side, which the server joins'() {
    const content = randomBytes(chunks * chunkSize + 11);
    const requests = [];
    const done = await upload(content, { parallelUploads: 4, onBeforeRequest: (request) => { if (request.getMethod() === 'POST') requests.push(request.getHeader('Upload-Concat') ?? ''); } });
    assert.equal(requests.filter((value) => value === 'partial').length, 4);
    assert.equal(requests.filter((value) => value.startsWith('final;')).length, 1);
    assert.equal(sha(await storedOf(done)), sha(content));
  },

  async 'has the server check what arrives'() {
    const content = randomBytes(chunks * chunkSize);
    const withChecksums = (of) => (request) => {
      if (request.getMethod() !== 'PATCH') return;
      const offset = Number(request.getHeader('Upload-Offset'));
      request.setHeader('Upload-Checksum', `sha1 ${sha(of.subarray(offset, offset + chunkSize), 'sha1', 'base64')}`);
    };
    assert.equal(sha(await storedOf(await upload(content, { onBeforeRequest: withChecksums(content) }))), sha(content));
    const other = Buffer.from(content);
    other[3 * chunkSize] ^= 1;
    await assert.rejects(upload(other, { onBeforeRequest: withChecksums(content) }), (error) => error.originalResponse.getStatus() === 460);
  },

  async 'gives an upload up'() {
    const cut = await upload(randomBytes(chunks * chunkSize), {
      onProgress: half((running, resolve) => {
        // It forgets where it was.
        const { url } = running;
        running.abort(true).then(() => resolve({ url }));
      }),
    });
    assert.equal(await offsetOf(cut.url), 404);
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    await run();
    console.log(`ok ${name}`);
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
