import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { servedClasses, type WorkerHello } from '@octet/contracts';
import type { Consumer, JobQueue, Ticket } from '@octet/queue';
import type { Logger } from 'pino';
import { type AttemptContext, runAttempt } from './attempt/run-attempt.ts';
import { openScratch, type Scratch } from './attempt/scratch.ts';
import type { WorkerConfig } from './config.ts';
import { Standby } from './engine/standby.ts';
import { ResultsClient } from './results-client.ts';
import { retry } from './retry.ts';
import { probeSandbox } from './sandbox/sandbox.ts';

export interface WorkerParts {
  readonly config: WorkerConfig;
  /** Stays the caller's to close. */
  readonly queue: JobQueue;
  readonly log: Logger;
}

export interface Worker {
  /** Resolves when the worker takes tickets. Rejects with ProblemError 'config/invalid' where no engine runs here. */
  start(): Promise<void>;
  /** Takes no more tickets and waits for the job that runs; what takes longer than the configuration allows is released for another worker. */
  close(): Promise<void>;
}

const helloMs = 2_000;
/** To hear that an outcome arrived, beyond the time to drain. */
const lastWordsMs = 5_000;
/** An engine uses every core. */
const concurrency = 1;

/** Jobs run all the same: what must replace it is the operator's to know. */
const weaker =
  'kernel or container refuse some of what could confine engine processes; docs/deployment.md, "What confines a job", says what to do instead';

/** A worker that asks the queue for tickets and the results service for everything else. */
export function createWorker({ config, queue, log }: WorkerParts): Worker {
  const id = `${config.name}-${randomUUID()}`;
  const client = new ResultsClient({ url: config.resultsUrl, workerToken: config.workerToken });
  const closing = new AbortController();
  const drained = new AbortController();
  const givenUp = new AbortController();
  let scratch: Scratch | undefined;
  let standby: Standby | undefined;
  let consumer: Consumer | undefined;
  let greeting: Promise<void> | undefined;

  return { start, close };

  async function start(): Promise<void> {
    scratch = await openScratch(config.scratch);
    const { sandbox, engine, machine } = await probeSandbox({ scratch, memoryBytes: config.memoryBytes });
    standby = new Standby({ scratch, ...sandbox }, engine);
    if (sandbox.missing.length > 0) log.warn({ missing: sandbox.missing }, weaker);
    const { version, cpu: found } = machine;
    const cpu = { ...found, cpu_class: config.cpuClass ?? found.cpu_class };
    const classes = servedClasses[cpu.cpu_class];
    const hello: WorkerHello = { worker_id: id, name: config.name, version, cpu, classes: [...classes], sandbox: [...sandbox.confines] };
    // Results gives no job to a worker that it does not know.
    await retry(() => client.hello(hello, closing.signal), { signal: closing.signal, log }).catch(unlessClosing);
    if (closing.signal.aborted) return;
    greeting = keepGreeting(hello);
    const context = { client, config, sandbox, standby, drained: drained.signal, givenUp: givenUp.signal };
    consumer = await queue.consume(classes, (ticket) => work(ticket, context), {
      concurrency,
      onError: (error) => log.error({ err: error }, 'the queue failed'),
    });
    log.info({ worker: id, cpu_class: cpu.cpu_class, sandbox: sandbox.confines, memory_bytes: config.memoryBytes }, 'worker takes jobs');
  }

  function unlessClosing(error: unknown): void {
    if (!closing.signal.aborted) throw error;
  }

  async function work(ticket: Ticket, context: Omit<AttemptContext, 'log'>): Promise<void> {
    const claim = await retry(() => client.claim(id, ticket.jobId, closing.signal), { signal: closing.signal, log });
    if (claim === undefined) return;
    const attemptLog = log.child({ job: claim.job_id, attempt: claim.attempt });
    attemptLog.info({ model_bytes: claim.model.bytes }, 'job started');
    const startedAt = performance.now();
    const end = await runAttempt(claim, { ...context, log: attemptLog }).finally(() => {
      if (!closing.signal.aborted) context.standby.prepare();
    });
    attemptLog.info({ end, seconds: Number(((performance.now() - startedAt) / 1000).toFixed(2)) }, 'job ended');
  }

  async function keepGreeting(hello: WorkerHello): Promise<void> {
    while (!closing.signal.aborted) {
      await pause(helloMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      await client.hello(hello, closing.signal).catch((error: unknown) => log.warn({ err: error }, 'results did not hear this worker'));
    }
  }

  async function close(): Promise<void> {
    const drain = setTimeout(() => drained.abort(), config.drainSeconds * 1000);
    const giveUp = setTimeout(() => givenUp.abort(), config.drainSeconds * 1000 + lastWordsMs);
    closing.abort();
    try {
      await consumer?.close();
      await greeting;
    } finally {
      clearTimeout(drain);
      clearTimeout(giveUp);
      await standby?.[Symbol.asyncDispose]();
      await scratch?.[Symbol.asyncDispose]();
    }
  }
}
