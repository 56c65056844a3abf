// What Google's own client does against the server whose address is in the first argument, with what a test put there.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { auth, drive } = require('@googleapis/drive');

const given = JSON.parse(process.argv[2]);
const rootUrl = given.address;
const scope = ['https://www.googleapis.com/auth/drive', 'openid', 'email'];
const redirectUri = 'http://localhost:1/callback';
const hash = (name, text) => crypto.createHash(name).update(text).digest('hex');

const newClient = () => new auth.OAuth2({
  clientId: given.clientId,
  clientSecret: given.clientSecret,
  redirectUri,
  endpoints: { oauth2AuthBaseUrl: rootUrl + 'o/oauth2/v2/auth', oauth2TokenUrl: rootUrl + 'token', oauth2RevokeUrl: rootUrl + 'revoke' },
});

const consent = async (url) => {
  const answer = await fetch(url, { redirect: 'manual' });
  assert.equal(answer.status, 302);
  return new URL(answer.headers.get('location')).searchParams;
};

const client = newClient();
const api = drive({ version: 'v3', auth: client, rootUrl });

const refused = (status, reason) => (error) => {
  assert.equal(error.status, status, error.message);
  assert.equal(error.response.data.error.code, status);
  assert.equal(error.response.data.error.errors[0].reason, reason);
  return true;
};

const media = { responseType: 'arraybuffer' };
const textOf = (answer) => Buffer.from(answer.data).toString();

