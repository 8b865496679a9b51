import type { Model, Tensor } from '@octet/onnx';
import { randomTensor } from './random-tensor.ts';
import { rng } from './rng.ts';
import { runModel } from './run-model.ts';

export interface EquivalenceOptions {
  /** |a − b| ≤ atol + rtol·|a|. There are no defaults: a loose one would accept anything. */
  readonly rtol: number;
  readonly atol: number;
  /** Inputs by name. Where absent they are drawn from `seed`; dimensions that are no numbers become 1. */
  readonly feeds?: Readonly<Record<string, Tensor>>;
  readonly seed?: number;
}

/** Throws unless both models have the same outputs (names, dtypes, dims, values) in onnxruntime with its optimisations off. */
export async function expectEquivalent(before: Model, after: Model, options: EquivalenceOptions): Promise<void> {
  const feeds = options.feeds ?? randomFeeds(before, options.seed ?? 1);
  const expected = await runModel(before, feeds, { optimization: 'disabled' });
  const actual = await runModel(after, feeds, { optimization: 'disabled' });
  const names = Object.keys(expected);
  if (names.join() !== Object.keys(actual).join()) throw new Error(`outputs differ: ${names.join()} and ${Object.keys(actual).join()}`);
  for (const name of names) {
    const difference = compareTensors(expected[name] as Tensor, actual[name] as Tensor, options);
    if (difference !== undefined) throw new Error(`output "${name}": ${difference}`);
  }
}

/** A feed for every input that is no initializer. */
export function randomFeeds(model: Model, seed: number): Record<string, Tensor> {
  const random = rng(seed);
  const required = model.graph.inputs.filter((v) => v.constant === undefined);
  return Object.fromEntries(
    required.map((v) => {
      const dims = (v.shape ?? []).map((d) => (typeof d === 'number' && d > 0 ? d : 1));
      return [v.name, randomTensor(dims, { seed: random, dtype: v.dtype ?? 'float32' })];
    }),
  );
}

/** What differs between two tensors, or undefined. NaN equals NaN. */
export function compareTensors(expected: Tensor, actual: Tensor, { rtol, atol }: { rtol: number; atol: number }): string | undefined {
  if (expected.dtype !== actual.dtype) return `dtype is ${actual.dtype}, not ${expected.dtype}`;
  if (expected.dims.join() !== actual.dims.join()) return `dims are [${actual.dims}], not [${expected.dims}]`;
  const [a, b] = [numbers(expected), numbers(actual)];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    if (typeof x !== 'number' || typeof y !== 'number' || !(Math.abs(x - y) <= atol + rtol * Math.abs(x))) {
      return `element ${i} of ${a.length} is ${y}, not ${x} (rtol ${rtol}, atol ${atol})`;
    }
  }
  return undefined;
}

function numbers({ dtype, data }: Tensor): ArrayLike<number | bigint | string> {
  return dtype === 'float16' && data instanceof Uint16Array ? new Float16Array(data.buffer, data.byteOffset, data.length) : data;
}
