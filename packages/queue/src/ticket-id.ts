import type { JobClass } from '@octet/contracts';
import type { Ticket } from './job-queue.ts';

export type TicketKey = Pick<Ticket, 'jobId' | 'attempt' | 'jobClass'>;

/** BullMQ keeps ':' for itself, in names and in ids. */
export function queueName(jobClass: JobClass): string {
  return `octet-${jobClass}`;
}

/** The same attempt of the same job is the same ticket, however often it is added. */
export function ticketId({ jobId, attempt }: Pick<Ticket, 'jobId' | 'attempt'>): string {
  return `${jobId}.${attempt}`;
}
