// What Dropbox's own client does against the server whose address is in the first argument, with what a test put there.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { Dropbox, DropboxAuth } = require('dropbox');

const given = JSON.parse(process.argv[2]);
const redirectUri = 'http://localhost:1/callback';
const toServer = (url, options) => fetch(String(url).replace(/^https:\/\/[^/]+\//, given.address), { redirect: 'manual', ...options });
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();

const newAuth = (options) => new DropboxAuth({ clientId: given.clientId, clientSecret: given.clientSecret, fetch: toServer, ...options });
const newClient = (auth) => new Dropbox({ auth, fetch: toServer });

const consent = async (url) => {
  const answer = await toServer(url);
  assert.equal(answer.status, 302);
  return new URL(answer.headers.get('location')).searchParams;
};

const auth = newAuth();
const api = newClient(auth);

const refused = (status, summary) => (error) => {
  assert.equal(error.status, status, JSON.stringify(error));
  if (status === 400) assert.match(error.error, summary);
  else assert.match(error.error.error_summary, summary);
  return true;
};

const textOf = async ({ result }) => Buffer.from(result.fileBinary ?? await result.fileBlob.arrayBuffer()).toString();

const cases = {
  async 'asks for consent with PKCE, and exchanges the code without a secret'() {
    const open = newAuth({ clientSecret: undefined });
    const parameters = await consent(await open.getAuthenticationUrl(redirectUri, 'state', 'code', 'offline', null, 'none', true));
    assert.equal(parameters.get('state'), 'state');
    const { result } = await open.getAccessTokenFromCode(redirectUri, parameters.get('code'));
    assert.equal(result.token_type, 'bearer');
    assert.equal(result.expires_in, 14400);
    assert.ok(result.refresh_token);
    await assert.rejects(open.getAccessTokenFromCode(redirectUri, parameters.get('code')), (error) => error.error.error === 'invalid_grant');
    open.setRefreshToken(result.refresh_token);
    await open.refreshAccessToken();
    assert.notEqual(open.getAccessToken(), result.access_token);
  },

  async 'gets a refresh token for offline access alone, and refreshes'() {
    const online = await consent(await auth.getAuthenticationUrl(redirectUri, 's', 'code', 'online'));
    assert.equal((await auth.getAccessTokenFromCode(redirectUri, online.get('code'))).result.refresh_token, undefined);
    const offline = await consent(await auth.getAuthenticationUrl(redirectUri, 's', 'code', 'offline'));
    const { result } = await auth.getAccessTokenFromCode(redirectUri, offline.get('code'));
    auth.setRefreshToken(result.refresh_token);
    await auth.refreshAccessToken();
    assert.ok(auth.getAccessToken());
    const unknown = newAuth();
    unknown.setRefreshToken('unknown');
    await assert.rejects(unknown.refreshAccessToken(), (error) => error.error.error === 'invalid_grant');
  },

  async 'revokes'() {
    const revoking = newAuth();
    const { result } = await revoking.getAccessTokenFromCode(redirectUri, (await consent(await revoking.getAuthenticationUrl(redirectUri, 'state', 'code'))).get('code'));
    const revoked = newClient(newAuth({ accessToken: result.access_token }));
    await revoked.authTokenRevoke();
    await assert.rejects(revoked.usersGetCurrentAccount(), refused(401, /^invalid_access_token/));
  },

  async 'knows whose token it is'() {
    const { result } = await api.usersGetCurrentAccount();
    assert.deepEqual([result.email, result.email_verified], [given.account, true]);
    assert.match(result.account_id, /^dbid:/);
  },

  async 'describes a file by path, id and rev'() {
    const { result } = await api.filesGetMetadata({ path: given.path.toUpperCase() });
    assert.equal(result['.tag'], 'file');
    assert.equal(result.path_display, given.path);
    assert.equal(result.id, given.file);
    assert.equal(result.size, given.size);
    assert.equal(result.content_hash, sha256(sha256(Buffer.from(given.text))).toString('hex'));
    assert.deepEqual((await api.filesGetMetadata({ path: given.file })).result, result);
    assert.deepEqual((await api.filesGetMetadata({ path: 'rev:' + result.rev })).result, result);
    assert.equal((await api.filesGetMetadata({ path: '/Reports' })).result['.tag'], 'folder');
    await assert.rejects(api.filesGetMetadata({ path: given.foreign }), refused(409, /^path\/not_found/));
    await assert.rejects(api.filesGetMetadata({ path: 'nonsense' }), refused(400, /did not match pattern/));
    await assert.rejects(api.filesGetMetadata({ path: '' }), refused(400, /root folder is unsupported/));
  },

  async 'hashes blocks of four MiB'() {
    const whole = await api.filesDownload({ path: given.large });
    const bytes = Buffer.from(whole.result.fileBinary ?? await whole.result.fileBlob.arrayBuffer());
    const blocks = [];
    for (let start = 0; start < bytes.length; start += 4 << 20) blocks.push(sha256(bytes.subarray(start, start + (4 << 20))));
    assert.equal(whole.result.content_hash, sha256(Buffer.concat(blocks)).toString('hex'));
  },

  async 'reads content of a file and of a rev'() {
    const now = await api.filesDownload({ path: given.path });
    assert.equal(await textOf(now), given.text);
    assert.equal(now.result.path_display, given.path);
    assert.equal(await textOf(await api.filesDownload({ path: 'rev:' + given.oldRev })), 'old');
    await assert.rejects(api.filesDownload({ path: '/Reports' }), refused(409, /^path\/not_file/));
  },

  async 'follows a moved file by its id alone'() {
    await assert.rejects(api.filesGetMetadata({ path: given.formerPath }), refused(409, /^path\/not_found/));
    assert.equal((await api.filesGetMetadata({ path: given.moved })).result.path_display, '/Archive/moved.txt');
    await assert.rejects(api.filesGetMetadata({ path: given.deletedPath }), refused(409, /^path\/not_found/));
    assert.equal((await api.filesGetMetadata({ path: given.deletedPath, include_deleted: true })).result['.tag'], 'deleted');
  },

  async 'lists revisions'() {
    const { result } = await api.filesListRevisions({ path: given.path });
    assert.deepEqual([result.entries.length, result.is_deleted, result.has_more], [2, false, false]);
    assert.equal(result.entries[1].rev, given.oldRev);
    const mode = { '.tag': 'id' };
    assert.equal((await api.filesListRevisions({ path: given.moved, mode })).result.entries.length, 2);
    assert.equal((await api.filesListRevisions({ path: '/Archive/moved.txt' })).result.entries.length, 1);
    assert.equal((await api.filesListRevisions({ path: given.path, limit: 1 })).result.has_more, true);
    assert.equal((await api.filesListRevisions({ path: given.deletedPath })).result.is_deleted, true);
  },

  async 'gives a link that needs no token'() {
    const { result } = await api.filesGetTemporaryLink({ path: given.path });
    assert.equal(result.metadata.id, given.file);
    const part = await fetch(result.link, { headers: { Range: 'bytes=1-3' } });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), Buffer.from(given.text).subarray(1, 4).toString());
  },

  async 'gives thumbnails of pictures'() {
    const picture = await api.filesGetThumbnailV2({
      resource: { '.tag': 'path', path: given.picture }, format: { '.tag': 'png' }, size: { '.tag': 'w256h256' }, mode: { '.tag': 'bestfit' },
    });
    assert.equal(Buffer.from(picture.result.fileBinary ?? await picture.result.fileBlob.arrayBuffer()).subarray(1, 4).toString(), 'PNG');
    assert.equal(picture.result.file_metadata.name, 'picture.jpg');
    await assert.rejects(api.filesGetThumbnailV2({ resource: { '.tag': 'path', path: given.path } }), refused(409, /^unsupported_extension/));
  },

  async 'exports what is not downloaded'() {
    const { result } = await api.filesGetMetadata({ path: given.paper });
    assert.equal(result.is_downloadable, false);
    assert.deepEqual(result.export_info, { export_as: 'html', export_options: ['html', 'md'] });
    await assert.rejects(api.filesDownload({ path: given.paper }), refused(409, /^unsupported_file/));
    await assert.rejects(api.filesGetTemporaryLink({ path: given.paper }), refused(409, /^unsupported_file/));
    assert.equal(await textOf(await api.filesExport({ path: given.paper })), '<p>notes</p>');
    const other = await api.filesExport({ path: given.paper, export_format: 'md' });
    assert.equal(await textOf(other), 'notes');
    assert.deepEqual([other.result.export_metadata.name, other.result.export_metadata.size], ['notes.md', 5]);
    await assert.rejects(api.filesExport({ path: given.path }), refused(409, /^non_exportable/));
  },

  async 'lists folders, and what changed in them'() {
    const names = [];
    let { result } = await api.filesListFolder({ path: '', limit: 2 });
    names.push(...result.entries.map((entry) => entry.name));
    while (result.has_more) {
      ({ result } = await api.filesListFolderContinue({ cursor: result.cursor }));
      names.push(...result.entries.map((entry) => entry.name));
    }
    assert.deepEqual(names.sort(), ['Archive', 'Pictures', 'Reports', 'Team', 'large.bin', 'notes.paper']);
    assert.deepEqual((await api.filesListFolderContinue({ cursor: result.cursor })).result.entries, []);
    const within = await api.filesListFolder({ path: '/Team', recursive: true });
    assert.deepEqual(within.result.entries.map((entry) => entry.path_display), ['/Team/Deep', '/Team/Deep/shared.txt']);
    const latest = await api.filesListFolderGetLatestCursor({ path: '', recursive: true });
    assert.deepEqual((await api.filesListFolderContinue({ cursor: latest.result.cursor })).result.entries, []);
    await assert.rejects(api.filesListFolder({ path: '/none' }), refused(409, /^path\/not_found/));
    await assert.rejects(api.filesListFolderContinue({ cursor: 'none' }), refused(409, /^reset/));
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    await run().catch((error) => { throw new Error(name, { cause: error }); });
    console.log(`ok ${name}`);
  }
})().catch((error) => {
  console.error(error, error.cause?.error);
  process.exit(1);
});
