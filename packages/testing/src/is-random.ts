import type { Model } from '@octet/onnx';

const drawing = /^(Random|Bernoulli|Multinomial)/;

/** Whether a model draws numbers, so that it may differ from itself; comparing two runs would tell only most of the time. */
export function isRandom(model: Model): boolean {
  for (const node of model.graph.allNodes()) if (drawing.test(node.opType)) return true;
  return false;
}
