import type { Value } from '@octet/onnx';
import type { QParams } from '../qparams/affine.ts';

/** A value's integers in the artifact, and how to read them. */
export interface Integers {
  readonly q: Value;
  readonly params: QParams;
}
