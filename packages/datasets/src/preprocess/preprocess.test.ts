import { describe, expect, test } from 'vitest';
import type { InputContract } from '../contract/contract.ts';
import { resolveInput } from '../contract/resolve-input.ts';
import { failure } from '../fixture/failure.ts';
import type { ModelInput } from '../model-input.ts';
import { compilePreprocess } from './preprocess.ts';

const run = (values: Uint8Array | Float32Array, dims: readonly number[], input: ModelInput, contract: InputContract = {}) => {
  const dtype = values instanceof Uint8Array ? 'uint8' : 'float32';
  return compilePreprocess({ dtype, dims, where: 'x.npy' }, resolveInput(input, contract))(values, 'sample 0');
};
const nchw: ModelInput = { name: 'x', dtype: 'float32', shape: ['N', 3, 1, 2] };
const nhwc: ModelInput = { name: 'x', dtype: 'float32', shape: ['N', 2, 1, 3] };
const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);

describe('channels', () => {
  test('move to the front, to the back, or stay, as the shapes say', () => {
    expect(run(pixels, [1, 2, 3], nchw)).toEqual({ dtype: 'float32', dims: [1, 3, 1, 2], data: Float32Array.of(1, 4, 2, 5, 3, 6) });
    expect(run(pixels, [3, 1, 2], nchw).data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(run(pixels, [3, 2, 1], nhwc)).toEqual({ dtype: 'float32', dims: [1, 2, 1, 3], data: Float32Array.of(1, 3, 5, 2, 4, 6) });
    expect(run(pixels, [2, 1, 3], nhwc).data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  test('are turned around for BGR, in either layout, floats included', () => {
    expect(run(pixels, [1, 2, 3], nchw, { color: 'BGR' }).data).toEqual(Float32Array.of(3, 6, 2, 5, 1, 4));
    expect(run(Float32Array.from(pixels), [2, 1, 3], nhwc, { color: 'BGR' }).data).toEqual(Float32Array.of(3, 2, 1, 6, 5, 4));
    expect(run(pixels, [1, 2, 3], { ...nchw, dtype: 'uint8' }, { color: 'BGR' }).data).toEqual(Uint8Array.of(3, 6, 2, 5, 1, 4));
  });

  test('move where the model leaves them open but the contract states the layout', () => {
    const open: ModelInput = { name: 'x', dtype: 'float32', shape: ['N', null, null, null] };
    expect(run(new Uint8Array(24), [2, 4, 3], open, { layout: 'NCHW' }).dims).toEqual([1, 3, 2, 4]);
    expect(run(new Uint8Array(24), [3, 2, 4], open, { layout: 'NCHW' }).dims).toEqual([1, 3, 2, 4]);
    expect(run(new Uint8Array(24), [2, 4, 3], open).dims).toEqual([1, 2, 4, 3]);
  });

  test('of grey samples may be left out', () => {
    expect(run(pixels, [2, 3], { ...nchw, shape: [1, 1, 2, 3] }).dims).toEqual([1, 1, 2, 3]);
    expect(() => run(pixels, [2, 3], { ...nchw, shape: [1, 3, 2, 3] })).toThrow(failure('dataset/wrong-shape', /\[2, 3\]/));
  });
});

describe('values', () => {
  test('become (x · scale − mean) / std by channel, rounded once', () => {
    const contract = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    const out = run(pixels, [1, 2, 3], nchw, contract).data as Float32Array;
    expect(out[1]).toBe(Math.fround((4 / 255 - 0.485) / 0.229));
    expect(out[2]).toBe(Math.fround((2 / 255 - 0.456) / 0.224));
    expect(run(Float32Array.from(pixels), [1, 2, 3], nchw, contract).data).toEqual(out);
  });

  test('have a mean for each feature of a table, and none for axes that are not known', () => {
    const table: ModelInput = { name: 'x', dtype: 'float32', shape: ['N', 3] };
    expect(run(Float32Array.of(1, 2, 3), [3], table, { mean: [1, 1, 1], std: [1, 1, 4] }).data).toEqual(Float32Array.of(0, 1, 0.5));
    expect(() => run(Float32Array.of(1, 2, 3), [3], table, { mean: [1, 1] })).toThrow(
      failure('dataset/bad-contract', /"mean" has 2 numbers/),
    );
    expect(() => run(pixels, [2, 3], { ...table, shape: ['N', 2, 3] }, { mean: [1, 1, 1] })).toThrow(
      failure('dataset/bad-contract', /state "layout"/),
    );
  });

  test('reach float16 models as bit patterns, unless they overflow', () => {
    const half: ModelInput = { name: 'x', dtype: 'float16', shape: ['N', 2] };
    expect(run(Float32Array.of(1, -2), [2], half).data).toEqual(Uint16Array.of(0x3c00, 0xc000));
    expect(() => run(Float32Array.of(1, 70_000), [2], half)).toThrow(failure('dataset/non-finite', /element 1.*70000.*float16/));
  });

  test('of integer models are never scaled, and must fit', () => {
    const bytes: ModelInput = { name: 'x', dtype: 'uint8', shape: ['N', 6] };
    expect(run(pixels, [6], bytes).data).toEqual(pixels);
    expect(() => run(pixels, [6], bytes, { scale: 0.5 })).toThrow(failure('dataset/bad-contract', /uint8/));
    expect(run(pixels, [6], { ...bytes, dtype: 'int64' }).data).toEqual(BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n));
    expect(() => run(Uint8Array.of(200), [1], { ...bytes, dtype: 'int8', shape: ['N', 1] })).toThrow(
      failure('dataset/wrong-dtype', /element 0.*int8/),
    );
  });
});
