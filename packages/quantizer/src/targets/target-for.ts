import { QuantizerError } from '../errors.ts';
import { targets } from './index.ts';
import type { Target, TargetName } from './target.ts';

export interface WantedNumbers {
  readonly weights: { readonly granularity: 'per-channel' | 'per-tensor'; readonly symmetric: boolean };
  readonly activations: { readonly dtype: 'uint8' | 'int8'; readonly symmetric: boolean };
}

/** The target of that name, with what is asked of weights and activations. Throws 'recipe/unsupported' where it cannot compute so. */
export function targetFor(name: TargetName, { weights, activations }: WantedNumbers): Target {
  const target: Target = targets[name];
  if (!weights.symmetric) {
    throw new QuantizerError(
      'recipe/unsupported',
      `Target ${target.name} has no fast kernel for asymmetric weights; leave weights.symmetric at true.`,
      { where: '/weights/symmetric' },
    );
  }
  if (target.activations.dtype === 'uint8' && (activations.dtype === 'int8' || activations.symmetric)) {
    throw new QuantizerError(
      'recipe/unsupported',
      `Target ${target.name} computes on uint8 activations with a zero point (signed ones run 10 times slower there); leave activations at their default, or choose target tensorrt.`,
      { where: '/activations' },
    );
  }
  return { ...target, weights: { ...target.weights, granularity: weights.granularity } };
}
