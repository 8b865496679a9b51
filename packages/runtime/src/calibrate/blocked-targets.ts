import type { Model } from '@octet/onnx';
import type { Observation } from '@octet/quantizer';
import type { Target } from './instrument.ts';
import { blockedSource } from './nchwc.ts';
import { valuesByName } from './observed-model.ts';

/**
 * Where to measure each observed value in the graph that onnxruntime optimised: in the NCHWc tensor, wherever a ReorderOutput stands
 * between it and the value. A permuted tensor has the same minimum, maximum and histogram; with the observers gone from behind it, a
 * ReorderOutput that nobody else reads goes too. Throws where the graph lost a value.
 */
export function blockedTargets(
  model: Model,
  observations: readonly Observation[],
  dims: readonly (readonly number[])[],
  blockSize: number,
): Target[] {
  const values = valuesByName(model);
  return observations.map((observation, i) => {
    const value = values.get(observation.value);
    if (value === undefined) throw new Error(`onnxruntime's optimised graph has no value "${observation.value}"`);
    const base = { observation, dims: dims[i] ?? [], value };
    const source = blockedSource(value);
    if (source === undefined) return base;
    // Padding holds 0. Where values cannot be negative it changes no maximum; elsewhere it could pass for one.
    const padded = (base.dims[1] ?? 0) % blockSize !== 0;
    return padded && observation.minimum !== 'zero' ? base : { ...base, blocked: { source, blockSize } };
  });
}
