// The URLs that Amazon's own signer makes of those in the second argument, with the key in the file of the first.
'use strict';

const { readFileSync } = require('node:fs');
const { getSignedUrl } = require('@aws-sdk/cloudfront-signer');

const [keyFile, urls] = process.argv.slice(2);
const { keyId, expires, plain } = JSON.parse(urls);
for (const url of plain) {
  const signed = getSignedUrl({ url, keyPairId: keyId, dateLessThan: new Date(expires * 1000), privateKey: readFileSync(keyFile, 'utf8') });
  console.log(`ok ${signed}`);
}
