#!/usr/bin/python3
"""A MongoDB wire server for tests, NOT mongod: OP_MSG/OP_QUERY by mockupdb, queries and unique indexes by mongomock, both Debian packages.
mongo.py PORT   (binds 127.0.0.1). It plays a standalone 7.0 (sessions, no transactions, no retryable writes). MONGO_USER + MONGO_PASSWORD: SCRAM-SHA-256
is required. MONGO_TLS=cert+key file: TLS only. configureFailPoint failCommand injects faults (errorCode, closeConnection, writeConcernError). What it does not
implement it refuses, never ignores: unknown fields of a command, index kinds, collations."""
import sys, os, threading, itertools, datetime, hashlib, hmac, base64, ssl, weakref
import mockupdb, mongomock, bson
from mongomock import helpers, DuplicateKeyError
from pymongo.errors import PyMongoError, OperationFailure
from pymongo import ReturnDocument

db_client = mongomock.MongoClient(tz_aware=False)
lock, cursors, ids = threading.RLock(), {}, itertools.count(1)
mockupdb.CODEC_OPTIONS = mockupdb.CODEC_OPTIONS.with_options(uuid_representation=0)   # unspecified: UUIDs pass through as binary, subtype kept
USER, PASSWORD = os.environ.get('MONGO_USER'), os.environ.get('MONGO_PASSWORD', '')
authed, talks, failpoint = weakref.WeakSet(), weakref.WeakKeyDictionary(), {}

class Cmd(Exception):
    def __init__(self, code, name, msg): self.doc = {'ok': 0.0, 'errmsg': msg, 'code': code, 'codeName': name}

def batch(ns, docs, size, key):
    docs = list(docs); size = len(docs) if size is None else size
    first, rest = docs[:size], docs[size:]
    # keep every message under 16 MiB: GridFS chunks are 255 KiB, so cap by bytes too
    n = total = 0
    for n, d in enumerate(first):
        total += len(bson.BSON.encode(d))
        if total > 12 * 1024 * 1024 and n: rest = first[n:] + rest; first = first[:n]; break
    cid = 0
    if rest:
        cid = next(ids); cursors[cid] = (ns, rest)
    return {'cursor': {'id': bson.Int64(cid), 'ns': ns, key: first}, 'ok': 1.0}

def coll(db, name): return db_client[db][name]

def exists(db, name): return name in db_client[db].list_collection_names()

def hello(db, c):
    return {'helloOk': True, 'ismaster': True, 'isWritablePrimary': True, 'maxBsonObjectSize': 16777216, 'maxMessageSizeBytes': 48000000, 'maxWriteBatchSize': 100000,
            'localTime': datetime.datetime.utcnow(), 'connectionId': 1, 'minWireVersion': 0, 'maxWireVersion': 21, 'logicalSessionTimeoutMinutes': 30, 'readOnly': False, 'ok': 1.0, **({'saslSupportedMechs': ['SCRAM-SHA-256']} if c.get('saslSupportedMechs') else {})}

# SCRAM-SHA-256, one conversation a connection
def hm(k, m): return hmac.new(k, m, hashlib.sha256).digest()

