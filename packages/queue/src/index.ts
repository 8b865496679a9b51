export { createQueue } from './create-queue.ts';
export { createDispatcher, type Dispatcher, type DispatcherOptions, type Reconciliation, type TicketSource } from './dispatcher.ts';
export type { Consumer, JobQueue, Ticket } from './job-queue.ts';
export { createMemoryQueue } from './memory-queue.ts';
export { QueueError } from './queue-error.ts';
