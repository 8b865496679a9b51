import type { Backend } from '../backend.ts';

/** Spellings that any backend prefers; the others suit the kernels of onnxruntime's CPU provider. */
export const plainRespellings = [
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
export const pairedOps = {
  Conv: { as: 'linear' },
  Gemm: { as: 'linear' },
  MatMul: { as: 'linear' },
  Add: { as: 'elementwise' },
} as const satisfies Backend['ops'];
