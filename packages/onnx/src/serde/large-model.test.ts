import { expect, test } from 'vitest';
import { decodeModel } from './decode-model.ts';
import { encodedLength, encodeModel } from './encode-model.ts';

const MiB = 2 ** 20;

/** A model of four float32 initializers of 50 MiB each, as raw bytes or as a packed list of floats. */
function largeFile(dataField: 9 | 4): Uint8Array {
  const weightBytes = 50 * MiB;
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
  const weightHead = (i: number) => [
    0x08,
    ...varint(weightBytes / 4),
    0x10,
    1,
    0x42,
    1,
    0x61 + i,
    dataField * 8 + 2,
    ...varint(weightBytes),
  ];
  const heads = [0, 1, 2, 3].map((i) => [0x2a, ...varint(weightHead(i).length + weightBytes), ...weightHead(i)]);
  const graphBytes = heads.reduce((sum, head) => sum + head.length + weightBytes, 0);
  const head = [0x08, 8, 0x3a, ...varint(graphBytes)];
  const file = new Uint8Array(head.length + graphBytes);
  file.set(head);
  let at = head.length;
  for (const weight of heads) {
    file.set(weight, at);
    at += weight.length + weightBytes;
  }
  return file;
}

test.each([
  ['raw', 9],
  ['packed', 4],
] as const)('200 MiB of %s weights are decoded and encoded without another copy', (_, dataField) => {
  const file = largeFile(dataField);
  const before = process.memoryUsage();
  const model = decodeModel(file);
  const pieces = encodeModel(model);
  const after = process.memoryUsage();
  expect(model.graph.initializers.size).toBe(4);
  expect(encodedLength(model)).toBe(pieces.reduce((sum, p) => sum + p.length, 0));
  expect(pieces.filter((p) => p.buffer === file.buffer)).toHaveLength(4);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(MiB);
  expect(after.rss - before.rss).toBeLessThan(30 * MiB);
});

test('a weight of a large model is copied only when it is read, and only if it lies unaligned', () => {
  const model = decodeModel(largeFile(9));
  const [a] = model.graph.initializers;
  const before = process.memoryUsage().arrayBuffers;
  const tensor = a?.constant?.tensor;
  expect(tensor?.data).toHaveLength((50 * MiB) / 4);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(51 * MiB);
});
