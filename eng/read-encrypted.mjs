#!/usr/bin/env node
// Reads one encrypted blob with nothing of Archivolt, by docs/formats.md alone: a check of the format, and a way out for the last resort.
//
//   node eng/read-encrypted.mjs KEYRING (--key-file FILE | --password-file FILE) STORED BLOBKEY [FIRST-LAST] > content
//
// KEYRING is a copy of the keyring or its export, STORED the blob's file in the store, BLOBKEY its key there.
import { createDecipheriv, createHash, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

const SEGMENT = 65536, TAG = 16, HEADER = 56, SEAL = HEADER + 8 + TAG;

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function decrypt(key, nonce, stored, bound) {
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
  cipher.setAAD(bound);
  cipher.setAuthTag(stored.subarray(stored.length - TAG));
  return Buffer.concat([cipher.update(stored.subarray(0, stored.length - TAG)), cipher.final()]);
}

function hkdf(key, salt, info) {
  return Buffer.from(hkdfSync('sha256', key, salt, Buffer.from(info), 32));
}

/** The data keys of a keyring by their id. */
function openKeyring(file, secret, isPassword) {
  const end = file.lastIndexOf('sha256 ');
  const digest = createHash('sha256').update(file.subarray(0, end)).digest('hex');
  if (file.subarray(end).toString() !== `sha256 ${digest}\n`) fail('The keyring is damaged.');
  const ring = JSON.parse(file.subarray(0, end));
  if (ring.format !== 'archivolt keyring 1') fail(`The keyring has the unknown format '${ring.format}'.`);
  for (const master of ring.masters) {
    let wrapped = Buffer.from(master.wrapped, 'base64'), wrapping;
    if (isPassword) {
      const rounds = wrapped.readUInt32BE(0);
      if (rounds < 600000 || rounds > 50000000) continue;
      wrapping = pbkdf2Sync(secret, wrapped.subarray(4, 20), rounds, 32, 'sha256');
      wrapped = wrapped.subarray(20);
    } else {
      wrapping = hkdf(secret, Buffer.alloc(0), 'archivolt master key 1');
    }
    const context = [ring.format, master.id, ring.active, ...ring.keys.map(key => `${key.id} ${key.created}`)].join('\n');
    try {
      const keys = decrypt(wrapping, wrapped.subarray(0, 12), wrapped.subarray(12), Buffer.from(context));
      return new Map(ring.keys.map((key, i) => [key.id, keys.subarray(32 * i, 32 * (i + 1))]));
    } catch {
      continue; // another master key's
    }
  }
  return fail('The key or password does not open the keyring.');
}

function readAt(file, offset, length) {
  const bytes = Buffer.alloc(length);
  if (offset < 0 || readSync(file, bytes, 0, length, offset) !== length) fail('The stored file is cut short.');
  return bytes;
}

function nonce(header, counter, place) {
  const bytes = Buffer.alloc(12);
  header.copy(bytes, 0, HEADER - 7);
  bytes.writeUInt32BE(counter, 7);
  bytes[11] = place;
  return bytes;
}

/** Writes bytes `first` to `last` of the content to standard output, a segment at a time. */
function readContent(file, dataKeys, blobKey, first, last) {
  const stored = fstatSync(file).size;
  const seal = readAt(file, stored - SEAL, SEAL);
  const header = seal.subarray(0, HEADER);
  if (header.toString('hex', 40, 49) !== '41565345414c010110') fail('The file does not end with a seal that is known here.');
  const id = header.toString('hex', 0, 8);
  const dataKey = dataKeys.get(id) ?? fail(`The keyring does not hold the data key '${id}'.`);
  const key = hkdf(dataKey, header.subarray(8, 40), 'archivolt encrypted content 1');
  const length = Number(seal.readBigUInt64BE(HEADER));
  const segments = Math.ceil(length / SEGMENT);
  decrypt(key, nonce(header, 0xffffffff, 2), seal.subarray(HEADER + 8), Buffer.concat([seal.subarray(0, HEADER + 8), Buffer.from(blobKey)]));
  if (stored !== length + segments * TAG + SEAL) fail('The stored file does not have the length in its seal.');

  last = Math.min(last ?? length - 1, length - 1);
  for (let i = Math.floor(first / SEGMENT); i * SEGMENT <= last; i++) {
    const clear = Math.min(SEGMENT, length - i * SEGMENT);
    const segment = readAt(file, i * (SEGMENT + TAG), clear + TAG);
    const content = decrypt(key, nonce(header, i, i === segments - 1 ? 1 : 0), segment, header);
    process.stdout.write(content.subarray(Math.max(0, first - i * SEGMENT), last + 1 - i * SEGMENT));
  }
}

const [keyring, source, secretFile, stored, blobKey, range] = process.argv.slice(2);
if (!blobKey || !['--key-file', '--password-file'].includes(source)) {
  fail('Usage: read-encrypted.mjs KEYRING (--key-file FILE | --password-file FILE) STORED BLOBKEY [FIRST-LAST] > content');
}
const text = readFileSync(secretFile, 'utf8').replace(/[\r\n]+$/, '');
const secret = source === '--password-file' ? Buffer.from(text) : Buffer.from(text.trim(), text.trim().length === 64 ? 'hex' : 'base64');
const [first, last] = (range ?? '0-').split('-');
const file = openSync(stored);
try {
  readContent(file, openKeyring(readFileSync(keyring), secret, source === '--password-file'), blobKey, Number(first), last ? Number(last) : undefined);
} catch (error) {
  fail(`The stored file was changed, or belongs to another key: ${error.message}`);
} finally {
  closeSync(file);
}
