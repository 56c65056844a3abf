// What CmisJS, a client of the browser binding, does with documents and files, against the server whose address is the first argument.
'use strict';

// Its forms are those of the package form-data, which its own fetch sends and that of Node.js does not.
for (const name of ['fetch', 'FormData', 'Headers', 'Request', 'Response', 'Blob']) delete globalThis[name];

const assert = require('node:assert/strict');
const { CmisSession } = require('cmis');

const [url, username, password] = process.argv.slice(2);
const session = new CmisSession(url);
session.setCredentials(username, password);

const idOf = (object) => object.succinctProperties['cmis:objectId'];
const textOf = async (id) => (await session.getContentStream(id)).text();
let workspaces, folder, document;

const cases = {
  async 'finds the repository and what it can do'() {
    await session.loadRepositories();
    assert.equal(session.defaultRepository.cmisVersionSupported, '1.1');
    assert.equal((await session.getRepositoryInfo()).default.capabilities.capabilityQuery, 'metadataonly');
  },

  async 'reads types'() {
    assert.equal((await session.getTypeDefinition('File')).baseId, 'cmis:document');
    assert.ok((await session.getTypeChildren('cmis:folder')).types.length > 0);
    assert.equal((await session.getTypeDescendants(undefined, -1)).length, 2);
  },

  async 'makes a folder'() {
    workspaces = idOf(await session.getObjectByPath('/default-domain/workspaces'));
    folder = idOf(await session.createFolder(workspaces, 'föl der', 'cmis:folder'));
    assert.equal(idOf(await session.getObjectByPath('/default-domain/workspaces/föl der')), folder);
  },

  // It sends the content before everything else.
  async 'makes a document with content'() {
    document = idOf(await session.createDocument(folder, Buffer.from('first'), { 'cmis:name': 'täst.txt', 'cmis:objectTypeId': 'cmis:document', 'dc:subjects': ['a', 'b'] }, 'text/plain'));
    assert.equal(await textOf(document), 'first');
    assert.deepEqual((await session.getObject(document)).succinctProperties['dc:subjects'], ['a', 'b']);
    await assert.rejects(session.createDocument(folder, Buffer.from('x'), 'täst.txt', 'text/plain'), (error) => error.response.status === 409);
  },

  async 'replaces content and adds to it'() {
    await session.setContentStream(document, Buffer.from('second'), true, 'text/plain');
    await session.appendContentStream(document, Buffer.from(' and more'), true, 'täst.txt');
    assert.equal(await textOf(document), 'second and more');
    await assert.rejects(session.setContentStream(document, Buffer.from('x'), false, 'text/plain'), (error) => error.response.status === 409);
  },

  async 'changes properties and finds the document by them'() {
    await session.updateProperties(document, { 'cmis:name': 'renamed.txt', 'dc:title': 'Title' });
    const found = await session.query("SELECT * FROM cmis:document WHERE dc:title = 'Title'", false);
    assert.deepEqual(found.results.map(idOf), [document]);
  },

  async 'lists what is in a folder and above it'() {
    assert.deepEqual((await session.getChildren(folder)).objects.map(({ object }) => object.succinctProperties['cmis:name']), ['renamed.txt']);
    assert.equal(idOf((await session.getParents(document))[0].object), folder);
    assert.equal((await session.getDescendants(workspaces, -1))[0].children.length, 1);
    assert.equal((await session.getAllowableActions(document)).canSetContentStream, true);
    assert.equal((await (await session.getAllVersions(document)).json()).length, 1);
  },

  async 'moves and copies'() {
    const other = idOf(await session.createFolder(workspaces, 'other', 'cmis:folder'));
    await session.moveObject(document, folder, other);
    await session.createDocumentFromSource(folder, document, undefined, 'copy.txt');
    assert.deepEqual((await session.getChildren(folder)).objects.map(({ object }) => object.succinctProperties['cmis:name']), ['copy.txt']);
  },

  async 'deletes'() {
    await session.deleteContentStream(document);
    await session.deleteObject(document);
    await session.deleteTree(folder, true, 'delete', true);
    await assert.rejects(session.getObject(folder), (error) => error.response.status === 404);
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    await run();
    console.log(`ok ${name}`);
  }
})().catch(async (error) => {
  console.error(error, error.response ? await error.response.text() : '');
  process.exit(1);
});
