import { expect, test } from 'vitest';
import { claimed, openLedger, queuedJob, released, tenant } from './testing/open-ledger.ts';

const inAMinute = () => new Date(Date.now() + 60_000);

test('a ticket is pending until it is dispatched, then waits until its job is claimed', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ticket = { jobId: id, attempt: 0, jobClass: 'any', rank: 1 };
  expect(await ledger.dispatch.pending(10)).toEqual([ticket]);
  expect(await ledger.dispatch.waitingSince(inAMinute(), 10)).toEqual([]);
  await ledger.dispatch.dispatched(ticket);
  expect(await ledger.dispatch.pending(10)).toEqual([]);
  expect(await ledger.dispatch.waitingSince(new Date(Date.now() - 60_000), 10)).toEqual([]);
  expect(await ledger.dispatch.waitingSince(inAMinute(), 10)).toEqual([ticket]);
  await claimed(ledger, id);
  expect(await ledger.dispatch.waitingSince(inAMinute(), 10)).toEqual([]);
  expect(await ledger.dispatch.ticketOf(id)).toBeUndefined();
});

test('word of an earlier attempt’s ticket does not hide the next one', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  await ledger.dispatch.dispatched({ jobId: id, attempt: 0 });
  await ledger.attempts.finish(await claimed(ledger, id), released);
  await ledger.dispatch.dispatched({ jobId: id, attempt: 0 });
  expect(await ledger.dispatch.pending(10)).toMatchObject([{ jobId: id, attempt: 1 }]);
  await ledger.dispatch.dispatched({ jobId: id, attempt: 1 });
  expect(await ledger.dispatch.pending(10)).toEqual([]);
});

test('an ended job has no ticket', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  await ledger.jobs.cancel(tenant, id);
  expect(await ledger.dispatch.pending(10)).toEqual([]);
  expect(await ledger.dispatch.ticketOf(id)).toBeUndefined();
});
