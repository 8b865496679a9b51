import { basename } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFilename } from './safe-filename.ts';

test.each([
  ['model.onnx', 'model.onnx'],
  ['Modèle für 日本.onnx', 'Modèle für 日本.onnx'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\models\\a.onnx', 'a.onnx'],
  ['a\0b\nc.zip', 'a_b_c.zip'],
  ['..', 'file'],
  ['.bashrc', 'bashrc'],
  ['', 'file'],
  ['/', 'file'],
])('%j is kept as %j', (given, safe) => {
  expect(safeFilename(given)).toBe(safe);
});

test('a long name is cut, its extension kept', () => {
  expect(safeFilename(`${'é'.repeat(200)}.tar.gz`)).toMatch(/^é+\.tar\.gz$/);
});

test('whatever is given, the name is a plain one of at most 150 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      const safe = safeFilename(given);
      expect(safe).toBe(basename(safe));
      expect(safe).not.toMatch(/^\.|\p{C}|^$/u);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(150);
    }),
  );
});
