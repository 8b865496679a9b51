import type { Backend } from '../backend.ts';
import { lowerToPairs } from './lower.ts';
import { type PairForms, placePairs } from './place.ts';

/** Spellings that any backend prefers; the others suit the kernels of onnxruntime's CPU provider. */
const plainRespellings = [
  'sub-constant-to-add',
  'div-constant-to-mul',
  'neg-to-mul',
  'reduce-mean-to-global-average-pool',
  'average-pool-to-global-average-pool',
  'global-max-pool-to-max-pool',
] as const satisfies Backend['respellings'];

export const allConvs = {
  dense: 'integer',
  depthwise: 'integer',
  grouped: 'integer',
  multiplier: 'integer',
} as const satisfies Backend['convs'];

/** Linear operators, and both operands of residual additions. */
const pairedOps = {
  Conv: { as: 'linear' },
  Gemm: { as: 'linear' },
  MatMul: { as: 'linear' },
  Add: { as: 'elementwise' },
} as const satisfies Backend['ops'];

type Kind = Pick<Backend, 'name' | 'description' | 'activations'> & PairForms;

/** A backend that compiles pairs. No job can run it, so nothing of it was timed. */
export const backendOfPairs = ({ residual, beforePools, ...kind }: Kind) =>
  ({
    ...kind,
    weights: { dtype: 'int8', granularity: 'per-channel', qmax: 127, saturationGuard: false },
    ops: pairedOps,
    convs: allConvs,
    respellings: plainRespellings,
    foldsConstants: false,
    place: placePairs({ residual, beforePools }),
    lower: lowerToPairs,
    passes: [],
    pairsAsWritten: true,
    judgedHere: () => false,
  }) as const satisfies Backend;
