import { expect, test } from 'vitest';
import { tensorOf } from '../ir/tensor.ts';
import { decodeTensorProto } from './decode-tensor-proto.ts';
import { encodeTensor } from './encode-tensor.ts';

const file = () => Buffer.concat(encodeTensor(tensorOf.float32([1, 2.5, -3], [1, 3])).pieces);

test('reads a file that is one TensorProto', () => {
  expect(decodeTensorProto(file())).toEqual(tensorOf.float32([1, 2.5, -3], [1, 3]));
});

test('refuses one that ends too early', () => {
  expect(() => decodeTensorProto(file().subarray(0, -2))).toThrow(expect.objectContaining({ code: 'model/malformed' }));
});
