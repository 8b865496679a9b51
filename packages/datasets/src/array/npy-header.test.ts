import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatasetError } from '../errors.ts';
import { npy, npyWith, ramp } from '../fixture/arrays.ts';
import { failure } from '../fixture/failure.ts';
import { parseNpyHeader } from './npy-header.ts';

const parse = (file: Uint8Array, length = file.length) => parseNpyHeader(file, length, 'x.npy');

test('reads what numpy writes: keys in any order, version 2, Python 2 longs, a scalar', () => {
  const eight = new Uint8Array(8);
  expect(parse(npyWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", eight))).toMatchObject({ dtype: 'float32', dims: [2] });
  expect(parse(npyWith("{'shape': (1L, 2L), 'fortran_order': True, 'descr': '>f4'}", eight))).toMatchObject({
    dims: [1, 2],
    bigEndian: true,
    fortranOrder: true,
  });
  expect(parse(npyWith("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", eight)).dims).toEqual([]);
  const one = npyWith("{'descr': '|u1', 'fortran_order': False, 'shape': (8,), }", eight);
  const two = Buffer.concat([one.subarray(0, 6), Buffer.from([2, 0]), one.subarray(8, 10), Buffer.from([0, 0]), one.subarray(10)]);
  expect(parse(two)).toMatchObject({ dtype: 'uint8', dims: [8] });
});

test('refuses Python objects, records and text, each by name', () => {
  const shape = "'fortran_order': False, 'shape': (1,), }";
  const eight = new Uint8Array(8);
  expect(() => parse(npyWith(`{'descr': '|O', ${shape}`, eight))).toThrow(failure('dataset/bad-array', /Python objects.*astype/));
  expect(() => parse(npyWith(`{'descr': [('a', '<f4'), ('b', '<f4')], ${shape}`, eight))).toThrow(
    failure('dataset/bad-array', /several fields/),
  );
  expect(() => parse(npyWith(`{'descr': '<U2', ${shape}`, eight))).toThrow(failure('dataset/bad-array', /dtype "<U2"/));
  expect(() => parse(npyWith(`{'descr': '<c8', ${shape}`, eight))).toThrow(failure('dataset/bad-array', /dtype "<c8"/));
});

test('refuses a shape that overflows, one that is truncated and one with bytes left over', () => {
  const file = (shape: string) => npyWith(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`, new Uint8Array(16));
  expect(parse(file('(4,)')).dataBytes).toBe(16);
  expect(() => parse(file('(4294967296, 4294967296, 16)'))).toThrow(failure('dataset/bad-array', /impossible shape/));
  expect(() => parse(file('(99999999999999999999999, 0)'))).toThrow(failure('dataset/bad-array', /impossible shape/));
  expect(() => parse(file('(5,)'))).toThrow(failure('dataset/bad-array', /truncated.*20 bytes.*16/));
  expect(() => parse(file('(3,)'))).toThrow(failure('dataset/bad-array', /left over/));
  expect(() => parse(file('(-4,)'))).toThrow(failure('dataset/bad-array', /malformed/));
});

test('reads back every header that it writes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }),
      fc.constantFrom('float32' as const, 'uint8' as const),
      (dims, dtype) => {
        const file = npy(ramp(dims, dtype));
        const header = parse(file);
        expect(header).toMatchObject({ dims, dtype, bigEndian: false, fortranOrder: false });
        expect(header.dataStart % 64).toBe(0);
      },
    ),
    { seed: 20250101 },
  );
});

test('ends every damaged header in a DatasetError, never in another one', () => {
  const good = npy(ramp([3, 4]));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(good.length),
      (edits, cut) => {
        const bad = Uint8Array.from(good);
        for (const [at, value] of edits) bad[at] = value;
        try {
          const header = parse(bad.subarray(0, cut));
          expect(header.dataStart + header.dataBytes).toBe(cut);
        } catch (e) {
          expect(e).toBeInstanceOf(DatasetError);
        }
      },
    ),
    { seed: 20250101, numRuns: 500 },
  );
});
