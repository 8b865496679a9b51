import { allocate } from '../ir/storage.ts';
import { type DType, elementCount, type Tensor } from '../ir/tensor.ts';
import type { Scanner } from './scanner.ts';

/**
 * `random(seed=1, std=0.1)`: normal around `mean` (0) with `std` (1); `random(seed=1, min=0.5, max=1.5)`: uniform, for integer types with
 * both ends included. Our extension, for fixtures: the same seed gives the same tensor on every machine.
 */
export function parseRandomTensor(scanner: Scanner, dtype: DType, dims: readonly number[]): Tensor {
  scanner.expectWord('random');
  const given = parseArguments(scanner);
  const seed = given.get('seed') ?? scanner.fail('random(…) needs a seed');
  if (dtype === 'string' || dtype === 'float16' || dtype === 'bfloat16') scanner.fail(`random(…) cannot fill ${dtype}`);
  const next = uniform(seed);
  const { min, max } = { min: given.get('min'), max: given.get('max') };
  if ((min === undefined) !== (max === undefined)) scanner.fail('random(…) needs both min and max, or neither');
  const data = allocate(dtype, elementCount(dims));
  if (data instanceof Float32Array || data instanceof Float64Array) {
    const [mean, std] = [given.get('mean') ?? 0, given.get('std') ?? 1];
    for (let i = 0; i < data.length; i++)
      data[i] = min !== undefined && max !== undefined ? min + (max - min) * next() : mean + std * normal(next);
    return { dtype, dims, data };
  }
  if (min === undefined || max === undefined) scanner.fail(`random(…) of ${dtype} needs min and max`);
  for (let i = 0; i < data.length; i++) {
    const value = min + Math.floor(next() * (max - min + 1));
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[i] = BigInt(value);
    else data[i] = value;
  }
  return { dtype, dims, data };
}

const argumentNames = new Set(['seed', 'mean', 'std', 'min', 'max']);

function parseArguments(scanner: Scanner): Map<string, number> {
  const given = new Map<string, number>();
  scanner.expect('(', 'after random');
  do {
    const name = scanner.expectWord('seed, mean, std, min or max');
    if (!argumentNames.has(name)) scanner.fail(`random(…) takes seed, mean, std, min and max, not "${name}"`);
    scanner.expect('=', `after ${name}`);
    given.set(name, scanner.expectNumber(`the ${name}`));
  } while (scanner.take(','));
  scanner.expect(')', 'to end random(…)');
  return given;
}

/** mulberry32: 32 bits of state, uniform in [0, 1). Source: Tommy Ettinger, public domain. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Box-Muller; 1 − u keeps the logarithm finite. */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
