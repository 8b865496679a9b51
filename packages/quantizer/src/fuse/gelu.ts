import type { Node, Rule, Value } from '@octet/onnx';
import { producedBy, rule } from '@octet/onnx';
import { isNear, readGate, readProducts, readShift } from './product.ts';

/**
 * 0.5·x·(1 + erf(x/√2)), in any order of the products, is Gelu(x), exactly. From opset 20 it is an operator of ONNX; below, onnxruntime's
 * own com.microsoft.Gelu.
 */
export function gelu(opset: number): Rule {
  return rule({
    name: 'gelu',
    roots: ['Mul', 'Div'],
    pattern(root) {
      for (const product of readProducts(root)) {
        const gate = isNear(product.scalar, 0.5) ? readGate(product, erfGate) : undefined;
        if (gate !== undefined) return { nodes: [...gate.nodes, ...product.nodes], x: gate.x };
      }
      return undefined;
    },
    rewrite: ({ x }, make) => make.node('Gelu', [x], opset >= 20 ? {} : { domain: 'com.microsoft' }),
  });
}

/** 1 + erf(x/√2) */
function erfGate(value: Value): { readonly x: Value | undefined; readonly nodes: readonly Node[] } | undefined {
  const add = readShift(value);
  const erf = producedBy(add?.x, 'Erf');
  const scale = producedBy(erf?.input(0), 'Mul', 'Div');
  const [product] = scale === undefined ? [] : readProducts(scale);
  if (add?.shift !== 1 || erf === undefined || product?.factors.length !== 1 || !isNear(product.scalar, Math.SQRT1_2)) return undefined;
  return { x: product.factors[0], nodes: [...product.nodes, erf, add.node] };
}
