import { parseRecipe } from '@octet/contracts';
import { textModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { boundsWithin } from './model-preview.ts';
import { type PreviewBounds, startPreview } from './preview.ts';

const GiB = 2 ** 30;
const bounds = { modelBytes: 1_000_000, memoryBytes: 1.5 * GiB, seconds: 60, previews: 1 };
const model = Buffer.from(
  textModel(
    '<ir_version: 8, opset_import: ["" : 17]> tiny (float[N,4] x) => (float[N,4] y) <float[4,4] w = random(seed=1)> { y = MatMul(x, w) }',
  ),
);

async function preview(bytes: Buffer, limits: PreviewBounds = bounds) {
  const started = startPreview({ target: 'ort-cpu-vnni', recipe: parseRecipe({}) }, limits);
  if (started === undefined) return undefined;
  await started.write(bytes);
  return await started.end();
}

test('a model within its bounds is previewed', async () => {
  expect(await preview(model)).toMatchObject({ coverage: { nodes: 1, ops: [{ op: 'MatMul', count: 1 }] } });
});

test.each([
  ['size', { modelBytes: 10 }, 'more than 10 bytes'],
  ['time', { seconds: 0.001 }, 'more than 0.001 s'],
  ['memory', { memoryBytes: 0.05 * GiB }, 'more memory'],
])('one that needs more %s is not, and its end is awaited', async (_what, tighter, why) => {
  expect(await preview(model, { ...bounds, ...tighter })).toEqual({ why: expect.stringContaining(why) });
  expect(await preview(model)).toHaveProperty('coverage');
});

test('a model of graphs within graphs, a hundred thousand deep, ends its preview as a problem', async () => {
  // Each level: a node that holds an attribute that holds a graph; lengths as varints, from the innermost outwards.
  const heads: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < 100_000; level++) {
    for (const field of [6, 5, 1]) {
      const head = Buffer.from([field * 8 + 2, ...varint(length)]);
      heads.push(head);
      length += head.length;
    }
  }
  const bytes = Buffer.concat([Buffer.from([0x08, 8, 0x3a, ...varint(length)]), ...heads.reverse()]);
  await expect(preview(bytes, { ...bounds, modelBytes: 10_000_000 })).rejects.toMatchObject({ code: 'model/malformed' });
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

test('no more previews begin than may run, and one that was given up makes room', async () => {
  const first = startPreview({ target: 'ort-cpu-vnni', recipe: parseRecipe({}) }, bounds);
  expect(startPreview({ target: 'ort-cpu-vnni', recipe: parseRecipe({}) }, bounds)).toBeUndefined();
  first?.stop();
  await first?.end();
  expect(await preview(model)).toHaveProperty('coverage');
});

test('the bounds follow from the memory that is there', () => {
  expect(boundsWithin(64 * GiB).modelBytes).toBe(128 * 2 ** 20);
  expect(boundsWithin(1.5 * GiB).modelBytes).toBeLessThan(80 * 2 ** 20);
  expect(boundsWithin(0).modelBytes).toBe(4 * 2 ** 20);
});
