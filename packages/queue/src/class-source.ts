import { setTimeout as wait } from 'node:timers/promises';
import type { JobClass } from '@octet/contracts';
import type { Job } from 'bullmq';
import type { Ticket } from './job-queue.ts';
import type { BullWorker, ConsumerSide, TicketFields } from './server.ts';
import { queueName } from './ticket-id.ts';
import type { Timing } from './timing.ts';

export interface Taken {
  readonly ticket: Ticket;
  /** Ends the ticket; tries on while the server is away, unless the consumer closes. Never rejects. */
  done(): Promise<void>;
}

export interface ClassSourceOptions {
  readonly jobClass: JobClass;
  readonly timing: Timing;
  readonly onError: (error: unknown) => void;
  readonly closing: AbortSignal;
}

type TicketJob = Job<TicketFields, null, string>;

const retryMs = 500;

/** The tickets of one class, as one consumer sees them: taken by hand from a BullMQ worker that runs no loop of its own. */
export class ClassSource {
  readonly #jobClass: JobClass;
  readonly #timing: Timing;
  readonly #onError: (error: unknown) => void;
  readonly #closing: AbortSignal;
  readonly #worker: BullWorker;
  /** Lock token of each ticket that is worked on, by BullMQ's job id. */
  readonly #held = new Map<string, string>();
  #takenCount = 0;
  #waiting: Promise<void> | undefined;
  #freeing = false;

  constructor(side: ConsumerSide, { jobClass, timing, onError, closing }: ClassSourceOptions) {
    this.#closing = closing;
    this.#jobClass = jobClass;
    this.#timing = timing;
    this.#onError = onError;
    this.#worker = side.worker(queueName(jobClass)).on('error', onError);
  }

  ready(): Promise<void> {
    return this.#worker.waitUntilReady();
  }

  /** Does not wait: undefined where no ticket of the class does. */
  async take(): Promise<Taken | undefined> {
    const token = `${this.#worker.id}.${this.#takenCount++}`;
    const job: TicketJob | undefined = await this.#worker.getNextJob(token, { block: false });
    const id = job?.id;
    if (job === undefined || id === undefined) return undefined;
    this.#held.set(id, token);
    return { ticket: { ...job.data, jobClass: this.#jobClass }, done: () => this.#end(job, token) };
  }

  /** Resolves when a ticket was added, or when it is time to look again. Never rejects. */
  mayHaveMore(): Promise<void> {
    this.#waiting ??= this.#wait().finally(() => {
      this.#waiting = undefined;
    });
    return this.#waiting;
  }

  async renewLocks(): Promise<void> {
    const ids = [...this.#held.keys()];
    if (ids.length === 0) return;
    try {
      const lost = await this.#worker.extendJobLocks(ids, [...this.#held.values()], this.#timing.lockMs);
      for (const id of lost)
        if (this.#held.delete(id)) this.#onError(new Error(`ticket ${id}: its lock ran out; it may be handed out again`));
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Lets tickets wait again whose consumer renews nothing any more. BullMQ's own timer for this cannot be stopped after an error. */
  async freeStalled(): Promise<void> {
    if (this.#freeing) return;
    this.#freeing = true;
    try {
      await this.#worker.getBackend().moveStalledJobsToWait();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#freeing = false;
    }
  }

  async stop(): Promise<void> {
    await this.#worker.getBackend().disconnectBlocking();
    await this.#worker.close();
  }

  async #wait(): Promise<void> {
    try {
      await this.#worker.getBackend().waitForJob(this.#timing.idleSeconds);
    } catch (error) {
      this.#onError(error);
      await this.#retryPause();
    }
  }

  async #end(job: TicketJob, token: string): Promise<void> {
    while (!(await this.#ended(job, token)) && !this.#closing.aborted) await this.#retryPause();
    this.#held.delete(job.id ?? '');
  }

  async #retryPause(): Promise<void> {
    await wait(retryMs, undefined, { signal: this.#closing }).catch(() => undefined);
  }

  /** False where the server could not be asked. */
  async #ended(job: TicketJob, token: string): Promise<boolean> {
    try {
      await job.moveToCompleted(null, token, false);
      return true;
    } catch (error) {
      this.#onError(error);
      // BullMQ's own refusals have a number: the lock ran out, or the ticket is gone. Nothing is left to end.
      return typeof (error as { code?: unknown }).code === 'number';
    }
  }
}
