import { setTimeout as wait } from 'node:timers/promises';
import type { JobClass } from '@octet/contracts';
import type { Job } from 'bullmq';
import type { Ticket } from './job-queue.ts';
import type { BullWorker, ConsumerSide, TicketFields } from './server.ts';
import { queueName } from './ticket-id.ts';
import type { Timing } from './timing.ts';

export interface Taken {
  readonly ticket: Ticket;
  /** Ends the ticket; tries on while the server is away, except once `closing` is aborted. */
  done(closing: AbortSignal): Promise<void>;
}

type TicketJob = Job<TicketFields, null, string>;

const retryMs = 500;

/** The tickets of one class, as one consumer sees them: taken by hand from a BullMQ worker that runs no loop of its own. */
export class ClassSource {
  readonly #jobClass: JobClass;
  readonly #timing: Timing;
  readonly #onError: (error: unknown) => void;
  readonly #worker: BullWorker;
  /** Lock token of each ticket that is worked on, by BullMQ's job id. */
  readonly #held = new Map<string, string>();
  #takenCount = 0;
  #waiting: Promise<void> | undefined;
  #stopped = false;

  constructor(
    side: ConsumerSide,
    { jobClass, timing, onError }: { readonly jobClass: JobClass; readonly timing: Timing; readonly onError: (error: unknown) => void },
  ) {
    this.#jobClass = jobClass;
    this.#timing = timing;
    this.#onError = onError;
    this.#worker = side.worker(queueName(jobClass)).on('error', onError);
  }

  async start(): Promise<void> {
    await this.#worker.waitUntilReady();
    await this.#worker.startStalledCheckTimer();
  }

  /** Does not wait: undefined where no ticket of the class does. */
  async take(): Promise<Taken | undefined> {
    const token = `${this.#worker.id}.${this.#takenCount++}`;
    const job: TicketJob | undefined = await this.#worker.getNextJob(token, { block: false });
    const id = job?.id;
    if (job === undefined || id === undefined) return undefined;
    this.#held.set(id, token);
    return { ticket: { ...job.data, jobClass: this.#jobClass }, done: (closing) => this.#end(job, token, closing) };
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

  async stop(): Promise<void> {
    this.#stopped = true;
    // Ends the wait that may be under way; then force, because BullMQ knows of no running job and the connections may be gone.
    await this.#worker.getBackend().disconnectBlocking().catch(this.#onError);
    await this.#worker.close(true);
  }

  async #wait(): Promise<void> {
    try {
      await this.#worker.getBackend().waitForJob(this.#timing.idleSeconds);
    } catch (error) {
      if (this.#stopped) return;
      this.#onError(error);
      await wait(retryMs);
    }
  }

  async #end(job: TicketJob, token: string, closing: AbortSignal): Promise<void> {
    try {
      while (!(await this.#ended(job, token)) && !closing.aborted) await wait(retryMs, undefined, { ref: false });
    } finally {
      this.#held.delete(job.id ?? '');
    }
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
