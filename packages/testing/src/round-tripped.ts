import { decodeModel, encodeToBuffer, type Model } from '@octet/onnx';

/** The model as a file holds it. A file holds no origins, so they are carried over, node by node. */
export function roundTripped(model: Model): Model {
  const decoded = decodeModel(encodeToBuffer(model));
  const before = [...model.graph.allNodes()];
  [...decoded.graph.allNodes()].forEach((node, i) => {
    for (const o of before[i]?.origins ?? []) node.origins.add(o);
  });
  return decoded;
}

/** With ROUNDTRIP=1 in the environment, what stages hand to each other is to be encoded and decoded, which must change nothing; else undefined. */
export function roundTripLeg(): ((model: Model) => Model) | undefined {
  return process.env['ROUNDTRIP'] === '1' ? roundTripped : undefined;
}
