import { expect, test } from 'vitest';
import { newSecret } from './api-key.ts';
import { createLedger } from './create-ledger.ts';
import { openLedger, tenant } from './testing/open-ledger.ts';

test('a key opens the tenant that it was made for, with its scopes', async () => {
  await using ledger = await openLedger();
  const { secret, ...key } = await ledger.keys.mint(tenant, { name: 'ci', scopes: ['read', 'write'] });
  expect(await ledger.keys.verify(secret)).toEqual({ status: 'ok', principal: { tenant, keyId: key.id, scopes: ['read', 'write'] } });
  expect(key).toMatchObject({ name: 'ci', prefix: secret.slice(0, 12), last_used_at: null, revoked_at: null });
  const listed = await ledger.keys.list(tenant);
  expect(listed).toEqual([{ ...key, last_used_at: expect.any(String) }]);
  expect(JSON.stringify(listed)).not.toContain(secret);
});

test('a key that was never made, was cut, or ends in another checksum opens nothing', async () => {
  await using ledger = await openLedger();
  const { secret } = await ledger.keys.mint(tenant, { name: 'ci', scopes: ['read'] });
  const last = secret.at(-1) === '0' ? '1' : '0';
  const wrong = ['', 'octet_', secret.slice(0, -1), `${secret.slice(0, -1)}${last}`, `${secret}0`, secret.toUpperCase(), `${secret}\0`];
  for (const given of wrong) expect(await ledger.keys.verify(given)).toEqual({ status: 'unknown' });
  await using other = await openLedger();
  expect(await other.keys.verify(secret)).toEqual({ status: 'unknown' });
});

test('a badly formed key is recognized without asking the database', async () => {
  await using database = await openLedger();
  const ledger = await createLedger({ url: database.url });
  await ledger.close();
  expect(await ledger.keys.verify(`octet_${'A'.repeat(43)}00000000`)).toEqual({ status: 'unknown' });
  await expect(ledger.keys.verify(newSecret())).rejects.toThrow();
});

test('a revoked or expired key says so; revoking is for its own tenant, and may be repeated', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const { id, secret } = await ledger.keys.mint(tenant, { name: 'a', scopes: ['read'], expiresAt: new Date(Date.now() + 60_000) });
  expect(await ledger.keys.revoke('other', id)).toBe(false);
  expect(await ledger.keys.verify(secret)).toMatchObject({ status: 'ok' });
  expect([await ledger.keys.revoke(tenant, id), await ledger.keys.revoke(tenant, id)]).toEqual([true, true]);
  expect(await ledger.keys.verify(secret)).toEqual({ status: 'revoked' });
  const late = await ledger.keys.mint(tenant, { name: 'b', scopes: ['read'], expiresAt: new Date(Date.now() - 1) });
  expect(await ledger.keys.verify(late.secret)).toEqual({ status: 'expired' });
  expect(await ledger.keys.list('other')).toEqual([]);
});

test('when a key was last used is written at most once a minute', async () => {
  await using ledger = await openLedger();
  const { id, secret } = await ledger.keys.mint(tenant, { name: 'a', scopes: ['read'] });
  const used = async () =>
    (await ledger.query<{ last_used_at: Date }>('SELECT last_used_at FROM api_keys WHERE id = $1', [id]))[0]?.last_used_at;
  await ledger.keys.verify(secret);
  const first = await used();
  await ledger.keys.verify(secret);
  expect(await used()).toEqual(first);
  await ledger.query(`UPDATE api_keys SET last_used_at = now() - interval '61 seconds'`);
  await ledger.keys.verify(secret);
  expect((await used())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Number.POSITIVE_INFINITY);
});