def sasl(conn, c):
    try:
        if 'saslStart' in c:
            if not USER or c.get('mechanism') != 'SCRAM-SHA-256': raise Cmd(334, 'MechanismUnavailable', 'only SCRAM-SHA-256, and only with MONGO_USER set')
            bare = bytes(c['payload']).decode().split(',', 2)[2]; a = dict(x.split('=', 1) for x in bare.split(','))
            nonce, salt = a['r'] + base64.b64encode(os.urandom(18)).decode(), os.urandom(28)
            first = f"r={nonce},s={base64.b64encode(salt).decode()},i=15000"
            talks[conn] = (a['n'].replace('=2C', ',').replace('=3D', '='), bare, first, nonce, salt, (c.get('options') or {}).get('skipEmptyExchange'))
            return {'conversationId': 1, 'done': False, 'payload': first.encode(), 'ok': 1.0}
        t = talks[conn]
        if t is True: talks.pop(conn); return {'conversationId': 1, 'done': True, 'payload': b'', 'ok': 1.0}
        user, bare, first, nonce, salt, skip = t; final = bytes(c['payload']).decode(); a = dict(x.split('=', 1) for x in final.split(','))
        k = hashlib.pbkdf2_hmac('sha256', PASSWORD.encode(), salt, 15000); ck = hm(k, b'Client Key'); sk = hashlib.sha256(ck).digest()
        msg = ','.join((bare, first, final.rsplit(',p=', 1)[0])).encode(); sig = hm(sk, msg)
        if user != USER or a['r'] != nonce or not hmac.compare_digest(bytes(x ^ y for x, y in zip(ck, sig)), base64.b64decode(a['p'])): raise Cmd(18, 'AuthenticationFailed', 'Authentication failed.')
        authed.add(conn); talks[conn] = True
        if skip: talks.pop(conn)
        return {'conversationId': 1, 'done': bool(skip), 'payload': b'v=' + base64.b64encode(hm(hm(k, b'Server Key'), msg)), 'ok': 1.0}
    except (KeyError, ValueError, IndexError): raise Cmd(18, 'AuthenticationFailed', 'Authentication failed.')

def insert(db, c):
    col, n, errs = coll(db, c['insert']), 0, []
    for i, d in enumerate(c['documents']):
        try: col.insert_one(d); n += 1
        except DuplicateKeyError as e:
            errs.append({'index': i, 'code': 11000, 'errmsg': str(e)})
            if c.get('ordered', True): break
    r = {'n': n, 'ok': 1.0}
    if errs: r['writeErrors'] = errs
    return r

def find(db, c):
    ns = f"{db}.{c['find']}"
    cur = coll(db, c['find']).find(c.get('filter') or {}, c.get('projection') or None)
    if c.get('sort'): cur = cur.sort(list(c['sort'].items()))
    if c.get('skip'): cur = cur.skip(int(c['skip']))
    if c.get('limit'): cur = cur.limit(abs(int(c['limit'])))
    r = batch(ns, cur, int(c['batchSize']) if c.get('batchSize') is not None else 101, 'firstBatch')
    if c.get('singleBatch') and r['cursor']['id']: cursors.pop(int(r['cursor']['id'])); r['cursor']['id'] = bson.Int64(0)
    return r

def getmore(db, c):
    cid = int(c['getMore'])
    if cid not in cursors: raise Cmd(43, 'CursorNotFound', f'cursor id {cid} not found')
    ns, rest = cursors.pop(cid)
    return batch(ns, rest, int(c['batchSize']) if c.get('batchSize') else None, 'nextBatch')

def killcursors(db, c):
    k = [x for x in c['cursors'] if cursors.pop(int(x), None)]
    return {'cursorsKilled': k, 'cursorsNotFound': [x for x in c['cursors'] if x not in k], 'cursorsAlive': [], 'cursorsUnknown': [], 'ok': 1.0}

def update(db, c):
    col, n, mod, ups, errs = coll(db, c['update']), 0, 0, [], []
    for i, u in enumerate(c['updates']):
        try:
            if any(k.startswith('$') for k in u['u']): r = (col.update_many if u.get('multi') else col.update_one)(u['q'], u['u'], upsert=u.get('upsert', False))
            else: r = col.replace_one(u['q'], u['u'], upsert=u.get('upsert', False))
            n += r.matched_count + (1 if r.upserted_id is not None else 0); mod += r.modified_count or 0
            if r.upserted_id is not None: ups.append({'index': i, '_id': r.upserted_id})
        except DuplicateKeyError as e:
            errs.append({'index': i, 'code': 11000, 'errmsg': str(e)})
            if c.get('ordered', True): break
    r = {'n': n, 'nModified': mod, 'ok': 1.0}
    if ups: r['upserted'] = ups
    if errs: r['writeErrors'] = errs
    return r

