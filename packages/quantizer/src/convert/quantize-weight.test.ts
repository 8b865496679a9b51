import { rng } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { quantizeBias, quantizeWeight } from './quantize-weight.ts';

const perChannel = { axis: 0, granularity: 'per-channel' } as const;
const f = Math.fround;

describe('quantizeWeight', () => {
  test('each output channel has its own scale, its largest weight is ±127', () => {
    const w = Float32Array.of(1, -0.5, 0.25, -10, 5, 2.5);
    const { q, scales } = quantizeWeight(w, [2, 3], perChannel);
    expect([...scales]).toEqual([f(1 / 127), f(10 / 127)]);
    expect([...q]).toEqual([127, -64, 32, -127, 64, 32]); // −63.5 and 63.5 go to the even neighbour
  });

  test('channels of another axis: ConvTranspose, Gemm and MatMul', () => {
    const w = Float32Array.of(1, 10, -0.5, 5, 0.25, -2.5);
    const { q, scales } = quantizeWeight(w, [3, 2], { ...perChannel, axis: 1 });
    expect([...scales]).toEqual([f(1 / 127), f(10 / 127)]);
    expect([...q]).toEqual([127, 127, -64, 64, 32, -32]);
  });

  test('per tensor: one scale, from the largest weight of all', () => {
    const { q, scales } = quantizeWeight(Float32Array.of(1, -0.5, 10, -10), [2, 2], { ...perChannel, granularity: 'per-tensor' });
    expect([...scales]).toEqual([f(10 / 127)]);
    expect([...q]).toEqual([13, -6, 127, -127]);
  });

  test('within half a step of every weight, never −128 (200 random tensors)', () => {
    const random = rng(20250101);
    for (let n = 0; n < 200; n++) {
      const dims = [1 + random.below(4), 1 + random.below(4), 1 + random.below(3)];
      const w = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => random.normal() * 10 ** (random.below(6) - 3));
      const axis = random.below(2);
      const { q, scales } = quantizeWeight(w, dims, { ...perChannel, axis });
      const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
      w.forEach((x, i) => {
        const s = scales[Math.floor(i / inner) % (dims[axis] as number)] as number;
        expect(Math.abs(x - (q[i] as number) * s)).toBeLessThanOrEqual(s * 0.50001);
        expect(q[i]).toBeGreaterThanOrEqual(-127);
      });
    }
  });

  test('a channel that is nearly dead gets no scale of its own size, one that is merely small does', () => {
    const { scales } = quantizeWeight(Float32Array.of(1, 1e-9, 1e-3), [3, 1], perChannel);
    expect([...scales]).toEqual([f(1 / 127), f(1e-4 / 127), f(f(1e-3) / 127)]);
  });

  test('given limits clip', () => {
    const { q, scales } = quantizeWeight(Float32Array.of(2, 0.5), [1, 2], { ...perChannel, limits: Float32Array.of(1) });
    expect([...scales]).toEqual([f(1 / 127)]);
    expect([...q]).toEqual([127, 64]);
  });
});

describe('quantizeBias', () => {
  const w = Float32Array.of(1, 0.5, 1e-6, 5e-7);
  const weight = quantizeWeight(w, [2, 2], perChannel);

  test('is in steps of the float32 product of both scales', () => {
    const made = quantizeBias(Float32Array.of(0.5, -0.25), weight, w, f(0.02));
    expect(made.weight).toBe(weight);
    expect([...made.biasScales]).toEqual([...weight.scales].map((s) => f(s * f(0.02))));
    expect([...made.bias]).toEqual([Math.round(0.5 / (made.biasScales[0] as number)), Math.round(-0.25 / (made.biasScales[1] as number))]);
  });

  test('one that does not fit into int32 raises the scale of its channel only', () => {
    const made = quantizeBias(Float32Array.of(0.5, -400), weight, w, f(1e-4));
    expect(made.weight.scales[0]).toBe(weight.scales[0]);
    expect(made.weight.scales[1]).toBeGreaterThan(weight.scales[1] as number);
    expect([...made.weight.q.subarray(0, 2)]).toEqual([...weight.q.subarray(0, 2)]);
    const back = [...made.bias].map((b, c) => b * (made.biasScales[c] as number));
    expect(Math.abs((back[1] as number) + 400)).toBeLessThan(1e-4);
    expect(Math.min(...made.bias)).toBeGreaterThan(-(2 ** 31));
  });

  test('and leaves the others at the integers that they had, nearest or not', () => {
    const moved = { ...weight, q: weight.q.map((q) => q - 7) };
    const made = quantizeBias(Float32Array.of(0.5, -400), moved, w, f(1e-4));
    expect([...made.weight.q.subarray(0, 2)]).toEqual([...moved.q.subarray(0, 2)]);
    expect([...made.weight.q.subarray(2)]).not.toEqual([...moved.q.subarray(2)]);
  });

  test('weights that are all 0 cost the bias nothing', () => {
    const zero = quantizeWeight(new Float32Array(4), [2, 2], perChannel);
    const made = quantizeBias(Float32Array.of(0.001, 3000), zero, new Float32Array(4), f(0.5));
    expect([...made.weight.q]).toEqual([0, 0, 0, 0]);
    const back = [...made.bias].map((b, c) => b * (made.biasScales[c] as number));
    expect(Math.abs((back[0] as number) - 0.001)).toBeLessThan(1e-6);
    expect(Math.abs((back[1] as number) - 3000)).toBeLessThan(1e-3);
  });
});
