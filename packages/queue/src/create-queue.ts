import { type JobClass, jobClasses } from '@octet/contracts';
import { startConsumer } from './consumer.ts';
import type { JobQueue } from './job-queue.ts';
import { postgresServer } from './postgres-server.ts';
import { redisServer } from './redis-server.ts';
import type { BullQueue } from './server.ts';
import { queueName, ticketId } from './ticket-id.ts';
import { defaultTiming, type Timing } from './timing.ts';

/** Of the states that BullMQ knows, those of a ticket that is not done. */
const open: readonly string[] = ['waiting', 'prioritized', 'active', 'delayed'];

/** Rejects with 'queue/unreachable' where the server does not answer. */
export async function createQueue(
  where: { readonly redisUrl: string } | { readonly databaseUrl: string },
  options: { readonly timing?: Timing } = {},
): Promise<JobQueue> {
  const timing = options.timing ?? defaultTiming;
  const server = 'redisUrl' in where ? await redisServer(where.redisUrl, timing) : await postgresServer(where.databaseUrl, timing);
  const queues = Object.fromEntries(jobClasses.map((jobClass) => [jobClass, server.queue(queueName(jobClass))])) as Record<
    JobClass,
    BullQueue
  >;
  // Who gave a command hears that it failed; BullMQ tells the same once more, and would end the process where nobody listens.
  for (const queue of Object.values(queues)) queue.on('error', () => undefined);
  await Promise.all(Object.values(queues).map((queue) => queue.waitUntilReady()));
  return {
    async add({ jobId, attempt, jobClass, rank }) {
      await queues[jobClass].add(
        'job',
        { jobId, attempt, rank },
        { jobId: ticketId({ jobId, attempt }), priority: rank, ...keptUntilDone },
      );
    },
    has: async (key) => open.includes(await queues[key.jobClass].getJobState(ticketId(key))),
    async remove(key) {
      await queues[key.jobClass].remove(ticketId(key));
    },
    async counts() {
      const entries = jobClasses.map(async (jobClass) => [jobClass, await countsOf(queues[jobClass])] as const);
      return Object.fromEntries(await Promise.all(entries)) as Record<JobClass, Awaited<ReturnType<typeof countsOf>>>;
    },
    consume: (classes, handle, { concurrency, onError }) => startConsumer(server, { classes, handle, concurrency, onError, timing }),
    check: () => server.check(),
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      await server.close();
    },
  };
}

const keptUntilDone = { attempts: 1, removeOnComplete: true, removeOnFail: true };

async function countsOf(queue: BullQueue): Promise<{ readonly waiting: number; readonly active: number }> {
  const { waiting = 0, prioritized = 0, active = 0 } = await queue.getJobCounts('waiting', 'prioritized', 'active');
  return { waiting: waiting + prioritized, active };
}
