import type { Node, Value } from '@octet/onnx';
import { attr, producedBy, rule } from '@octet/onnx';
import { boundsOf } from './clip-bounds.ts';
import { isNear, readGate, readProducts, readShift } from './product.ts';

/** Clip(x + b, 0, h) / h is HardSigmoid(x) with alpha = 1/h and beta = b/h: max(0, min(1, alpha·x + beta)). */
export const hardSigmoid = rule({
  name: 'hard-sigmoid',
  roots: ['Mul', 'Div'],
  pattern(root) {
    const [product] = readProducts(root);
    if (product === undefined || product.factors.length !== 1) return undefined;
    const gate = clippedShift(product.factors[0]);
    if (gate === undefined || !isNear(product.scalar * gate.height, 1)) return undefined;
    return { ...gate, nodes: [...gate.nodes, ...product.nodes] };
  },
  rewrite: ({ x, height, shift }, make) =>
    make.node('HardSigmoid', [x], { attributes: { alpha: attr.float(1 / height), beta: attr.float(shift / height) } }),
});

/** x·HardSigmoid(x) with alpha 1/6 and beta 1/2, however it is spelled (x·Clip(x + 3, 0, 6)/6), is HardSwish(x). Needs opset 14. */
export const hardSwish = rule({
  name: 'hard-swish',
  roots: ['Mul', 'Div'],
  pattern(root) {
    for (const product of readProducts(root)) {
      const clipped = isNear(product.scalar, 1 / 6) ? readGate(product, reluSix) : undefined;
      const gate = clipped ?? (product.scalar === 1 ? readGate(product, hardSigmoidGate) : undefined);
      if (gate !== undefined) return { nodes: [...gate.nodes, ...product.nodes], x: gate.x };
    }
    return undefined;
  },
  rewrite: ({ x }, make) => make.node('HardSwish', [x]),
});

interface Gate {
  readonly x: Value | undefined;
  readonly nodes: readonly Node[];
}

/** Clip(x + shift, 0, height) */
function clippedShift(value: Value | undefined): (Gate & { readonly shift: number; readonly height: number }) | undefined {
  const clip = producedBy(value, 'Clip');
  const bounds = clip && boundsOf(clip);
  const add = readShift(clip?.input(0));
  if (clip === undefined || add === undefined || bounds?.min !== 0 || !Number.isFinite(bounds.max) || bounds.max <= 0) return undefined;
  return { x: add.x, shift: add.shift, height: bounds.max, nodes: [add.node, clip] };
}

function reluSix(value: Value): Gate | undefined {
  const gate = clippedShift(value);
  return gate?.shift === 3 && gate.height === 6 ? gate : undefined;
}

function hardSigmoidGate(value: Value): Gate | undefined {
  const node = producedBy(value, 'HardSigmoid');
  if (node === undefined || !isNear(node.floatAttr('alpha', 0.2), 1 / 6) || node.floatAttr('beta', 0.5) !== 0.5) return undefined;
  return { x: node.input(0), nodes: [node] };
}
