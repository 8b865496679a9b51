import { type Tensor, tensorOf } from '@octet/onnx';
import { describe, expect, it } from 'vitest';
import { disagreement } from './agreement.ts';

const ramp = Array.from({ length: 256 }, (_, i) => i - 128);
const floats = (values: readonly number[]): { y: Tensor } => ({ y: tensorOf.float32(values, [values.length]) });
const off = (by: number) => floats(ramp.map((v, i) => (i === 7 ? v + by : v)));

describe('float outputs', () => {
  it('agree within 8 steps of their range', () => {
    expect(disagreement([floats(ramp)], [off(8)])).toBeUndefined();
  });

  it('agree beyond that where the SQNR reaches 20 dB', () => {
    expect(disagreement([floats(ramp)], [off(60)])).toBeUndefined();
  });

  it('disagree where both fail', () => {
    expect(disagreement([floats(ramp)], [floats(ramp.map((v) => v + 20))])).toMatch(
      /output "y" is 20\.0 steps off at worst, SQNR 11\.\d dB/,
    );
  });

  it('disagree where one is NaN and the other is not', () => {
    expect(disagreement([floats([1, 2])], [floats([1, Number.NaN])])).toBe('output "y" is NaN where FP32 is 2');
  });

  it('agree on a NaN that FP32 has too', () => {
    expect(disagreement([floats([1, Number.NaN])], [floats([1, Number.NaN])])).toBeUndefined();
  });
});

describe('other outputs', () => {
  const whole = (values: readonly number[]): { i: Tensor } => ({ i: tensorOf.int64(values, [values.length]) });
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it('may differ in one element of ten', () => {
    expect(disagreement([whole(ten)], [whole([9, ...ten.slice(1)])])).toBeUndefined();
  });

  it('may not differ in two', () => {
    expect(disagreement([whole(ten)], [whole([9, 9, ...ten.slice(2)])])).toBe('output "i" differs in 2 of 10 elements');
  });
});

it('an output of another shape disagrees, and so does a missing one', () => {
  expect(disagreement([floats([1, 2])], [floats([1])])).toBe('output "y" is float32 [1] instead of float32 [2]');
  expect(disagreement([floats([1, 2])], [{}])).toBe('output "y" is missing instead of float32 [2]');
});
