import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type LineKind, linesOf } from './lines-of.ts';

async function told(chunks: readonly (string | Buffer)[]): Promise<[string, LineKind][]> {
  const lines: [string, LineKind][] = [];
  await linesOf(
    Readable.from(
      chunks.map((chunk) => Buffer.from(chunk)),
      { objectMode: false },
    ),
    (text, kind) => lines.push([text, kind]),
  );
  return lines;
}

test('lines are whole wherever the chunks and letters are cut, and what follows the last is marked as such', async () => {
  const text = Buffer.from('é1\n\n日本\nrest');
  const bytes = [...text].map((byte) => Buffer.from([byte]));
  expect(await told(bytes)).toEqual([
    ['é1', 'whole'],
    ['', 'whole'],
    ['日本', 'whole'],
    ['rest', 'rest'],
  ]);
});

test('a line without an end does not fill the memory', async () => {
  const lines = await told(Array.from({ length: 30 }, () => 'x'.repeat(100_000)));
  expect(lines.map(([, kind]) => kind)).toEqual(['piece', 'piece', 'rest']);
});
