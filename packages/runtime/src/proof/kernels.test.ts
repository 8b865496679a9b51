import { expect, test } from 'vitest';
import { kernelOf } from './kernels.ts';

test('the operation decides where its name says what it computes in', () => {
  expect(kernelOf('QLinearConv', 'uint8')).toMatchObject({ class: 'integer', linear: 'conv' });
  expect(kernelOf('FusedConv', 'float32')).toMatchObject({ class: 'float', linear: 'conv' });
  expect(kernelOf('Transpose', 'float32')).toEqual({ class: 'data-movement' });
  expect(kernelOf('DequantizeLinear', 'uint8')).toEqual({ class: 'data-movement' });
});

test('the input type decides for operations that run on both', () => {
  expect(kernelOf('MaxPool', 'uint8').class).toBe('integer');
  expect(kernelOf('MaxPool', 'float32').class).toBe('float');
  expect(kernelOf('Mul', 'int64').class).toBe('data-movement');
});
