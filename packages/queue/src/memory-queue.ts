import { type JobClass, jobClasses } from '@octet/contracts';
import type { JobQueue, Ticket } from './job-queue.ts';
import { QueueError } from './queue-error.ts';
import { type TicketKey, ticketId } from './ticket-id.ts';

/** The same behaviour without a server, in this process only; what it holds ends with it. For tests. */
export function createMemoryQueue(): JobQueue {
  const waiting = new Map<string, Ticket>();
  const active = new Map<string, Ticket>();
  const consumers = new Set<() => void>();
  let closed = false;

  const keyOf = (key: TicketKey) => `${key.jobClass} ${ticketId(key)}`;
  const wakeAll = () => {
    for (const wake of consumers) wake();
  };
  const count = (tickets: ReadonlyMap<string, Ticket>, jobClass: JobClass) =>
    [...tickets.values()].filter((ticket) => ticket.jobClass === jobClass).length;

  return {
    async add(ticket) {
      refuseClosed();
      const key = keyOf(ticket);
      if (waiting.has(key) || active.has(key)) return;
      waiting.set(key, ticket);
      wakeAll();
    },
    has: async (key) => waiting.has(keyOf(key)) || active.has(keyOf(key)),
    remove: async (key) => void waiting.delete(keyOf(key)),
    counts: async () =>
      Object.fromEntries(
        jobClasses.map((jobClass) => [jobClass, { waiting: count(waiting, jobClass), active: count(active, jobClass) }]),
      ) as Awaited<ReturnType<JobQueue['counts']>>,
    async consume(classes, handle, { concurrency, onError }) {
      refuseClosed();
      const running = new Set<Promise<void>>();
      const take = () => {
        while (running.size < concurrency) {
          const [next] = classes.flatMap((jobClass) => firstOf(jobClass) ?? []);
          if (next === undefined) return;
          waiting.delete(keyOf(next));
          active.set(keyOf(next), next);
          const work = Promise.resolve(next)
            .then(handle)
            .catch(onError)
            .finally(() => {
              running.delete(work);
              active.delete(keyOf(next));
              if (consumers.has(take)) take();
            });
          running.add(work);
        }
      };
      consumers.add(take);
      take();
      return {
        async close() {
          consumers.delete(take);
          await Promise.all(running);
        },
      };
    },
    check: async () => refuseClosed(),
    async close() {
      closed = true;
    },
  };

  function firstOf(jobClass: JobClass): Ticket | undefined {
    const ofClass = [...waiting.values()].filter((ticket) => ticket.jobClass === jobClass);
    // A stable sort: equal ranks stay in the order of adding.
    return ofClass.sort((a, b) => a.rank - b.rank)[0];
  }

  function refuseClosed(): void {
    if (closed) throw new QueueError('queue/closed', 'The queue was closed; make a new one.');
  }
}
