import type { JobQueue, Ticket } from './job-queue.ts';

/** What has to reach the queue, by those who know it; the shape of the ledger's `dispatch`. */
export interface TicketSource {
  /** Tickets never handed to the queue. */
  pending(limit: number): Promise<readonly Ticket[]>;
  ticketOf(jobId: string): Promise<Ticket | undefined>;
  /** The queue has the ticket now; said again, it resets the time. */
  dispatched(ticket: Pick<Ticket, 'jobId' | 'attempt'>): Promise<void>;
  /** Queued jobs whose ticket was dispatched before `before`. */
  waitingSince(before: Date, limit: number): Promise<readonly Ticket[]>;
}

export interface Dispatcher {
  /** Right after the commit of a job: its ticket goes to the queue. Never rejects; what fails here is left to `reconcile`. */
  offer(jobId: string): Promise<void>;
  /** Hands over what was never handed over and what the queue forgot. Rejects where source or queue does not answer; a later call goes on. */
  reconcile(): Promise<Reconciliation>;
}

export interface Reconciliation {
  /** Tickets handed over for the first time. */
  readonly added: number;
  /** Tickets that the queue had lost. */
  readonly restored: number;
}

export interface DispatcherOptions {
  readonly queue: Pick<JobQueue, 'add' | 'has'>;
  readonly source: TicketSource;
  readonly onError: (error: Error) => void;
  /** A ticket that the queue was seen to have is not asked for again for so long. */
  readonly quietSeconds?: number;
}

const batch = 500;

export function createDispatcher({ queue, source, onError, quietSeconds = 30 }: DispatcherOptions): Dispatcher {
  let underWay: Promise<Reconciliation> | undefined;
  return {
    async offer(jobId) {
      try {
        const ticket = await source.ticketOf(jobId);
        if (ticket) await hand(ticket);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    },
    reconcile() {
      underWay ??= reconcile().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };

  async function reconcile(): Promise<Reconciliation> {
    const added = await all(
      () => source.pending(batch),
      async (ticket) => {
        await hand(ticket);
        return true;
      },
    );
    const before = new Date(Date.now() - quietSeconds * 1000);
    const restored = await all(() => source.waitingSince(before, batch), restore);
    return { added, restored };
  }

  /** In this order: a ticket that is noted but never added would wait indefinitely, one that is added twice is one. */
  async function hand(ticket: Ticket): Promise<void> {
    await queue.add(ticket);
    await source.dispatched(ticket);
  }

  /** Notes those that are there too, so that the next batch holds others. */
  async function restore(ticket: Ticket): Promise<boolean> {
    const known = await queue.has(ticket);
    if (known) await source.dispatched(ticket);
    else await hand(ticket);
    return !known;
  }
}

/** Calls `handle` for every ticket of batch after batch, each ticket once; answers how often it was true. */
async function all(next: () => Promise<readonly Ticket[]>, handle: (ticket: Ticket) => Promise<boolean>): Promise<number> {
  const seen = new Set<string>();
  let count = 0;
  for (;;) {
    const fresh = (await next()).filter(({ jobId }) => !seen.has(jobId));
    for (const ticket of fresh) {
      seen.add(ticket.jobId);
      if (await handle(ticket)) count += 1;
    }
    if (fresh.length === 0) return count;
  }
}
