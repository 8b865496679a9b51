import { availableParallelism } from 'node:os';
import type { Feeds, RunAllOptions, Runner, Samples, Session, SessionOptions, Tensors } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import { fromFailure } from '../pool/failure.ts';
import { inSample } from '../pool/fault.ts';
import { asPublicError, publicly } from '../pool/public-error.ts';
import { streamSamples, throwIfCanceled } from '../pool/stream-samples.ts';
import type { PoolTask } from '../pool/worker-pool.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { checkFeeds, checkOutputs } from '../session/check-feeds.ts';
import { buffersOf, byteLength, copyToMove } from '../session/movable.ts';
import type { LogSeverity, OrtSessionOptions } from '../session/ort-session.ts';
import { placementOf } from './placement.ts';
import type { RunTask } from './run-task.ts';
import { SessionCache } from './session-cache.ts';

export interface RunnerOptions {
  /** Worker threads, one session and one intra-op thread each; default: the cores available. */
  readonly workers?: number;
  /** onnxruntime's own log on stderr; default 4, fatal faults only, since every fault is rejected with. */
  readonly logSeverity?: LogSeverity;
  /** int8 sums are exact in every session; default false: as this CPU computes them. `OrtSessionOptions` says where that differs. */
  readonly exactIntegers?: boolean;
  /** QuantizeLinear and DequantizeLinear run as they are written in every session; default false: onnxruntime fuses them. */
  readonly pairsAsWritten?: boolean;
}

/** Runs models on onnxruntime-node's CPU provider in worker threads. Dispose of it, or its threads keep the process alive. */
export async function createRunner(options: RunnerOptions = {}): Promise<OrtRunner> {
  const { workers = availableParallelism(), logSeverity = 4, exactIntegers = false, pairsAsWritten = false } = options;
  return new OrtRunner(workers, { logSeverity, exactIntegers, pairsAsWritten });
}

const runTask = new URL('./run-task.ts', import.meta.url);

export class OrtRunner implements Runner, AsyncDisposable {
  /** Threads of this runner; the calibrator opens its tasks here too. */
  readonly pool: WorkerPool;
  readonly #sessions: OrtSessionOptions;
  readonly #cache: SessionCache = new SessionCache();
  #nextWorker = 0;

  /** @internal use createRunner */
  constructor(workers: number, sessions: OrtSessionOptions) {
    this.pool = new WorkerPool(workers);
    this.#sessions = sessions;
  }

  /** Opens one session in one worker, the next in turn. */
  async open(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
    const worker = this.#nextWorker++ % this.pool.size;
    return new OrtWorkerSession(await this.#openTask(model, options, [worker]));
  }

  async runAll(
    model: Uint8Array,
    samples: Samples,
    visit: (outputs: Tensors, index: number) => void,
    options: RunAllOptions = {},
  ): Promise<void> {
    throwIfCanceled(options.signal);
    const placement = placementOf(model.byteLength, this.pool.size);
    const session: SessionOptions = { optimization: options.optimization ?? 'all', threads: options.threads ?? placement.threads };
    const workers = Array.from({ length: placement.workers }, (_, i) => i);
    await using lease = await this.#cache.lease(model, session, () => this.#openTask(model, session, workers));
    const task = lease.task;
    const ports = portsOf(task);
    const wanted = options.outputs;
    if (wanted !== undefined) publicly(() => checkOutputs(wanted, ports.outputs));
    await streamSamples(samples, {
      workers: task.workers,
      check: (feeds, index) => {
        try {
          checkFeeds(feeds, ports.inputs);
        } catch (error) {
          throw inSample(error, index);
        }
      },
      send: (worker, chunk, stop) => task.call(worker, callOf(chunk.samples, wanted), stop),
      answerBytes: (answer) => answer.outputs.reduce((bytes, outputs) => bytes + byteLength(outputs), 0),
      receive: (answer, chunk) => {
        answer.outputs.forEach((outputs, i) => {
          throwIfCanceled(options.signal); // a visitor may have asked for it
          visit(outputs, chunk.first + i);
        });
        if (answer.failure !== undefined) throw inSample(fromFailure(answer.failure), chunk.first + answer.outputs.length);
        if (answer.outputs.length < chunk.samples.length) throw new QuantizerError('canceled', 'the runner was disposed of during the run');
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool[Symbol.asyncDispose]();
  }

  #openTask(model: Uint8Array, session: SessionOptions, workers: readonly number[]): Promise<PoolTask<RunTask>> {
    const options: OrtSessionOptions = { ...this.#sessions, ...session };
    return this.pool.openTask<RunTask>(runTask, {
      workers,
      opening: () => {
        // A copy for each worker, freed once its session is made. onnxruntime-node takes no shared memory.
        const own = new Uint8Array(model);
        return new Sent({ model: own, options }, [own.buffer]);
      },
    });
  }
}

class OrtWorkerSession implements Session {
  readonly inputs: Session['inputs'];
  readonly outputs: Session['outputs'];
  readonly #task: PoolTask<RunTask>;

  constructor(task: PoolTask<RunTask>) {
    const ports = portsOf(task);
    this.#task = task;
    this.inputs = ports.inputs;
    this.outputs = ports.outputs;
  }

  async run(feeds: Feeds, outputs?: readonly string[]): Promise<Tensors> {
    publicly(() => {
      checkFeeds(feeds, this.inputs);
      if (outputs !== undefined) checkOutputs(outputs, this.outputs);
    });
    const answer = await this.#task.call(0, callOf([feeds], outputs));
    if (answer.failure !== undefined) throw asPublicError(fromFailure(answer.failure));
    const result = answer.outputs[0];
    if (result === undefined) throw new QuantizerError('canceled', 'the runner was disposed of during the run');
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#task[Symbol.asyncDispose]();
  }
}

function portsOf(task: PoolTask<RunTask>): RunTask['opened'] {
  const ports = task.opened[0];
  if (ports === undefined) throw new Error('the task is open in no worker');
  return ports;
}

function callOf(samples: readonly Feeds[], outputs: readonly string[] | undefined): Sent<RunTask['call']> {
  const own = samples.map(copyToMove);
  return new Sent({ samples: own, outputs }, buffersOf(own));
}
