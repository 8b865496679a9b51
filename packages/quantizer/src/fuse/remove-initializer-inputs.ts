import type { Model } from '@octet/onnx';

/**
 * Old exporters list initializers as graph inputs, which makes them defaults that a caller may replace; nothing can then be folded or
 * quantized. They become constants. Answers their names. The model is raised to IR version 4, before which every initializer, also those
 * that later stages add, had to be an input.
 */
export function removeInitializerInputs(model: Model): readonly string[] {
  const { inputs } = model.graph;
  const removed = inputs.filter((v) => v.constant !== undefined);
  inputs.splice(0, inputs.length, ...inputs.filter((v) => v.constant === undefined));
  model.irVersion = Math.max(model.irVersion, 4);
  return removed.map((v) => v.name);
}
