// A certified OpenID provider with people of its own: whoever enters a name is that person. It prints its issuer, takes lines 'NAME GROUP…', repeats each when it is done, and ends with its standard input.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const [callback, signedOut, audience] = process.argv.slice(2);
const jwk = (type, options, more) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', ...more });
const groups = new Map();
const claimsOf = id => ({
  preferred_username: id,
  email: `${id}@example.org`,
  email_verified: true,
  groups: groups.get(id) ?? [],
});

const http = createServer();
http.listen(0, '127.0.0.1', () => {
  // Another site than that of the server under test, by its name.
  const issuer = `http://localhost:${http.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'archivolt', client_secret: 'of the server', redirect_uris: [callback], post_logout_redirect_uris: [signedOut], grant_types: ['authorization_code'] },
      { client_id: 'script', client_secret: 'of the script', redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
    ],
    jwks: { keys: [jwk('rsa', { modulusLength: 2048 }, { kid: 'rsa', alg: 'RS256' }), jwk('ec', { namedCurve: 'P-256' }, { kid: 'ec', alg: 'ES256' })] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email', 'email_verified'] },
    // ID tokens hold the claims, since nobody asks for them elsewhere.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claimsOf(id) }) }),
    extraTokenClaims: (_, token) => claimsOf(token.clientId),
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_, client) => (client.clientId === 'script' ? audience : undefined),
        getResourceServerInfo: () => ({ scope: 'api', audience, accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'ES256' } } }),
      },
    },
  });
  http.on('request', provider.callback());
  console.log(issuer);
});
createInterface({ input: process.stdin }).on('line', line => {
  const [name, ...named] = line.split(' ');
  groups.set(name, named);
  console.log(line);
}).on('close', () => process.exit(0));
