import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatasetError } from '../errors.ts';
import { collect } from '../fixture/collect.ts';
import { failure } from '../fixture/failure.ts';
import { defaultLimits } from '../limits.ts';
import type { Entry } from '../source/source.ts';
import type { ArraySource } from './array-source.ts';
import { openSafetensors } from './safetensors.ts';

function file(header: unknown, elements = new Uint8Array(0)): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, elements]);
}

function entry(bytes: Uint8Array): Entry {
  const open = async function* (start = 0) {
    yield bytes.subarray(start);
  };
  return { name: 'x.safetensors', sizeBytes: bytes.length, seekable: true, open };
}

const open = (bytes: Uint8Array) => openSafetensors(entry(bytes), defaultLimits);
const two = { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'U8', shape: [4], data_offsets: [8, 12] } };

test('lists its tensors and reads their rows', async () => {
  const elements = Buffer.concat([Buffer.from(Float32Array.of(1.5, -2).buffer), Buffer.from([1, 2, 3, 4])]);
  const [a, b] = await open(file({ __metadata__: { format: 'pt' }, ...two }, elements));
  expect(await a?.whole()).toEqual(Float32Array.of(1.5, -2));
  expect(b).toBeDefined();
  expect((await collect((b as ArraySource).rows([1, 3]))).map((r) => r[0])).toEqual([2, 4]);
});

test('refuses holes, overlaps, lies about sizes, and headers longer than the file', async () => {
  const twelve = new Uint8Array(12);
  await expect(open(file({ a: two.a, b: { ...two.b, data_offsets: [6, 10] } }, twelve))).rejects.toEqual(
    failure('dataset/bad-array', /overlap/),
  );
  await expect(open(file({ a: two.a, b: { ...two.b, data_offsets: [9, 13] } }, twelve))).rejects.toEqual(
    failure('dataset/bad-array', /hole/),
  );
  await expect(open(file({ a: { ...two.a, shape: [3] } }, twelve))).rejects.toEqual(failure('dataset/bad-array', /shape \[3\]/));
  await expect(open(file({ a: { ...two.a, shape: [2 ** 40, 2 ** 40] } }, twelve))).rejects.toEqual(failure('dataset/bad-array', /shape/));
  await expect(open(file(two, twelve.subarray(1)))).rejects.toEqual(failure('dataset/bad-array', /truncated/));
  await expect(open(file({ a: { ...two.a, dtype: 'F8_E4M3' } }, twelve))).rejects.toEqual(failure('dataset/bad-array', /F8_E4M3/));
  await expect(open(Buffer.from([255, 255, 255, 0, 0, 0, 0, 0, 0x7b]))).rejects.toEqual(failure('dataset/bad-array', /claims a header/));
  await expect(open(file('{"a":'))).rejects.toEqual(failure('dataset/bad-array', /no JSON/));
});

test('ends every damaged file in a DatasetError or in arrays that fit it', async () => {
  const good = file(two, new Uint8Array(12));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (edits) => {
      const bad = Uint8Array.from(good);
      for (const [at, value] of edits) bad[at] = value;
      const outcome = await open(bad).catch((e: unknown) => e);
      expect(outcome instanceof DatasetError || Array.isArray(outcome)).toBe(true);
    }),
    { seed: 20250101, numRuns: 300 },
  );
});
