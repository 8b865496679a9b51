import { Worker } from 'node:worker_threads';
import { QuantizerError } from '@octet/quantizer';
import { fromFailure } from './failure.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { asPublicError } from './public-error.ts';
import { StopFlag } from './stop-flag.ts';
import type { Sent, TaskTypes } from './worker-task.ts';

export interface OpenTaskOptions<T extends TaskTypes> {
  /** Made anew for each worker, so that its buffers can move there. */
  readonly opening: (worker: number) => Sent<T['opening']>;
  /** Worker numbers; all of the pool where absent. */
  readonly workers?: readonly number[];
  readonly onEvent?: (event: T['event'], worker: number) => void;
}

/**
 * Worker threads that are started when first needed and never terminated: `terminate()` or `process.exit()` while a thread is inside
 * onnxruntime's run() aborts the process. Disposal stops the calls under way between two runs, tells each thread to release its sessions
 * and end, and waits until it has.
 */
export class WorkerPool implements AsyncDisposable {
  readonly size: number;
  readonly #threads: (PoolThread | undefined)[];
  #nextTask = 1;
  #disposed = false;

  constructor(size: number) {
    this.size = size;
    this.#threads = Array.from({ length: size }, () => undefined);
  }

  /** Opens a task in each worker. `module`: a file that exports `openTask` (worker-task.ts). Where one worker fails, all are closed. */
  async openTask<T extends TaskTypes>(module: URL, options: OpenTaskOptions<T>): Promise<PoolTask<T>> {
    const task = this.#nextTask++;
    const members = (options.workers ?? this.#threads.map((_, i) => i)).map((i) => this.#thread(i));
    const results = await Promise.allSettled(
      members.map((thread, i) => {
        if (options.onEvent !== undefined) thread.listen(task, (event) => options.onEvent?.(event, i));
        const sent = options.opening(i);
        return thread.ask((call) => ({ kind: 'open', call, task, module: module.href, opening: sent.value }), sent.transfer);
      }),
    );
    const opened = new PoolTask<T>(
      task,
      members,
      results.map((r) => (r.status === 'fulfilled' ? r.value : undefined)),
    );
    const failed = results.find((r) => r.status === 'rejected');
    if (failed === undefined) return opened;
    await opened[Symbol.asyncDispose]().catch(() => {}); // a worker that died cannot close; the first reason is the one to tell
    throw failed.reason;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#threads.map((t) => t?.end()));
  }

  #thread(index: number): PoolThread {
    if (this.#disposed) throw disposed();
    if (index < 0 || index >= this.size) throw new Error(`worker ${index} is not one of the pool's ${this.size}`);
    const thread = this.#threads[index] ?? new PoolThread();
    this.#threads[index] = thread;
    return thread;
  }
}

/** A task that is open in some workers of a pool, numbered from 0 within the task. */
export class PoolTask<T extends TaskTypes> implements AsyncDisposable {
  readonly opened: readonly T['opened'][];
  readonly #task: number;
  readonly #threads: readonly PoolThread[];
  #closed: Promise<void> | undefined;

  /** @internal use WorkerPool.openTask */
  constructor(task: number, threads: readonly PoolThread[], opened: readonly T['opened'][]) {
    this.#task = task;
    this.#threads = threads;
    this.opened = opened;
  }

  get workers(): number {
    return this.#threads.length;
  }

  /** Calls are queued by the worker and answered in their order. */
  async call(worker: number, sent: Sent<T['call']>, stop: StopFlag = new StopFlag()): Promise<T['answer']> {
    const thread = this.#threads[worker];
    if (thread === undefined) throw new Error(`the task has no worker ${worker}`);
    return thread.ask((call) => ({ kind: 'call', call, task: this.#task, value: sent.value, stop: stop.word }), sent.transfer, stop);
  }

  /** Closes the task in every worker, behind the calls that are queued there. Rejects where a worker could not. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= Promise.all(this.#threads.map((t) => t.close(this.#task))).then(() => {});
    return this.#closed;
  }
}

interface Pending {
  readonly stop: StopFlag | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

class PoolThread {
  readonly #worker: Worker;
  readonly #pending: Map<number, Pending> = new Map();
  readonly #listeners: Map<number, (event: unknown) => void> = new Map();
  readonly #exited: Promise<void>;
  #nextCall = 1;
  #ending = false;
  #death: QuantizerError | undefined;

  constructor() {
    // Own flags only: a test runner's or debugger's must not reach the worker.
    this.#worker = new Worker(new URL('./worker-entry.ts', import.meta.url), { execArgv: [] });
    this.#worker.on('message', (m: FromWorker) => this.#receive(m));
    let cause: unknown;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (status) => {
        this.#die(status, cause);
        resolve();
      });
    });
  }

  listen(task: number, listener: (event: unknown) => void): void {
    this.#listeners.set(task, listener);
  }

  ask(message: (call: number) => ToWorker, transfer: readonly ArrayBuffer[] = [], stop?: StopFlag): Promise<unknown> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    if (this.#ending) return Promise.reject(disposed());
    const call = this.#nextCall++;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(call, { stop, resolve, reject }));
    try {
      this.#worker.postMessage(message(call), transfer);
    } catch (error) {
      this.#pending.delete(call);
      throw error;
    }
    return answer;
  }

  async close(task: number): Promise<void> {
    // Ending threads close their tasks themselves.
    if (!this.#ending) await this.ask((call) => ({ kind: 'close', call, task }));
    this.#listeners.delete(task);
  }

  async end(): Promise<void> {
    if (!this.#ending && this.#death === undefined) {
      this.#ending = true;
      for (const p of this.#pending.values()) p.stop?.stop();
      this.#worker.postMessage({ kind: 'end' } satisfies ToWorker);
    }
    await this.#exited;
  }

  #receive(m: FromWorker): void {
    if (m.kind === 'event') {
      this.#listeners.get(m.task)?.(m.value);
      return;
    }
    const pending = this.#pending.get(m.call);
    this.#pending.delete(m.call);
    if (m.kind === 'answer') pending?.resolve(m.value);
    else pending?.reject(asPublicError(fromFailure(m.failure)));
  }

  #die(status: number, cause: unknown): void {
    const why = cause instanceof Error ? `: ${cause.message}` : ` with status ${status}`;
    const advice = 'Memory is the usual reason; run again with fewer workers.';
    this.#death = this.#ending
      ? disposed()
      : new QuantizerError('runtime/worker-died', `a worker thread ended${why}. ${advice}`, { cause });
    for (const p of this.#pending.values()) p.reject(this.#death);
    this.#pending.clear();
  }
}

function disposed(): QuantizerError {
  return new QuantizerError('canceled', 'the worker pool was disposed of');
}