const cases = {
  async 'asks for consent with PKCE, and exchanges the code once'() {
    const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
    const url = client.generateAuthUrl({
      access_type: 'offline', prompt: 'consent', scope, state: 'st&te', code_challenge: codeChallenge, code_challenge_method: 'S256',
    });
    const parameters = await consent(url);
    assert.equal(parameters.get('state'), 'st&te');
    const { tokens } = await client.getToken({ code: parameters.get('code'), codeVerifier });
    assert.equal(tokens.token_type, 'Bearer');
    assert.ok(tokens.refresh_token);
    assert.ok(tokens.expiry_date > Date.now());
    client.setCredentials(tokens);
    await assert.rejects(client.getToken({ code: parameters.get('code'), codeVerifier }), (error) => error.response.data.error === 'invalid_grant');
    const another = await consent(url);
    await assert.rejects(client.getToken({ code: another.get('code'), codeVerifier: 'wrong' }), (error) => error.response.data.error === 'invalid_grant');
  },

  async 'gets a refresh token for offline access alone'() {
    const online = newClient();
    const { tokens } = await online.getToken((await consent(online.generateAuthUrl({ scope, prompt: 'consent' }))).get('code'));
    assert.equal(tokens.refresh_token, undefined);
    const again = await online.getToken((await consent(online.generateAuthUrl({ scope, access_type: 'offline' }))).get('code'));
    assert.equal(again.tokens.refresh_token, undefined);
  },

  async 'refreshes, and is refused with an unknown token'() {
    const refreshing = newClient();
    refreshing.setCredentials({ refresh_token: client.credentials.refresh_token });
    assert.ok((await refreshing.getAccessToken()).token);
    refreshing.setCredentials({ refresh_token: 'unknown' });
    await assert.rejects(refreshing.getAccessToken(), (error) => error.response.data.error === 'invalid_grant');
  },

  async 'revokes'() {
    const revoking = newClient();
    const { tokens } = await revoking.getToken((await consent(revoking.generateAuthUrl({ scope, prompt: 'consent', access_type: 'offline' }))).get('code'));
    await revoking.revokeToken(tokens.refresh_token);
    revoking.setCredentials({ access_token: tokens.access_token });
    await assert.rejects(drive({ version: 'v3', auth: revoking, rootUrl }).files.get({ fileId: given.file }), refused(401, 'authError'));
  },

  async 'acts for a user with the key of a service account'() {
    const key = JSON.parse(given.serviceAccount);
    const actingFor = (subject) => {
      const acting = new auth.JWT({ email: key.client_email, key: key.private_key, keyId: key.private_key_id, scopes: scope, subject });
      // This client sends assertions to one address.
      const send = acting.transporter.request.bind(acting.transporter);
      acting.transporter.request = (options) => send({ ...options, url: String(options.url).replace('https://oauth2.googleapis.com/', rootUrl) });
      return acting;
    };
    const { data } = await drive({ version: 'v3', auth: actingFor(given.account), rootUrl }).about.get({ fields: 'user(emailAddress)' });
    assert.equal(data.user.emailAddress, given.account);
    await assert.rejects(actingFor(given.other).authorize(), /unauthorized_client/);
  },

  async 'knows whose token it is'() {
    const { data } = await api.about.get({ fields: 'user' });
    assert.equal(data.user.emailAddress, given.account);
    await assert.rejects(api.about.get({}), refused(400, 'required'));
    const info = await client.request({ url: rootUrl + 'oauth2/v3/userinfo' });
    assert.deepEqual([info.data.email, info.data.email_verified], [given.account, true]);
    const token = await client.request({ url: rootUrl + 'tokeninfo', params: { access_token: client.credentials.access_token } });
    assert.deepEqual([token.data.email, token.data.aud], [given.account, given.clientId]);
  },

  async 'describes a file'() {
    const plain = (await api.files.get({ fileId: given.file })).data;
    assert.deepEqual(plain, { kind: 'drive#file', id: given.file, name: given.name, mimeType: 'application/pdf' });
    const { data } = await api.files.get({ fileId: given.file, fields: '*' });
    assert.equal(data.md5Checksum, hash('md5', given.text));
    assert.equal(data.sha256Checksum, hash('sha256', given.text));
    assert.equal(data.size, String(Buffer.byteLength(given.text)));
    assert.equal(data.owners[0].emailAddress, given.account);
    assert.equal(data.capabilities.canDownload, true);
    assert.equal(data.trashed, false);
    for (const field of ['version', 'modifiedTime', 'headRevisionId', 'webViewLink', 'webContentLink', 'iconLink', 'thumbnailLink', 'parents'])
      assert.ok(data[field], field);
    const part = (await api.files.get({ fileId: given.file, fields: 'id,capabilities/canDownload,owners(emailAddress,me)' })).data;
    assert.deepEqual(part, { id: given.file, capabilities: { canDownload: true }, owners: [{ emailAddress: given.account, me: true }] });
    await assert.rejects(api.files.get({ fileId: given.file, fields: 'id,title' }), refused(400, 'invalidParameter'));
  },

  async 'reads content, whole and in part'() {
    const whole = await api.files.get({ fileId: given.file, alt: 'media' }, media);
    assert.equal(textOf(whole), given.text);
    const part = await api.files.get({ fileId: given.file, alt: 'media' }, { ...media, headers: { Range: 'bytes=2-5' } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), `bytes 2-5/${Buffer.byteLength(given.text)}`);
    assert.equal(textOf(part), Buffer.from(given.text).subarray(2, 6).toString());
    await assert.rejects(api.files.get({ fileId: given.file, alt: 'media' }, { ...media, headers: { Range: 'bytes=9999-' } }), (error) => error.status === 416);
  },

  async 'does not find what is another\'s, nor a shared drive\'s unless it supports those'() {
    await assert.rejects(api.files.get({ fileId: given.foreign }), refused(404, 'notFound'));
    await assert.rejects(api.files.get({ fileId: given.team }), refused(404, 'notFound'));
    const { data } = await api.files.get({ fileId: given.team, supportsAllDrives: true, fields: 'id,driveId,owners' });
    assert.deepEqual(data, { id: given.team, driveId: given.drive });
  },

  async 'acknowledges abuse'() {
    await assert.rejects(api.files.get({ fileId: given.abusive, alt: 'media' }), refused(403, 'cannotDownloadAbusiveFile'));
    assert.equal(textOf(await api.files.get({ fileId: given.abusive, alt: 'media', acknowledgeAbuse: true }, media)), 'abusive');
  },

  async 'exports native documents'() {
    await assert.rejects(api.files.get({ fileId: given.native, alt: 'media' }), refused(403, 'fileNotDownloadable'));
    const { data } = await api.files.get({ fileId: given.native, fields: '*' });
    for (const field of ['md5Checksum', 'sha256Checksum', 'headRevisionId', 'webContentLink', 'size'])
      assert.equal(data[field], undefined, field);
    assert.equal(textOf(await api.files.export({ fileId: given.native, mimeType: 'text/plain' }, media)), 'second');
    const link = await client.request({ url: data.exportLinks['text/plain'], responseType: 'text' });
    assert.equal(link.data, 'second');
    await assert.rejects(api.files.export({ fileId: given.native, mimeType: 'video/mp4' }), refused(400, 'badRequest'));
    await assert.rejects(api.files.export({ fileId: given.native, mimeType: 'application/pdf' }), refused(403, 'exportSizeLimitExceeded'));
    await assert.rejects(api.files.export({ fileId: given.file, mimeType: 'application/pdf' }), refused(403, 'fileNotExportable'));
    const revisions = (await api.revisions.list({ fileId: given.native, fields: 'revisions(id,exportLinks)' })).data.revisions;
    assert.equal((await client.request({ url: revisions[0].exportLinks['text/plain'], responseType: 'text' })).data, 'first');
  },

  async 'keeps a revision and reads it'() {
    const { data } = await api.revisions.list({ fileId: given.file });
    assert.equal(data.revisions.length, 2);
    const [first] = data.revisions;
    const fileId = given.file, revisionId = first.id;
    await assert.rejects(api.revisions.get({ fileId, revisionId, alt: 'media' }), refused(403, 'download_restricted_for_revision'));
    const kept = await api.revisions.update({ fileId, revisionId, fields: 'id,keepForever,md5Checksum,size', requestBody: { keepForever: true } });
    assert.deepEqual(kept.data, { id: revisionId, keepForever: true, md5Checksum: hash('md5', 'old'), size: '3' });
    assert.equal(textOf(await api.revisions.get({ fileId, revisionId, alt: 'media' }, media)), 'old');
    await assert.rejects(api.revisions.update({ fileId, revisionId, requestBody: { keepForever: false } }), refused(400, 'illegalKeepForeverModification'));
    assert.equal((await api.revisions.get({ fileId, revisionId, fields: 'keepForever' })).data.keepForever, true);
    await assert.rejects(api.revisions.get({ fileId, revisionId: 'none' }), refused(404, 'notFound'));
    await assert.rejects(api.revisions.list({ fileId: given.readable }), refused(403, 'insufficientFilePermissions'));
    const pages = await api.revisions.list({ fileId, pageSize: 1 });
    assert.ok(pages.data.nextPageToken);
    assert.equal((await api.revisions.list({ fileId, pageSize: 1, pageToken: pages.data.nextPageToken })).data.revisions[0].id, data.revisions[1].id);
  },

  async 'keeps two hundred revisions at most'() {
    const { data } = await api.revisions.list({ fileId: given.full, fields: 'revisions(id,keepForever)', pageSize: 1000 });
    const free = data.revisions.find((revision) => !revision.keepForever);
    await assert.rejects(api.revisions.update({ fileId: given.full, revisionId: free.id, requestBody: { keepForever: true } }), (error) => error.status === 403);
  },

  async 'lists files in pages'() {
    const names = [];
    let pageToken;
    do {
      const { data } = await api.files.list({ q: `'${given.folder}' in parents and trashed = false`, orderBy: 'name', pageSize: 2, pageToken });
      names.push(...data.files.map((file) => file.name));
      ({ nextPageToken: pageToken } = data);
    } while (pageToken);
    assert.deepEqual(names, ['a.txt', 'b.txt', 'c\'s and d.txt']);
    const quoted = await api.files.list({ q: 'name = \'c\\\'s and d.txt\' and mimeType = \'text/plain\'', fields: 'files(name)' });
    assert.deepEqual(quoted.data.files, [{ name: 'c\'s and d.txt' }]);
    const shared = await api.files.list({
      corpora: 'drive', driveId: given.drive, includeItemsFromAllDrives: true, supportsAllDrives: true, fields: 'files(id)',
    });
    assert.deepEqual(shared.data.files, [{ id: given.team }]);
    assert.ok((await api.files.list({ pageSize: 1000 })).data.files.every((file) => file.id !== given.team && file.id !== given.foreign));
    await assert.rejects(api.files.list({ q: 'size > 7' }), refused(400, 'invalid'));
  },

  async 'follows changes'() {
    const { data: start } = await api.changes.getStartPageToken({});
    const seen = new Map();
    let pageToken = '1', next;
    do {
      const { data } = await api.changes.list({ pageToken, pageSize: 3, includeItemsFromAllDrives: true, supportsAllDrives: true });
      for (const change of data.changes) seen.set(change.fileId ?? change.driveId, change);
      ({ nextPageToken: pageToken, newStartPageToken: next } = data);
    } while (pageToken);
    assert.equal(next, start.startPageToken);
    assert.equal(seen.get(given.file).file.name, given.name);
    assert.equal(seen.get(given.deleted).removed, true);
    assert.equal(seen.get(given.deleted).file, undefined);
    assert.equal(seen.get(given.team).changeType, 'file');
    assert.equal(seen.get(given.drive).changeType, 'drive');
    assert.equal(seen.get(given.foreign), undefined);
    assert.deepEqual((await api.changes.list({ pageToken: next })).data.changes, []);
    await assert.rejects(api.changes.list({ pageToken: 'none' }), refused(400, 'invalid'));
    await assert.rejects(api.changes.getStartPageToken({ driveId: given.drive }), refused(404, 'notFound'));
  },

  async 'reads a thumbnail with its token alone'() {
    const { data } = await api.files.get({ fileId: given.file, fields: 'hasThumbnail,thumbnailLink' });
    const image = await client.request({ url: data.thumbnailLink.replace('=s220', '=s800'), responseType: 'arraybuffer' });
    assert.equal(Buffer.from(image.data).subarray(1, 4).toString(), 'PNG');
    assert.equal((await fetch(data.thumbnailLink)).status, 401);
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    await run().catch((error) => { throw new Error(name, { cause: error }); });
    console.log(`ok ${name}`);
  }
})().catch((error) => {
  console.error(error, error.cause?.response?.data);
  process.exit(1);
});
