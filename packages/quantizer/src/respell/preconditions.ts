/** What a shaping rule may rely on, and the words in which it says that it cannot. */
import type { Refusal, Value } from '@octet/onnx';
import { refuse } from '@octet/onnx';

/** The new constants of a rewrite are float32, so the value that they meet must be. */
export function notFloat32(value: Value): Refusal | undefined {
  if (value.dtype === 'float32') return undefined;
  return refuse(`"${value.name}" is ${value.dtype ?? 'of unknown type'}, not float32`);
}

export function notOfRank(value: Value, rank: number): Refusal | undefined {
  if (value.shape === undefined) return refuse(`the rank of "${value.name}" is unknown`);
  if (value.shape.length === rank) return undefined;
  return refuse(`"${value.name}" has rank ${value.shape.length}, not ${rank}`);
}

/**
 * The sizes of [N, C, H, W] where C, H and W may be written into the graph as constants. Sizes on values are often measured on one sample, so
 * they count only where no graph input can change any size but the batch.
 */
export function fixedImageDims(value: Value): FixedImageDims | Refusal {
  const unknownRank = notOfRank(value, 4);
  if (unknownRank !== undefined) return unknownRank;
  const [, channels, height, width] = value.shape ?? [];
  if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number') {
    return refuse(`the size of "${value.name}" is unknown`);
  }
  for (const input of value.graph.inputs) {
    if (input.constant !== undefined) continue;
    const free = input.shape?.findIndex((d, axis) => axis > 0 && typeof d !== 'number');
    if (free !== -1) {
      const where = free === undefined ? 'unknown shape' : `free size on axis ${free}`;
      return refuse(`the graph input "${input.name}" has ${where}, so the size of "${value.name}" may change from run to run`);
    }
  }
  return { channels, height, width };
}

export interface FixedImageDims {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}
