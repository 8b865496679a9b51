import type { Feeds } from '@octet/quantizer';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Chunk, StreamOptions } from './stream-samples.ts';
import { streamSamples } from './stream-samples.ts';

/** Time stands still: chunks grow with the pace of the answers, and no pause of this process may count for one. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sample i holds the number i in `bytes` bytes. */
function sample(i: number, bytes = 4): Feeds {
  const values = new Float32Array(bytes / 4).fill(i);
  return { x: { dtype: 'float32', dims: [values.length], data: values } };
}

function* samples(count: number, bytes?: number): Generator<Feeds> {
  for (let i = 0; i < count; i++) yield sample(i, bytes);
}

function numbersIn(chunk: Chunk): number[] {
  return chunk.samples.map((s) => Number(s['x']?.data[0]));
}

/** Workers that answer only when told, in any order. */
function manualWorkers() {
  const waiting: { chunk: Chunk; answer: () => void }[] = [];
  const arrived: (() => void)[] = [];
  const send: StreamOptions<number[]>['send'] = (_, chunk) =>
    new Promise((resolve) => {
      waiting.push({ chunk, answer: () => resolve(numbersIn(chunk)) });
      for (const a of arrived.splice(0)) a();
    });
  return { waiting, send, arrival: () => new Promise<void>((resolve) => arrived.push(resolve)) };
}

test('answers are received in sample order, whichever worker is first', async () => {
  const workers = manualWorkers();
  const received: number[] = [];
  const stream = streamSamples(samples(3), { workers: 3, send: workers.send, receive: (a) => received.push(...a) });
  while (workers.waiting.length < 3) await workers.arrival();
  for (const w of workers.waiting.toReversed()) w.answer();
  expect(await stream).toBe(3);
  expect(received).toEqual([0, 1, 2]);
});

test('every sample goes out once, small ones many to a message', async () => {
  const received: number[] = [];
  let messages = 0;
  const count = await streamSamples(samples(1000), {
    workers: 2,
    send: async (_, chunk) => {
      messages++;
      return numbersIn(chunk);
    },
    receive: (a) => received.push(...a),
  });
  expect(count).toBe(1000);
  expect(received).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(messages).toBeLessThan(50);
});

test('a short stream is shared out in small chunks, so that no worker waits long for another at its end', async () => {
  const sizes: number[] = [];
  await streamSamples(samples(100), { workers: 2, send: async (_, chunk) => sizes.push(chunk.samples.length), receive: () => {} });
  expect(sizes.slice(0, 12)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3]);
  let sent = 0;
  for (const size of sizes) {
    expect(size).toBeLessThanOrEqual(Math.max(1, sent / 4));
    sent += size;
  }
  expect(sent).toBe(100);
  expect(Math.max(...sizes)).toBeGreaterThan(8);
});

test('where a sample takes long, chunks stay short beside what the stream took so far', async () => {
  const sizesOf = async (count: number, sampleMs: number) => {
    const startedAt = performance.now();
    const sizes: number[] = [];
    await streamSamples(samples(count), {
      workers: 1,
      send: async (_, chunk) => {
        const ms = sampleMs * chunk.samples.length;
        const longest = Math.max(16, (performance.now() - startedAt) / 8);
        expect(ms <= longest || chunk.samples.length === 1).toBe(true);
        vi.advanceTimersByTime(ms);
        sizes.push(chunk.samples.length);
      },
      receive: () => {},
    });
    return sizes;
  };
  expect(Math.max(...(await sizesOf(15, 9)))).toBe(1);
  expect(Math.max(...(await sizesOf(300, 9)))).toBeGreaterThan(8);
  expect(Math.max(...(await sizesOf(40, 3)))).toBe(5);
  expect(Math.max(...(await sizesOf(100, 1)))).toBe(16);
  expect(Math.max(...(await sizesOf(400, 0.1)))).toBe(32);
});

test('a chunk a worker and no more is in flight until the weight of an answer is known, and heavy answers bound it after', async () => {
  let inFlight = 0;
  let most = 0;
  await streamSamples(samples(40), {
    workers: 4,
    send: async (_, chunk) => {
      inFlight += chunk.samples.length;
      most = Math.max(most, inFlight);
      return numbersIn(chunk);
    },
    receive: (_, chunk) => {
      inFlight -= chunk.samples.length;
    },
    answerBytes: (a) => a.length * 32 * 2 ** 20,
  });
  expect(most).toBe(4);
});

test('the first fault in sample order rejects, after everything before it was received', async () => {
  const received: number[] = [];
  const stream = streamSamples(samples(100), {
    workers: 2,
    send: async (_, chunk) => {
      if (chunk.first + chunk.samples.length > 40) throw new Error(`chunk at ${chunk.first}`);
      return numbersIn(chunk);
    },
    receive: (a) => received.push(...a),
  });
  const fault = await stream.catch((error: Error) => error);
  expect(fault).toMatchObject({ message: `chunk at ${received.length}` });
  expect(received).toEqual(received.map((_, i) => i));
});

test('a source that fails rejects after the samples before the fault were received', async () => {
  const received: number[] = [];
  function* broken() {
    yield* samples(5);
    throw new Error('image 5 is no JPEG');
  }
  const stream = streamSamples(broken(), { workers: 2, send: async (_, c) => numbersIn(c), receive: (a) => received.push(...a) });
  await expect(stream).rejects.toThrow('image 5 is no JPEG');
  expect(received).toEqual([0, 1, 2, 3, 4]);
});

test('an abort sets the stop flag, closes the source and rejects with canceled once the workers are idle', async () => {
  const abort = new AbortController();
  let closed = false;
  let idle = true;
  function* endless() {
    try {
      for (let i = 0; ; i++) yield sample(i);
    } finally {
      closed = true;
    }
  }
  const stream = streamSamples(endless(), {
    workers: 1,
    signal: abort.signal,
    send: async (_, chunk, stop) => {
      if (chunk.first < 10) return numbersIn(chunk);
      idle = false;
      abort.abort();
      expect(stop.stopped).toBe(true);
      await Promise.resolve();
      idle = true;
      return [];
    },
    receive: () => {},
  });
  await expect(stream).rejects.toMatchObject({ code: 'canceled' });
  expect({ closed, idle }).toEqual({ closed: true, idle: true });
});

test('an abort ends the wait for a source that never answers', async () => {
  const abort = new AbortController();
  const asked = Promise.withResolvers<void>();
  const silent: AsyncIterable<Feeds> = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    }),
  };
  const stream = streamSamples(silent, { workers: 1, signal: abort.signal, send: async () => 0, receive: () => {} });
  await asked.promise;
  abort.abort();
  await expect(stream).rejects.toMatchObject({ code: 'canceled' });
});

test('no samples are no messages', async () => {
  expect(await streamSamples([], { workers: 2, send: () => Promise.reject(new Error('sent')), receive: () => {} })).toBe(0);
});
