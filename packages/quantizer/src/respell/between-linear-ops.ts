import type { Node } from '@octet/onnx';

/** The ops whose integer kernels are the reason to quantize: what stands between two of them is worth spelling in integers. */
const linearOps: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

/**
 * Whether `node` has a linear op somewhere above it and one somewhere below: true inside a network, false for what prepares its input and for
 * its tail (Softmax, box decoding), which runs better in float.
 */
export function betweenLinearOps(node: Node): boolean {
  return reachesLinearOp(node, producers) && reachesLinearOp(node, readers);
}

function reachesLinearOp(start: Node, neighbours: (node: Node) => Iterable<Node>): boolean {
  const seen = new Set([start]);
  const queue = [start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of neighbours(node)) {
      if (linearOps.has(next.opName)) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}

function* producers(node: Node): Generator<Node> {
  for (const v of node.inputs) if (v?.producer !== undefined) yield v.producer;
}

function* readers(node: Node): Generator<Node> {
  for (const v of node.outputs) if (v !== undefined) yield* v.useSet.keys();
}
