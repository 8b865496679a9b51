import type { Model, Value } from '@octet/onnx';

/**
 * A copy of the model whose outputs are the observed values that nodes compute, and nothing else; what only led to other outputs is gone.
 * Throws where a name is no value of the main graph.
 */
export function observedModel(model: Model, observed: readonly string[]): Model {
  const copy = model.clone();
  const { graph } = copy;
  const values = valuesByName(copy);
  graph.outputs.length = 0;
  for (const name of observed) {
    const value = values.get(name);
    if (value === undefined) throw new Error(`cannot observe "${name}": no input or node output of the model's main graph has that name`);
    if (value.producer !== undefined && !value.isOutput) graph.addOutput(value);
  }
  graph.sweep();
  return copy;
}

/** Graph inputs and node outputs of the main graph; what bodies of If, Loop and Scan hold cannot be observed. */
function valuesByName(model: Model): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const input of model.graph.inputs) values.set(input.name, input);
  for (const node of model.graph.nodes()) for (const output of node.outputs) if (output !== undefined) values.set(output.name, output);
  return values;
}