def delete(db, c):
    col = coll(db, c['delete']); n = 0
    for d in c['deletes']: n += (col.delete_one if d.get('limit') == 1 else col.delete_many)(d['q']).deleted_count
    return {'n': n, 'ok': 1.0}

def fam(db, c):
    col = coll(db, c.get('findAndModify') or c['findandmodify']); q = c.get('query') or {}; s = list(c['sort'].items()) if c.get('sort') else None
    if c.get('remove'): v = col.find_one_and_delete(q, sort=s)
    else:
        f = col.find_one_and_update if any(k.startswith('$') for k in c['update']) else col.find_one_and_replace
        try: v = f(q, c['update'], sort=s, upsert=c.get('upsert', False), return_document=ReturnDocument.AFTER if c.get('new') else ReturnDocument.BEFORE)
        except DuplicateKeyError as e: raise Cmd(11000, 'DuplicateKey', str(e))
    return {'value': v, 'lastErrorObject': {'n': 1 if v else 0, 'updatedExisting': bool(v)}, 'ok': 1.0}

def aggregate(db, c): return batch(f"{db}.{c['aggregate']}", coll(db, c['aggregate']).aggregate(c['pipeline']), (c.get('cursor') or {}).get('batchSize', 101), 'firstBatch')

def count(db, c): return {'n': coll(db, c['count']).count_documents(c.get('query') or {}), 'ok': 1.0}

def distinct(db, c): return {'values': coll(db, c['distinct']).distinct(c['key'], c.get('query') or {}), 'ok': 1.0}

INDEX = {'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'}

def createindexes(db, c):
    made = exists(db, c['createIndexes']); col = coll(db, c['createIndexes']); n = len(col.index_information()) if made else 1
    for i in c['indexes']:
        bad = set(i) - INDEX - {'v', 'key', 'name', 'background'}
        if bad or not all(isinstance(v, (int, float)) and abs(v) == 1 for v in i['key'].values()): raise Cmd(67, 'CannotCreateIndex', f'not in this test server: {sorted(bad) or dict(i["key"])}')
        kw, key = {k: i[k] for k in INDEX if i.get(k) not in (None, False)}, [(k, int(v)) for k, v in i['key'].items()]
        old = {k: v for k, v in col.index_information().items() if v['key'] == key}
        if old and i['name'] not in old: raise Cmd(85, 'IndexOptionsConflict', f'Index already exists with a different name: {next(iter(old))}')
        if kw.get('unique') and 'partialFilterExpression' in kw and not old:   # mongomock looks at all documents here: look only at those that the filter takes
            seen = [tuple(repr(helpers.get_value_by_dot(d, k, True)) if k.split('.')[0] in d else None for k, _ in key) for d in col.find(kw['partialFilterExpression'])]
            if len(set(seen)) < len(seen): raise Cmd(11000, 'DuplicateKey', 'E11000 duplicate key error, index ' + i['name'])
            col._store.create_index(i['name'], {'key': key, **kw})
            continue
        try: col.create_index(key, name=i['name'], **kw)
        except DuplicateKeyError: raise
        except OperationFailure as e: raise Cmd(86, 'IndexKeySpecsConflict', str(e))
    return {'numIndexesBefore': n, 'numIndexesAfter': len(col.index_information()), 'createdCollectionAutomatically': not made, 'ok': 1.0}

def dropindexes(db, c):
    col, n = coll(db, c['dropIndexes']), len(coll(db, c['dropIndexes']).index_information())
    for x in (c['index'] if isinstance(c['index'], list) else [c['index']]):
        if x == '*': col.drop_indexes()
        else:
            if x not in col.index_information(): raise Cmd(27, 'IndexNotFound', f'index not found with name [{x}]')
            col.drop_index(x)
    return {'nIndexesWas': n, 'ok': 1.0}

