import { expect, test } from 'vitest';
import { claimed, idleWorker, openLedger, queuedJob, tenant } from './testing/open-ledger.ts';

const options = { goneAfterSeconds: 30 };

test('a worker is idle, busy with a job that only its tenant may see, and gone when it falls silent', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const id = await queuedJob(ledger);
  const worker = await idleWorker(ledger, { id: 'w-1' });
  expect(await ledger.workers.list(tenant, options)).toMatchObject([{ id: 'w-1', state: 'idle', current_job: null, cpu: { cores: 2 } }]);
  await ledger.attempts.claim(id, worker);
  expect(await ledger.workers.list(tenant, options)).toMatchObject([{ state: 'busy', current_job: id }]);
  expect(await ledger.workers.list('other', options)).toMatchObject([{ state: 'busy', current_job: null }]);
  await ledger.query(`UPDATE workers SET last_seen_at = now() - interval '31 seconds'`);
  expect(await ledger.workers.list(tenant, options)).toMatchObject([{ state: 'gone' }]);
  await ledger.query(`UPDATE workers SET last_seen_at = now() - interval '61 minutes'`);
  expect(await ledger.workers.list(tenant, options)).toEqual([]);
});

test('live workers are counted for each class that they serve, zeros included', async () => {
  await using ledger = await openLedger();
  await idleWorker(ledger, { cpuClass: 'ort-cpu-vnni' });
  await idleWorker(ledger, { cpuClass: 'ort-cpu-avx2' });
  await idleWorker(ledger, { id: 'silent', cpuClass: 'ort-cpu-avx2' });
  await ledger.query(`UPDATE workers SET last_seen_at = now() - interval '31 seconds' WHERE id = 'silent'`);
  expect(await ledger.workers.countByClass(options)).toMatchObject({ any: 2, 'ort-cpu-vnni': 1, 'ort-cpu-avx2': 2, 'ort-cpu-arm64': 0 });
});

test('a live attempt knows its job and its worker’s CPU; an ended one gets nothing', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ref = await claimed(ledger, id);
  expect(await ledger.attempts.describe(ref)).toMatchObject({ job: { id, state: 'running' }, cpu: { cpu_class: 'ort-cpu-vnni' } });
  expect(await ledger.attempts.isLive(ref)).toBe(true);
  expect(await ledger.attempts.isLive({ ...ref, token: `${ref.token}x` })).toBe(false);
  await ledger.attempts.finish(ref, { status: 'canceled', cpu_seconds: 0 });
  expect(await ledger.attempts.describe(ref)).toBeUndefined();
  expect(await ledger.attempts.isLive(ref)).toBe(false);
});
