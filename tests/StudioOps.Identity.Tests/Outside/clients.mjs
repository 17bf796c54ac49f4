// Prints one line of JSON per check: what was tried, and what came of it.
import { strict as assert } from 'node:assert';
import * as openid from 'openid-client';
import * as oauth from 'oauth4webapi';
import { Person } from './browser.mjs';

const { issuer, automation, email, password, tenant } = JSON.parse(process.env.OUTSIDE);
const insecure = { execute: [openid.allowInsecureRequests] }; // the issuer of a test is plain http on this machine
const callback = 'https://app.example/callback';
const person = () => new Person(issuer, email, password);

async function check(name, run) {
  try {
    await run();
    console.log(JSON.stringify({ name, ok: true }));
  } catch (e) {
    console.log(JSON.stringify({ name, ok: false, why: `${e.code ?? ''} ${e.error ?? ''} ${e.error_description ?? ''} ${e.cause?.message ?? ''} ${e.stack}`.slice(0, 1500) }));
  }
}

const machine = await openid.discovery(new URL(issuer), automation.clientId, automation.clientSecret, openid.ClientSecretBasic(automation.clientSecret), insecure);
const bearer = (await openid.clientCredentialsGrant(machine)).access_token;

let number = 0;
async function register(settings, surface = 'portal') {
  const clientId = `outside-${++number}`;
  const answer = await fetch(`${issuer}/api/v1/clients`, {
    method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId, surface, tenant: surface === 'portal' ? tenant : null,
      settings: { name: 'Somebody else', grants: ['authorization_code', 'refresh_token'], authMethods: ['client_secret_basic'], redirectUris: [callback], demandsConsent: true, ...settings },
    }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return { clientId, secret: (await answer.json()).clientSecret };
}

async function configured(settings, authentication, surface) {
  const { clientId, secret } = await register(settings, surface);
  return openid.discovery(new URL(issuer), clientId, secret ? { client_secret: secret } : {}, authentication?.(secret) ?? openid.ClientSecretBasic(secret), insecure);
}

async function signIn(config, { pushed = false, DPoP, extra = {} } = {}) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
  const parameters = {
    redirect_uri: callback, scope: 'openid profile email offline_access', code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256',
    state: expectedState, nonce: expectedNonce, ...extra,
  };
  const url = pushed ? await openid.buildAuthorizationUrlWithPAR(config, parameters, { DPoP }) : openid.buildAuthorizationUrl(config, parameters);
  const back = await person().visit(url);
  return openid.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }, undefined, { DPoP });
}

await check('openid-client: discovery', async () => {
  const server = machine.serverMetadata();
  assert.equal(server.issuer, issuer);
  assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  assert.equal(server.authorization_response_iss_parameter_supported, true);
});

for (const [name, authentication] of [['client_secret_basic', openid.ClientSecretBasic], ['client_secret_post', openid.ClientSecretPost]]) {
  await check(`openid-client: code, PKCE, iss, userinfo, refresh with ${name}`, async () => {
    const config = await configured({ authMethods: [name] }, authentication);
    const tokens = await signIn(config);
    assert.equal(tokens.claims().email, email);
    assert.equal((await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).email, email);
    const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(fresh.refresh_token, tokens.refresh_token);
  });
}

await check('openid-client: public client with loopback redirect', async () => {
  const config = await configured({ authMethods: ['none'], redirectUris: ['http://127.0.0.1/callback'] }, () => openid.None());
  const verifier = openid.randomPKCECodeVerifier();
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:53100/callback', scope: 'openid', code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  assert.ok((await openid.authorizationCodeGrant(config, await person().visit(url), { pkceCodeVerifier: verifier })).access_token);
});

const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
const signing = { authMethods: ['private_key_jwt'], keys: { keys: [{ kty, crv, x, y, kid: 'outside' }] } };
const withKey = () => openid.PrivateKeyJwt({ key: keys.privateKey, kid: 'outside' });

await check('openid-client: PAR, private_key_jwt and DPoP together (FAPI 2.0)', async () => {
  const config = await configured({ ...signing, demandsPushedRequests: true, demandsDpop: true, highSecurity: true }, withKey);
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'));
  const tokens = await signIn(config, { pushed: true, DPoP });
  assert.equal(tokens.token_type, 'dpop');
  assert.equal((await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP })).email, email);
  assert.equal((await openid.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP })).token_type, 'dpop');
  await assert.rejects(openid.refreshTokenGrant(config, tokens.refresh_token, {}));
});

await check('openid-client: client_credentials with private_key_jwt', async () => {
  const config = await configured({ ...signing, grants: ['client_credentials'], permissions: ['tenants.read'], redirectUris: [] }, withKey, 'operator');
  assert.equal((await openid.clientCredentialsGrant(config, { scope: 'tenants.read' })).scope, 'tenants.read');
  await assert.rejects(openid.clientCredentialsGrant(config, { scope: 'tenants.delete' }), { error: 'invalid_scope' });
});