def setfailpoint(db, c):
    if c['configureFailPoint'] != 'failCommand': raise Cmd(9, 'FailedToParse', 'only failCommand')
    m = c['mode']; failpoint.clear()
    if m != 'off': failpoint.update(c.get('data') or {}, left=1e9 if m == 'alwaysOn' else m.get('times', 1e9), skip=0 if m == 'alwaysOn' else m.get('skip', 0))
    return {'ok': 1.0}

def listindexes(db, c):
    if not exists(db, c['listIndexes']): raise Cmd(26, 'NamespaceNotFound', f"ns does not exist: {db}.{c['listIndexes']}")
    out = [{'v': 2, 'name': n, 'key': bson.SON(i['key']), **{k: i[k] for k in INDEX if i.get(k)}} for n, i in coll(db, c['listIndexes']).index_information().items()]
    return batch(f"{db}.{c['listIndexes']}", out, None, 'firstBatch')

def listcollections(db, c):
    f = (c.get('filter') or {}).get('name')
    return batch(f'{db}.$cmd.listCollections', [{'name': n, 'type': 'collection', 'options': {}, 'info': {'readOnly': False}} for n in db_client[db].list_collection_names() if f in (None, n)], None, 'firstBatch')

def drop(db, c):
    if not exists(db, c['drop']): raise Cmd(26, 'NamespaceNotFound', 'ns not found')
    db_client[db].drop_collection(c['drop']); return {'ok': 1.0}

def dropdb(db, c): db_client.drop_database(db); return {'ok': 1.0}

def create(db, c):
    if exists(db, c['create']): raise Cmd(48, 'NamespaceExists', 'Collection already exists')
    db_client[db].create_collection(c['create']); return {'ok': 1.0}

def ok(db, c): return {'ok': 1.0}

H = {'hello': hello, 'ismaster': hello, 'ping': ok, 'endsessions': ok, 'insert': insert, 'find': find, 'getmore': getmore, 'killcursors': killcursors, 'update': update, 'delete': delete,
     'findandmodify': fam, 'aggregate': aggregate, 'count': count, 'distinct': distinct, 'createindexes': createindexes, 'dropindexes': dropindexes, 'configurefailpoint': setfailpoint, 'refreshsessions': ok, 'startsession': lambda d, c: {'id': {'id': bson.Binary(os.urandom(16), 4)}, 'timeoutMinutes': 30, 'ok': 1.0}, 'listindexes': listindexes, 'listcollections': listcollections,
     'drop': drop, 'dropdatabase': dropdb, 'create': create, 'buildinfo': lambda d, c: {'version': '7.0.0', 'versionArray': [7, 0, 0, 0], 'ok': 1.0},
     'listdatabases': lambda d, c: {'databases': [{'name': n} for n in db_client.list_database_names()], 'ok': 1.0}}

ANY = {'$db', 'lsid', '$clusterTime', '$readPreference', 'readConcern', 'writeConcern', 'maxTimeMS', 'comment', 'apiVersion', 'apiStrict', 'apiDeprecationErrors'}
FIELDS = {k: set(v.split()) for k, v in {
    'insert': 'documents ordered', 'find': 'filter projection sort skip limit batchSize singleBatch noCursorTimeout allowDiskUse hint', 'getmore': 'collection batchSize', 'killcursors': 'cursors', 'update': 'updates ordered',
    'delete': 'deletes ordered', 'findandmodify': 'query sort remove update new upsert fields', 'aggregate': 'pipeline cursor allowDiskUse hint', 'count': 'query hint', 'distinct': 'key query', 'createindexes': 'indexes commitQuorum',
    'listindexes': 'cursor', 'listcollections': 'filter nameOnly authorizedCollections cursor', 'drop': '', 'dropdatabase': '', 'create': '', 'dropindexes': 'index', 'listdatabases': 'nameOnly filter authorizedDatabases'}.items()}
