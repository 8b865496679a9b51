import type { ActivationRecord, Layer, WeightRecord } from '@octet/contracts';

/** Beyond so many layers the rest has its row in the tables only. */
export const detailLimit = 400;

export interface LayerAnchors {
  /** Where the details of a layer are; undefined where it has none. */
  ofLayer(layer: Layer): string | undefined;
  ofName(name: string): string | undefined;
  /** The same, for the layer that a weight belongs to or that gives a value. */
  ofWeight(weight: WeightRecord): string | undefined;
  ofActivation(activation: ActivationRecord): string | undefined;
}

/** Anchors are counted, since a name of the model is no id: two layers may have the same, or none. */
export function layerAnchors(layers: readonly Layer[]): LayerAnchors {
  const anchors = new Map(layers.slice(0, detailLimit).map((layer, i) => [layer, `layer-${i + 1}`]));
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  for (const [{ name, output }, anchor] of anchors) {
    if (!names.has(name)) names.set(name, anchor);
    if (output && !values.has(output.value)) values.set(output.value, anchor);
  }
  return {
    ofLayer: (layer) => anchors.get(layer),
    ofName: (name) => names.get(name),
    ofWeight: ({ node }) => names.get(node),
    ofActivation: ({ value, node }) => values.get(value) ?? (node === undefined ? undefined : names.get(node)),
  };
}