await check('openid-client: device code', async () => {
  const config = await configured({ grants: ['urn:ietf:params:oauth:grant-type:device_code'], authMethods: ['none'], redirectUris: [] }, () => openid.None());
  const started = await openid.initiateDeviceAuthorization(config, { scope: 'openid profile' });
  assert.match((await person().visit(started.verification_uri_complete)).page, /Your device is connected/);
  assert.ok((await openid.pollDeviceAuthorizationGrant(config, started)).claims().sub);
});

await check('openid-client: introspection and revocation', async () => {
  const config = await configured({});
  const tokens = await signIn(config);
  assert.equal((await openid.tokenIntrospection(config, tokens.access_token)).active, true);
  assert.equal((await openid.tokenIntrospection(config, tokens.refresh_token)).active, true);
  assert.equal((await openid.tokenIntrospection(machine, tokens.access_token)).active, false);
  await openid.tokenRevocation(config, tokens.refresh_token);
  assert.equal((await openid.tokenIntrospection(config, tokens.refresh_token)).active, false);
  await assert.rejects(openid.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });
});

await check('openid-client: no is an answer, and a changed state or issuer is noticed', async () => {
  const config = await configured({});
  const verifier = openid.randomPKCECodeVerifier();
  const parameters = { redirect_uri: callback, scope: 'openid', state: 'mine', code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
  const back = await person().visit(openid.buildAuthorizationUrl(config, parameters), 'deny');
  await assert.rejects(openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: 'mine' }), { error: 'access_denied' });
  const good = await person().visit(openid.buildAuthorizationUrl(config, parameters));
  const mixedUp = new URL(good);
  mixedUp.searchParams.set('iss', 'https://other.example');
  await assert.rejects(openid.authorizationCodeGrant(config, mixedUp, { pkceCodeVerifier: verifier, expectedState: 'mine' }));
  await assert.rejects(openid.authorizationCodeGrant(config, good, { pkceCodeVerifier: openid.randomPKCECodeVerifier(), expectedState: 'mine' }), { error: 'invalid_grant' });
});

await check('openid-client: end_session', async () => {
  const config = await configured({ signedOutUris: ['https://app.example/bye'] });
  const tokens = await signIn(config);
  const url = openid.buildEndSessionUrl(config, { post_logout_redirect_uri: 'https://app.example/bye', id_token_hint: tokens.id_token, state: 'left' });
  assert.equal((await person().visit(url)).href, 'https://app.example/bye?state=left');
});

const plain = { [oauth.allowInsecureRequests]: true };
const as = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), plain));

await check('oauth4webapi: PAR, code, DPoP nonce, an access token of RFC 9068', async () => {
  const { clientId, secret } = await register({ demandsDpop: true, demandsPushedRequests: true });
  const [client, authentication] = [{ client_id: clientId }, oauth.ClientSecretBasic(secret)];
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const verifier = oauth.generateRandomCodeVerifier();
  const parameters = new URLSearchParams({
    redirect_uri: callback, response_type: 'code', scope: 'openid', code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const again = async (run, process) => {
    try { return await process(await run()); } catch (e) { if (oauth.isDPoPNonceError(e)) return process(await run()); throw e; }
  };
  const pushed = await again(
    () => oauth.pushedAuthorizationRequest(as, client, authentication, parameters, { ...plain, DPoP }), (r) => oauth.processPushedAuthorizationResponse(as, client, r));
  const address = new URL(as.authorization_endpoint);
  address.search = new URLSearchParams({ client_id: clientId, request_uri: pushed.request_uri });
  const back = oauth.validateAuthResponse(as, client, await person().visit(address), oauth.expectNoState);
  const tokens = await again(
    () => oauth.authorizationCodeGrantRequest(as, client, authentication, back, callback, verifier, { ...plain, DPoP }), (r) => oauth.processAuthorizationCodeResponse(as, client, r));
  const seen = await oauth.protectedResourceRequest(tokens.access_token, 'GET', new URL(`${issuer}/connect/userinfo`), undefined, undefined, { ...plain, DPoP });
  assert.equal(seen.status, 200);
  assert.equal((await fetch(`${issuer}/connect/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status, 401);
  await again(() => oauth.authorizationCodeGrantRequest(as, client, authentication, back, callback, verifier, { ...plain, DPoP }), (r) => oauth.processAuthorizationCodeResponse(as, client, r))
    .then(() => assert.fail('a code served twice'), (e) => assert.equal(e.error, 'invalid_grant'));
});

await check('oauth4webapi: client_credentials, and the signature against the published keys', async () => {
  const client = { client_id: automation.clientId };
  const answer = await oauth.clientCredentialsGrantRequest(as, client, oauth.ClientSecretPost(automation.clientSecret), {}, plain);
  const { access_token } = await oauth.processClientCredentialsResponse(as, client, answer);
  const request = new Request('https://api.example/', { headers: { authorization: `Bearer ${access_token}` } });
  const claims = await oauth.validateJwtAccessToken(as, request, 'operator', plain);
  assert.equal(claims.client_id, automation.clientId);
});
