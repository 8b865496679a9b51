import { tensorOf } from '@octet/onnx';
import type { Feeds } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { firstOf } from './first-of.ts';

const sample = (x: number): Feeds => ({ x: tensorOf.float32([x]) });

async function read(samples: AsyncIterable<Feeds>): Promise<Feeds[]> {
  const all: Feeds[] = [];
  for await (const s of samples) all.push(s);
  return all;
}

test('gives every sample of a source that can be read once, the first included', async () => {
  function* source() {
    yield sample(1);
    yield sample(2);
  }
  const { first, all } = await firstOf(source());
  expect(first).toEqual(sample(1));
  expect(await read(all)).toEqual([sample(1), sample(2)]);
});

test('an empty source has no first sample', async () => {
  const { first, all } = await firstOf([]);
  expect(first).toBeUndefined();
  expect(await read(all)).toEqual([]);
});

test('closes a source that was not read to its end', async () => {
  let closed = false;
  function* source() {
    try {
      yield sample(1);
      yield sample(2);
    } finally {
      closed = true;
    }
  }
  const { close } = await firstOf(source());
  close();
  expect(closed).toBe(true);
});

test('does not wait for a source that never answers once the signal aborts', async () => {
  const never: AsyncIterable<Feeds> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  const abort = new AbortController();
  const opened = firstOf(never, abort.signal);
  abort.abort();
  await expect(opened).rejects.toMatchObject({ code: 'canceled' });
});
