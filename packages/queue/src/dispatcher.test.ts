import { expect, it } from 'vitest';
import { createDispatcher, type TicketSource } from './dispatcher.ts';
import type { Ticket } from './job-queue.ts';
import { createMemoryQueue } from './memory-queue.ts';

/** Queued jobs and when their tickets were dispatched, as a ledger would keep them. */
function source(...jobIds: string[]) {
  const tickets = jobIds.map((jobId): Ticket => ({ jobId, attempt: 0, jobClass: 'any', rank: 1 }));
  const dispatchedAt = new Map<string, number>();
  const is = {
    async pending(limit) {
      return tickets.filter(({ jobId }) => !dispatchedAt.has(jobId)).slice(0, limit);
    },
    async ticketOf(id) {
      return tickets.find(({ jobId }) => jobId === id);
    },
    async dispatched({ jobId }) {
      dispatchedAt.set(jobId, Date.now());
    },
    async waitingSince(before, limit) {
      return tickets.filter(({ jobId }) => (dispatchedAt.get(jobId) ?? Number.POSITIVE_INFINITY) < before.getTime()).slice(0, limit);
    },
  } satisfies TicketSource;
  return { ...is, dispatchedAt };
}

const onError = (error: Error) => expect.unreachable(error.message);

it('hands an offered job to the queue and notes it', async () => {
  const queue = createMemoryQueue();
  const jobs = source('a', 'b');
  await createDispatcher({ queue, source: jobs, onError }).offer('a');
  expect((await queue.counts()).any.waiting).toBe(1);
  expect([...jobs.dispatchedAt.keys()]).toEqual(['a']);
});

it('offers nothing for a job that no longer waits', async () => {
  const queue = createMemoryQueue();
  await createDispatcher({ queue, source: source('a'), onError }).offer('gone');
  expect((await queue.counts()).any.waiting).toBe(0);
});

it('does not reject where the queue fails, notes nothing, and hands over later', async () => {
  const queue = createMemoryQueue();
  const jobs = source('a');
  const errors: string[] = [];
  let away = true;
  const flaky = {
    has: queue.has,
    async add(ticket: Ticket) {
      if (away) throw new Error('server away');
      await queue.add(ticket);
    },
  };
  const dispatcher = createDispatcher({ queue: flaky, source: jobs, onError: ({ message }) => errors.push(message) });
  await dispatcher.offer('a');
  expect(errors).toEqual(['server away']);
  expect(jobs.dispatchedAt.size).toBe(0);
  await expect(dispatcher.reconcile()).rejects.toThrow('server away');
  away = false;
  expect(await dispatcher.reconcile()).toEqual({ added: 1, restored: 0 });
  expect((await queue.counts()).any.waiting).toBe(1);
});

it('reconciles more than one batch, and asks for each ticket once', async () => {
  const queue = createMemoryQueue();
  const jobs = source(...Array.from({ length: 1200 }, (_, n) => `job${n}`));
  const dispatcher = createDispatcher({ queue, source: jobs, onError, quietSeconds: 60 });
  expect(await dispatcher.reconcile()).toEqual({ added: 1200, restored: 0 });
  for (const jobId of jobs.dispatchedAt.keys()) jobs.dispatchedAt.set(jobId, 0);
  await queue.remove({ jobId: 'job7', attempt: 0, jobClass: 'any' });
  await queue.remove({ jobId: 'job1100', attempt: 0, jobClass: 'any' });
  expect(await dispatcher.reconcile()).toEqual({ added: 0, restored: 2 });
  expect((await queue.counts()).any.waiting).toBe(1200);
});

it('asks the queue for no ticket that it was seen to have a moment ago', async () => {
  const jobs = source('a');
  const queue = { add: async () => undefined, has: async () => expect.unreachable() };
  const dispatcher = createDispatcher({ queue, source: jobs, onError, quietSeconds: 60 });
  expect(await dispatcher.reconcile()).toEqual({ added: 1, restored: 0 });
  expect(await dispatcher.reconcile()).toEqual({ added: 0, restored: 0 });
});