ITEM = {'update': ('updates', {'q', 'u', 'upsert', 'multi', 'hint'}), 'delete': ('deletes', {'q', 'limit', 'hint'})}

def check(name, c):
    """As strict as mongod about fields it does not know; stricter about those that only this server lacks."""
    bad = set(c) - ANY - FIELDS.get(name, set(c)) - {next(iter(c))}
    for i in c[ITEM[name][0]] if name in ITEM else (): bad |= set(i) - ITEM[name][1]
    if bad: raise Cmd(40415, 'Location40415', f"BSON field '{name}.{sorted(bad)[0]}' is an unknown field, or not in this test server")
    if c.get('txnNumber') is not None or c.get('startTransaction'): raise Cmd(20, 'IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos')
    w = (c.get('writeConcern') or {}).get('w')
    if isinstance(w, int) and w > 1: raise Cmd(2, 'BadValue', "cannot use 'w' > 1 when a host is not replicated")
    for d in (c.get('documents') or ()) if name == 'insert' else ():
        if len(d) and any(isinstance(v, (bytes, bson.Binary)) and len(v) > 16777216 for v in d.values()): raise Cmd(10334, 'BSONObjectTooLarge', 'object to insert too large')

OPEN = ('hello', 'ismaster', 'ping', 'buildinfo', 'saslstart', 'saslcontinue')

def handle(r):
    c = r.doc; name = next((k for k in c if k.lower() in H), next(iter(c))); db = c.get('$db') or (r.namespace or 'admin').split('.')[0]
    more = (r.flags or 0) & 2 and isinstance(r, mockupdb.OpMsg)
    try:
        f = H.get(name.lower())
        l = name.lower(); conn = r._client
        with lock:
            if failpoint.get('left', 0) > 0 and name in failpoint.get('failCommands', ()):
                if failpoint['skip'] > 0: failpoint['skip'] -= 1
                else:
                    failpoint['left'] -= 1
                    if failpoint.get('closeConnection'): r.hangup(); return True
                    if 'errorCode' in failpoint: raise Cmd(int(failpoint['errorCode']), 'FailPoint', 'Failing command via \'failCommand\' failpoint')
        if l.startswith('sasl'): a = sasl(conn, c)
        elif not f: raise Cmd(59, 'CommandNotFound', f"no such command: '{name}'")
        elif USER and l not in OPEN and conn not in authed: raise Cmd(13, 'Unauthorized', f'Command {name} requires authentication')
        else:
            check(l, c)
            with lock: a = f(db, c)
            if 'writeConcernError' in failpoint and name in failpoint.get('failCommands', ()): a['writeConcernError'] = failpoint['writeConcernError']
    except Cmd as e: a = e.doc
    except DuplicateKeyError as e: a = {'ok': 0.0, 'code': 11000, 'codeName': 'DuplicateKey', 'errmsg': str(e)}
    except (PyMongoError, NotImplementedError) as e: a = {'ok': 0.0, 'code': getattr(e, 'code', None) or 2, 'codeName': 'BadValue', 'errmsg': f'{type(e).__name__}: {e}'}
    except Exception as e: a = {'ok': 0.0, 'code': 8, 'codeName': 'UnknownError', 'errmsg': f'{type(e).__name__}: {e}'}
    if not more: r.reply(a)
    return True

mockupdb.Request.__repr__ = lambda self: type(self).__name__   # mockupdb formats every request for its log, even when quiet
tls = os.environ.get('MONGO_TLS')
if tls:
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); ctx.load_cert_chain(tls)
    mockupdb._ssl.wrap_socket = lambda sock, **kw: ctx.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
s = mockupdb.MockupDB(port=int(sys.argv[1]), request_timeout=1e9, ssl=bool(tls))
s.autoresponds(handle); s.run(); print('listening', s.address, flush=True)
threading.Event().wait()
