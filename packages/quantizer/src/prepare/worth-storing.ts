import type { Model, Node } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { checkLinear } from '../linear/check-linear.ts';

/**
 * Share of the weights, smallest tensors first, that stay float: depthwise filters and stems are a trifle of the file and most of the error
 * (MobileNetV1-0.25: 25.9 → 30.1 dB for 0.2 of the size ratio).
 */
const floatShare = 0.03;

/** The linear operators whose weights a float plan stores as int8. */
export function worthStoring(model: Model, backend: Backend): ReadonlySet<Node> {
  if (!backend.foldsConstants) return new Set();
  const readers = Map.groupBy(model.graph.nodes(), (node) => {
    const check = backend.ops[node.opName]?.as === 'linear' ? checkLinear(node) : undefined;
    return check?.ok === true ? check.weight : undefined;
  });
  readers.delete(undefined);
  const sized = [...readers].map(([weight, nodes]) => ({ nodes, count: weight?.constant?.elementCount ?? 0 }));
  let left = floatShare * sized.reduce((sum, s) => sum + s.count, 0);
  const stored = new Set(sized.flatMap((s) => s.nodes));
  for (const { nodes, count } of sized.toSorted((a, b) => a.count - b.count)) {
    left -= count;
    if (left < 0) break;
    for (const node of nodes) stored.delete(node);
  }
  return stored;
}
