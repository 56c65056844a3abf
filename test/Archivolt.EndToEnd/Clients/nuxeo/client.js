// What the platform's own JavaScript client does with documents and files, against the server whose address is the first argument.
'use strict';

const assert = require('node:assert/strict');
const Nuxeo = require('nuxeo');

const [baseURL, username, password] = process.argv.slice(2);
const nuxeo = new Nuxeo({ baseURL, auth: { method: 'basic', username, password } });
const workspaces = '/default-domain/workspaces';

const textOf = async (response) => {
  const parts = [];
  for await (const part of response.body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

const blobOf = (text, name) => new Nuxeo.Blob({ content: Buffer.from(text), name, mimeType: 'text/plain', size: Buffer.byteLength(text) });

const cases = {
  async 'connects and knows who it is'() {
    await nuxeo.connect();
    assert.equal(nuxeo.connected, true);
    assert.equal(nuxeo.user.id, username);
    assert.deepEqual(Object.keys(nuxeo.user.contextParameters.userprofile).sort(), ['avatar', 'birthdate', 'gender', 'locale', 'phonenumber']);
  },

  async 'runs an operation without result'() {
    const response = await nuxeo.operation('Log').params({ message: 'from the client', level: 'warn' }).execute();
    assert.equal(response.status, 204);
  },

  async 'creates, reads, changes and deletes a document'() {
    const repository = nuxeo.repository({ schemas: ['dublincore'] });
    const created = await repository.create(workspaces, { type: 'File', name: 'a, b; ü@:.txt', properties: { 'dc:title': 'Größe' } });
    assert.equal((await repository.fetch(created.path)).uid, created.uid);
    created.set({ 'dc:description': 'changed' });
    const saved = await created.save();
    assert.equal(saved.get('dc:description'), 'changed');
    assert.equal(saved.get('dc:title'), 'Größe');
    await repository.delete(created.path);
    await assert.rejects(repository.fetch(created.uid), (error) => error.response.status === 404);
  },

  async 'uploads files, attaches them and reads them back'() {
    const repository = nuxeo.repository({ schemas: ['*'] });
    const file = await repository.create(workspaces, { type: 'File', name: 'uploaded' });
    const batch = nuxeo.batchUpload();
    const { blob } = await batch.upload(blobOf('första', 'ä (1).txt'));
    assert.deepEqual(Object.keys(blob).sort(), ['fileIdx', 'upload-batch', 'upload-fileId', 'uploadType', 'uploaded', 'uploadedSize'].sort());
    file.set({ 'file:content': blob });
    const saved = await file.save({ schemas: ['file'] });
    assert.equal(saved.get('file:content').name, 'ä (1).txt');
    assert.equal(saved.get('file:content').length, '7');
    assert.equal(await textOf(await saved.fetchBlob()), 'första');

    const several = nuxeo.batchUpload();
    several.upload(blobOf('one', 'one.txt'), blobOf('two', 'two.txt'));
    await several.done();
    await nuxeo.operation('Blob.AttachOnDocument').params({ document: file.uid, xpath: 'files:files' }).input(several).execute();
    const names = (await repository.fetch(file.uid)).get('files:files').map((item) => item.file.name);
    assert.deepEqual(names.sort(), ['one.txt', 'two.txt']);
    await repository.delete(file.uid);
  },

  async 'sends a file along with an operation and gets it back'() {
    const repository = nuxeo.repository();
    const file = await repository.create(workspaces, { type: 'File', name: 'attached' });
    await nuxeo.operation('Blob.AttachOnDocument').param('document', file.path).input(blobOf('content', 'é.txt')).execute();
    const response = await nuxeo.operation('Document.GetBlob').input(file.path).execute();
    assert.equal(response.headers.get('content-disposition'), "attachment; filename*=UTF-8''%C3%A9.txt");
    assert.equal(await textOf(response), 'content');
    await repository.delete(file.uid);
  },

  async 'imports files as documents of their kind'() {
    const folder = await nuxeo.repository().create(workspaces, { type: 'Folder', name: 'imported' });
    const batch = nuxeo.batchUpload();
    batch.upload(blobOf('foo', 'foo.txt'));
    batch.upload(blobOf('bar', 'bar.txt'));
    await batch.done();
    const list = await nuxeo.operation('FileManager.Import').input(batch).context({ currentDocument: folder.path }).execute({ schemas: ['note'] });
    assert.deepEqual(list.entries.map((entry) => [entry.type, entry.title, entry.properties['note:note']]), [['Note', 'foo.txt', 'foo'], ['Note', 'bar.txt', 'bar']]);
    await nuxeo.repository().delete(folder.path);
  },

  async 'works on several documents, moves, locks and finds them'() {
    const repository = nuxeo.repository({ schemas: ['dublincore'] });
    const folder = await repository.create(workspaces, { type: 'Folder', name: 'several' });
    const paths = [];
    for (const name of ['x', 'y']) paths.push((await repository.create(folder.path, { type: 'File', name })).path);
    const list = await nuxeo.operation('Document.Update').input(paths).params({ properties: 'dc:description=sample description' }).execute({ schemas: ['dublincore'] });
    assert.deepEqual(list.entries.map((entry) => [entry.path, entry.properties['dc:description']]), paths.map((path) => [path, 'sample description']));

    const moved = await (await repository.fetch(paths[0])).move(folder.path, 'z');
    assert.equal(moved.path, `${folder.path}/z`);
    await moved.lock();
    assert.equal((await moved.fetchLockStatus()).lockOwner, username);
    await moved.unlock();
    assert.equal((await moved.fetchLockStatus()).lockOwner, undefined);
    assert.equal(await moved.hasPermission('Write'), true);
    assert.equal(await moved.hasPermission('Foo'), false);
    await moved.addPermission({ username: 'members', permission: 'Write' });
    assert.equal((await moved.fetchACLs())[0].aces[0].id, `members:Write:true:${username}::`);
    assert.deepEqual((await folder.fetchRenditions()).map((rendition) => rendition.name), ['thumbnail', 'xmlExport', 'zipTreeExport']);

    const found = await repository.query({ query: `SELECT * FROM File WHERE ecm:path STARTSWITH '${folder.path}' ORDER BY ecm:name DESC` });
    assert.deepEqual(found.entries.map((entry) => entry.path), [`${folder.path}/z`, `${folder.path}/y`]);
    const children = await repository.query({ pageProvider: 'CURRENT_DOC_CHILDREN', queryParams: [folder.uid], pageSize: 1, currentPageIndex: 1, sortBy: 'ecm:name', sortOrder: 'asc' });
    assert.deepEqual(children.entries.map((entry) => entry.path), [`${folder.path}/z`]);
    await repository.delete(folder.path);
  },

  async 'keeps users, groups and directories'() {
    const user = await nuxeo.users().create({ 'entity-type': 'user', properties: { username: 'leela', password: 'leela1', firstName: 'Leela' } });
    assert.equal(user.properties.firstName, 'Leela');
    const group = await nuxeo.groups().create({ 'entity-type': 'group', groupname: 'crew', grouplabel: 'Crew', memberUsers: ['leela'] });
    assert.equal(group.grouplabel, 'Crew');
    const leela = new Nuxeo({ baseURL, auth: { method: 'basic', username: 'leela', password: 'leela1' } });
    await leela.connect();
    await assert.rejects(leela.repository().fetch('/default-domain'), (error) => error.response.status === 403);
    assert.equal((await nuxeo.groups().delete('crew')).status, 204);
    assert.equal((await nuxeo.users().delete('leela')).status, 204);

    const nature = nuxeo.directory('nature');
    assert.equal((await nature.fetch('article')).properties.label, 'label.directories.nature.article');
    await nature.create({ properties: { id: 'foo', label: 'Foo' } });
    const entry = await nature.fetch('foo');
    entry.set({ label: 'Bar' });
    assert.equal((await entry.save()).get('label'), 'Bar');
    assert.equal((await nature.delete('foo')).status, 204);
  },

  async 'acts for a person by OAuth 2'() {
    const clients = nuxeo.directory('oauth2Clients');
    const clientId = 'app';
    const clientSecret = 'of the app';
    const app = await clients.create({ properties: { name: 'App', clientId, clientSecret, redirectURIs: `${baseURL}home.html` } });
    const asked = new URL(Nuxeo.oauth2.getAuthorizationURL({ baseURL, clientId }));
    const answer = await fetch(`${baseURL}oauth2/authorize_submit`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
      body: new URLSearchParams([...asked.searchParams, ['grant_access', '1']]),
    });
    const code = new URL(answer.headers.get('location')).searchParams.get('code');
    const token = await Nuxeo.oauth2.fetchAccessTokenFromAuthorizationCode({ baseURL, clientId, clientSecret, code });
    const actingWith = (given) => new Nuxeo({ baseURL, auth: { method: 'bearerToken', clientId, clientSecret, token: given } });
    assert.equal((await actingWith(token).connect()).user.id, username);
    const refreshed = await Nuxeo.oauth2.refreshAccessToken({ baseURL, clientId, clientSecret, refreshToken: token.refresh_token });
    assert.equal((await actingWith(refreshed).repository().fetch('/default-domain')).title, 'Domain');
    await assert.rejects(actingWith(token).repository().fetch('/default-domain'), (error) => error.response.status === 401);
    assert.equal((await clients.delete(app.properties.id)).status, 204);
    await assert.rejects(actingWith(refreshed).repository().fetch('/default-domain'), (error) => error.response.status === 401);
  },

  async 'fetches renditions and conversions, also when they are ready later'() {
    const repository = nuxeo.repository({ schemas: ['file'] });
    const file = await repository.create(workspaces, { type: 'File', name: 'converted' });
    const { blob } = await nuxeo.batchUpload().upload(blobOf('foo', 'foo.txt'));
    file.set({ 'file:content': blob });
    const saved = await file.save();
    assert.ok((await textOf(await saved.fetchRendition('xmlExport'))).includes(`<path>${saved.path.substring(1)}</path>`));
    assert.ok((await textOf(await saved.fetchRendition('zipExport'))).startsWith('PK'));
    assert.ok((await textOf(await saved.convert({ format: 'html' }))).includes('foo'));
    const { pollingURL, resultURL } = await saved.scheduleConversion({ type: 'text/html' });
    for (let polls = 0; (await nuxeo._http({ url: pollingURL })).status !== 'completed'; polls++) assert.ok(polls < 1000);
    assert.ok((await textOf(await nuxeo._http({ url: resultURL }))).includes('foo'));
    await repository.delete(saved.path);
  },

  async 'is told what was wrong'() {
    await assert.rejects(new Nuxeo({ baseURL, auth: { method: 'basic', username, password: 'wrong' } }).connect(), (error) => error.response.status === 401);
    await assert.rejects(nuxeo.repository().create(workspaces, { type: 'Unknown', name: 'x' }), (error) => error.response.status === 404);
    const problem = await nuxeo.operation('Unknown.Operation').execute().catch((error) => error);
    assert.equal(problem.response.status, 404);
    assert.equal((await problem.response.json())['entity-type'], 'exception');
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      console.log(`ok ${name}`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`failed ${name}: ${error.stack}`);
    }
  }
})();
