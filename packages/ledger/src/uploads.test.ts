import { expect, test } from 'vitest';
import { digestOf, openLedger, tenant } from './testing/open-ledger.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000);

test('parts come in any order, and the last of the same number counts', async () => {
  await using ledger = await openLedger();
  const { id, parts } = await ledger.uploads.create(tenant, {
    kind: 'model',
    filename: 'm.onnx',
    bytes: 25,
    digest: digestOf('whole'),
    partBytes: 10,
    expiresAt: inAnHour(),
  });
  expect(parts).toEqual([]);
  await ledger.uploads.putPart(tenant, id, { n: 3, bytes: 5, digest: digestOf('3') });
  await ledger.uploads.putPart(tenant, id, { n: 1, bytes: 10, digest: digestOf('old') });
  const upload = await ledger.uploads.putPart(tenant, id, { n: 1, bytes: 10, digest: digestOf('1') });
  expect(upload?.parts).toEqual([
    { n: 1, bytes: 10, digest: digestOf('1') },
    { n: 3, bytes: 5, digest: digestOf('3') },
  ]);
  expect(await ledger.uploads.get(tenant, id)).toEqual({ upload, expect: digestOf('whole') });
});

test('an upload is its tenant’s own, and gone when it is removed or its time is over', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const request = { kind: 'dataset', filename: 'c.zip', bytes: 5, partBytes: 10 } as const;
  const { id } = await ledger.uploads.create(tenant, { ...request, expiresAt: inAnHour() });
  const part = { n: 1, bytes: 5, digest: digestOf('p') };
  expect(await ledger.uploads.get('other', id)).toBeUndefined();
  expect(await ledger.uploads.putPart('other', id, part)).toBeUndefined();
  expect(await ledger.uploads.remove('other', id)).toBe(false);
  expect(await ledger.uploads.expire(new Date())).toBe(0);
  await ledger.uploads.putPart(tenant, id, part);
  expect(await ledger.retention.unreferenced([part.digest])).toEqual([]);
  expect(await ledger.uploads.expire(new Date(Date.now() + 7_200_000))).toBe(1);
  expect(await ledger.uploads.putPart(tenant, id, part)).toBeUndefined();
  expect(await ledger.retention.unreferenced([part.digest])).toEqual([part.digest]);
  const again = await ledger.uploads.create(tenant, { ...request, expiresAt: inAnHour() });
  expect(await ledger.uploads.get(tenant, again.id)).toMatchObject({ expect: undefined });
  expect([await ledger.uploads.remove(tenant, again.id), await ledger.uploads.remove(tenant, again.id)]).toEqual([true, false]);
});
