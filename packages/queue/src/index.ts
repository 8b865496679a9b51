export type { Consumer, JobQueue, Ticket } from './job-queue.ts';
