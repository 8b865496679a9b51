import { expect, test } from 'vitest';
import { filenameFromDisposition, filenameOf } from './filename.ts';

test.each([
  ['net.onnx', 'net.onnx'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\models\\net.onnx', 'net.onnx'],
  ['a\u0000b\n.onnx', 'ab.onnx'],
  ['..', 'model.onnx'],
  [undefined, 'model.onnx'],
])('%j is kept as %j', (given, kept) => {
  expect(filenameOf('model', given)).toBe(kept);
});

test.each([
  ['attachment; filename="a b.onnx"', 'a b.onnx'],
  ['attachment; filename=a.onnx; x=1', 'a.onnx'],
  [`attachment; filename="e.onnx"; filename*=UTF-8''%C3%A9.onnx`, 'é.onnx'],
  [`attachment; filename="e.onnx"; filename*=UTF-8''%ff`, 'e.onnx'],
  ['inline', undefined],
  [undefined, undefined],
])('%j names %j', (field, name) => {
  expect(filenameFromDisposition(field)).toBe(name);
});
