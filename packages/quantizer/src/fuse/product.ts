import type { Node, Value } from '@octet/onnx';
import { producedBy, scalarOf } from '@octet/onnx';

/** scalar · factor · factor …, and the Mul and Div nodes that compute it. */
export interface Product {
  readonly scalar: number;
  readonly factors: readonly Value[];
  readonly nodes: readonly Node[];
}

/**
 * The ways to read a Mul, or a Div by a scalar, as a product: itself, and with one of its factors multiplied out. So x·(g/6), (x·g)/6 and
 * (x/6)·g all have a reading with the scalar 1/6 and the factors x and g, whatever the exporter's order.
 */
export function readProducts(root: Node): Product[] {
  const whole = multiply(root);
  if (whole === undefined) return [];
  const readings = [whole];
  for (const [i, factor] of whole.factors.entries()) {
    const inner = producedBy(factor, 'Mul', 'Div');
    const part = inner && multiply(inner);
    if (part === undefined) continue;
    readings.push({
      scalar: whole.scalar * part.scalar,
      factors: whole.factors.toSpliced(i, 1, ...part.factors),
      nodes: [...part.nodes, ...whole.nodes],
    });
  }
  return readings;
}

function multiply(node: Node): Product | undefined {
  const [a, b] = node.inputs;
  const scalar = scalarOf(b);
  if (node.opType === 'Div')
    return a !== undefined && scalar !== undefined ? { scalar: 1 / scalar, factors: [a], nodes: [node] } : undefined;
  const product = { scalar: 1, factors: [] as Value[], nodes: [node] };
  for (const operand of [a, b]) {
    const s = scalarOf(operand);
    if (s !== undefined) product.scalar *= s;
    else if (operand !== undefined) product.factors.push(operand);
  }
  return product;
}

/** The gate of a product x·gate(x): `gate` answers the node pattern behind a factor, and must find the other factor as its x. */
export function readGate<G extends { readonly x: Value | undefined }>(
  { factors }: Product,
  gate: (value: Value) => G | undefined,
): (G & { readonly x: Value }) | undefined {
  const [a, b] = factors;
  if (factors.length !== 2 || a === undefined || b === undefined) return undefined;
  for (const [x, candidate] of [
    [a, b],
    [b, a],
  ] as const) {
    const found = gate(candidate);
    if (found?.x === x) return { ...found, x };
  }
  return undefined;
}

/** Equality of constants that exporters round differently (1.41421356 and 1.4142135381698608). */
export function isNear(x: number, wanted: number): boolean {
  return Math.abs(x - wanted) <= 1e-6 * Math.abs(wanted);
}

/** x + c for a scalar c. */
export function readShift(value: Value | undefined): { x: Value | undefined; shift: number; node: Node } | undefined {
  const node = producedBy(value, 'Add');
  if (node === undefined) return undefined;
  const [a, b] = [scalarOf(node.input(0)), scalarOf(node.input(1))];
  if (b !== undefined) return { x: node.input(0), shift: b, node };
  return a === undefined ? undefined : { x: node.input(1), shift: a, node };
}
