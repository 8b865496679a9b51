import type { Value } from '@octet/onnx';
import { siluInput } from '../observers/silu.ts';
import { dataInputs } from '../prepare/data-inputs.ts';
import type { Statistics, ValueStatistics } from '../statistics.ts';
import { siluStatistics } from './silu-statistics.ts';

/**
 * The statistics that stand for a value. Mostly its own. Calibration measures what the plan of all integers needs; where another plan keeps
 * a layer in float, what was moved from it, or was a Sigmoid of it, owns a range of its own: then what it was moved from is measured, and
 * holds every number it can hold. What follows from another value (SiLU) is not measured at all.
 */
export function measuredAs(value: Value, statistics: Statistics): readonly ValueStatistics[] {
  const own = statistics.values.get(value.name);
  if (own !== undefined) return [own];
  const node = value.producer;
  const x = siluInput(value);
  if (x !== undefined) return measuredAs(x, statistics).map((s) => siluStatistics(value.name, s));
  if (node?.opType === 'Sigmoid') return [betweenZeroAndOne(value.name)];
  if (node === undefined || !moving.has(node.opType)) throw new Error(`value "${value.name}" was not measured`);
  return dataInputs(node).flatMap((v) => measuredAs(v, statistics));
}

/** Operators whose outputs hold nothing that their inputs do not. */
const moving = new Set([
  'Clip',
  'Concat',
  'DepthToSpace',
  'Expand',
  'Flatten',
  'Gather',
  'Identity',
  'Max',
  'MaxPool',
  'Min',
  'Pad',
  'Relu',
  'Reshape',
  'Slice',
  'SpaceToDepth',
  'Split',
  'Squeeze',
  'Tile',
  'Transpose',
  'Unsqueeze',
]);

function betweenZeroAndOne(value: string): ValueStatistics {
  return {
    value,
    min: 0,
    max: 1,
    sampleMins: Float32Array.of(0),
    sampleMaxs: Float32Array.of(1),
    histogram: { bins: new Uint32Array(), counts: new Float64Array() },
    nonFiniteCount: 0,
    elementCount: 0,
  };
}
