import type { JobClass } from '@octet/contracts';

/** Says that a job waits. The truth about the job is in the ledger; a ticket may be lost, repeated or late. */
export interface Ticket {
  readonly jobId: string;
  /** How often the job was given out before: a ticket's identity is `<jobId>.<attempt>`, so adding it again is no second one. */
  readonly attempt: number;
  readonly jobClass: JobClass;
  /** Lower goes first; equal ones in the order of adding. 1 to 2,000,000. */
  readonly rank: number;
}

export interface Consumer {
  /** Takes no new ticket, waits for the handlers that run, then closes its connections. */
  close(): Promise<void>;
}

export interface JobQueue {
  add(ticket: Ticket): Promise<void>;
  /** True while the ticket waits or is being worked on. */
  has(ticket: Pick<Ticket, 'jobId' | 'attempt' | 'jobClass'>): Promise<boolean>;
  /** Forgets a waiting ticket; no error where there is none or it is being worked on. */
  remove(ticket: Pick<Ticket, 'jobId' | 'attempt' | 'jobClass'>): Promise<void>;
  /** Tickets by class. */
  counts(): Promise<Readonly<Record<JobClass, { readonly waiting: number; readonly active: number }>>>;
  /**
   * Hands tickets of the classes to `handle`, `concurrency` at a time over all classes, a lower rank first within a class. A ticket is done
   * when `handle` resolves or rejects: nothing is retried by the queue, except a ticket whose consumer died, which is handed out again.
   */
  consume(
    classes: readonly JobClass[],
    handle: (ticket: Ticket) => Promise<void>,
    options: { readonly concurrency: number; readonly onError: (error: Error) => void },
  ): Promise<Consumer>;
  /** Resolves when the server answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}
