import type { Graph, Tensor, Value } from '@octet/onnx';

/** Shorter constants are not worth the comparison. */
const fewestElements = 64;

/** Lets equal initializers be one: exporters write a box decoder's anchors once for every use. Returns how many went. */
export function shareConstants(graph: Graph): number {
  const seen = new Map<string, Value[]>();
  let shared = 0;
  for (const value of [...graph.initializers]) {
    if (!value.isConstant || value.isOutput || value.constant === undefined || value.constant.elementCount < fewestElements) continue;
    const { dtype, dims } = value.constant;
    const key = `${dtype}[${dims.join()}]`;
    const alike = seen.get(key) ?? [];
    seen.set(key, alike);
    const twin = alike.find((v) =>
      isEqual((v.constant as NonNullable<Value['constant']>).tensor, (value.constant as NonNullable<Value['constant']>).tensor),
    );
    if (twin === undefined) {
      alike.push(value);
      continue;
    }
    value.replaceAllUsesWith(twin);
    graph.removeConstant(value);
    shared++;
  }
  return shared;
}

function isEqual(a: Tensor, b: Tensor): boolean {
  if (Array.isArray(a.data) || Array.isArray(b.data)) return false;
  const view = (t: Tensor) => {
    const { buffer, byteOffset, byteLength } = t.data as Uint8Array;
    return Buffer.from(buffer, byteOffset, byteLength);
  };
  return view(a).equals(view(b));
}
