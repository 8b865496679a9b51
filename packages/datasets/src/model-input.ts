import type { DType, Shape } from '@octet/onnx';

/** An input of the model that the samples are for. */
export interface ModelInput {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** '[N, 3, ?, 224]' */
export function respellText(shape: Shape): string {
  return `[${shape.map((d) => d ?? '?').join(', ')}]`;
}
