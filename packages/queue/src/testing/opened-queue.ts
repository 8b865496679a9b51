import type { createQueue } from '../create-queue.ts';
import type { Consumer, JobQueue, Ticket } from '../job-queue.ts';
import type { Timing } from '../timing.ts';

/** As in earnest, but quicker; not so quick that a test that gets no CPU for a second loses its locks. */
export const quickTiming: Timing = { lockMs: 3_000, stalledCheckMs: 500, idleSeconds: 1 };

/** Where the queue is that a test works with, and how to harm it. */
export interface TestPlace extends AsyncDisposable {
  open(): Promise<JobQueue>;
  /** Takes every ticket out of the queue behind its back. */
  empty(): Promise<void>;
}

export interface ServerPlace extends TestPlace {
  readonly where: Parameters<typeof createQueue>[0];
  /** Ends every connection to the server. */
  cutConnections(): Promise<void>;
}

export interface ConsumingOptions {
  readonly classes?: Parameters<JobQueue['consume']>[0];
  readonly concurrency?: number;
  readonly handle?: (ticket: Ticket) => Promise<void>;
}

/** A consumer that notes what it is handed. */
export async function consuming(
  queue: JobQueue,
  { classes = ['any'], concurrency = 1, handle = async () => undefined }: ConsumingOptions = {},
): Promise<Consumer & { readonly handled: string[]; readonly errors: Error[] }> {
  const handled: string[] = [];
  const errors: Error[] = [];
  const consumer = await queue.consume(
    classes,
    async (ticket) => {
      handled.push(ticket.jobId);
      await handle(ticket);
    },
    { concurrency, onError: (error) => errors.push(error) },
  );
  return { handled, errors, close: () => consumer.close() };
}
