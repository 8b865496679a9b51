import type { Attribute, Maker, Shape, Tensor, Value } from '@octet/onnx';
import { tensorOf } from '@octet/onnx';

export interface EmitOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Shape of the output; that of the first input where absent. */
  readonly shape?: Shape | undefined;
}

/** A new node with one output of the first input's dtype; answers that output. */
export function emit(make: Maker, opType: string, inputs: readonly [Value, ...Value[]], options: EmitOptions = {}): Value {
  const { output } = make.node(opType, inputs, { attributes: options.attributes ?? {} });
  output.dtype = inputs[0].dtype;
  output.shape = 'shape' in options ? options.shape : inputs[0].shape;
  return output;
}

/** A float32 of rank 0: broadcasts against anything and never raises the other operand's rank. */
export function scalar(value: number): Tensor {
  return tensorOf.float32([value], []);
}
