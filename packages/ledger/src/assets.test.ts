import { expect, test } from 'vitest';
import type { Paged } from './ledger.ts';
import { digestOf, openLedger, queuedJob, submission, tenant } from './testing/open-ledger.ts';

test('the same bytes are one asset of a kind, and each tenant sees its own only', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const file = { kind: 'model', digest: digestOf('m'), bytes: 3_000_000_000, filename: 'm.onnx' } as const;
  const first = await ledger.assets.add(tenant, file);
  expect(first).toMatchObject({ created: true, asset: { ...file, diagnostics: null } });
  expect(await ledger.assets.add(tenant, { ...file, filename: 'again.onnx' })).toEqual({ created: false, asset: first.asset });
  expect(await ledger.assets.add(tenant, { ...file, kind: 'dataset' })).toMatchObject({ created: true });
  expect(await ledger.assets.get('other', 'model', file.digest)).toBeUndefined();
  expect((await ledger.assets.list('other', 'model', {})).items).toEqual([]);
  expect(await ledger.assets.remove('other', 'model', file.digest)).toBe('not-found');
  expect(await ledger.assets.get(tenant, 'model', file.digest)).toEqual(first.asset);
  expect((await ledger.jobs.usage(tenant)).stored_bytes).toBe(3_000_000_000);
});

test('pages hold every asset once, newest first, even where many came at the same moment', async () => {
  await using ledger = await openLedger();
  await ledger.query(
    `INSERT INTO assets (tenant, kind, digest, bytes, filename, created_at)
     SELECT 'acme', 'model', lpad(n::text, 64, '0'), n, 'f', timestamptz '2026-01-01' + (n / 3) * interval '1 microsecond' FROM generate_series(1, 20) n`,
  );
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page: Paged<{ bytes: number }> = await ledger.assets.list(tenant, 'model', { cursor, limit: 7 });
    seen.push(...page.items.map(({ bytes }) => bytes));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
});

test.each(['', 'x', Buffer.from('1 2 3').toString('base64url'), Buffer.from(`${'9'.repeat(30)} a`).toString('base64url')])(
  'a cursor that the ledger did not make is refused: %o',
  async (cursor) => {
    await using ledger = await openLedger();
    await expect(ledger.assets.list(tenant, 'model', { cursor })).rejects.toMatchObject({ code: 'ledger/bad-cursor' });
  },
);

test('a file that a job still needs stays; afterwards it goes, and the job still names it', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const remove = () => ledger.assets.remove(tenant, 'dataset', digestOf('calibration'));
  expect(await remove()).toBe('in-use');
  await ledger.jobs.cancel(tenant, id);
  expect(await remove()).toBe('removed');
  expect(await remove()).toBe('not-found');
  expect((await ledger.jobs.get(tenant, id))?.job.calibration).toMatchObject({ digest: digestOf('calibration'), filename: 'c.zip' });
});

test('a file that is removed while a job with it is submitted is either in use or unknown', async () => {
  await using ledger = await openLedger();
  for (let i = 0; i < 8; i++) {
    const given = await submission(ledger, { model: digestOf(`m${i}`) });
    await ledger.assets.add(tenant, { kind: 'model', digest: given.model, bytes: 1, filename: 'm.onnx' });
    const [submitted, removed] = await Promise.all([
      ledger.jobs.submit(tenant, given, { quota: { queuedJobs: 100, cpuSeconds30d: 100 } }),
      ledger.assets.remove(tenant, 'model', given.model),
    ]);
    expect([submitted.result, removed]).toEqual(submitted.result === 'created' ? ['created', 'in-use'] : ['unknown-input', 'removed']);
  }
});
