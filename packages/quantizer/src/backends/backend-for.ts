import { QuantizerError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { type BackendName, backends } from './index.ts';

export interface WantedNumbers {
  readonly weights: { readonly granularity: 'per-channel' | 'per-tensor'; readonly symmetric: boolean };
  readonly activations: { readonly dtype: 'uint8' | 'int8'; readonly symmetric: boolean };
}

/** The backend of that name, with what is asked of weights and activations. Throws 'recipe/unsupported' where it cannot compute so. */
export function backendFor(name: BackendName, { weights, activations }: WantedNumbers): Backend {
  const backend: Backend = backends[name];
  if (!weights.symmetric) {
    throw new QuantizerError(
      'recipe/unsupported',
      `Target ${backend.name} has no fast kernel for asymmetric weights; leave weights.symmetric at true.`,
      { where: '/weights/symmetric' },
    );
  }
  if (backend.activations.dtype === 'uint8' && (activations.dtype === 'int8' || activations.symmetric)) {
    throw new QuantizerError(
      'recipe/unsupported',
      `Target ${backend.name} computes on uint8 activations with a zero point (signed ones run 10 times slower there); leave activations at their default, or choose target tensorrt.`,
      { where: '/activations' },
    );
  }
  return { ...backend, weights: { ...backend.weights, granularity: weights.granularity } };
}
