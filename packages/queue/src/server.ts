import type { IQueueBackend, Queue, Worker } from 'bullmq';
import type { Ticket } from './job-queue.ts';

/** What BullMQ stores of a ticket. */
export type TicketFields = Pick<Ticket, 'jobId' | 'attempt' | 'rank'>;

// The connection options are each server's own affair; nobody reads them from a queue that is made.
// biome-ignore lint/suspicious/noExplicitAny: BullMQ's types are invariant in them
export type BullQueue = Queue<TicketFields, null, string, TicketFields, null, string, IQueueBackend, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type BullWorker = Worker<TicketFields, null, string, IQueueBackend, any, any>;

/** Connections of one consumer, apart from those of the queues: a consumer waits on some, and waits out a server that is away. */
export interface ConsumerSide {
  worker(name: string): BullWorker;
  /** Before the workers are closed: ends what waits. */
  interrupt(): Promise<void>;
  /** After the workers are closed. */
  close(): Promise<void>;
}

/** What differs between Redis and PostgreSQL: how BullMQ is connected to it. */
export interface Server {
  queue(name: string): BullQueue;
  consumerSide(classCount: number): ConsumerSide;
  check(): Promise<void>;
  /** After the queues are closed. */
  close(): Promise<void>;
}
