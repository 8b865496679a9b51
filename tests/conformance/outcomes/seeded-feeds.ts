import { type SeededRandom, seededRandom } from '@octet/datasets';
import { type DType, elementCount, type Tensor, type TensorData } from '@octet/onnx';
import type { Feeds, PortInfo } from '@octet/quantizer';

/**
 * A way to fill inputs about which only type and shape are known. Models disagree on what they take (indices in range, repeats above zero,
 * an open dimension that must fit a constant), so several are tried.
 */
export interface FeedStyle {
  /** Length of every open dimension. */
  readonly open: number;
  /** Integers are drawn from `low` to `high`, both included. */
  readonly low: number;
  readonly high: number;
}

export const feedStyles: readonly FeedStyle[] = [1, 2, 3, 4, 5, 8, 10].flatMap((open) => [
  { open, low: 0, high: 3 },
  { open, low: 0, high: 1 },
  { open, low: 1, high: 1 },
  { open, low: 0, high: 0 },
]);

/** `count` samples for these inputs. The same seed, inputs and style give the same bits. */
export function seededFeeds(
  inputs: readonly PortInfo[],
  style: FeedStyle,
  { seed, count }: { readonly seed: number; readonly count: number },
): Feeds[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      inputs.map(({ name, dtype, shape }): [string, Tensor] => {
        const dims = shape.map((d) => (typeof d === 'number' ? d : style.open));
        return [name, { dtype, dims, data: fill(dtype, elementCount(dims), { random, style }) }];
      }),
    ),
  );
}

interface Draw {
  readonly random: SeededRandom;
  readonly style: FeedStyle;
}

function fill(dtype: DType, length: number, draw: Draw): TensorData {
  const make = makers[dtype];
  if (make === undefined) throw new RangeError(`no seeded feed of type ${dtype}`);
  return make(length, draw);
}

const whole = ({ random, style }: Draw): number => style.low + random.below(style.high - style.low + 1);

/** Standard normal, by Box and Muller. */
const normal = ({ random }: Draw): number => {
  const uniform = () => (random.below(resolution) + 0.5) / resolution;
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
};
const resolution = 2 ** 32;

const makers: Partial<Record<DType, (length: number, draw: Draw) => TensorData>> = {
  float32: (length, d) => Float32Array.from({ length }, () => normal(d)),
  float64: (length, d) => Float64Array.from({ length }, () => normal(d)),
  float16: (length, d) => new Uint16Array(Float16Array.from({ length }, () => normal(d)).buffer),
  int8: (length, d) => Int8Array.from({ length }, () => whole(d)),
  uint8: (length, d) => Uint8Array.from({ length }, () => whole(d)),
  int16: (length, d) => Int16Array.from({ length }, () => whole(d)),
  uint16: (length, d) => Uint16Array.from({ length }, () => whole(d)),
  int32: (length, d) => Int32Array.from({ length }, () => whole(d)),
  uint32: (length, d) => Uint32Array.from({ length }, () => whole(d)),
  int64: (length, d) => BigInt64Array.from({ length }, () => BigInt(whole(d))),
  uint64: (length, d) => BigUint64Array.from({ length }, () => BigInt(whole(d))),
  bool: (length, d) => Uint8Array.from({ length }, () => whole(d) & 1),
  string: (length, d) => Array.from({ length }, () => String(whole(d))),
};
