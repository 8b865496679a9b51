import { expect, test } from 'vitest';
import { nameIn } from './disposition.ts';

test('the name of a download is read as RFC 6266 writes it', () => {
  expect(nameIn(`attachment; filename="a \\"b\\".onnx"; filename*=UTF-8''na%C3%AFve.onnx`)).toBe('naïve.onnx');
  expect(nameIn('attachment; filename="a \\"b\\".onnx"')).toBe('a "b".onnx');
  expect(nameIn('attachment; filename=model.int8.onnx')).toBe('model.int8.onnx');
  for (const odd of [null, 'inline', "attachment; filename*=UTF-8''%E0%A4%A"]) expect(nameIn(odd)).toBeUndefined();
});
