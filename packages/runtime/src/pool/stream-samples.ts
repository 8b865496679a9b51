import type { Feeds, Samples } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import { byteLength } from '../session/movable.ts';
import { asPublicError } from './public-error.ts';
import { StopFlag } from './stop-flag.ts';

/** A run of consecutive samples that one worker gets in one message: messages cost about 0.1 ms, a small model's run less. */
export interface Chunk {
  /** Index of the first sample in the stream. */
  readonly first: number;
  readonly samples: readonly Feeds[];
}

export interface StreamOptions<A> {
  readonly workers: number;
  /** Has a worker work on a chunk. It must look at `stop` between samples. A rejection ends the stream. */
  readonly send: (worker: number, chunk: Chunk, stop: StopFlag) => Promise<A>;
  /** Answers, in the order of the samples. Throwing ends the stream. */
  readonly receive: (answer: A, chunk: Chunk) => void;
  /** Throws where a sample does not fit. A Fault comes out of the stream as the QuantizerError that it stands for. */
  readonly check?: (sample: Feeds, index: number) => void;
  /** Bytes that an answer holds, so that answers count as samples in flight do. */
  readonly answerBytes?: (answer: A) => number;
  readonly signal?: AbortSignal;
}

const largestChunk = 32;
const chunkBytes = 2 ** 22;
/** At the end, all workers wait for the one with the last chunk. So none takes longer than this, or than that part of the time so far, */
const chunkMs = 16;
const longestPart = 1 / 8;
/** nor is it a larger part of the samples sent before it. */
const largestPart = 1 / 4;
/** Samples and expected answers in flight; a worker that has nothing gets a chunk in any case. */
const flightBytes = 64 * 2 ** 20;
const flightsPerWorker = 3;

interface Flight<A> {
  readonly chunk: Chunk;
  readonly worker: number;
  readonly feedBytes: number;
  readonly answer: Promise<A>;
}

/**
 * Sends samples to workers in chunks and receives the answers in sample order, holding a bounded number of both. Resolves with the number
 * of samples. Rejects with the first fault in sample order, after everything before it was received and every worker is idle; with
 * 'canceled' once `signal` aborts.
 */
export async function streamSamples<A>(samples: Samples, options: StreamOptions<A>): Promise<number> {
  const source = chunksOf(samples, options);
  const stop = new StopFlag();
  const flights: Flight<A>[] = [];
  const load = new Array<number>(options.workers).fill(0);
  let answerBytes: number | undefined;
  let sampleCount = 0;
  let answered = 0;
  let ended = false;
  let sourceFault: { readonly error: unknown } | undefined;

  const bytesOf = (feedBytes: number, count: number) => feedBytes + count * (answerBytes ?? 0);
  const startedAt = performance.now();
  /** Samples that a worker gets done in the time that a chunk may take. */
  const mostByTime = () => (answered / options.workers) * Math.max(chunkMs / (performance.now() - startedAt), longestPart);
  const hasRoom = () => {
    if (flights.length < options.workers) return true;
    // What an answer weighs is unknown until the first came back: one chunk a worker until then.
    if (answerBytes === undefined || flights.length >= options.workers * flightsPerWorker) return false;
    let bytes = chunkBytes;
    for (const f of flights) bytes += bytesOf(f.feedBytes, f.chunk.samples.length);
    return bytes <= flightBytes;
  };
  const launch = (chunk: Chunk, feedBytes: number) => {
    const worker = load.indexOf(Math.min(...load));
    load[worker] = (load[worker] ?? 0) + 1;
    const answer = options.send(worker, chunk, stop).finally(() => {
      load[worker] = (load[worker] ?? 0) - 1;
      answered += chunk.samples.length;
    });
    answer.catch(() => {}); // awaited in its turn; until then it must not count as unhandled
    flights.push({ chunk, worker, feedBytes, answer });
  };

  const onAbort = () => stop.stop();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    throwIfCanceled(options.signal);
    for (;;) {
      while (!ended && hasRoom()) {
        try {
          const next = await source.next(answerBytes, mostByTime());
          if (next === undefined) ended = true;
          else launch(next.chunk, next.feedBytes);
        } catch (error) {
          // Samples before the faulty one are still on their way; they are received first.
          ended = true;
          sourceFault = { error };
        }
      }
      const head = flights.shift();
      if (head === undefined) break;
      const answer = await head.answer;
      throwIfCanceled(options.signal);
      const count = head.chunk.samples.length;
      answerBytes = Math.max(answerBytes ?? 0, (options.answerBytes?.(answer) ?? 0) / count);
      options.receive(answer, head.chunk);
      sampleCount += count;
    }
    throwIfCanceled(options.signal);
    if (sourceFault !== undefined) throw sourceFault.error;
    return sampleCount;
  } catch (error) {
    throw asPublicError(error);
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    stop.stop();
    await Promise.allSettled(flights.map((f) => f.answer));
    source.close();
  }
}

/** @throws QuantizerError 'canceled' */
export function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new QuantizerError('canceled', 'the run was canceled', { cause: signal.reason });
}

interface ChunkSource {
  /** The next chunk, smaller the heavier its answers are; undefined at the end. Rejects at once when the signal aborts. */
  next(answerBytes: number | undefined, mostByTime: number): Promise<{ readonly chunk: Chunk; readonly feedBytes: number } | undefined>;
  /** Tells the source that no more is wanted; does not wait for it. */
  close(): void;
}

function chunksOf<A>(samples: Samples, { check, signal }: StreamOptions<A>): ChunkSource {
  const iterator = Symbol.asyncIterator in samples ? samples[Symbol.asyncIterator]() : samples[Symbol.iterator]();
  let first = 0;
  let done = false;
  let fault: { readonly error: unknown } | undefined;

  const pull = async (): Promise<Feeds | undefined> => {
    const next = await unlessAborted(Promise.resolve(iterator.next()), signal);
    if (next.done === true) {
      done = true;
      return undefined;
    }
    return next.value;
  };
  return {
    async next(answerBytes, mostByTime) {
      const taken: Feeds[] = [];
      let feedBytes = 0;
      const most = Math.min(largestChunk, first * largestPart, mostByTime);
      while (!done && fault === undefined) {
        try {
          const sample = await pull();
          if (sample === undefined) break;
          check?.(sample, first + taken.length);
          taken.push(sample);
          feedBytes += byteLength(sample);
        } catch (error) {
          fault = { error };
          break;
        }
        const bytes = feedBytes + taken.length * (answerBytes ?? 0);
        const larger = taken.length + 1;
        if (answerBytes === undefined || larger > most || (larger * bytes) / taken.length > chunkBytes) break;
      }
      if (taken.length > 0) {
        const chunk: Chunk = { first, samples: taken };
        first += taken.length;
        return { chunk, feedBytes };
      }
      if (fault !== undefined) throw fault.error;
      return undefined;
    },
    close() {
      if (!done) void Promise.resolve(iterator.return?.()).catch(() => {});
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      try {
        throwIfCanceled(signal);
      } catch (error) {
        reject(error);
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
    onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
